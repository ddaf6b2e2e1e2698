"""Following a run live: its journal as server-sent events, from any entry on, until it ends."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any

import orjson

from company_service.deps import Deps
from company_service.engine import events as e
from company_service.engine.graph import read_graph
from company_service.engine.plan import make_plan
from company_service.grants import service as grants
from company_service.live import until, woken
from company_service.runs import repo, rules
from company_service.runs.feed import HEARTBEAT, Feed, Told
from company_service.runs.service.read import find, value_of
from kernel.bus import Bus
from kernel.db import Row
from kernel.identity import Principal
from kernel.problems import Unauthenticated

Again = Callable[[], Awaitable[Principal | None]]
"""Looks again who asks."""

_POLL_SECONDS = 1.0
_SILENCE_SECONDS = 15.0
_LONGEST_SECONDS = 600.0
"""Then the stream closes, and who wants more comes again, with a token that is still valid."""
_DOUBT_SECONDS = 2.0
"""For so long it is taken for granted that whoever follows still may."""
_BATCH = 500


async def events(run_id: str, after: int, again: Again, *, by: Principal, deps: Deps) -> AsyncIterator[bytes]:
    """The events of a run after a journal entry, while they may be seen. Raises `RunNotFound` before the first."""
    async with deps.db.read() as tx:
        row = await find(tx, by.company_id, run_id)
        graph = await repo.graph(tx, by.company_id, row["graph_hash"])
    reader = _Reader(Feed(make_plan(read_graph(graph))), row, after, deps)
    return _stream(reader, lambda: _may_go_on(row["workflow_id"], again, deps), deps.bus, run_id)


async def _may_go_on(workflow_id: str, again: Again, deps: Deps) -> bool:
    """Whether the session goes on, the role still includes runs, and this workflow is still shared with them."""
    try:
        by = await again()
    except Unauthenticated:
        return False
    if by is None or not by.may("run.read"):
        return False
    async with deps.db.read() as tx:
        return workflow_id not in await grants.hidden(tx, by)


async def _stream(
    reader: "_Reader", may_go_on: Callable[[], Awaitable[bool]], bus: Bus, run_id: str
) -> AsyncGenerator[bytes, None]:
    clock = asyncio.get_running_loop().time
    closes = clock() + _LONGEST_SECONDS
    heard = sure = clock()
    async with woken(bus, run_id) as news:
        while clock() < closes:
            news.clear()
            if clock() - sure > _DOUBT_SECONDS:
                if not await may_go_on():
                    return
                sure = clock()
            async for told in reader.news():
                heard = clock()
                yield told.encoded()
            if reader.ended:
                return
            if clock() - heard > _SILENCE_SECONDS:
                heard = clock()
                yield HEARTBEAT
            await until(news, _POLL_SECONDS)


class _Reader:
    """Reads on in the journal of one run."""

    def __init__(self, feed: Feed, run: Row, after: int, deps: Deps) -> None:
        self._feed = feed
        self._company_id: str = run["company_id"]
        self._run_id: str = run["id"]
        self._after = after
        self._seq = -1
        self._deps = deps
        self.ended = False

    async def news(self) -> AsyncIterator[Told]:
        """What is new; what the page has seen already is taken in without being told."""
        while not self.ended:
            async with self._deps.db.read() as tx:
                rows = await repo.entries(tx, self._company_id, self._run_id, self._seq, _BATCH)
            for row in rows:
                for told in await self._take(row):
                    yield told
            if len(rows) < _BATCH:
                return

    async def _take(self, row: Row) -> list[Told]:
        self._seq = row["seq"]
        self.ended = row["kind"] == e.RunEnded.kind
        is_seen = row["seq"] <= self._after
        # A value kept elsewhere is fetched only to be shown: where a run stands does not depend on it.
        value = _inline(row) if is_seen else await value_of(row, (self._company_id, self._run_id), self._deps)
        event = e.rebuild(row["kind"], row["at"], row["step"], row["attempt"], row["facts"], value)
        told = self._feed.take(row["seq"], event)
        return told if not is_seen or self.ended else []


def _inline(row: Row) -> Any:
    return orjson.loads(row["value"]) if row["value"] else None


async def wait_for_end(run_id: str, seconds: float, *, by: Principal, deps: Deps) -> bool:
    """Whether the run has ended, after waiting for it at most so long."""
    clock = asyncio.get_running_loop().time
    ends = clock() + seconds
    async with woken(deps.bus, run_id) as news:
        while True:
            news.clear()
            async with deps.db.read() as tx:
                row = await find(tx, by.company_id, run_id)
            if row["status"] in rules.ENDED:
                return True
            left = ends - clock()
            if left <= 0:
                return False
            await until(news, min(left, _POLL_SECONDS))
