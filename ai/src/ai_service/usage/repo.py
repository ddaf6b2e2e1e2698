"""Every query on usage."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ai_service.usage.rules import COLUMNS
from ai_service.usage.schemas import Dimension
from ai_service.usage.tables import usage_records as t
from kernel.db import Row, Tx
from kernel.paging import Paging

_MOST_GROUPS = 1_000


async def insert_all(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add records (each names its `company_id`)."""
    await tx.execute(sa.insert(t), [dict(row) for row in rows])


async def page(tx: Tx, company_id: str, paging: Paging) -> Sequence[Row]:
    """A page of records, newest first, and one more row if there is another page."""
    query = sa.select(t).where(t.c.company_id == company_id).order_by(t.c.id.desc())
    if paging.after:
        query = query.where(t.c.id < paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def totals(tx: Tx, company_id: str) -> Sequence[Row]:
    """Sums by provider and model."""
    sums = [sa.func.sum(t.c[name]).label(name) for name in ("input_tokens", "output_tokens", "cost")]
    query = sa.select(t.c.provider, t.c.model, sa.func.count().label("answers"), *sums)
    return await tx.all(query.where(t.c.company_id == company_id).group_by(t.c.provider, t.c.model))


# across companies: sums over whatever rows the caller has chosen
def _sums() -> list[sa.ColumnElement[Any]]:
    added = ("input_tokens", "output_tokens", "cached_tokens", "cost", "saved", "seconds")
    return [
        sa.func.count().label("answers"),
        *(sa.func.coalesce(sa.func.sum(t.c[name]), 0).label(name) for name in added),
        sa.func.coalesce(sa.func.sum(sa.case((t.c.price_known.is_(sa.false()), 1), else_=0)), 0).label("unpriced"),
        sa.func.coalesce(sa.func.sum(sa.case((t.c.cache != "", 1), else_=0)), 0).label("cache_hits"),
    ]


async def groups(tx: Tx, company_id: str, by: Sequence[Dimension], first: str, last: str) -> Sequence[Row]:
    """Sums by these dimensions (none: of all), the dearest first, days in order."""
    columns = [t.c[COLUMNS[each]].label(each) for each in by]
    query = sa.select(*columns, *_sums()).where(t.c.company_id == company_id, t.c.day.between(first, last))
    dearest = [sa.func.sum(t.c.cost).desc(), sa.func.count().desc()]
    order = [t.c.day] if "day" in by else []
    if columns:
        query = query.group_by(*(t.c[COLUMNS[each]] for each in by)).order_by(*order, *dearest).limit(_MOST_GROUPS)
    return await tx.all(query)


async def exported(tx: Tx, company_id: str, first: str, last: str, after: str, most: int) -> Sequence[Row]:
    """Some records of these days in the order they came."""
    query = sa.select(t).where(t.c.company_id == company_id, t.c.day.between(first, last), t.c.id > after)
    return await tx.all(query.order_by(t.c.id).limit(most))


async def runs_of(tx: Tx, company_id: str, workflow_id: str, since: str, most: int) -> Sequence[Row]:
    """What the last runs of a workflow cost."""
    mine = (t.c.company_id == company_id) & (t.c.workflow_id == workflow_id)
    unpriced = sa.func.sum(sa.case((t.c.price_known.is_(sa.false()), 1), else_=0)).label("unpriced")
    query = sa.select(t.c.run_id, sa.func.sum(t.c.cost).label("cost"), unpriced)
    query = query.where(mine, t.c.company_id == company_id, t.c.day >= since, t.c.run_id != "")
    return await tx.all(query.group_by(t.c.run_id).order_by(sa.func.max(t.c.id).desc()).limit(most))


async def by_version(tx: Tx, company_id: str, prompt: str, since: datetime) -> Sequence[Row]:
    """Sums of the answers that a prompt made, by its version."""
    query = sa.select(t.c.prompt_version, *_sums()).where(t.c.company_id == company_id, t.c.prompt == prompt)
    return await tx.all(query.where(t.c.day >= _day(since), t.c.at >= since).group_by(t.c.prompt_version))


async def users_of_prompt(tx: Tx, company_id: str, prompt: str, since: datetime) -> Sequence[Row]:
    """For whom a prompt made answers, the latest first."""
    whom = (t.c.agent_id, t.c.workflow_id, t.c.step, t.c.user_id)
    last = [sa.func.max(t.c.at).label("last_at"), sa.func.max(t.c.prompt_version).label("last_version")]
    query = sa.select(*whom, sa.func.count().label("calls"), *last)
    query = query.where(t.c.company_id == company_id, t.c.prompt == prompt, t.c.day >= _day(since), t.c.at >= since)
    return await tx.all(query.group_by(*whom).order_by(sa.func.max(t.c.at).desc()).limit(_MOST_GROUPS))


def _day(at: datetime) -> str:
    return at.date().isoformat()


async def forget(tx: Tx, before: str, most: int) -> int:
    """Delete some records of days before this one; says how many there were."""
    # across companies: retention holds for all of them alike
    old = await tx.all(sa.select(t.c.id).where(t.c.day < before, t.c.day != "").limit(most))
    # across companies: the same
    await tx.execute(sa.delete(t).where(t.c.id.in_([row["id"] for row in old])))
    return len(old)
