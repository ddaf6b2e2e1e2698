"""Schedules fire exactly once, with any number of processes, and after being down as they are told to."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from company.tests.triggers.made import ECHO, look, path, runs, trigger
from company.tests.world import API, Json, World, opened_world
from company_service.triggers.jobs import fire_schedules
from kernel.bus import MemoryBus
from tests.harness import SteppingClock
from tests.servers.plugin import NewDatabase

KEYS = "k1:" + "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
HOURLY: Json = {"kind": "schedule", "cron": "0 * * * *", "timezone": "Europe/Berlin"}


def stepping() -> SteppingClock:
    clock = SteppingClock()
    clock.now = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
    return clock


async def fired(world: World, made: Json, count: int) -> list[Json]:
    async with asyncio.timeout(30):
        while len(found := await runs(world, made["workflow_id"])) < count:
            await asyncio.sleep(0.05)
    return found


async def test_a_schedule_starts_a_run_with_its_moment(tmp_path: Path):
    clock = stepping()
    async with opened_world(tmp_path, clock=clock) as world:
        made = await trigger(world, HOURLY, ECHO, input={"day": "{{ input.date }}", "at": "{{ input.local }}"})
        assert made["next_fire_at"] == "2027-03-01T09:00:00Z"
        assert made["description"] == "At the start of every hour (Europe/Berlin)"

        clock.go_on(timedelta(minutes=30))
        (run,) = await fired(world, made, 1)
        ended = await world.until(run["id"], "succeeded")
        async with asyncio.timeout(10):
            while not (shown := await look(world, made))["fired"]:
                await asyncio.sleep(0.05)

    assert ended["output"] == {"day": "2027-03-01", "at": "2027-03-01T10:00:00+01:00"}
    assert (run["trigger"], run["trigger_id"]) == ("schedule", made["id"])
    assert (shown["fired"], shown["last_run_id"], shown["problem"]) == (1, run["id"], None)
    assert shown["next_fire_at"] == "2027-03-01T10:00:00Z"


@pytest.mark.mysql
async def test_two_processes_fire_each_time_once(tmp_path: Path, new_mysql_database: NewDatabase):
    clock, url, bus = stepping(), new_mysql_database("test"), MemoryBus()
    async with (
        opened_world(tmp_path, clock=clock, url=url, encryption_keys=KEYS, bus=bus) as one,
        opened_world(tmp_path, clock=clock, url=url, encryption_keys=KEYS, bus=bus) as two,
    ):
        made = [await trigger(one, {**HOURLY, "misfire": "every"}, ECHO) for _ in range(3)]
        for _ in range(5):
            clock.go_on(timedelta(hours=1))
            await asyncio.gather(*(fire_schedules(world.service.deps) for world in (one, two, one, two)))
        started = [await fired(one, each, 5) for each in made]
        await asyncio.sleep(1)
        again = [len(await runs(one, each["workflow_id"])) for each in made]

    assert [len(each) for each in started] == again == [5, 5, 5]


@pytest.mark.parametrize(("misfire", "count"), [("skip", 0), ("latest", 1), ("every", 8)])
async def test_after_a_night_of_being_down(tmp_path: Path, misfire: str, count: int):
    clock = stepping()
    async with opened_world(tmp_path, clock=clock, encryption_keys=KEYS) as world:
        made = await trigger(world, {**HOURLY, "misfire": misfire}, ECHO, input="{{ input.due }}")

    clock.go_on(timedelta(hours=8))
    async with opened_world(tmp_path, clock=clock, encryption_keys=KEYS) as world:
        await fired(world, made, count)
        async with asyncio.timeout(10):
            while (await look(world, made))["next_fire_at"] != "2027-03-01T17:00:00Z":
                await asyncio.sleep(0.05)
        found = await runs(world, made["workflow_id"])

    assert len(found) == count
    if count:
        assert found[0]["input"] == "2027-03-01T16:00:00Z"


async def test_what_was_missed_while_it_was_off_is_not_made_up_for(tmp_path: Path):
    clock = stepping()
    async with opened_world(tmp_path, clock=clock) as world:
        made = await trigger(world, {**HOURLY, "misfire": "every"}, ECHO)
        off = (await world.owner.post(path(made, "/disable"))).json()
        clock.go_on(timedelta(hours=5))
        await fire_schedules(world.service.deps)
        on = (await world.owner.post(path(made, "/enable"))).json()
        await fire_schedules(world.service.deps)

        assert await runs(world, made["workflow_id"]) == []

    assert (off["enabled"], off["next_fire_at"]) == (False, None)
    assert on["next_fire_at"] == "2027-03-01T14:00:00Z"


async def test_a_schedule_that_cannot_start_its_run_says_why_and_goes_on(tmp_path: Path):
    clock = stepping()
    async with opened_world(tmp_path, clock=clock) as world:
        graph = {**ECHO, "input": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}}
        made = await trigger(world, HOURLY, graph)
        clock.go_on(timedelta(hours=1))
        await fire_schedules(world.service.deps)
        shown = await look(world, made)

    assert "/input/a" in shown["problem"]["detail"]
    assert shown["next_fire_at"] == "2027-03-01T10:00:00Z"


async def test_a_schedule_is_previewed(tmp_path: Path):
    async with opened_world(tmp_path, clock=stepping()) as world:
        query = {"cron": "0 8 * * MON", "timezone": "Europe/Berlin", "count": "2"}
        shown = await world.owner.get(f"{API}/schedules/preview", params=query)
        wrong = await world.owner.get(f"{API}/schedules/preview", params={"cron": "every day"})
        never = await world.owner.get(f"{API}/schedules/preview", params={"cron": "0 0 31 2 *"})

    assert shown.json() == {
        "description": "At 08:00 on Monday",
        "next": ["2027-03-08T07:00:00Z", "2027-03-15T07:00:00Z"],
    }
    assert (wrong.status_code, never.status_code) == (422, 422)
