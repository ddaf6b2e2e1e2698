"""Working time: over nights, weekends, holidays and the hours that clocks skip or repeat."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from company.tests.world import AGENT, API, World
from company_service.calendar.rules import WorkingTime, due_after, due_after_days

HOUR = timedelta(hours=1)


def working(zone: str, *holidays: date, opens: int = 9, closes: int = 17, days: range = range(1, 6)) -> WorkingTime:
    spans = dict.fromkeys(days, ((opens * 60, closes * 60),))
    return WorkingTime(ZoneInfo(zone), spans, lambda day: day in holidays)


def local(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-06-01T10:00", 2, "2026-06-01T12:00"),
        ("2026-06-01T16:00", 2, "2026-06-02T10:00"),
        ("2026-06-05T16:30", 1, "2026-06-08T09:30"),
        ("2026-06-06T12:00", 8, "2026-06-08T17:00"),
        ("2026-06-01T03:00", 8, "2026-06-01T17:00"),
        ("2026-06-03T16:00", 2, "2026-06-05T10:00"),
    ],
)
def test_hours_count_only_while_work_is_done(start: str, hours: int, due: str):
    zone = "Europe/Berlin"

    found = due_after(working(zone, date(2026, 6, 4)), local(zone, start), hours * HOUR)

    assert found == local(zone, due)


@pytest.mark.parametrize(
    ("zone", "start", "hours", "due"),
    [
        # The night of a change of clocks, worked through: 23 hours in spring, 25 in autumn.
        ("Europe/Berlin", "2026-03-28T23:00", 4, "2026-03-29T04:00"),
        ("Europe/Berlin", "2026-10-24T23:00", 5, "2026-10-25T03:00"),
        ("America/New_York", "2026-03-07T23:00", 4, "2026-03-08T04:00"),
        ("America/New_York", "2026-10-31T23:00", 5, "2026-11-01T03:00"),
        # Half an hour in the southern hemisphere, and in other months.
        ("Australia/Lord_Howe", "2026-10-03T23:00", 4, "2026-10-04T03:30"),
        ("Australia/Lord_Howe", "2026-04-04T23:00", 5, "2026-04-05T03:30"),
    ],
)
def test_an_hour_that_clocks_skip_is_not_worked_and_one_they_repeat_is_worked_twice(
    zone: str, start: str, hours: int, due: str
):
    always = working(zone, opens=0, closes=24, days=range(1, 8))

    assert due_after(always, local(zone, start), hours * HOUR) == local(zone, due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-06-01T10:00", 1, "2026-06-02T10:00"),
        ("2026-06-05T16:30", 1, "2026-06-08T16:30"),
        ("2026-06-06T12:00", 1, "2026-06-09T09:00"),
        ("2026-06-03T10:00", 2, "2026-06-08T10:00"),
        ("2026-03-27T10:00", 1, "2026-03-30T10:00"),
    ],
)
def test_days_lead_to_the_same_time_of_a_later_working_day(start: str, days: int, due: str):
    zone = "Europe/Berlin"

    found = due_after_days(working(zone, date(2026, 6, 4)), local(zone, start), days)

    assert found == local(zone, due)


def test_without_working_time_nothing_is_ever_due():
    never = working("UTC", days=range(0))

    start = local("UTC", "2026-06-01T10:00")

    for call in (lambda: due_after(never, start, HOUR), lambda: due_after_days(never, start, 1)):
        with pytest.raises(ValueError, match="calendar"):
            call()


async def test_a_calendar_is_chosen_and_read(world: World):
    await world.join()
    given = {
        "time_zone": "Europe/Berlin",
        "hours": [{"weekday": 1, "opens": "08:00", "closes": "12:30"}],
        "country": "DE", "region": "BY",
        "holidays": [{"day": "2026-12-24", "name": "Closed"}],
    }  # fmt: skip

    before = (await world.owner.get(f"{API}/companies/current/calendar")).json()
    chosen = await world.owner.put(f"{API}/companies/current/calendar", json=given)
    holidays = await world.owner.get(f"{API}/holidays", params={"country": "DE", "region": "BY", "year": 2026})

    assert (before["chosen"], len(before["hours"])) == (False, 5)
    assert chosen.json() == {**given, "chosen": True}
    assert "2026-06-04" in {each["day"] for each in holidays.json()["items"]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Mars/Olympus"},
        {"hours": []},
        {"hours": [{"weekday": 1, "opens": "12:00", "closes": "12:00"}]},
        {"hours": [{"weekday": 1, "opens": "09:00", "closes": c} for c in ("12:00", "11:00")]},
        {"country": "XX"},
        {"country": "DE", "region": "Nowhere"},
    ],
)
async def test_a_calendar_that_does_not_work_out_is_refused(world: World, wrong: dict[str, object]):
    await world.join()
    good = {"time_zone": "UTC", "hours": [{"weekday": 1, "opens": "09:00", "closes": "17:00"}], "holidays": []}

    answer = await world.owner.put(f"{API}/companies/current/calendar", json={**good, **wrong})

    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_an_approval_can_end_after_working_days(world: World):
    await world.join()
    ask = {"title": "Pay?", "to": ["role:owner"], "choices": ["yes", "no"], "timeout": "2wd", "escalate_after": "8wh"}
    graph = {"steps": [{"id": "ask", "type": "approval", "with": ask}], "edges": []}
    refused = {"steps": [{"id": "ask", "type": "approval", "with": {**ask, "remind_after": "2wd"}}], "edges": []}

    run = await world.run(await world.publish(graph), wait=0)
    waiting = (await world.until(run["id"], "waiting"))["waiting_for"]
    draft = {"name": "B", "agent_id": AGENT, "graph": refused}
    workflow = (await world.owner.post(f"{API}/workflows", json=draft)).json()["id"]
    wrong = await world.owner.post(f"{API}/workflows/{workflow}/validate", json={})

    asked = (await world.owner.get(f"{API}/approvals/{waiting['approval_id']}")).json()
    until = datetime.fromisoformat(asked["until"])
    assert until.isoweekday() <= 5
    assert 9 <= until.hour <= 17
    assert "plain time" in wrong.text
