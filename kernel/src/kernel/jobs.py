"""Background work: each failure recorded and followed by another try; this is the one place that catches it all."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kernel.telemetry import get_logger

_log = get_logger(__name__)
_LONGEST_PAUSE = 60.0


@dataclass(frozen=True)
class Job:
    """Something a service does by itself every so often. `run` gets the service's dependencies."""

    name: str
    every: timedelta
    run: Callable[[Any], Awaitable[None]]


async def attempt(what: str, work: Awaitable[None], **facts: Any) -> bool:
    """Do the work; a failure is recorded with these facts, and answered by False."""
    try:
        await work
    except Exception:  # noqa: BLE001 - the job runner: recorded, and the caller decides what comes next
        _log.exception(f"{what}_failed", **facts)
        return False
    return True


async def run_forever(name: str, every: timedelta, run: Callable[[], Any], sleep: Any = asyncio.sleep) -> None:
    """Run, pause, run…; after failures the pause doubles up to a minute. What comes seldom does not crowd the start."""
    pause, failures = every.total_seconds(), 0
    if pause >= _LONGEST_PAUSE:
        await sleep(random.uniform(5, 20))  # noqa: S311 - no secret: each at a moment of its own
    while True:
        failures = 0 if await attempt("job", run(), job=name, failures=failures) else min(failures + 1, 10)
        await sleep(min(_LONGEST_PAUSE, pause + 2**failures - 1) if failures else pause)
