"""Every query on prompts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ai_service.prompts.tables import labels as lb
from ai_service.prompts.tables import prompts as p
from ai_service.prompts.tables import scores as sc
from ai_service.prompts.tables import versions as v
from kernel.db import Row, Tx
from kernel.paging import Paging


async def page(tx: Tx, company_id: str, search: str, *, archived: bool, paging: Paging) -> Sequence[Row]:
    """A page of prompts by name, and one more row if there is another page. `search` is in the name or description."""
    query = sa.select(p).where(p.c.company_id == company_id, p.c.archived.is_(archived)).order_by(p.c.name)
    if search:
        wanted = search.lower()
        within = sa.func.lower(p.c.name).contains(wanted, autoescape=True)
        query = query.where(within | sa.func.lower(p.c.description).contains(wanted, autoescape=True))
    if paging.after:
        query = query.where(p.c.name > paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def count(tx: Tx, company_id: str) -> int:
    """How many prompts the company has."""
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(p).where(p.c.company_id == company_id)) or 0)


async def find(tx: Tx, company_id: str, name: str) -> Row | None:
    """The prompt of this name."""
    return await tx.one_or_none(sa.select(p).where(p.c.company_id == company_id, p.c.name == name))


async def insert(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a prompt (it names its `company_id`); says whether its name was free."""
    return await tx.insert_if_absent(p, row)


async def update(tx: Tx, company_id: str, prompt_id: str, values: Mapping[str, Any]) -> None:
    """Change what is known of a prompt."""
    await tx.execute(sa.update(p).where(p.c.company_id == company_id, p.c.id == prompt_id).values(**values))


async def next_number(tx: Tx, company_id: str, prompt_id: str, at: datetime) -> int:
    """The number of a new version: the row is locked until the transaction ends, so that no two get the same."""
    mine = (p.c.company_id == company_id) & (p.c.id == prompt_id)
    await tx.execute(sa.update(p).where(mine).values(latest=p.c.latest + 1, updated_at=at))
    return int(await tx.scalar(sa.select(p.c.latest).where(mine)))


async def delete(tx: Tx, company_id: str, prompt_id: str) -> None:
    """Forget a prompt with everything under it."""
    await tx.execute(sa.delete(sc).where(sc.c.company_id == company_id, sc.c.prompt_id == prompt_id))
    await tx.execute(sa.delete(lb).where(lb.c.company_id == company_id, lb.c.prompt_id == prompt_id))
    await tx.execute(sa.delete(v).where(v.c.company_id == company_id, v.c.prompt_id == prompt_id))
    await tx.execute(sa.delete(p).where(p.c.company_id == company_id, p.c.id == prompt_id))


async def insert_version(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a version (it names its `company_id`)."""
    await tx.execute(sa.insert(v).values(**row))


async def version(tx: Tx, company_id: str, prompt_id: str, number: int) -> Row | None:
    """One version."""
    mine = (v.c.company_id == company_id) & (v.c.prompt_id == prompt_id)
    return await tx.one_or_none(sa.select(v).where(mine, v.c.number == number))


async def versions(tx: Tx, company_id: str, prompt_id: str, paging: Paging) -> Sequence[Row]:
    """A page of versions without their content, newest first, and one more row if there is another page."""
    columns = (v.c.number, v.c.note, v.c.created_by, v.c.created_at)
    query = sa.select(*columns).where(v.c.company_id == company_id, v.c.prompt_id == prompt_id)
    if paging.after:
        query = query.where(v.c.number < int(paging.after))
    return await tx.all(query.order_by(v.c.number.desc()).limit(paging.limit + 1))


async def label(tx: Tx, company_id: str, prompt_id: str, name: str) -> Row | None:
    """Where a label is."""
    mine = (lb.c.company_id == company_id) & (lb.c.prompt_id == prompt_id)
    return await tx.one_or_none(sa.select(lb).where(mine, lb.c.label == name))


async def labels(tx: Tx, company_id: str, prompt_ids: Sequence[str]) -> Sequence[Row]:
    """The labels of these prompts, by name."""
    query = sa.select(lb).where(lb.c.company_id == company_id, lb.c.prompt_id.in_(prompt_ids))
    return await tx.all(query.order_by(lb.c.label))


async def move(tx: Tx, row: Mapping[str, Any], expected: int | None) -> bool:
    """Put a label on a version, from wherever it is, or only from the version `expected` (0: nowhere); says whether
    it was there."""
    company_id, number = row["company_id"], row["number"]
    if expected in {None, 0} and await tx.insert_if_absent(lb, {**row, "previous": 0}):
        return True
    mine = (lb.c.company_id == company_id) & (lb.c.prompt_id == row["prompt_id"]) & (lb.c.label == row["label"])
    if expected is not None:
        mine &= lb.c.number == expected
    same = await tx.scalar(sa.select(lb.c.number).where(mine, lb.c.company_id == company_id))
    if same == number:
        return True
    # `previous` first: MySQL sets one column after the other, each seeing those before it.
    told = {"previous": lb.c.number, "number": number, "moved_by": row["moved_by"], "moved_at": row["moved_at"]}
    moved = sa.update(lb).where(mine, lb.c.company_id == company_id).ordered_values(*told.items())
    return (await tx.execute(moved)).rowcount == 1


async def take_off(tx: Tx, company_id: str, prompt_id: str, name: str) -> bool:
    """Take a label off; says whether it was on."""
    mine = (lb.c.company_id == company_id) & (lb.c.prompt_id == prompt_id) & (lb.c.label == name)
    return (await tx.execute(sa.delete(lb).where(mine))).rowcount == 1


async def labelled(tx: Tx, company_id: str) -> Sequence[Row]:
    """Every version of the company that has a label, with its prompt's name; once for each of its labels."""
    there = (lb.c.prompt_id == p.c.id) & (lb.c.company_id == company_id)
    its_version = (v.c.prompt_id == p.c.id) & (v.c.number == lb.c.number)
    query = sa.select(p.c.name, v.c.number, v.c.content).select_from(p.join(lb, there).join(v, its_version))
    return await tx.all(query.where(p.c.company_id == company_id, v.c.company_id == company_id))


async def insert_score(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a judgement (it names its `company_id`)."""
    await tx.execute(sa.insert(sc).values(**row))


async def scores(tx: Tx, company_id: str, prompt_id: str, number: int | None, paging: Paging) -> Sequence[Row]:
    """A page of judgements, newest first, and one more row if there is another page."""
    query = sa.select(sc).where(sc.c.company_id == company_id, sc.c.prompt_id == prompt_id)
    if number is not None:
        query = query.where(sc.c.number == number)
    if paging.after:
        query = query.where(sc.c.id < paging.after)
    return await tx.all(query.order_by(sc.c.id.desc()).limit(paging.limit + 1))


async def judged(tx: Tx, company_id: str, prompt_id: str) -> Sequence[Row]:
    """The mean of the judgements of each version."""
    query = sa.select(sc.c.number, sa.func.avg(sc.c.score).label("score"), sa.func.count().label("scores"))
    mine = (sc.c.company_id == company_id) & (sc.c.prompt_id == prompt_id)
    return await tx.all(query.where(mine, sc.c.company_id == company_id).group_by(sc.c.number))
