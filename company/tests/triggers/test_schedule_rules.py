"""When schedules are due: daylight saving, missed firings, schedules that never come."""

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from company_service.engine.identity import run_id
from company_service.triggers.rules.schedules import AT_ONCE, Misfire, NoSchedule, due, next_time, times, words

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def after(cron: str, start: str, count: int, zone: str = BERLIN) -> list[str]:
    return [f"{each:%d %H:%M}" for each in islice(times(cron, zone, at(start)), count)]


def test_a_time_that_spring_skips_comes_right_after_the_gap():
    # On 28 March 2027 the clock in Berlin goes from 02:00 to 03:00, which is 01:00 UTC.
    assert after("30 2 * * *", "2027-03-27T00:00", 3) == ["27 01:30", "28 01:00", "29 00:30"]


def test_a_time_that_autumn_has_twice_comes_once():
    # On 31 October 2027 the clock in Berlin has 02:30 twice: 00:30 and 01:30 UTC.
    assert after("30 2 * * *", "2027-10-30T00:00", 3) == ["30 00:30", "31 00:30", "01 01:30"]


def test_asked_within_the_repeated_hour_it_does_not_go_back():
    assert after("30 2 * * *", "2027-10-31T00:30", 1) == ["01 01:30"]
    assert after("30 2 * * *", "2027-10-31T01:10", 1) == ["01 01:30"]


def test_every_quarter_of_an_hour_follows_real_time_in_both_nights():
    for day in ("2027-03-28T00:00", "2027-10-31T00:00"):
        found = list(islice(times("*/15 * * * *", BERLIN, at(day)), 16))
        assert {later - earlier for earlier, later in pairwise(found)} == {timedelta(minutes=15)}


def test_a_working_day_keeps_its_hour_over_the_year():
    assert after("0 8 * * MON-FRI", "2027-03-25T12:00", 2) == ["26 07:00", "29 06:00"]


@settings(max_examples=150, deadline=None)
@given(
    cron=st.sampled_from(["30 2 * * *", "0 */3 * * *", "5 0,2,3 * * *", "*/20 1-3 * * *", "59 2 28-31 3,10 *"]),
    minutes=st.integers(0, 60 * 24 * 366),
    zone=st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_the_next_time_is_always_later_and_none_is_passed_over(cron: str, minutes: int, zone: str):
    start = at("2027-01-01T00:00") + timedelta(minutes=minutes)
    found = list(islice(times(cron, zone, start), 4))

    assert all(earlier < later for earlier, later in pairwise([start, *found]))
    assert [next_time(cron, zone, earlier) for earlier in found[:-1]] == found[1:]


def test_a_schedule_is_said_in_words():
    assert words("0 8 * * MON-FRI") == "At 08:00 on Monday through Friday"


@pytest.mark.parametrize(
    ("cron", "zone"),
    [
        ("", "UTC"), ("* * * *", "UTC"), ("* * * * * *", "UTC"), ("60 * * * *", "UTC"), ("a b c d e", "UTC"),
        ("0 0 30 2 *", "UTC"), ("*/0 * * * *", "UTC"), ("0 8 * * *", "Mars/Base"), ("0 8 * * *", "../UTC"),
        ("0 8 * * *", ""), ("0 " * 100, "UTC"), ("0 0 * * MON#6", "UTC"), ("²  * * * *", "UTC"),
    ],
)  # fmt: skip
def test_what_is_no_schedule_is_refused(cron: str, zone: str):
    with pytest.raises(NoSchedule):
        next_time(cron, zone, at("2027-01-01T00:00"))


@pytest.mark.parametrize(
    ("misfire", "fired"),
    [
        ("skip", ["10:00"]),
        ("latest", ["10:00"]),
        ("every", ["06:00", "07:00", "08:00", "09:00", "10:00"]),
    ],
)
def test_after_hours_of_being_down_at_the_hour(misfire: Misfire, fired: list[str]):
    found = due("0 * * * *", "UTC", misfire, at("2027-01-01T06:00"), at("2027-01-01T10:00:30"))

    assert [f"{each:%H:%M}" for each in found.fire] == fired
    assert found.next == at("2027-01-01T11:00")


@pytest.mark.parametrize(
    ("misfire", "fired"), [("skip", []), ("latest", ["10:00"]), ("every", ["08:00", "09:00", "10:00"])]
)
def test_after_hours_of_being_down_between_two_hours(misfire: Misfire, fired: list[str]):
    found = due("0 * * * *", "UTC", misfire, at("2027-01-01T08:00"), at("2027-01-01T10:30"))

    assert [f"{each:%H:%M}" for each in found.fire] == fired
    assert found.next == at("2027-01-01T11:00")


@pytest.mark.parametrize("misfire", ["skip", "latest", "every"])
def test_what_is_a_little_late_was_not_missed(misfire: Misfire):
    found = due("* * * * *", "UTC", misfire, at("2027-01-01T08:00"), at("2027-01-01T08:00:59"))

    assert [f"{each:%H:%M}" for each in found.fire] == ["08:00"]


def test_very_many_missed_ones_are_made_up_for_piece_by_piece():
    since, now = at("2027-01-01T00:00"), at("2027-01-02T00:00")
    fired: list[datetime] = []
    while since <= now:
        found = due("* * * * *", "UTC", "every", since, now)
        assert len(found.fire) <= AT_ONCE
        fired += found.fire
        assert found.next is not None
        since = found.next

    assert len(fired) == len(set(fired)) == 24 * 60 + 1


def test_ids_made_from_a_cause_are_in_the_order_of_time():
    early, late = run_id(at("2027-01-01T00:00"), "trg_1", "a"), run_id(at("2027-01-01T00:01"), "trg_1", "b")

    assert early < late
    assert early == run_id(at("2027-01-01T00:00"), "trg_1", "a")
    assert early != run_id(at("2027-01-01T00:00"), "trg_2", "a")
    assert early[4 + 12] == "7"
    assert early[4 + 16] in "89ab"
    assert len(early) == 36
