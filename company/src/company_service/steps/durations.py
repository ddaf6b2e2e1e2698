"""Lengths of time and moments as people write them into steps."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONGEST = timedelta(days=100 * 366)
_LENGTH = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(ms|s|m|h|d|w|y)")
_WORKING = re.compile(r"(\d{1,3})\s*(wh|wd)", re.ASCII)
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}
LENGTH_HELP = "Write a length of time such as 30s, 5m, 24h, 7d, 2w or 1y, or a number of seconds."
MOMENT_HELP = "Write a moment such as 2027-03-01T08:00:00Z, or without an offset in the step's time zone."


def length(given: Any) -> timedelta:
    """A length of time: `30s`, `5m`, `24h`, `7d`, `2w`, `1y` (365 days), or seconds. Raises `ValueError`."""
    if isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given):
        seconds = float(given)
    else:
        found = _LENGTH.fullmatch(given.strip()) if isinstance(given, str) else None
        if not found:
            raise ValueError(LENGTH_HELP)
        seconds = float(found[1]) * _SECONDS[found[2]]
    if not 0 <= seconds <= LONGEST.total_seconds():
        raise ValueError("This must lie between nothing and a hundred years.")
    return timedelta(seconds=seconds)


def working_length(given: Any) -> tuple[int, str] | None:
    """So many working hours (`8wh`) or working days (`2wd`); None when it is no length of working time."""
    found = _WORKING.fullmatch(given.strip()) if isinstance(given, str) else None
    return (int(found[1]), found[2]) if found and int(found[1]) else None


def zone(name: str) -> ZoneInfo:
    """A time zone of the IANA database, such as `Europe/Berlin`. Raises `ValueError`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"There is no time zone {name[:60]!r}. Use a name such as Europe/Berlin or UTC.") from None


def moment(given: Any, time_zone: str = "UTC") -> datetime:
    """A moment in ISO 8601, read in this time zone when it has no offset; in UTC. Raises `ValueError`."""
    place = zone(time_zone)
    try:
        read = datetime.fromisoformat(given.strip()) if isinstance(given, str) else None
    except ValueError:
        read = None
    if read is None:
        raise ValueError(MOMENT_HELP)
    try:
        return (read if read.tzinfo else read.replace(tzinfo=place)).astimezone(UTC)
    except OverflowError:
        raise ValueError(MOMENT_HELP) from None
