"""What follows the end of runs: they are counted, and their words are to be written. Soon after, many in one commit."""

import asyncio

from company_service.deps import Deps
from company_service.ended import repo
from company_service.insights.service.count import count_runs
from company_service.search import service as search

_BATCH = 200
"""Runs taken out of the queue in one commit."""
_SHARE = 3
"""Of the time, catching up takes one part in so many: who wants to write finds the database free the rest."""


async def follow(deps: Deps) -> None:
    """Do for every run in the queue what follows its end. One process at a time goes to the trouble."""
    async with deps.db.exclusive("ended") as mine:
        clock = asyncio.get_running_loop().time
        began = clock()
        while mine and await _follow_some(deps):
            await asyncio.sleep((_SHARE - 1) * (clock() - began))
            began = clock()


async def _follow_some(deps: Deps) -> bool:
    """Do it for some runs of one company; says whether there were any."""
    async with deps.db.read() as tx:
        found = await repo.ended(tx, _BATCH)
    if found:
        company_id, run_ids = found[0]["company_id"], [row["run_id"] for row in found]
        async with deps.db.begin() as tx:
            await count_runs(tx, company_id, run_ids)
            await search.note(tx, company_id, run_ids)
    return bool(found)
