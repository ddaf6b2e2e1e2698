"""Filters that people keep: their own, and those they share."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from company.tests.world import API, Json, World, opened_world

PATH = f"{API}/run-filters"
FAILED: Json = {"name": "Failed", "shared": False, "search": {"status": ["failed"], "q": "kessler"}}


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    async with opened_world(tmp_path, url=database_url) as opened:
        await opened.join()
        yield opened


async def _save(client: httpx2.AsyncClient, **changed: object) -> Json:
    answer = await client.post(PATH, json={**FAILED, **changed})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def _names(client: httpx2.AsyncClient) -> list[str]:
    return [each["name"] for each in (await client.get(PATH)).json()["items"]]


async def test_a_filter_is_kept_for_who_saved_it_and_shown_to_others_when_shared(world: World):
    viewer = await world.member("viewer")
    saved = await _save(world.owner)
    await _save(world.owner, name="Everybody's", shared=True)

    shared = (await viewer.get(PATH)).json()["items"]

    assert (saved["search"], saved["mine"]) == (FAILED["search"], True)
    assert await _names(world.owner) == ["Everybody's", "Failed"]
    assert [(each["name"], each["mine"]) for each in shared] == [("Everybody's", False)]


async def test_only_who_saved_a_filter_changes_or_deletes_it(world: World):
    viewer = await world.member("viewer")
    own, shared = await _save(world.owner), await _save(world.owner, shared=True)

    refused = [
        (await viewer.put(f"{PATH}/{each['id']}", json=FAILED)).status_code for each in (own, shared)
    ] + [(await viewer.delete(f"{PATH}/{each['id']}")).status_code for each in (own, shared)]  # fmt: skip
    changed = await world.owner.put(f"{PATH}/{own['id']}", json={**FAILED, "name": "Renamed"})
    deleted = await world.owner.delete(f"{PATH}/{shared['id']}")

    assert refused == [404, 403, 404, 403]
    assert (changed.json()["name"], deleted.status_code) == ("Renamed", 204)
    assert await _names(world.owner) == ["Renamed"]


async def test_another_company_sees_nothing_of_them(world: World):
    saved = await _save(world.owner, shared=True)
    stranger = await world.neighbour()

    assert await _names(stranger) == []
    assert (await stranger.delete(f"{PATH}/{saved['id']}")).status_code == 404


@pytest.mark.parametrize("body", [{**FAILED, "name": " "}, {**FAILED, "search": {"a": 1}}, {"name": "A"}])
async def test_a_filter_that_says_nothing_is_refused(world: World, body: Json):
    answer = await world.owner.post(PATH, json=body)

    assert answer.status_code == 422


async def test_there_is_an_end_to_how_many_one_keeps(world: World):
    for number in range(50):
        await _save(world.owner, name=f"Filter {number}")

    refused = await world.owner.post(PATH, json=FAILED)

    assert refused.status_code == 409
