"""Which time is asked about: days of a place, changes of the clock, and the pieces that a time is kept in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from company_service.insights.problems import InvalidPeriod
from company_service.insights.rules.periods import DAY, QUARTER, Range, moment, period, pieces

NOW = datetime(2026, 7, 15, 10, 20, tzinfo=UTC)
QUARTERS = st.integers(min_value=2_000_000, max_value=2_040_000).map(lambda number: QUARTER * number)


@pytest.mark.parametrize(("chosen", "days"), [("7d", 7), ("30d", 30), ("90d", 90)])
def test_days_are_those_of_the_place_and_today_is_the_last(chosen: Range, days: int):
    found = period(chosen, None, None, "Asia/Kolkata", NOW)

    assert len(found.edges) == days + 1
    assert moment(found.edges[-1]) == datetime(2026, 7, 15, 18, 30, tzinfo=UTC)
    assert {end - start for start, end in zip(found.edges, found.edges[1:], strict=False)} == {DAY}


def test_a_day_that_is_not_over_is_compared_with_as_much_of_the_day_before_it():
    found = period("7d", None, None, "UTC", NOW)

    assert moment(found.before[0]) == datetime(2026, 7, 2, tzinfo=UTC)
    assert moment(found.before[1]) == datetime(2026, 7, 8, 10, 30, tzinfo=UTC)


def test_a_time_that_is_over_is_compared_with_as_many_days_before_it():
    found = period("custom", date(2026, 3, 1), date(2026, 3, 10), "UTC", NOW)

    assert (moment(found.before[0]), moment(found.before[1])) == (
        datetime(2026, 2, 19, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC),
    )  # fmt: skip


def test_the_day_on_which_clocks_are_put_forward_has_twenty_three_hours():
    found = period("custom", date(2026, 3, 28), date(2026, 3, 30), "Europe/Berlin", NOW)

    lengths = [(end - start) // 60 for start, end in zip(found.edges, found.edges[1:], strict=False)]
    assert lengths == [24, 23, 24]


def test_twenty_four_hours_end_with_the_hour_that_is_under_way():
    found = period("24h", None, None, "Asia/Kolkata", NOW)

    assert found.by == "hour"
    assert len(found.edges) == 25
    assert moment(found.edges[-1]) == datetime(2026, 7, 15, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "zone", "pointer"),
    [
        (None, date(2026, 1, 1), "UTC", "from"),
        (date(2026, 1, 1), None, "UTC", "to"),
        (date(2026, 1, 2), date(2026, 1, 1), "UTC", "to"),
        (date(2026, 8, 1), date(2026, 8, 2), "UTC", "from"),
        (date(1999, 1, 1), date(2026, 1, 1), "UTC", "from"),
        (date(2025, 1, 1), date(2026, 3, 1), "UTC", "to"),
        (date(2026, 1, 1), date(2026, 1, 2), "Europe/Atlantis", "tz"),
        (date(2026, 1, 1), date(2026, 1, 2), "../etc/passwd", "tz"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_naming_what_is_wrong(
    first: date | None, last: date | None, zone: str, pointer: str
):
    with pytest.raises(InvalidPeriod) as refused:
        period("custom", first, last, zone, NOW)

    assert [error.pointer for error in refused.value.errors] == [f"/query/{pointer}"]


@given(QUARTERS, QUARTERS)
def test_the_pieces_of_a_time_are_all_of_it_and_nothing_twice(one: int, other: int):
    start, end = min(one, other), max(one, other)

    found = list(pieces(start, end))

    assert (found[0][1], found[-1][2]) == (start, end)
    assert [piece[2] for piece in found[:-1]] == [piece[1] for piece in found[1:]]
    assert all(begin % DAY == until % DAY == 0 for grain, begin, until in found if grain == "day")
    assert sum(until - begin for grain, begin, until in found if grain == "quarter") <= 2 * (DAY - QUARTER)


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "Africa/Cairo"])
def test_days_of_every_place_consist_of_whole_quarters(zone: str):
    found = period("90d", None, None, zone, NOW)

    first = NOW.astimezone(moment(0).tzinfo) - timedelta(days=90)
    assert all(edge % QUARTER == 0 for edge in found.edges)
    assert moment(found.edges[0]) > first - timedelta(days=1)
