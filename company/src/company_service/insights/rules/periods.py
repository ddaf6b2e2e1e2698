"""Which time figures are of: its buckets in somebody's time zone, the time before it, and the pieces it is kept in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from company_service.insights.problems import InvalidPeriod
from kernel.problems import FieldError

Range = Literal["24h", "7d", "30d", "90d", "custom"]
QUARTER = 15
"""Minutes. The offset of every time zone of today is a multiple, so that their days consist of whole quarters."""
DAY = 24 * 60
LONGEST = 366
"""Days that a chosen time may have."""
_DAYS = {"7d": 7, "30d": 30, "90d": 90}
_BY_HOUR = 2
"""Up to so many days are shown by the hour."""


@dataclass(frozen=True)
class Period:
    """A time from the first edge to the last, in buckets between them (Unix minutes), and the same time before it."""

    zone: str
    by: Literal["hour", "day"]
    edges: tuple[int, ...]
    before: tuple[int, int]

    @property
    def span(self) -> tuple[int, int]:
        return self.edges[0], self.edges[-1]


def quarter(moment: datetime) -> int:
    """The minute in which the quarter of an hour around a moment begins."""
    return int(moment.timestamp()) // (60 * QUARTER) * QUARTER


def moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def period(chosen: Range, first: date | None, last: date | None, zone: str, now: datetime) -> Period:
    """The time that is asked about. Raises `InvalidPeriod`."""
    place = check_zone(zone, "/query/tz")
    if chosen == "24h":
        local = now.astimezone(place)
        end = quarter(now) - local.minute // QUARTER * QUARTER + 60
        edges = tuple(range(end - DAY, end + 1, 60))
        return Period(zone, "hour", edges, (edges[0] - DAY, quarter(now) + QUARTER - DAY))
    today = now.astimezone(place).date()
    if chosen == "custom":
        first, last = _chosen(first, last, today)
    else:
        last = today
        first = today - timedelta(days=_DAYS[chosen] - 1)
    return _of_days(first, last, today, place, now)


def check_zone(zone: str, pointer: str) -> ZoneInfo:
    """The time zone of this name. Raises `InvalidPeriod`."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"There is no time zone {zone[:60]!r}. Take one such as Europe/Berlin."
        raise InvalidPeriod(message, errors=[FieldError(pointer, message)]) from None


def _chosen(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    if first is None:
        raise _invalid("from", "Say on which day the time begins, such as 2026-01-31.")
    if last is None:
        raise _invalid("to", "Say on which day the time ends, such as 2026-01-31.")
    if last < first:
        raise _invalid("to", "The time ends before it begins. Choose a last day that is not before the first.")
    if first > today:
        raise _invalid("from", "The time lies in the future. Choose a first day up to today.")
    if first.year < 2000:
        raise _invalid("from", "There were no runs then. Choose a first day after 1999.")
    last = min(last, today)
    if (last - first).days >= LONGEST:
        raise _invalid("to", f"Choose at most {LONGEST} days at once.")
    return first, last


def _invalid(name: str, message: str) -> InvalidPeriod:
    return InvalidPeriod(message, errors=[FieldError(f"/query/{name}", message)])


def _of_days(first: date, last: date, today: date, place: ZoneInfo, now: datetime) -> Period:
    count = (last - first).days + 1
    begins = [_begin(first + timedelta(days=number), place) for number in range(count + 1)]
    back = timedelta(days=count)
    # A day that is not over is compared with as much of the day before it.
    until = quarter(now - back) + QUARTER if last == today else begins[0]
    before = _begin(first - back, place), min(until, begins[0])
    by_hour = count <= _BY_HOUR
    edges = (*range(begins[0], begins[-1], 60), begins[-1]) if by_hour else tuple(begins)
    return Period(place.key, "hour" if by_hour else "day", edges, before)


def _begin(day: date, place: ZoneInfo) -> int:
    return quarter(datetime.combine(day, time.min, place))


def pieces(start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """A time as whole UTC days and the quarters around them: (grain, first minute, minute after the last)."""
    first, last = -(-start // DAY) * DAY, end // DAY * DAY
    if first >= last:
        yield "quarter", start, end
        return
    if start < first:
        yield "quarter", start, first
    yield "day", first, last
    if last < end:
        yield "quarter", last, end


def noon(day: int) -> int:
    """Where a UTC day is put of which only the day is known."""
    return day + DAY // 2
