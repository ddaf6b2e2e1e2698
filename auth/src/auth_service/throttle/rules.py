"""The generic cell rate algorithm: `BURST` attempts at once, then one every `EVERY`.

A refused attempt uses nothing up, so nobody can be kept out for longer than `EVERY`, however hard somebody else tries.
"""

from datetime import datetime, timedelta

BURST = 10
EVERY = timedelta(seconds=15)


def attempt(used_until: datetime, now: datetime) -> datetime | timedelta:
    """When the allowance is whole again after one more attempt, or how long to wait before one."""
    start = max(used_until, now)
    wait = start - now - (BURST - 1) * EVERY
    return wait if wait > timedelta(0) else start + EVERY
