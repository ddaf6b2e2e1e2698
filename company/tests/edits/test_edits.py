"""How a draft came to be is kept with it, so that everybody can take back what they did, anywhere."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa

from company.tests.workflows.graphs import GREET
from company.tests.world import AGENT, API, STRANGER, Json, World, opened_world
from company_service.edits import rules
from company_service.edits.tables import draft_edits
from company_service.retention import service as retention
from tests.harness import ShiftedClock


@pytest.fixture
async def world(tmp_path: Path, clock: ShiftedClock, database_url: str) -> AsyncIterator[World]:
    async with opened_world(tmp_path, url=database_url, clock=clock) as opened:
        await opened.join()
        yield opened


def _edit(name: str, **more: Any) -> Json:
    operations = [{"kind": "setStep", "id": "greet", "path": ["name"], "value": name}]
    return {
        "id": name, "label": "setting", "values": {"name": name}, "operations": operations,
        "inverse": [{**operations[0], "value": ""}], "places": ["step:greet"], **more,
    }  # fmt: skip


class _Draft:
    """A workflow whose draft is changed, by the owner unless somebody else is named."""

    def __init__(self, world: World, workflow_id: str) -> None:
        self.world = world
        self.path = f"{API}/workflows/{workflow_id}"
        self.revision = 1

    async def save(
        self, *made: Json, turned: list[Json] | None = None, by: httpx2.AsyncClient | None = None, graph: Json = GREET
    ) -> None:
        edits = {"made": list(made), "turned": turned or []}
        await self.put({"graph": graph, "edits": edits}, by or self.world.owner)

    async def put(self, body: Json, by: httpx2.AsyncClient) -> None:
        answer = await by.put(f"{self.path}/draft", json=body, headers={"if-match": f'"{self.revision}"'})
        assert answer.status_code == 200, answer.text
        self.revision = answer.json()["draft_revision"]

    async def history(self, by: httpx2.AsyncClient | None = None) -> Json:
        answer = await (by or self.world.owner).get(f"{self.path}/draft")
        assert answer.status_code == 200, answer.text
        return answer.json()["history"]

    async def mine(self, by: httpx2.AsyncClient | None = None) -> list[tuple[str, str]]:
        return [(each["id"], each["state"]) for each in (await self.history(by))["mine"]]


@pytest.fixture
async def draft(world: World) -> _Draft:
    created = await world.owner.post(f"{API}/workflows", json={"name": "Greet", "agent_id": AGENT, "graph": GREET})
    return _Draft(world, created.json()["id"])


async def _count(world: World) -> int:
    async with world.service.host.db.read() as tx:
        return int(await tx.scalar(sa.select(sa.func.count()).select_from(draft_edits)))


async def test_a_save_brings_its_edits_and_opening_gives_them_back_with_the_draft(draft: _Draft):
    await draft.save(_edit("one"), _edit("two", state="undone"))

    opened = (await draft.world.owner.get(f"{draft.path}/draft")).json()

    first, second = opened["history"]["mine"]
    assert (first["id"], first["label"], first["values"], first["turned"]) == ("one", "setting", {"name": "one"}, 2)
    assert (first["operations"], first["inverse"]) == (_edit("one")["operations"], _edit("one")["inverse"])
    assert (first["state"], second["state"]) == ("done", "undone")
    assert (opened["draft_revision"], opened["draft"]) == (2, {"graph": GREET})


async def test_an_edit_that_is_sent_again_is_kept_once(draft: _Draft):
    await draft.save(_edit("one"))
    await draft.save(_edit("one"), _edit("two"))

    assert await draft.mine() == [("one", "done"), ("two", "done")]


async def test_what_was_undone_can_be_done_again_until_something_else_is_done(draft: _Draft):
    await draft.save(_edit("one"), _edit("two"), _edit("three"))
    await draft.save(turned=[{"id": "two", "state": "undone"}, {"id": "three", "state": "undone"}])
    undone = await draft.mine()
    await draft.save(turned=[{"id": "two", "state": "done"}])
    again = await draft.mine()
    await draft.save(_edit("four"))

    assert undone == [("one", "done"), ("two", "undone"), ("three", "undone")]
    assert again == [("one", "done"), ("two", "done"), ("three", "undone")]
    assert await draft.mine() == [("one", "done"), ("two", "done"), ("four", "done")]


async def test_a_person_gets_their_own_edits_and_the_places_of_those_that_others_made_since(draft: _Draft):
    ben = await draft.world.member("builder")
    await draft.save(_edit("before"), by=ben)
    await draft.save(_edit("mine"))
    await draft.save(_edit("theirs", places=["step:end"]), by=ben)
    await draft.save(turned=[{"id": "mine", "state": "undone"}, {"id": "before", "state": "undone"}], by=ben)

    seen, by_ben = await draft.history(), await draft.history(ben)

    taken_back, other = seen["others"]
    assert await draft.mine() == [("mine", "done")]
    assert [taken_back[name] for name in ("done", "revision", "turned")] == [False, 2, 5]
    assert (other["by"], other["places"], other["done"], other["turned"]) == (STRANGER, ["step:end"], True, 4)
    assert "operations" not in other
    assert [(each["id"], each["state"]) for each in by_ben["mine"]] == [("before", "undone"), ("theirs", "done")]


async def test_the_draft_from_before_a_restore_can_be_brought_back_from_the_server(draft: _Draft):
    await draft.world.owner.post(f"{draft.path}/publish", json={"note": ""})
    await draft.save(_edit("one"), graph={"steps": [], "edges": []})

    restored = await draft.world.owner.post(f"{draft.path}/versions/1/restore", headers={"if-match": '"2"'})

    last = (await draft.history())["mine"][-1]
    assert restored.json()["draft_revision"] == 3
    assert (last["id"], last["label"], last["values"]) == ("save-3", "restoring", {"version": 1})
    assert last["inverse"] == [{"kind": "replace", "graph": {"steps": [], "edges": []}}]
    assert (last["operations"][0]["graph"], last["places"]) == (GREET, ["*"])


async def test_a_save_by_a_program_that_says_nothing_of_edits_is_one_replacement(draft: _Draft):
    await draft.put({"graph": {"steps": []}}, draft.world.owner)
    await draft.put({"graph": {"steps": []}, "name": "Only another name"}, draft.world.owner)

    (edit,) = (await draft.history())["mine"]
    assert (edit["label"], edit["operations"][0]["graph"]) == ("replacing", {"steps": []})


async def test_two_hundred_edits_of_a_person_can_be_undone(draft: _Draft):
    for start in range(0, 250, 50):
        await draft.save(*(_edit(f"edit{n}") for n in range(start, start + 50)))

    mine = await draft.mine()
    assert (len(mine), mine[0], mine[-1]) == (rules.DEPTH, ("edit50", "done"), ("edit249", "done"))


async def test_the_oldest_edits_of_a_draft_make_room_whoever_made_them(draft: _Draft):
    ben = await draft.world.member("builder")
    await draft.save(_edit("first"))
    await draft.save(*(_edit(f"many{n}") for n in range(400)), by=ben)
    await draft.save(*(_edit(f"more{n}") for n in range(400)), by=ben)
    full = await _count(draft.world)
    await draft.save(*(_edit(f"last{n}") for n in range(250)), by=ben)

    assert (full, await _count(draft.world)) == (801, rules.MOST_EDITS)
    assert await draft.mine() == []


async def test_edits_have_room_for_so_many_bytes_and_what_came_last_always_stays(draft: _Draft):
    large: Json = {"steps": [], "edges": [], "layout": {"note": "x" * 3_000_000}}
    await draft.save(_edit("one"))
    await draft.put({"graph": large}, draft.world.owner)
    await draft.put({"graph": {**large, "steps": [{"id": "a"}]}}, draft.world.owner)
    await draft.put({"graph": {**large, "steps": [{"id": "b"}]}}, draft.world.owner)

    assert await _count(draft.world) == 1
    assert await draft.mine() == [("save-5", "done")]


@pytest.mark.parametrize(
    "made",
    [
        [_edit("large", operations=[{"kind": "setOutput", "output": "x" * 1_100_000}])],
        [_edit("odd id!")],
        [_edit("whole", state="dropped")],
        [_edit(f"n{n}") for n in range(401)],
    ],
)
async def test_edits_that_make_no_sense_are_refused_and_nothing_is_saved(draft: _Draft, made: list[Json]):
    body: Json = {"graph": {"steps": []}, "edits": {"made": made}}
    answer = await draft.world.owner.put(f"{draft.path}/draft", json=body, headers={"if-match": '"1"'})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/edits/made")
    assert (await draft.world.owner.get(draft.path)).json()["draft_revision"] == 1


async def test_a_history_is_for_those_who_may_change_the_draft_in_this_company(draft: _Draft):
    await draft.save(_edit("one"))
    viewer, neighbour = await draft.world.member("viewer"), await draft.world.neighbour()

    assert (await viewer.get(f"{draft.path}/draft")).status_code == 403
    assert (await neighbour.get(f"{draft.path}/draft")).status_code == 404
    body = {"graph": GREET, "edits": {"turned": [{"id": "one", "state": "dropped"}]}}
    assert (await neighbour.put(f"{draft.path}/draft", json=body, headers={"if-match": '"2"'})).status_code == 404
    assert await draft.mine() == [("one", "done")]


async def test_a_history_goes_with_its_workflow(draft: _Draft):
    await draft.save(_edit("one"))

    await draft.world.owner.delete(draft.path)

    assert await _count(draft.world) == 0


async def test_a_history_is_kept_as_long_as_runs_are(draft: _Draft, clock: ShiftedClock):
    await draft.world.owner.put(f"{API}/companies/current/retention", json={"days": 30})
    await draft.save(_edit("old"))
    clock.ahead += timedelta(days=20)
    await draft.save(_edit("new"))
    clock.ahead += timedelta(days=11)

    await retention.forget(draft.world.service.deps)

    assert await draft.mine() == [("new", "done")]
