"""When a schedule is due. Cron in a time zone, daylight saving as Debian's cron has it (through `cronsim`):

A time that the clock skips (spring) comes right after the gap; a time that the clock has twice (autumn) comes once, the
first time. Schedules with `*` in their minutes or hours follow real time: `*/15 * * * *` fires every fifteen minutes of
both nights, without a gap and without a repeat.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

Misfire = Literal["skip", "latest", "every"]
ON_TIME = timedelta(seconds=60)
"""A firing that is no later than this was not missed."""
AT_ONCE = 100
"""So many missed firings are made up for at one look; the rest at the next."""
_LONGEST = 120


class NoSchedule(ValueError):
    """This is not a schedule; the text says why."""


@lru_cache(maxsize=2048)
def zone(name: str) -> ZoneInfo:
    """A time zone of the IANA database. Raises `NoSchedule`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NoSchedule(f"There is no time zone {name[:60]!r}. Use a name such as Europe/Berlin or UTC.") from None


def _cron(cron: str, place: ZoneInfo, after: datetime) -> CronSim:
    parts = cron.split()
    if len(cron) > _LONGEST or len(parts) != 5:
        raise NoSchedule("A schedule has five parts: minute, hour, day of the month, month, day of the week.")
    try:
        return CronSim(cron, after.astimezone(place))
    except CronSimError as error:
        raise NoSchedule(f"This schedule cannot be read: {str(error).replace('Bad', 'check the').lower()}.") from None


def times(cron: str, time_zone: str, after: datetime) -> Iterator[datetime]:
    """Every firing after a moment, in UTC and in order. Raises `NoSchedule`."""
    place = zone(time_zone)
    last = after
    for found in _cron(cron, place, after):
        at = found.astimezone(UTC)
        # In the hour that the clock has twice, the library's wall-clock arithmetic can step back in real time.
        if at > last:
            last = at
            yield at


def next_time(cron: str, time_zone: str, after: datetime) -> datetime | None:
    """The next firing after a moment, or None when there never is one."""
    return next(times(cron, time_zone, after), None)


def words(cron: str) -> str:
    """A schedule in plain words (English), such as “At 08:00 every weekday”."""
    return _cron(cron, zone("UTC"), datetime(2000, 1, 1, tzinfo=UTC)).explain()


@dataclass(frozen=True, slots=True)
class Due:
    """What to fire now, and when to look again (None: never)."""

    fire: tuple[datetime, ...]
    missed: int
    next: datetime | None


def due(cron: str, time_zone: str, misfire: Misfire, since: datetime, now: datetime) -> Due:
    """What of a schedule is due, whose first firing not seen to is at `since`."""
    if misfire == "every":
        return _every(cron, time_zone, since, now)
    on_time: list[datetime] = []
    if since >= now - ON_TIME:
        on_time.append(since)
    # What is older than this was missed; there may be very many of them, and only the last one can matter.
    start = max(since, now - ON_TIME - timedelta(microseconds=1))
    for at in times(cron, time_zone, start):
        if at > now:
            break
        on_time.append(at)
    was_missed = since < now - ON_TIME
    fire = tuple(on_time)
    if misfire == "latest" and was_missed and not fire:
        fire = (_last(cron, time_zone, since, now),)
    elif misfire == "latest" and was_missed:
        fire = fire[-1:]
    return Due(fire, int(was_missed), next_time(cron, time_zone, now))


def _every(cron: str, time_zone: str, since: datetime, now: datetime) -> Due:
    fire = [since]
    for at in times(cron, time_zone, since):
        if at > now or len(fire) == AT_ONCE:
            return Due(tuple(fire), 0, at)
        fire.append(at)
    return Due(tuple(fire), 0, None)


def _last(cron: str, time_zone: str, since: datetime, now: datetime) -> datetime:
    """The latest firing up to now, `since` being one; looked for backwards."""
    for found in CronSim(cron, now.astimezone(zone(time_zone)), reverse=True):
        at = found.astimezone(UTC)
        if at <= now:
            return max(at, since)
    return since
