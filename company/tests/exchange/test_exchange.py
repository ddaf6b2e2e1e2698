"""Workflows as text: taken out, brought in, and everything that must not come in or go out."""

import contextlib
from typing import Any

import orjson
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from company.tests.workflows.graphs import ASK, GREET
from company.tests.world import AGENT, API, Json, World
from company_service.exchange.problems import ImportRefused
from company_service.exchange.rules import exported, read_text
from company_service.exchange.schemas import MAX_TEXT
from company_service.markup import UnreadableText, read, write_json, write_yaml

_TRAPS = ["on", "yes", "~", "null", "1e3", "0o17", "1_0", "- a", "a: b", "{{ input.x }}", "<<", "=", "2026-01-01"]
_WORDS = st.text(max_size=20) | st.sampled_from([*_TRAPS, "two\nlines\n", "  led\n\n"])
_NUMBERS = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
_PLAIN = st.none() | st.booleans() | _NUMBERS
_DATA: st.SearchStrategy[Any] = st.recursive(
    _PLAIN | _WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=12,
)


def _step(step: str, name: str, values: Json) -> Json:
    return {"id": step, "type": "set", "name": name, "with": {"values": values}}


_STEP = st.builds(
    _step,
    st.from_regex(r"\A[a-z][a-z0-9_]{0,20}\Z"),
    st.text(max_size=40),
    st.dictionaries(_WORDS, _PLAIN | _WORDS, max_size=4),
)
_STEPS = st.lists(_STEP, max_size=5)
HEAD = "format: workflow\nformat_version: 1\nname: A\n"


