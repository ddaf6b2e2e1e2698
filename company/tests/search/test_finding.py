"""Finding runs: by the words in them and by every filter of the list, page by page, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from company.tests.workflows.graphs import ASK, GREET, one
from company.tests.world import AGENT, API, Json, World, opened_world
from company_service.engine.identity import began_at
from company_service.engine.tables import runs
from company_service.retention import service as retention
from company_service.search import repo, rules, service
from company_service.search.tables import search_texts, search_words
from tests.harness import COMPANY, ShiftedClock


@pytest.fixture
async def world(tmp_path: Path, clock: ShiftedClock, database_url: str) -> AsyncIterator[World]:
    async with opened_world(tmp_path, url=database_url, clock=clock) as opened:
        await opened.join()
        yield opened


async def _found(world: World, **asked: Any) -> list[str]:
    """The ids of all runs that a filter shows, however many pages there are."""
    await _written(world)
    found: list[str] = []
    cursor: Json = {}
    while True:
        answer = await world.owner.get(f"{API}/runs", params={"limit": 3, **asked, **cursor})
        assert answer.status_code == 200, answer.text
        found += [row["id"] for row in answer.json()["items"]]
        if answer.json()["next"] is None:
            return found
        cursor = {"cursor": answer.json()["next"]}


async def _written(world: World) -> None:
    """Until the words of all runs are written, by whoever is at it: the job may be, and then nobody else is."""
    await world.ends_followed()
    async with asyncio.timeout(30):
        while True:
            await service.index(world.service.deps)
            async with world.service.host.db.read() as tx:
                if not await repo.queued(tx, 1):
                    return
            await asyncio.sleep(0.05)


async def _greet(world: World, *names: str, workflow: str = "Greet") -> list[str]:
    """A run for each name; their ids, newest first."""
    workflow_id = await world.publish(GREET, name=workflow)
    ids = [(await world.run(workflow_id, {"name": name}))["id"] for name in names]
    return ids[::-1]


@pytest.mark.parametrize(
    "asked",
    ["Kessler", "kessl", "KESSLER greet", "Müller", "muller", "4711", "hello kessl", "kessler-müller, nr. 4711"],
)
async def test_a_run_is_found_by_words_of_its_workflow_input_and_output(world: World, asked: str):
    wanted, _ = await _greet(world, "Kessler Müller Nr. 4711", "Ana")

    found = await _found(world, q=asked)

    assert wanted not in found[1:]
    assert len(found) == 1


async def test_what_nobody_wrote_is_not_found(world: World):
    await _greet(world, "Kessler", "Ana")

    found = [await _found(world, q=asked) for asked in ("kessler ana", "essler", "zzz", "...")]

    assert found == [[], [], [], []]


async def test_a_run_is_found_by_its_number_whole_or_as_lists_show_it(world: World):
    wanted, other = await _greet(world, "Ana", "Ben")

    found = [await _found(world, q=asked) for asked in (wanted, f"Run {wanted}", f"…{other[-6:]}")]

    assert found == [[wanted], [], [other]]


async def test_a_run_is_found_by_what_went_wrong_and_by_a_value_too_large_for_its_row(world: World):
    failing = await world.publish(one("fail", {"message": "Ledger closed"}), name="Close")
    failed = (await world.run(failing))["id"]
    large = (await _greet(world, "Xylophone " + "x " * 20_000))[0]

    assert await _found(world, q="ledger") == [failed]
    assert await _found(world, q="xylophone") == [large]


async def test_a_run_that_waits_is_found_before_it_has_ended(world: World):
    asking = await world.publish(ASK, name="Payments")
    run_id = (await world.run(asking, {"amount": 731}, wait=0))["id"]
    await world.until(run_id, "waiting")

    assert await _found(world, q="731 payments") == [run_id]
    assert await _found(world, q="pay 731") == [run_id]
    assert await _found(world, q="731", status="waiting") == [run_id]
    assert await _found(world, q="732") == []


async def test_pages_of_a_search_follow_each_other_without_gap_or_repeat(world: World):
    ids = await _greet(world, *(f"Ana {number}" for number in range(8)))

    assert await _found(world, q="ana") == ids
    assert await _found(world, q="hello ana") == ids


async def test_a_beginning_of_very_many_words_finds_what_another_word_leads_to(world: World):
    ids = await _greet(world, *(f"{'Kessler' if number % 9 == 8 else 'Ana'} a{number:03}" for number in range(45)))

    found = [await _found(world, q=asked) for asked in ("a kessler", "kessler a", "a04 kessler")]

    assert found == [[ids[0], *ids[9::9]], [ids[0], *ids[9::9]], [ids[0]]]


async def test_nobody_finds_what_another_company_ran(world: World):
    ids = await _greet(world, "Kessler")
    stranger = await world.neighbour()
    await _written(world)

    found = [
        (await stranger.get(f"{API}/runs", params=asked)).json()["items"] for asked in ({"q": "kessler"}, {"id": ids})
    ]

    assert found == [[], []]


async def test_words_are_written_by_whoever_comes_after_a_crash_and_go_with_the_run(world: World, clock: ShiftedClock):
    ids = await _greet(world, "Kessler", "Ana")
    await _written(world)
    async with world.service.host.db.begin() as tx:
        await tx.execute(sa.delete(search_words))
        await tx.execute(sa.delete(search_texts))
        await repo.queue(tx, COMPANY, ids)

    found = await _found(world, q="kessler")
    clock.ahead += timedelta(days=100)
    await retention.forget(world.service.deps)

    assert found == [ids[1]]
    async with world.service.host.db.read() as tx:
        left = [await tx.scalar(sa.select(sa.func.count()).select_from(each)) for each in (search_words, search_texts)]
    assert left == [0, 0]


async def test_filters_of_every_kind_narrow_the_list(world: World):
    greeted = await _greet(world, "Ana", "Ben")
    failing = await world.publish(one("fail", {"message": "No"}), name="Close")
    failed = (await world.run(failing))["id"]
    path = f"{API}/workflows/{failing}/test-runs"
    test = (await world.owner.post(path, params={"wait": 20}, json={"input": {}})).json()["id"]

    assert await _found(world, status=["failed"]) == [test, failed]
    assert await _found(world, status=["failed", "succeeded"]) == [test, failed, *greeted]
    assert await _found(world, status=["failed", "cancelled"], workflow_id=failing, test=False) == [failed]
    assert await _found(world, test=True) == [test]
    assert await _found(world, test=False) == [failed, *greeted]
    assert await _found(world, trigger="manual", agent_id=AGENT) == [failed, *greeted]
    assert await _found(world, id=[failed, greeted[0]]) == [failed, greeted[0]]


async def test_runs_are_filtered_by_when_they_started_how_long_they_took_and_what_they_cost(world: World):
    newest, middle, oldest = await _greet(world, "Ana", "Ben", "Cem")
    made = {newest: (1, 0.5), middle: (60, 0.0), oldest: (3_600, 2.0)}
    async with world.service.host.db.begin() as tx:
        for run_id, (seconds, cost) in made.items():
            start = began_at(run_id)
            times = {"started_at": start, "ended_at": start + timedelta(seconds=seconds)}
            await tx.execute(sa.update(runs).where(runs.c.id == run_id).values(cost=cost, **times))
    second, third = began_at(middle).isoformat(), began_at(newest).isoformat()

    assert await _found(world, **{"from": second}) == [newest, middle]
    assert await _found(world, **{"from": second, "to": third}) == [middle]
    assert await _found(world, to=second) == [oldest]
    assert await _found(world, least_seconds=30) == [middle, oldest]
    assert await _found(world, least_seconds=30, most_seconds=100) == [middle]
    assert await _found(world, least_cost=0.1, most_cost=1) == [newest]


async def test_a_page_without_what_went_in_and_out(world: World):
    await _greet(world, "Ana")

    full, brief = [
        (await world.owner.get(f"{API}/runs", params={"brief": brief})).json()["items"][0] for brief in (False, True)
    ]

    assert full == {**brief, "input": {"name": "Ana"}, "output": {"text": "Hello Ana"}}
    assert (brief["input"], brief["output"]) == (None, None)


@pytest.mark.parametrize("asked", [{"status": "gone"}, {"from": "soon"}, {"least_cost": -1}, {"q": "x" * 201}])
async def test_a_filter_that_makes_no_sense_is_refused(world: World, asked: Json):
    answer = await world.owner.get(f"{API}/runs", params=asked)

    assert answer.status_code == 422


def test_words_have_neither_case_nor_accents_and_unspaced_scripts_are_cut_into_pairs():
    text = "Grüße, INV-2024/001 ana@example.com 東京都"

    assert list(rules.words_of(text)) == ["grusse", "inv", "2024", "001", "ana", "example", "com", "東京", "京都"]


def test_of_a_run_short_values_come_before_long_texts():
    run: Json = {"id": "run_" + "0" * 26 + "abcdef", "workflow_name": "Invoices", "error": None}
    long = " ".join(f"word{number}" for number in range(100))

    words = rules.words_of_run(run, {"letter": long}, {"supplier": "Kessler", "total": 1490.5, "paid": True})

    assert words[:5] == ["abcdef", "invoices", "1490", "kessler", "word0"]
    assert len(words) == rules.MOST_WORDS
