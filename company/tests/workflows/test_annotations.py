"""Sticky notes and groups: kept with the draft, bounded, compared between versions, and nothing to a run."""

from typing import Any

import pytest

from company.tests.workflows.graphs import ASK, GREET
from company.tests.world import AGENT, API, Json, World
from company_service.engine.graph import read_graph
from company_service.engine.plan import make_plan
from company_service.workflows.rules import counts, diff, up_to


def _note(name: str = "note-a", **more: Any) -> Json:
    return {"id": name, "text": "Ask Ana", "colour": "amber", "x": 8, "y": -16.5, "width": 240, "height": 160, **more}


def _group(*members: str, name: str = "group-a", **more: Any) -> Json:
    return {"id": name, "name": "Money", "colour": "teal", "members": list(members), **more}


ANNOTATED: Json = {**ASK, "notes": [_note(), _note("note-b", text="")], "groups": [_group("ask", "note-a")]}


async def test_notes_and_groups_are_kept_with_the_draft_exported_and_imported(world: World):
    created = await world.owner.post(f"{API}/workflows", json={"name": "A", "agent_id": AGENT, "graph": ANNOTATED})
    path = f"{API}/workflows/{created.json()['id']}"

    text = (await world.owner.get(f"{path}/export", params={"format": "yaml"})).text
    back = await world.owner.post(f"{API}/workflows/import", json={"text": text, "agent_id": AGENT})

    assert created.json()["draft"]["graph"] == ANNOTATED
    assert {**back.json()["draft"]["graph"], "layout": {}} == {**ANNOTATED, "layout": {}}
    assert (await world.owner.post(f"{path}/validate", json={})).json() == {"problems": []}


async def test_a_run_knows_nothing_of_notes_and_groups(world: World):
    workflow_id = await world.publish({**GREET, "notes": [_note()], "groups": [_group("greet", "gone")]})

    run = await world.run(workflow_id, {"name": "Ana"})

    assert run["status"] == "succeeded"
    assert make_plan(read_graph(ANNOTATED)) == make_plan(read_graph(ASK))
    read_graph(up_to(ANNOTATED, "ask"))


@pytest.mark.parametrize(
    ("marks", "pointer", "words"),
    [
        ({"notes": [_note(text="x" * 4_001)]}, "/notes/0/text", "may have 4,000 characters; this one has 4,001."),
        ({"notes": [_note(f"note-{n}") for n in range(201)]}, "/notes", "may have 200 notes; this one has 201."),
        ({"groups": [_group(name=f"group-{n}") for n in range(201)]}, "/groups", "may have 200 groups"),
        ({"notes": [_note(), _note()]}, "/notes", "note-a stands here 2 times."),
        ({"notes": [_note(colour="#ff0000")]}, "/notes/0/colour", "amber"),
        ({"notes": [_note("ask")]}, "/notes/0/id", "pattern"),
        ({"notes": [_note(width=4)]}, "/notes/0/width", "40"),
        ({"notes": [_note(x=float(10**9))]}, "/notes/0/x", "10000000"),
        ({"notes": [_note(secret=1)]}, "/notes/0/secret", "not permitted"),
        ({"groups": [_group(name="group-a", colour="pink")]}, "/groups/0/colour", "amber"),
        ({"groups": {}}, "/groups", "list"),
    ],
)
async def test_notes_and_groups_are_bounded_when_a_draft_is_saved(world: World, marks: Json, pointer: str, words: str):
    answer = await world.owner.post(
        f"{API}/workflows", json={"name": "A", "agent_id": AGENT, "graph": {**GREET, **marks}}
    )
    checked = await world.owner.post(f"{API}/workflows", json={"name": "A", "agent_id": AGENT, "graph": GREET})
    found = await world.owner.post(
        f"{API}/workflows/{checked.json()['id']}/validate", json={"graph": {**GREET, **marks}}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/graph{pointer}"
    assert words in answer.json()["errors"][0]["message"]
    assert words in answer.json()["detail"]
    assert found.json()["problems"][0]["pointer"] == pointer


def test_a_diff_names_what_is_written_differently_and_not_what_only_moved():
    moved = {**ANNOTATED, "notes": [_note(x=999.0, width=300.0), _note("note-b", text="")]}
    edited = {
        **ANNOTATED,
        "notes": [_note(text="Ask Ben"), _note("note-c")],
        "groups": [_group("ask", "note-a", name="group-a", colour="rose")],
    }

    found = diff(ANNOTATED, edited)

    assert diff(ANNOTATED, moved).same
    assert [each.pointer for each in found.notes] == ["/note-a/text", "/note-b", "/note-c"]
    assert [(each.pointer, each.old, each.new) for each in found.groups] == [("/group-a/colour", "teal", "rose")]
    assert counts(found).notes == 4
    assert not found.same
