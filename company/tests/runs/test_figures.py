"""What operators see of runs, and what is done when too many wait."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from company.tests.workflows.graphs import one
from company.tests.world import API, SETTINGS, World, opened_world
from company_service.runs.jobs import look_at_queue
from kernel.service import utc_now


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened_world(tmp_path, settings={**SETTINGS, "MOST_QUEUED_RUNS": "3"}) as opened:
        yield opened


def _shown(world: World, line: str) -> bool:
    return line in world.service.host.metrics.text()[0].decode()


async def test_tries_of_steps_and_ends_of_runs_are_counted(world: World):
    workflow = await world.publish(one("wait", {"for": "1ms"}))

    await world.run(workflow)

    async with asyncio.timeout(30):
        while not _shown(world, 'run_seconds_count{status="succeeded"} 1.0'):
            await asyncio.sleep(0.02)
    assert _shown(world, 'step_seconds_count{ending="waits",type="wait"} 1.0')
    assert _shown(world, "runs_in_memory 0.0")


async def test_an_empty_queue_is_seen(world: World):
    await look_at_queue(world.service.deps)

    assert _shown(world, "runs_queued 0.0")
    assert _shown(world, "runs_queued_oldest_seconds 0.0")


async def test_when_too_many_wait_no_more_are_taken_and_later_they_are_again(world: World):
    workflow = await world.publish(one("set", {"values": {"a": 1}}))
    path = f"{API}/workflows/{workflow}/runs"
    world.service.deps.figures.queue(3, utc_now(), utc_now())

    refused = await world.owner.post(path, json={"input": {}})
    world.service.deps.figures.queue(2, utc_now(), utc_now())
    taken = await world.owner.post(path, json={"input": {}})

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
    assert refused.json()["type"] == "/problems/queue-full"
    assert taken.status_code == 202
