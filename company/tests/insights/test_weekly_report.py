"""The weekly report: chosen by the company, sent once a week."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from company.tests.insights.made import FLOW, Json, at, ended, put
from company.tests.insights.test_insights import FixedClock
from company.tests.world import API, World, opened_world
from company_service.grants import repo as grants
from company_service.insights import repo as insights
from company_service.insights.rules.reports import addressees, next_time, week_before
from company_service.insights.service.report import send_due
from contracts.notifications import NoticeInput
from tests.harness import COMPANY, USER

PATH = f"{API}/companies/current/weekly-report"
MONDAY: Json = {"on": True, "weekday": 1, "hour": 8, "time_zone": "Europe/Berlin", "readers": "company.manage"}
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - zones follow


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def world(tmp_path: Path, clock: FixedClock, database_url: str) -> AsyncIterator[World]:
    async with opened_world(tmp_path, url=database_url, clock=clock) as opened:
        await opened.join()
        yield opened


def _sent(world: World) -> list[NoticeInput]:
    return [notice for notice in world.others.notifications.accepted.values() if notice.template == "weekly-report"]


async def test_at_first_there_is_no_report_and_who_manages_the_company_chooses_one(world: World):
    viewer = await world.member("viewer")

    first = (await viewer.get(PATH)).json()
    refused = await viewer.put(PATH, json=MONDAY)
    chosen = (await world.owner.put(PATH, json=MONDAY)).json()

    assert (first["on"], first["next_at"]) == (False, None)
    assert refused.status_code == 403
    assert (chosen["on"], chosen["next_at"]) == (True, "2026-07-20T06:00:00Z")
    assert (await viewer.get(PATH)).json() == chosen


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"weekday": 8}, "/weekday"),
        ({"hour": 24}, "/hour"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"readers": "everybody"}, "/readers"),
    ],
)
async def test_a_choice_that_makes_no_sense_is_refused(world: World, wrong: Json, pointer: str):
    answer = await world.owner.put(PATH, json={**MONDAY, **wrong})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_report_comes_once_when_it_is_due_with_the_figures_of_the_week_before(world: World, clock: FixedClock):
    await world.owner.put(PATH, json=MONDAY)
    await put(world, ended(at("2026-07-14T08:00"), 2, cost=1.5), ended(at("2026-07-19T21:59"), 3, "failed"))
    await put(world, ended(at("2026-07-19T22:30"), 4))

    await send_due(world.service.deps)
    early = len(_sent(world))
    clock.ahead = timedelta(days=4, hours=18, minutes=1)
    await asyncio.gather(*(send_due(world.service.deps) for _ in range(4)))
    await send_due(world.service.deps)

    [notice] = _sent(world)
    assert early == 0
    assert notice.to == ["role:owner", "role:admin"]
    assert (notice.data["runs"], notice.data["failed"]) == (2, 1)
    assert (notice.data["en"]["cost"], notice.data["de"]["cost"]) == ("1.50", "1,50")
    assert notice.link == "/insights?range=custom&from=2026-07-13&to=2026-07-19"
    assert (await world.owner.get(PATH)).json()["next_at"] == "2026-07-27T06:00:00Z"


async def test_a_workflow_that_some_readers_may_not_see_counts_and_goes_unnamed(world: World, clock: FixedClock):
    await put(world, ended(at("2026-07-14T08:00"), 2))
    grant = {"company_id": COMPANY, "resource": FLOW, "to": USER, "level": "read", "by": USER, "at": clock()}
    async with world.service.deps.db.begin() as tx:
        await grants.replace(tx, COMPANY, FLOW, [grant])
    clock.ahead = timedelta(days=4, hours=18, minutes=1)
    told: list[tuple[str, int]] = []
    for readers in ("company.manage", "run.read"):
        async with world.service.deps.db.begin() as tx:
            due = {**MONDAY, "readers": readers, "next_at": at("2026-07-20T06:00"), "company_id": COMPANY}
            await insights.set_report(tx, COMPANY, {name: each for name, each in due.items() if name != "on"})
        world.others.notifications.accepted.clear()
        await send_due(world.service.deps)
        told.append((_sent(world)[-1].data["en"]["workflows"], _sent(world)[-1].data["runs"]))

    assert told == [(f"- {FLOW}: 1 · 100 %", 1), ("", 1)]


async def test_a_report_that_could_not_be_sent_is_sent_later_and_one_of_long_ago_is_left_out(
    world: World, clock: FixedClock
):
    await world.owner.put(PATH, json=MONDAY)
    clock.ahead = timedelta(days=4, hours=18, minutes=1)
    world.others.notifications.away = True
    await send_due(world.service.deps)
    world.others.notifications.away = False

    await send_due(world.service.deps)
    later = len(_sent(world))
    clock.ahead = timedelta(days=13)
    await send_due(world.service.deps)

    assert (later, len(_sent(world))) == (1, 1)


async def test_a_company_that_wants_no_report_gets_none(world: World, clock: FixedClock):
    await world.owner.put(PATH, json=MONDAY)
    await world.owner.put(PATH, json={**MONDAY, "on": False})
    clock.ahead = timedelta(days=4, hours=18, minutes=1)

    await send_due(world.service.deps)

    assert _sent(world) == []


@given(MOMENTS, st.integers(1, 7), st.integers(0, 23), st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "UTC"]))
def test_the_next_time_is_within_a_week_at_that_hour_of_that_day(after: datetime, weekday: int, hour: int, zone: str):
    found = next_time(weekday, hour, zone, after)

    assert after < found <= after + timedelta(days=7, hours=1)
    assert week_before(found, zone)[1] - week_before(found, zone)[0] == timedelta(days=6)


def test_the_week_is_the_seven_days_that_are_over():
    assert week_before(at("2026-07-19T22:30"), "Europe/Berlin") == (date(2026, 7, 13), date(2026, 7, 19))


def test_the_report_goes_to_the_roles_that_have_the_permission():
    assert addressees("company.manage") == ["role:owner", "role:admin"]
    assert addressees("workflow.publish") == ["role:owner", "role:admin", "role:builder"]
    assert len(addressees("run.read")) == 5
