"""The two entries of the books: money taken for a call, money freed and counted. Each becomes true as a whole.

On MySQL an entry is a transaction; the rows it changes lock in one order. On SQLite, which has one writer, entries
that wait at the same moment share a transaction (`ai_service.visits`). The statements are the same ones.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ai_service.budgets import repo
from ai_service.budgets.rules import Share
from ai_service.budgets.service.writing import written
from ai_service.deps import Deps
from ai_service.visits import Statement
from kernel.db import Row, Tx

_TAKE = Statement(repo.TAKE)
_AT = Statement(repo.AT)
_ADD = Statement(repo.ADD_HOLD)
_DROP = Statement(repo.DROP_HOLD)
_MOVE = Statement(repo.MOVE)
_STATES = (("held", "reserved"), ("lost", "uncertain"))
"""Where a reservation's money stands: reserved, or uncertain once a sweep took its process for dead."""


class Refused(NamedTuple):
    """Under which share it did not fit, and what stands there; None: the share has no row yet."""

    share: Share
    row: Row | None


class Entry(NamedTuple):
    """Whose hold, under which shares, of how much each."""

    company_id: str
    hold_id: str
    shares: Sequence[Share]
    amount: int


async def take(entry: Entry, until: datetime, deps: Deps) -> Refused | None:
    """Reserve under all shares, or under none."""
    if deps.db.is_sqlite:
        return await deps.visits.visit(lambda connection: _take_now(connection, entry, until))
    try:
        return await written(lambda tx: _take(tx, entry, until), deps)
    except _Undone as undone:
        return undone.refused


class _Undone(Exception):
    """Ends the transaction: nothing is reserved."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused


async def _take(tx: Tx, entry: Entry, until: datetime) -> None:
    for share in entry.shares:
        if not await repo.take(tx, entry.company_id, share, entry.amount):
            raise _Undone(Refused(share, await repo.at(tx, entry.company_id, share)))
    await repo.add_holds(tx, [_hold_row(entry, share, until) for share in entry.shares])


def _take_now(connection: sqlite3.Connection, entry: Entry, until: datetime) -> Refused | None:
    for place, share in enumerate(entry.shares):
        where = _where(entry.company_id, share)
        if _TAKE.run(connection, **where, amount=entry.amount).rowcount != 1:
            for taken in entry.shares[:place]:
                _move_now(connection, entry.company_id, taken, {"reserved": -entry.amount})
            row = _AT.run(connection, **where).fetchone()
            return Refused(share, dict(zip(repo.STANDING, row, strict=True)) if row else None)
    for share in entry.shares:
        _ADD.run(connection, **_hold_row(entry, share, until))
    return None


async def free(entry: Entry, spent: Mapping[Share, int], deps: Deps) -> None:
    """Free what is held (under `entry.shares`), and count what was spent under each share of `spent`."""
    if deps.db.is_sqlite:
        await deps.visits.visit(lambda connection: _free_now(connection, entry, spent))
    else:
        await written(lambda tx: _free(tx, entry, spent), deps)


async def _free(tx: Tx, entry: Entry, spent: Mapping[Share, int]) -> None:
    for share in sorted({*entry.shares, *spent}):
        changes = {"spent": spent.get(share, 0)}
        for state, column in _STATES if share in entry.shares else ():
            if await repo.drop_hold(tx, entry.company_id, entry.hold_id, share, state):
                changes[column] = -entry.amount
                break
        await repo.move(tx, entry.company_id, share, **changes)


def _free_now(connection: sqlite3.Connection, entry: Entry, spent: Mapping[Share, int]) -> None:
    for share in {*entry.shares, *spent}:
        changes = {"spent": spent.get(share, 0)}
        mine = {"company": entry.company_id, "hold": entry.hold_id, "budget": share.budget_id, "whom": share.subject}
        for state, column in _STATES if share in entry.shares else ():
            if _DROP.run(connection, **mine, was=state).rowcount == 1:
                changes[column] = -entry.amount
                break
        _move_now(connection, entry.company_id, share, changes)


def _move_now(connection: sqlite3.Connection, company_id: str, share: Share, changes: Mapping[str, int]) -> None:
    nothing = {"more_spent": 0, "more_reserved": 0, "more_uncertain": 0}
    more = {f"more_{name}": amount for name, amount in changes.items()}
    _MOVE.run(connection, **_where(company_id, share), **{**nothing, **more})


def _where(company_id: str, share: Share) -> dict[str, str]:
    return {"company": company_id, "budget": share.budget_id, "whom": share.subject, "when": share.period}


def _hold_row(entry: Entry, share: Share, until: datetime) -> dict[str, Any]:
    return {
        "id": entry.hold_id,
        "budget_id": share.budget_id,
        "subject": share.subject,
        "company_id": entry.company_id,
        "period": share.period,
        "amount": entry.amount,
        "state": "held",
        "expires_at": until,
    }
