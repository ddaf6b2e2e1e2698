"""Streams are looked through in whatever pieces they come, and told to be whole only where they say so."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ai_service.completions.dialects.scanning import error_in, scan_of, whole_events

USAGE = {"prompt_tokens": 12, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 4}}


def _chunk(text: str, finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}], "usage": None}


def _events(*documents: dict[str, Any] | str, ending: bytes = b"\n\n") -> bytes:
    written = [each if isinstance(each, str) else json.dumps(each) for each in documents]
    return b"".join(b"data: " + each.encode() + ending for each in written)


STREAM = _events(_chunk("Größe"), _chunk(" two"), _chunk("", "stop"), {"choices": [], "usage": USAGE}, "[DONE]")


@given(st.lists(st.integers(1, 40), max_size=60), st.booleans(), st.sampled_from([b"\n\n", b"\r\n\r\n"]))
def test_a_stream_in_any_pieces_is_the_same_stream(cuts: list[int], counted: bool, ending: bytes):
    stream = STREAM.replace(b"\n\n", ending)
    scan = scan_of("openai", counted=counted)
    passed, buffered, place = b"", b"", 0
    for cut in [*cuts, len(stream)]:
        whole, buffered = whole_events(buffered + stream[place : place + cut])
        place += cut
        passed += scan.passed(whole) if whole else b""

    assert buffered == b""
    assert scan.complete
    assert scan.tokens is not None
    assert (scan.tokens.taken, scan.tokens.given, scan.tokens.cached) == (12, 5, 4)
    assert (b"prompt_tokens" in passed) == counted
    assert passed.count(b"data:") == (5 if counted else 4)


def test_a_stream_without_its_end_is_not_complete():
    scan = scan_of("openai", counted=False)

    scan.passed(_events(_chunk("one"), _chunk("two")))

    assert not scan.complete
    assert scan.events == 2


def test_usage_in_a_chunk_that_says_something_stays_where_it_is():
    scan = scan_of("openai", counted=False)
    both = _events({**_chunk("last", "length"), "usage": USAGE})

    assert scan.passed(both) == both
    assert scan.stop == "length"
    assert scan.tokens is not None


def test_anthropics_tokens_are_read_at_the_beginning_and_at_the_end():
    scan = scan_of("anthropic", counted=False)
    begun = {"input_tokens": 30, "cache_read_input_tokens": 60, "cache_creation_input_tokens": 10, "output_tokens": 1}
    events = _events(
        {"type": "message_start", "message": {"usage": begun}},
        {"type": "message_delta", "delta": {"stop_reason": "max_tokens"}, "usage": {"output_tokens": 50}},
        {"type": "message_stop"},
    )

    assert scan.passed(events) == events
    assert scan.tokens is not None
    assert (scan.tokens.taken, scan.tokens.given, scan.tokens.cached, scan.tokens.cache_written) == (100, 50, 60, 10)
    assert (scan.complete, scan.stop) == (True, "length")


def test_an_error_at_the_beginning_is_found_and_a_text_about_errors_is_none():
    assert error_in(_events({"error": {"message": "no"}})) is not None
    assert error_in(_events(_chunk('"error"'))) is None
    assert error_in(b": a comment\n\n") is None


@given(st.binary(max_size=200))
def test_no_bytes_whatever_break_the_scan(noise: bytes):
    for dialect in ("openai", "anthropic"):
        scan = scan_of(dialect, counted=False)
        scan.passed(b'data: {"usage": {' + noise + b"\n\n")
        error_in(noise)