async def _created(world: World, graph: Json) -> Json:
    answer = await world.owner.post(
        f"{API}/workflows", json={"name": "Größer als 1", "agent_id": AGENT, "graph": graph}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.parametrize("form", ["yaml", "json"])
async def test_what_was_exported_is_imported_as_it_was(world: World, form: str):
    graph = {**ASK, "layout": {"ask": {"x": 8, "y": 16.5}}}
    created = await _created(world, graph)

    out = await world.owner.get(f"{API}/workflows/{created['id']}/export", params={"format": form})
    back = await world.owner.post(f"{API}/workflows/import", json={"text": out.text, "agent_id": AGENT})
    named = await world.owner.post(
        f"{API}/workflows/import", json={"text": out.text, "agent_id": AGENT, "name": "Mine"}
    )

    assert out.headers["content-type"].startswith(f"application/{form}")
    assert f".{form}" in out.headers["content-disposition"]
    assert back.status_code == 201, back.text
    assert (back.json()["name"], back.json()["draft"]["graph"]) == ("Größer als 1", graph)
    assert back.json()["id"] != created["id"]
    assert (named.json()["name"], named.json()["live_version"]) == ("Mine", None)


async def test_a_version_is_exported_as_it_was_published(world: World):
    workflow_id = await world.publish(GREET)
    tag = {"if-match": '"1"'}
    await world.owner.put(
        f"{API}/workflows/{workflow_id}/draft", json={"graph": {**GREET, "output": "new"}}, headers=tag
    )
    path = f"{API}/workflows/{workflow_id}/export"

    version = yaml.safe_load((await world.owner.get(path, params={"version": 1})).text)
    draft = yaml.safe_load((await world.owner.get(path)).text)

    assert (version["graph"]["output"], draft["graph"]["output"]) == (GREET["output"], "new")
    assert (await world.owner.get(path, params={"version": 2})).status_code == 404
    assert (await world.owner.get(path, params={"format": "xml"})).status_code == 422


@settings(max_examples=200, deadline=None)
@given(_DATA)
def test_any_data_is_read_as_it_was_written(data: Any):
    whole = {"data": data}

    assert orjson.dumps(read(write_yaml(whole)).value) == orjson.dumps(whole)
    assert orjson.dumps(read(write_json(whole)).value) == orjson.dumps(whole)


@settings(max_examples=100, deadline=None)
@given(_STEPS, st.text(max_size=200), st.sampled_from(["yaml", "json"]))
@example([{"id": "a", "type": "set", "name": "", "with": {"values": {"TOKEN": "0"}}}], "", "yaml")  # left out
def test_any_graph_survives_going_out_and_in(steps: list[Json], description: str, form: Any):
    graph = {"steps": steps, "edges": [], "output": None, "layout": {step["id"]: {"x": 1, "y": 2} for step in steps}}
    first = exported("A", description, graph, form)

    found = read_text(first.text)
    second = exported(found.content.name, found.content.description, found.graph, form)

    kept = {name: value for name, value in read(first.text).value.items() if name != "left_out"}
    assert orjson.dumps(read(second.text).value) == orjson.dumps(kept)
    assert found.graph["layout"] == graph["layout"]


def test_ids_and_secrets_of_the_company_stay_at_home():
    person, agent, file = "usr_" + "1" * 32, "agt_" + "2" * 32, "file_" + "3" * 32
    call = {
        "url": "https://me:hunter2@erp.example/x?page=1&access_token=hunter2",
        "headers": {"Authorization": "Bearer hunter2", "X-Api-Key": "hunter2", "Accept": "text/plain"},
        "json": {"clientSecret": "hunter2", "token": "{{ input.token }}", "about": f"see {file}"},
    }
    graph = {
        "steps": [
            {"id": "ask", "type": "approval", "with": {"title": "Pay?", "to": ["role:operator", person]}},
            {
                "id": "work",
                "type": "agent.run",
                "with": {"agent": agent, "task": "Do"},
                "pinned": {"output": "hunter2"},
            },
            {"id": "call", "type": "http.request", "with": call},
        ],
        "edges": [],
    }

    text = exported("A", "", graph, "yaml").text
    found = read_text(text)

    assert [each for each in ("hunter2", person, agent, file) if each in text] == []
    ask, work, sent = found.graph["steps"]
    assert ask["with"]["to"] == ["role:operator"]
    assert work == {"id": "work", "type": "agent.run", "with": {"task": "Do"}}
    assert sent["with"]["headers"] == {"Accept": "text/plain"}
    assert sent["with"]["json"] == {"token": "{{ input.token }}", "about": "see …"}
    assert "step ask, with.to.1" in found.content.left_out
    assert "step work, pinned" in found.content.left_out
    assert len(found.content.left_out) == 8


async def test_what_is_wrong_is_named_with_line_step_and_field(world: World):
    text = HEAD + (
        "graph:\n"
        "  steps:\n"
        "    - id: ask\n"
        "      type: approval\n"
        "      retry: {max: lots}\n"
        "    - id: 2nd\n"
        "      typ: set\n"
    )

    answer = await world.owner.post(f"{API}/workflows/import", json={"text": text, "agent_id": AGENT})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/import-refused")
    messages = [each["message"] for each in answer.json()["errors"]]
    assert messages[0].startswith("Line 8, step ask, field retry.max:")
    assert any(each.startswith("Line 10, step 2nd, field typ:") for each in messages)
    assert any(each.startswith("Line 9, step 2nd, field type:") for each in messages)
    assert (await world.owner.get(f"{API}/workflows")).json()["items"] == []


async def test_a_preview_says_what_is_there_and_what_is_left_to_do(world: World):
    text = HEAD + "graph:\n  steps:\n    - id: a\n      type: no.such\n  edges:\n    - {from: a, to: b}\n"

    answer = await world.owner.post(f"{API}/workflows/import/preview", json={"text": text})

    found = answer.json()
    assert (answer.status_code, found["name"], len(found["graph"]["steps"])) == (200, "A", 1)
    unknown = next(each for each in found["problems"] if each["pointer"] == "/steps/0/type")
    assert (unknown["line"], unknown["step"]) == (7, "a")


_BOMB = "a: &a [x,x]\n" + "".join(f"{c}: &{c} [*{b},*{b},*{b}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_BOMB, "Anchors"),
        ("a: *b", "Aliases"),
        ("a: !!python/object/apply:os.system [id]", "Tags"),
        ("a: !!binary aGk=", "Tags"),
        ("a: 1\na: 2", "twice"),
        ('{"a": 1, "a": 2}', "twice"),
        ("? [a]\n: b", "key must be a text"),
        ("- " * 3_000, "nested"),
        ("{" * 50_000, "not JSON"),
        ("[" * 50_000, "not JSON"),
        ("a:\n  " + "[" * 50_000, "nested"),
        ("a: " + "9" * 5_000, "format"),
        ("a: 99999999999999999999", "number"),
        ("a: .nan", "number"),
        ("a\x00b", "characters"),
        ("a: b: c", "not YAML"),
        ("a\n--- \nb", "second document"),
        ('{"a": ', "not JSON"),
        ("just words", "not an exported workflow"),
        ("[1, 2]", "not an exported workflow"),
        ("", "not an exported workflow"),
        ("format: workflow\nformat_version: 2\nname: A\ngraph: {steps: []}", "Line 2"),
        (HEAD + "graph: {steps: []}\nowner: usr_1", "Line 5"),
        (HEAD + "graph: []", "Line 4"),
        (HEAD + "graph: {}", "steps"),
        (HEAD.replace("A", "' '") + "graph: {steps: []}", "Line 3"),
    ],
)
def test_hostile_and_broken_texts_are_refused_in_words(text: str, said: str):
    with pytest.raises(ImportRefused) as refused:
        read_text(text)

    assert said in refused.value.detail


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="{}[]:-,&*!|>'\"#%@ \n\tab1", max_size=60))
def test_any_text_is_read_or_refused(text: str):
    with contextlib.suppress(UnreadableText):
        found = read(text)

        assert orjson.loads(orjson.dumps(found.value)) == found.value


async def test_a_text_that_is_too_large_is_refused(world: World):
    body = {"text": HEAD + "# " + "x" * MAX_TEXT, "agent_id": AGENT}

    answer = await world.owner.post(f"{API}/workflows/import", json=body)

    assert answer.status_code == 422
    assert "/text" in answer.json()["errors"][0]["pointer"]


async def test_only_who_may_change_workflows_imports_and_only_the_company_exports(world: World):
    workflow_id = await world.publish(GREET)
    viewer, neighbour = await world.member("viewer"), await world.neighbour()
    text = (await viewer.get(f"{API}/workflows/{workflow_id}/export")).text

    assert (await viewer.post(f"{API}/workflows/import", json={"text": text, "agent_id": AGENT})).status_code == 403
    assert (await viewer.post(f"{API}/workflows/import/preview", json={"text": text})).status_code == 403
    assert (await neighbour.get(f"{API}/workflows/{workflow_id}/export")).status_code == 404
    unknown = {"text": text, "agent_id": "agt_" + "c" * 32}
    assert (await world.owner.post(f"{API}/workflows/import", json=unknown)).status_code == 422
