"""Run ids and time: ids begin with the moment of the start, so lists stay in order, and a span of ids is one of time.

An id may be made from what started the run, so that the same cause never starts two: `Engine.start` takes an id once.
"""

import hashlib
from datetime import UTC, datetime

from contracts import ids


def run_id(at: datetime, *cause: str) -> str:
    """An id in the form of a UUIDv7 of this moment (so that lists stay in order), the rest made from the cause."""
    milliseconds = int(at.timestamp() * 1000) & (1 << 48) - 1
    digest = int.from_bytes(hashlib.sha256("\n".join(cause).encode("utf-8", "surrogatepass")).digest())
    value = milliseconds << 80 | 0x7 << 76 | (digest & 0xFFF) << 64 | 0b10 << 62 | (digest >> 12 & (1 << 62) - 1)
    return f"{ids.RUN}_{value:032x}"


def id_at(moment: datetime) -> str:
    """Less than the id of any run that began at this moment or later, and more than the ids of those before."""
    milliseconds = max(0, int(moment.timestamp() * 1000))
    return f"{ids.RUN}_{milliseconds:012x}"


def began_at(run: str) -> datetime:
    """The moment that a run's id says it began at, to the millisecond."""
    return datetime.fromtimestamp(int(run.removeprefix(f"{ids.RUN}_")[:12], 16) / 1000, UTC)
