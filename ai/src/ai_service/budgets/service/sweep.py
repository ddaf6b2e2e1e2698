"""Sees to the reservations of processes that died: they are freed from `reserved` and counted as uncertain.

Not as nothing: a killed process had most likely asked the vendor, who charges for it. So spending never exceeds a
budget, whatever is killed when; who knows better can forgive what is uncertain.
"""

from datetime import timedelta

from ai_service.budgets import repo
from ai_service.budgets.rules import Share
from ai_service.budgets.service.reserve import LEASE
from ai_service.budgets.service.writing import written
from ai_service.deps import Deps
from kernel.db import Row, Tx

_TOGETHER = 500
_LOST_KEPT = timedelta(days=90)


async def vouch(deps: Deps) -> None:
    """Prolong the reservations of this process's calls in the air."""
    live = sorted(deps.live_holds)
    for start in range(0, len(live), _TOGETHER):
        some = live[start : start + _TOGETHER]
        until = deps.clock() + LEASE
        await written(lambda tx, some=some, until=until: repo.vouch(tx, some, until), deps)


async def sweep(deps: Deps) -> None:
    """Settle what nobody vouches for any more. Any number of processes may do it at once."""
    while True:
        async with deps.db.read() as tx:
            rows = await repo.expired(tx, deps.clock(), _TOGETHER)
        for row in rows:
            await written(lambda tx, row=row: _lose(tx, row, deps), deps)
        if len(rows) < _TOGETHER:
            break
    await written(lambda tx: repo.forget_lost(tx, deps.clock() - _LOST_KEPT), deps)


async def _lose(tx: Tx, row: Row, deps: Deps) -> None:
    share = Share(row["budget_id"], row["subject"], row["period"])
    if await repo.lose(tx, row["company_id"], row["id"], share, before=deps.clock()):
        await repo.move(tx, row["company_id"], share, reserved=-row["amount"], uncertain=row["amount"])
