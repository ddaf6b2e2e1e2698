"""Small values of the kernel: ids, settings, secrets, paging, problems, redaction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from kernel.ids import check_id, new_id
from kernel.paging import Paging, decode_cursor, encode_cursor, page
from kernel.problems import FieldError, InvalidRequest, NotFound, RemoteProblem, TooManyRequests, status_of
from kernel.secrets import CannotOpen, SecretBox, box_from_text, new_key_text
from kernel.service import InvalidSettings, Settings, load
from kernel.telemetry import REDACTED, redact


def test_ids_sort_by_time_and_name_what_they_are():
    made = [new_id("run") for _ in range(200)]

    assert len(set(made)) == 200
    assert [i[:16] for i in made] == sorted(i[:16] for i in made)
    assert all(check_id("run", i) == i for i in made)


@pytest.mark.parametrize("hostile", ["", "run_", "run_zz", "agt_" + "0" * 32, "run_" + "0" * 33, "run_'; DROP", "🦊"])
def test_what_is_not_an_id_is_not_found(hostile: str):
    with pytest.raises(NotFound):
        check_id("run", hostile)


class _Example(Settings):
    port: int = Field(default=8080, ge=1)
    name: str


def test_settings_are_read_from_what_is_handed_in():
    assert load(_Example, {"NAME": "a", "PORT": "", "OTHER": "x"}) == _Example(port=8080, name="a")


def test_wrong_settings_name_each_variable():
    with pytest.raises(InvalidSettings) as refused:
        load(_Example, {"PORT": "zero"})

    assert "PORT" in str(refused.value)
    assert "NAME" in str(refused.value)


@given(st.text())
def test_a_secret_opens_for_its_company_and_row_alone(text: str):
    box = box_from_text(new_key_text())
    sealed = box.seal(text, company="cmp_1", row="row_1")

    assert box.open(sealed, company="cmp_1", row="row_1") == text
    for company, row in (("cmp_2", "row_1"), ("cmp_1", "row_2")):
        with pytest.raises(CannotOpen):
            box.open(sealed, company=company, row=row)


@given(st.text(max_size=200))
def test_what_was_never_sealed_does_not_open(text: str):
    with pytest.raises(CannotOpen):
        box_from_text(new_key_text()).open(text, company="c", row="r")


def test_a_secret_moves_to_the_current_key_and_survives_the_old_ones_end():
    old, new = box_from_text(new_key_text("k1")), box_from_text(new_key_text("k2"))
    both = SecretBox({**new.keys, **old.keys}, "k2")
    sealed = old.seal("hush", company="c", row="r")

    moved = both.reseal(sealed, company="c", row="r")

    assert new.open(moved, company="c", row="r") == "hush"
    with pytest.raises(CannotOpen):
        new.open(sealed, company="c", row="r")


@pytest.mark.parametrize("text", ["", "k1:short", "bad id:" + "A" * 43 + "=", "nokey"])
def test_unusable_key_texts_are_refused(text: str):
    with pytest.raises(ValueError, match=r"ENCRYPTION_KEYS|base64|padding|characters"):
        box_from_text(text)


def test_pages_end_with_no_cursor_and_link_to_the_next_otherwise():
    rows = ["c", "b", "a"]

    first = page(rows, Paging(None, 2), key=str, view=str)
    last = page(rows[2:], Paging(decode_cursor(str(first.next)), 2), key=str, view=str)

    assert (first.items, last.items, last.next) == (["c", "b"], ["a"], None)
    assert decode_cursor(str(first.next)) == "b"


@given(st.text(min_size=1))
def test_cursors_carry_any_key(key: str):
    assert decode_cursor(encode_cursor(key)) == key


@pytest.mark.parametrize("cursor", ["é", "////", "_____"])
def test_a_made_up_cursor_is_told(cursor: str):
    with pytest.raises(InvalidRequest):
        decode_cursor(cursor)


def test_a_problem_says_what_where_and_what_to_do():
    problem = InvalidRequest("Give a name.", errors=[FieldError("/name", "is missing")])

    assert problem.document("req_1") == {
        "type": "/problems/invalid-request",
        "title": "Some of what was sent is not valid",
        "status": 422,
        "detail": "Give a name.",
        "errors": [{"pointer": "/name", "message": "is missing"}],
        "request_id": "req_1",
    }


def test_a_remote_problem_passes_as_it_came():
    document = TooManyRequests("Slow down.").document("req_1")

    passed = RemoteProblem(429, document)

    assert status_of(passed) == 429
    assert passed.document("req_2") == {**document, "request_id": "req_2"}


def test_secrets_are_redacted_however_deep():
    sealed = box_from_text(new_key_text()).seal("hush", company="c", row="r")
    logged = {
        "password": "hunter22",
        "headers": [{"Authorization": "Bearer abcdefgh12345678"}],
        "text": "got Bearer abcdefgh12345678 and sk-abcdefghijklmnop and eyJhbGciOiJ.eyJzdWIi.c2ln",
        "url": "mysql://root:hunter22@db/x",
        "sealed": f"stored {sealed}",
        "kept": {"tokens_used": 12, "name": "Ana"},
    }

    text = str(redact(logged))

    for secret in ("hunter22", "abcdefgh12345678", "sk-abc", "eyJ", sealed):
        assert secret not in text
    assert redact(logged)["kept"] == logged["kept"]
    assert REDACTED in text
