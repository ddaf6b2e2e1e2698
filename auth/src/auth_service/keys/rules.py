"""When a key is made, takes over and goes.

The next key is published long before it signs, so that every verifier has it by then; the previous one stays until no
token it signed can be alive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

SIGNS_FOR = timedelta(days=30)
PUBLISHED_AHEAD = timedelta(hours=1)
KEPT_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Key:
    """One key's place in time; the next one has no `active_from`."""

    generation: int
    created_at: datetime
    active_from: datetime | None


@dataclass(frozen=True)
class Plan:
    """What to do now: keys to make (True: to sign at once), one to promote, some to forget."""

    create: tuple[tuple[int, bool], ...] = ()
    promote: int | None = None
    forget: tuple[int, ...] = ()


def plan(keys: Sequence[Key], now: datetime, *, at_once: bool = False) -> Plan:
    """What the age of the keys (oldest first) asks for; `at_once`: the next one takes over whatever their age.

    A verifier that does not know it yet looks it up when it meets it, so that taking over early refuses nobody.
    """
    newest = keys[-1].generation if keys else 0
    active = [key for key in keys if key.active_from is not None]
    waiting = [key for key in keys if key.active_from is None]
    if not active:
        return Plan(create=((newest + 1, True), (newest + 2, False)))
    if not waiting:
        return Plan(create=((newest + 1, False),), forget=_done(active, now))
    is_due = _age(active[-1], now) >= SIGNS_FOR and now - waiting[0].created_at >= PUBLISHED_AHEAD
    if is_due or at_once:
        return Plan(create=((newest + 1, False),), promote=waiting[0].generation, forget=_done(active, now))
    return Plan(forget=_done(active, now))


def current(keys: Sequence[Key]) -> Key | None:
    """The key that signs."""
    active = [key for key in keys if key.active_from is not None]
    return active[-1] if active else None


def _done(active: Sequence[Key], now: datetime) -> tuple[int, ...]:
    """Keys whose successor has signed for long enough."""
    return tuple(key.generation for key, successor in pairwise(active) if _age(successor, now) >= KEPT_AFTER)


def _age(key: Key, now: datetime) -> timedelta:
    return now - (key.active_from or now)
