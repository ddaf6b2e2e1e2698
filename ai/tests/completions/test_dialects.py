"""The dialects by themselves: what they read, what they refuse and where, and that what they write can be read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_service.completions.dialects import anthropic_requests, openai_requests
from ai_service.completions.dialects.anthropic_answers import EventWriter, message
from ai_service.completions.dialects.errors import told
from ai_service.completions.dialects.openai_answers import ChunkWriter, completion
from ai_service.completions.dialects.reading import read_object
from ai_service.completions.dialects.scanning import scan_of
from ai_service.providers import problems
from ai_service.providers.vocabulary import CallPiece, EndPiece, Piece, Reply, TextPiece, Tokens
from contracts.ai import AnswerSchema, ChatMessage, ChatRequest, OnBehalfOf, ToolCall, ToolNamed
from kernel.problems import InvalidRequest, Unauthenticated

HELLO: Any = [{"role": "user", "content": "hello"}]
NOBODY = OnBehalfOf()


def of_openai(**more: Any) -> ChatRequest:
    return openai_requests.chat_request({"messages": HELLO, **more}, NOBODY)


def of_anthropic(**more: Any) -> ChatRequest:
    return anthropic_requests.chat_request({"messages": HELLO, "max_tokens": 9, **more}, NOBODY)


def test_everything_that_openai_and_the_hub_both_know_is_read():
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}}
    linked = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
    request = of_openai(
        messages=[
            {"role": "developer", "content": [{"type": "text", "text": "Be brief."}]},
            {"role": "user", "content": [{"type": "text", "text": "What?"}, picture, linked]},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c", "content": [{"type": "text", "text": "done"}]},
        ],
        tools=[{"type": "function", "function": {"name": "f"}}],
        tool_choice={"type": "function", "function": {"name": "f"}},
        parallel_tool_calls=False,
        response_format={"type": "json_schema", "json_schema": {"name": "s", "schema": {"type": "object"}}},
        max_completion_tokens=7,
        stop="END",
        reasoning_effort="minimal",
        n=1,
    )

    system, user, assistant, tool = request.messages
    assert (system.role, system.content) == ("system", "Be brief.")
    assert [(each.data, each.url) for each in user.images] == [("QUJD", None), (None, "https://example.com/a.png")]
    assert assistant.calls == [ToolCall(id="c", name="f", arguments={"a": 1})]
    assert (tool.role, tool.call_id, tool.content) == ("tool", "c", "done")
    assert (request.tool_choice, request.parallel_calls) == (ToolNamed(name="f"), False)
    assert request.format == AnswerSchema(name="s", body={"type": "object"})
    assert (request.max_tokens, request.stop, request.effort) == (7, ["END"], "low")


def test_everything_that_anthropic_and_the_hub_both_know_is_read():
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": "QUJD"}}
    request = of_anthropic(
        system=[{"type": "text", "text": "Be brief."}],
        messages=[
            {"role": "user", "content": [{"type": "text", "text": "What?"}, picture]},
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "hm", "signature": "x"},
                    {"type": "tool_use", "id": "c", "name": "f", "input": {"a": 1}},
                ],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "c", "content": "no", "is_error": True}],
            },
        ],
        tools=[{"name": "f", "input_schema": {"type": "object"}}],
        tool_choice={"type": "any", "disable_parallel_tool_use": True},
        output_config={"effort": "max", "format": {"type": "json_schema", "schema": {"type": "object"}}},
        stop_sequences=["END"],
    )

    assert [each.role for each in request.messages] == ["system", "user", "assistant", "tool"]
    assert request.messages[1].images[0].media_type == "image/jpeg"
    assert request.messages[2].calls == [ToolCall(id="c", name="f", arguments={"a": 1})]
    assert request.messages[3].content == "Error: no"
    assert (request.tool_choice, request.parallel_calls) == ("required", False)
    assert (request.effort, request.max_tokens, request.stop) == ("high", 9, ["END"])
    assert isinstance(request.format, AnswerSchema)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"n": 2}, "/n"),
        ({"logprobs": True}, "/logprobs"),
        ({"presence_penalty": 0.5}, "/presence_penalty"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "/messages/0/role"),
        ({"messages": [{"role": "user", "content": [{"type": "input_audio"}]}]}, "/messages/0/content/0/type"),
        ({"messages": [{"role": "user", "content": 3}]}, "/messages/0/content"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "/messages/0/tool_call_id"),
        ({"tools": [{"type": "web_search"}]}, "/tools/0/type"),
        ({"response_format": {"type": "xml"}}, "/response_format/type"),
        ({"temperature": 3}, "/temperature"),
        ({"messages": []}, "/messages"),
    ],
)
def test_what_openai_says_and_we_cannot_is_refused_at_its_place(wrong: dict[str, Any], pointer: str):
    with pytest.raises(InvalidRequest) as refused:
        of_openai(**wrong)

    assert refused.value.errors[0].pointer == pointer
    assert told(refused.value, "openai", "req_1").body["error"]["param"] == pointer.lstrip("/").replace("/", ".")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"top_k": 5}, "/top_k"),
        ({"messages": [{"role": "user", "content": [{"type": "document"}]}]}, "/messages/0/content/0/type"),
        ({"tools": [{"type": "bash_20250124", "name": "bash"}]}, "/tools/0/type"),
        ({"tool_choice": {"type": "some"}}, "/tool_choice/type"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "/messages/0/role"),
    ],
)
def test_what_anthropic_says_and_we_cannot_is_refused_at_its_place(wrong: dict[str, Any], pointer: str):
    with pytest.raises(InvalidRequest) as refused:
        of_anthropic(**wrong)

    assert refused.value.errors[0].pointer == pointer


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'"x"'])
def test_a_body_that_is_no_object_is_refused(body: bytes):
    with pytest.raises(InvalidRequest):
        read_object(body)


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_pieces: st.SearchStrategy[list[Piece]] = st.lists(
    st.builds(TextPiece, _texts) | st.builds(CallPiece, st.integers(0, 2), st.none(), st.none(), _texts), max_size=12
)


@given(_pieces)
def test_what_is_written_of_any_pieces_can_be_read_again(pieces: list[Piece]):
    """By the scans, and by joining what the documents say."""
    end = EndPiece("length", Tokens(taken=9, given=4), "m", "id")
    chunks = ChunkWriter("id", "m", at=1, counted=True)
    events = EventWriter("id", "m")
    text = "".join(each.text for each in pieces if isinstance(each, TextPiece))

    one = b"".join(chunks.write(each) for each in [*pieces, end])
    other = b"".join(events.write(each) for each in [*pieces, end])

    for dialect, stream in (("openai", one), ("anthropic", other)):
        scan = scan_of("openai" if dialect == "openai" else "anthropic", counted=True)
        scan.passed(stream)
        assert scan.complete
        assert scan.tokens is not None
        assert (scan.tokens.given, scan.stop) == (4, "length")
    deltas = [_data(line)["choices"] for line in one.splitlines() if line.startswith(b"data: {")]
    assert "".join(choice["delta"].get("content") or "" for choices in deltas for choice in choices) == text
    blocks = [_data(line) for line in other.splitlines() if line.startswith(b"data:")]
    opened = [each["index"] for each in blocks if each["type"] == "content_block_start"]
    assert opened == sorted(set(opened))
    assert opened == [each["index"] for each in blocks if each["type"] == "content_block_stop"]


def _data(line: bytes) -> dict[str, Any]:
    return json.loads(line.removeprefix(b"data:"))


def test_a_whole_reply_is_written_in_both_dialects():
    reply = Reply(
        ChatMessage(role="assistant", content="", calls=[ToolCall(id="c", name="f", arguments="not JSON")]),
        "tools",
        Tokens(taken=100, given=5, cached=60, cache_written=10, reasoning=2),
        "m",
        "id",
    )

    one, other = completion(reply, at=1), message(reply)

    assert one["choices"][0]["message"]["tool_calls"][0]["function"] == {"name": "f", "arguments": "not JSON"}
    assert one["usage"]["completion_tokens_details"] == {"reasoning_tokens": 2}
    assert other["content"] == [{"type": "tool_use", "id": "c", "name": "f", "input": {"arguments": "not JSON"}}]
    assert (other["usage"]["input_tokens"], other["usage"]["cache_read_input_tokens"]) == (30, 60)


def test_a_stop_text_is_named_in_anthropics_dialect():
    said = message(Reply(ChatMessage(role="assistant", content="x"), "end", Tokens(), "m", "id", stopped_at="END"))

    assert (said["stop_reason"], said["stop_sequence"]) == ("stop_sequence", "END")


@pytest.mark.parametrize(
    ("problem", "status", "kind", "retryable"),
    [
        (Unauthenticated("Sign in."), 401, "authentication_error", False),
        (problems.KeyRefused("k"), 403, "permission_error", False),
        (problems.RequestRefused("r"), 400, "invalid_request_error", False),
        (problems.EndpointBusy("b", retry_after=3), 429, "rate_limit_error", True),
        (problems.EndpointTooSlow("s"), 504, "timeout_error", True),
    ],
)
def test_a_problem_has_the_status_and_kind_its_clients_know(problem: Any, status: int, kind: str, retryable: bool):
    refusal = told(problem, "anthropic", "req_1")

    assert (refusal.status, refusal.body["error"]["type"], refusal.retryable) == (status, kind, retryable)
    assert refusal.body["request_id"] == "req_1"
