"""Working time: when a length of it is over. Wall clocks are read in the company's zone, lengths in real time.

An hour that a zone skips in spring is not worked, and one it repeats in autumn is worked twice: spans are turned into
UTC first and measured there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from company_service.calendar.problems import InvalidCalendar
from company_service.calendar.schemas import Calendar, Hours
from kernel.problems import FieldError

SETTING = "calendar"
DEFAULT = Calendar(time_zone="UTC", hours=[Hours(weekday=day, opens="09:00", closes="17:00") for day in range(1, 6)])
_FARTHEST = timedelta(days=5 * 366)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingTime:
    """When work is done: spans of each weekday (Monday: 1) as minutes after midnight, but for days off."""

    zone: ZoneInfo
    spans: dict[int, tuple[tuple[int, int], ...]]
    is_holiday: Callable[[date], bool]

    def on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The spans worked on a day, in UTC."""
        if self.is_holiday(day):
            return []
        found = [(self._at(day, first), self._at(day, last)) for first, last in self.spans.get(day.isoweekday(), ())]
        return [(first, last) for first, last in found if first < last]

    def _at(self, day: date, minutes: int) -> datetime:
        days, minutes = divmod(minutes, 24 * 60)
        local = datetime.combine(day + days * _DAY, time(minutes // 60, minutes % 60), self.zone)
        return local.astimezone(UTC)

    def from_(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is worked from a moment on, span by span. Ends after five years."""
        day = moment.astimezone(self.zone).date() - _DAY
        last_day = day + _FARTHEST
        while day <= last_day:
            for first, last in self.on(day):
                if last > moment:
                    yield max(first, moment), last
            day += _DAY


def due_after(working: WorkingTime, start: datetime, length: timedelta) -> datetime:
    """When so much working time has passed since `start`, in UTC. Raises `ValueError` when that never comes."""
    left = length
    for first, last in working.from_(start):
        if left <= last - first:
            return first + left
        left -= last - first
    raise ValueError("The company's calendar has too little working time for that.")


def due_after_days(working: WorkingTime, start: datetime, days: int) -> datetime:
    """The same time of the clock so many working days later, or the nearest worked then. Raises `ValueError`."""
    begins = next(working.from_(start), None)
    if begins is None:
        raise ValueError("The company's calendar has no working time.")
    local = begins[0].astimezone(working.zone)
    day, left = local.date(), days
    for _ in range(_FARTHEST.days):
        if left <= 0:
            wanted = datetime.combine(day, local.timetz()).astimezone(UTC)
            spans = working.on(day)
            if spans:
                return min(max(wanted, spans[0][0]), spans[-1][1])
        day += _DAY
        left -= bool(working.on(day))
    raise ValueError("The company's calendar has too few working days for that.")


def minutes(clock: str) -> int:
    """A time such as `09:30` as minutes after midnight."""
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def spans_of(hours: Sequence[Hours]) -> dict[int, tuple[tuple[int, int], ...]]:
    """Hours by weekday, in order."""
    found: dict[int, list[tuple[int, int]]] = {}
    for each in hours:
        found.setdefault(each.weekday, []).append((minutes(each.opens), minutes(each.closes)))
    return {day: tuple(sorted(spans)) for day, spans in found.items()}


def check(calendar: Calendar) -> None:
    """Raises `InvalidCalendar` with everything that is wrong."""
    errors: list[FieldError] = []
    if calendar.time_zone not in available_timezones():
        errors.append(FieldError("/time_zone", f"There is no time zone {calendar.time_zone!r}. Try Europe/Berlin."))
    if not calendar.hours:
        errors.append(FieldError("/hours", "There must be working hours on one day at least."))
    for number, each in enumerate(calendar.hours):
        if minutes(each.opens) >= minutes(each.closes):
            errors.append(FieldError(f"/hours/{number}", "Work must begin before it ends."))
    for spans in spans_of(calendar.hours).values():
        if any(before[1] > after[0] for before, after in pairwise(spans)):
            errors.append(FieldError("/hours", "Two spans of one day overlap."))
    if errors:
        raise InvalidCalendar("Please correct what is marked.", errors=errors)
