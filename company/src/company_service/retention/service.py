"""How long runs and the history of drafts are kept, and deleting what is older: a little at a time, so nobody waits."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from company_service.approvals import service as approvals
from company_service.companies import service as companies
from company_service.deps import Deps
from company_service.edits import service as edits
from company_service.effects import service as effects
from company_service.engine import forgetting
from company_service.engine.identity import id_at
from company_service.events import service as events
from company_service.insights.service import count as insights
from company_service.retention import repo, rules
from company_service.retention.schemas import RetentionBody, RetentionView
from company_service.search import service as search
from kernel.db import Tx
from kernel.identity import Principal

_BATCH = 20
"""Runs taken in one commit."""
_MOST_BATCHES = 100
"""Of one company in one go: then it is the next one's turn."""
_SHARE = 4
"""Of the time, deleting takes one part in so many: who wants to write finds the database free the rest."""
_COMPANIES = 500
_EDITS = 200
"""Of drafts, deleted in one commit."""

Part = Callable[[Tx, str, Sequence[str], int], Awaitable[int]]
_PARTS: tuple[Part, ...] = (approvals.forget, effects.forget, events.forget_runs, search.forget)
"""Delete so many rows at most of what others keep of these runs; answer how many those were."""


async def get(*, by: Principal, deps: Deps) -> RetentionView:
    """For how long the caller's company keeps its runs."""
    settings = (await companies.current(by=by, deps=deps)).settings
    async with deps.db.read() as tx:
        deleted = await repo.deleted_runs(tx, by.company_id)
    return RetentionView(
        days=rules.days_of(settings),
        default_days=rules.DEFAULT_DAYS,
        least_days=rules.LEAST.days,
        deleted_runs=deleted,
    )


async def choose(body: RetentionBody, *, by: Principal, deps: Deps) -> RetentionView:
    """Keep runs for so many days from now on. What was deleted does not come back."""
    await companies.set_setting(rules.SETTING, body.days, by=by, deps=deps)
    return await get(by=by, deps=deps)


async def forget(deps: Deps) -> None:
    """Delete the runs of every company whose time is over. One process at a time goes to the trouble.

    Several at once would do no harm: see `engine.forgetting`.
    """
    async with deps.db.exclusive("retention") as mine:
        if mine:
            await clear(deps)
            while await _forget_some(deps):
                pass


async def _forget_some(deps: Deps) -> bool:
    """Each company's turn, once; says whether any has more to delete."""
    more = False
    async for company_id, days in _choices(deps):
        more |= await forget_of(company_id, days, deps)
    return more


async def _choices(deps: Deps) -> AsyncIterator[tuple[str, int]]:
    """Companies that do not keep their runs for ever, and for how many days they do."""
    after = ""
    while True:
        async with deps.db.read() as tx:
            rows = await repo.choices(tx, after, _COMPANIES)
        for row in rows:
            days = rules.days_of(row["settings"])
            if days is not None:
                yield row["id"], days
        if len(rows) < _COMPANIES:
            return
        after = rows[-1]["id"]


async def forget_of(company_id: str, days: int, deps: Deps) -> bool:
    """Delete runs of a company that ended so many days ago, and graphs that only they had; says if there are more."""
    now = deps.clock()
    before = rules.ended_before(days, now)
    taken = _BATCH
    for _ in range(_MOST_BATCHES):
        taken = await _take(company_id, before, deps)
        await clear(deps)
        if taken < _BATCH:
            break
    await forgetting.clear_graphs(deps.db, company_id, now, before, id_at)
    await _forget_edits(company_id, before, deps)
    return taken == _BATCH


async def _take(company_id: str, before: datetime, deps: Deps) -> int:
    """Take some runs away and count them, in one commit: a run is counted exactly once, when it goes."""
    async with deps.db.read() as tx:
        if not await forgetting.has_due(tx, company_id, id_at(before), before):
            return 0
    async with _in_turn(), deps.db.begin() as tx:
        taken = await forgetting.take(tx, company_id, id_at(before), before, _BATCH, insights.leave)
        for key, more in rules.totals(taken):
            await repo.add(tx, company_id, key, more)
    return len(taken)


async def _forget_edits(company_id: str, before: datetime, deps: Deps) -> None:
    """What people changed in drafts so long ago can no longer be undone."""
    async with deps.db.read() as tx:
        left = await edits.has_older(tx, company_id, before)
    while left:
        async with _in_turn(), deps.db.begin() as tx:
            left = await edits.forget(tx, company_id, before, _EDITS) == _EDITS


@asynccontextmanager
async def _in_turn() -> AsyncGenerator[None]:
    """Do something short, then pause for several times as long as it took."""
    clock = asyncio.get_running_loop().time
    began = clock()
    yield
    await asyncio.sleep((_SHARE - 1) * (clock() - began))


async def clear(deps: Deps) -> None:
    """Delete what is left of runs that were taken, also by somebody who did not come so far."""
    while True:
        async with deps.db.read() as tx:
            company_id, run_ids = await forgetting.remaining(tx)
        if not run_ids:
            return
        left = True
        while left:
            async with _in_turn():
                left = await _clear_some(company_id, run_ids, deps)
        await forgetting.finish(deps.db, deps.payloads, company_id, run_ids)


async def _clear_some(company_id: str, run_ids: Sequence[str], deps: Deps) -> bool:
    async with deps.db.begin() as tx:
        if await forgetting.clear(tx, company_id, run_ids):
            return True
        for part in _PARTS:
            if await part(tx, company_id, run_ids, forgetting.CHUNK):
                return True
    return False
