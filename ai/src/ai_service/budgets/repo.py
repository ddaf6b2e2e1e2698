"""Every query on budgets, each within one company, save those of the sweep.

The arithmetic is in the statements: a reservation is one conditional UPDATE, so that the database alone decides who
still fits, for any number of tasks and processes, on SQLite and MySQL alike.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from ai_service.budgets.rules import Share
from ai_service.budgets.tables import budgets as b
from ai_service.budgets.tables import holds as h
from ai_service.budgets.tables import spending as s
from kernel.db import Row, Tx

_NO_LIMIT = 2**62


async def all_of(tx: Tx, company_id: str) -> Sequence[Row]:
    """The company's budgets, oldest first."""
    return await tx.all(sa.select(b).where(b.c.company_id == company_id).order_by(b.c.id))


async def insert(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a budget (`row` names its `company_id`)."""
    await tx.execute(sa.insert(b).values(**row))


async def update(tx: Tx, company_id: str, budget_id: str, values: Mapping[str, Any]) -> bool:
    """Change a budget; says whether it is there."""
    mine = (b.c.company_id == company_id) & (b.c.id == budget_id)
    return (await tx.execute(sa.update(b).where(mine, b.c.company_id == company_id).values(**values))).rowcount == 1


async def get(tx: Tx, company_id: str, budget_id: str) -> Row | None:
    """One budget."""
    return await tx.one_or_none(sa.select(b).where(b.c.company_id == company_id, b.c.id == budget_id))


async def delete(tx: Tx, company_id: str, budget_id: str) -> bool:
    """Forget a budget with all that stands under it; says whether it was there."""
    await tx.execute(sa.delete(h).where(h.c.company_id == company_id, h.c.budget_id == budget_id))
    await tx.execute(sa.delete(s).where(s.c.company_id == company_id, s.c.budget_id == budget_id))
    gone = await tx.execute(sa.delete(b).where(b.c.company_id == company_id, b.c.id == budget_id))
    return gone.rowcount == 1


async def standing(tx: Tx, company_id: str, budget_id: str, period: str, most: int) -> Sequence[Row]:
    """What stands under a budget in a period, the highest first."""
    mine = (s.c.company_id == company_id) & (s.c.budget_id == budget_id) & (s.c.period == period)
    query = sa.select(s).where(mine, s.c.company_id == company_id)
    return await tx.all(query.order_by((s.c.spent + s.c.reserved + s.c.uncertain).desc(), s.c.subject).limit(most))


_COMPANY: sa.BindParameter[str] = sa.bindparam("company", type_=sa.String)
_AT = sa.and_(
    s.c.company_id == _COMPANY,
    s.c.budget_id == sa.bindparam("budget"),
    s.c.subject == sa.bindparam("whom"),
    s.c.period == sa.bindparam("when"),
)
_HELD = sa.and_(
    h.c.company_id == _COMPANY,
    h.c.id == sa.bindparam("hold"),
    h.c.budget_id == sa.bindparam("budget"),
    h.c.subject == sa.bindparam("whom"),
    h.c.state == sa.bindparam("was"),
)
_HARD = sa.select(b.c.hard_limit).where(b.c.company_id == _COMPANY, b.c.id == sa.bindparam("budget")).scalar_subquery()
_MORE: Mapping[str, sa.BindParameter[int]] = {
    name: sa.bindparam(f"more_{name}", type_=sa.BigInteger) for name in ("spent", "reserved", "uncertain")
}
_AMOUNT = sa.bindparam("amount", type_=sa.BigInteger)
STANDING = ("spent", "reserved", "uncertain", "told_soft", "told_hard")
AT = sa.select(*(s.c[name] for name in STANDING)).where(_AT, s.c.company_id == _COMPANY)
TAKE = (
    sa.update(s)
    .where(
        _AT,
        s.c.company_id == _COMPANY,
        s.c.spent + s.c.uncertain + s.c.reserved + _AMOUNT <= sa.func.coalesce(_HARD, _NO_LIMIT),
    )
    .values(reserved=s.c.reserved + _AMOUNT)
)
MOVE = (
    sa.update(s).where(_AT, s.c.company_id == _COMPANY).values({name: s.c[name] + more for name, more in _MORE.items()})
)
ADD_HOLD = sa.insert(h)
DROP_HOLD = sa.delete(h).where(_HELD, h.c.company_id == _COMPANY)


def _of(company_id: str, share: Share) -> dict[str, str]:
    return {"company": company_id, "budget": share.budget_id, "whom": share.subject, "when": share.period}


async def at(tx: Tx, company_id: str, share: Share) -> Row | None:
    """What stands under one share."""
    return cast("Row | None", (await tx.execute(AT, _of(company_id, share))).mappings().one_or_none())


async def make_room(tx: Tx, company_id: str, shares: Sequence[Share]) -> None:
    """Begin the rows of these shares, where they are not there."""
    nothing = {"spent": 0, "reserved": 0, "uncertain": 0, "told_soft": False, "told_hard": False}
    rows = [
        {
            "company_id": company_id,
            "budget_id": share.budget_id,
            "subject": share.subject,
            "period": share.period,
            **nothing,
        }
        for share in shares
    ]
    await tx.insert_absent(s, rows)


async def take(tx: Tx, company_id: str, share: Share, amount: int) -> bool:
    """Reserve under the share if its hard limit, as it stands now, leaves so much; says whether it did."""
    return (await tx.execute(TAKE, {**_of(company_id, share), "amount": amount})).rowcount == 1


async def add_holds(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note what was reserved, and until when its process vouches for it (the rows name their `company_id`)."""
    await tx.execute(ADD_HOLD, [dict(row) for row in rows])


def _hold(company_id: str, hold_id: str, share: Share, state: str) -> dict[str, str]:
    return {"company": company_id, "hold": hold_id, "budget": share.budget_id, "whom": share.subject, "was": state}


async def drop_hold(tx: Tx, company_id: str, hold_id: str, share: Share, state: str) -> bool:
    """Forget a reservation in this state; says whether there was one."""
    return (await tx.execute(DROP_HOLD, _hold(company_id, hold_id, share, state))).rowcount == 1


async def grow(tx: Tx, company_id: str, hold_id: str, by: int) -> int:
    """Note that so much more was reserved; says under how many shares."""
    mine = (h.c.company_id == company_id) & (h.c.id == hold_id) & (h.c.state == "held")
    more = sa.update(h).where(mine, h.c.company_id == company_id).values(amount=h.c.amount + by)
    return (await tx.execute(more)).rowcount


async def move(tx: Tx, company_id: str, share: Share, *, spent: int = 0, reserved: int = 0, uncertain: int = 0) -> None:
    """Add to what stands under the share (or take away)."""
    more = {"more_spent": spent, "more_reserved": reserved, "more_uncertain": uncertain}
    await tx.execute(MOVE, {**_of(company_id, share), **more})


async def first_to_tell(tx: Tx, company_id: str, share: Share, level: str, limit: int) -> bool:
    """Mark that people are told, if `limit` is reached and nobody was; says whether it fell to the caller.

    The hard limit counts as reached once a call was refused for it.
    """
    told = s.c.told_soft if level == "soft" else s.c.told_hard
    reached = [s.c.spent + s.c.uncertain >= limit] if level == "soft" else []
    mark = sa.update(s).where(_AT, s.c.company_id == _COMPANY, told.is_(sa.false()), *reached).values({told.name: True})
    return (await tx.execute(mark, _of(company_id, share))).rowcount == 1


async def vouch(tx: Tx, hold_ids: Sequence[str], until: datetime) -> None:
    """Prolong the reservations of calls that are still in the air."""
    # across companies: a process vouches for all of its calls at once, by the ids it made
    await tx.execute(sa.update(h).where(h.c.id.in_(hold_ids), h.c.state == "held").values(expires_at=until))


async def expired(tx: Tx, now: datetime, most: int) -> Sequence[Row]:
    """Reservations nobody vouches for any more."""
    # across companies: the sweep looks after every company's reservations
    return await tx.all(
        sa.select(h).where(h.c.state == "held", h.c.expires_at < now).order_by(h.c.budget_id).limit(most)
    )


async def lose(tx: Tx, company_id: str, hold_id: str, share: Share, *, before: datetime | None = None) -> bool:
    """Mark a reservation as lost (if it expired `before` then); says whether that fell to the caller."""
    late = [] if before is None else [h.c.expires_at < before]
    lost = sa.update(h).where(_HELD, h.c.company_id == _COMPANY, *late).values(state="lost")
    return (await tx.execute(lost, _hold(company_id, hold_id, share, "held"))).rowcount == 1


async def forget_lost(tx: Tx, before: datetime) -> None:
    """Drop the marks of lost reservations that are older; what they came to stays counted."""
    # across companies: the sweep looks after every company's reservations
    await tx.execute(sa.delete(h).where(h.c.state == "lost", h.c.expires_at < before))


async def forgive(tx: Tx, company_id: str, budget_id: str, period: str) -> None:
    """Count what is uncertain in a period as not spent."""
    lost = (h.c.company_id == company_id) & (h.c.budget_id == budget_id) & (h.c.state == "lost")
    await tx.execute(sa.delete(h).where(lost, h.c.company_id == company_id, h.c.period == period))
    mine = (s.c.company_id == company_id) & (s.c.budget_id == budget_id) & (s.c.period == period)
    await tx.execute(sa.update(s).where(mine, s.c.company_id == company_id).values(uncertain=0))
