"""Hints over the bus, so that nobody has to wait for the next look: lossy, and everybody looks every second anyway.

Who follows a run hears that something happened in it; processes that execute runs hear that there is work.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from company_service.firing import Firing
from kernel.bus import Bus
from kernel.identity import ACCESS_CHANNEL
from kernel.jobs import attempt

_WORK = "engine"
_CHANGED = "triggers"


def channel(run_id: str) -> str:
    """Where it is said that something happened in a run."""
    return f"run:{run_id}"


async def say_work(bus: Bus, run_id: str) -> None:
    """There is something to do in this run."""
    await bus.notify(_WORK, run_id)


async def say_access(bus: Bus, company_id: str, version: int) -> None:
    """What the company's members may was changed: every service refuses the tokens made before."""
    await bus.notify(ACCESS_CHANNEL, f"{company_id} {version}")


async def say_changed(bus: Bus, firing: Firing) -> None:
    """What triggers rest on was changed: every process looks it up anew."""
    firing.lookups.forget()
    await bus.notify(_CHANGED, "")


@asynccontextmanager
async def announced(bus: Bus) -> AsyncGenerator[Callable[[str, str, int], None]]:
    """A call that says that a run got a journal entry: company, run, number. It never waits; many become one note."""
    pending: dict[str, int] = {}
    news = asyncio.Event()

    def note(_company_id: str, run_id: str, seq: int) -> None:
        pending[run_id] = seq
        news.set()

    async def send() -> None:
        while pending:
            run_id, seq = pending.popitem()
            await bus.notify(channel(run_id), str(seq))

    async def tell() -> None:
        while True:
            await news.wait()
            news.clear()
            await attempt("announce", send())

    async with _background(tell(), "announce"):
        yield note


@asynccontextmanager
async def hearing_of_work(bus: Bus, nudge: Callable[[], None]) -> AsyncGenerator[None]:
    """Call `nudge` whenever some process says that there is work."""
    async with _hearing(bus, _WORK, nudge):
        yield


@asynccontextmanager
async def hearing_of_changes(bus: Bus, firing: Firing) -> AsyncGenerator[None]:
    """Forget what was looked up whenever some process changed it."""
    async with _hearing(bus, _CHANGED, firing.lookups.forget):
        yield


@asynccontextmanager
async def _hearing(bus: Bus, where: str, call: Callable[[], None]) -> AsyncGenerator[None]:
    async def hear() -> None:
        async with bus.listen(where) as notes:
            async for _ in notes:
                call()

    async with _background(attempt("hear", hear()), f"hear of {where}"):
        yield


@asynccontextmanager
async def woken(bus: Bus, run_id: str) -> AsyncGenerator[asyncio.Event]:
    """An event that is set whenever something happened in the run."""
    news = asyncio.Event()

    async def listen() -> None:
        async with bus.listen(channel(run_id)) as notes:
            async for _ in notes:
                news.set()

    async with _background(attempt("listen", listen()), f"follow:{run_id}"):
        yield news


async def until(news: asyncio.Event, seconds: float) -> None:
    """Come back when there is news, or after so long."""
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        return


@asynccontextmanager
async def _background(work: Coroutine[Any, Any, object], name: str) -> AsyncGenerator[None]:
    task = asyncio.create_task(work, name=name)
    await asyncio.sleep(0)  # let it begin: what follows relies on being heard
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
