"""Every query on the audit log. Entries are added and, when they are old enough, forgotten; never changed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from company_service.audit.rules import moment
from company_service.audit.schemas import Sought
from company_service.audit.tables import chains, entries
from company_service.members.tables import members
from kernel.db import Row, Tx


async def hold_chain(tx: Tx, company_id: str, fresh: Mapping[str, Any]) -> Row:
    """The end of a company's chain, which nobody else moves until the commit; `fresh` where there is none yet."""
    await tx.insert_if_absent(chains, {**fresh, "company_id": company_id})
    row = await tx.one_or_none(sa.select(chains).where(chains.c.company_id == company_id).with_for_update())
    if row is None:
        raise LookupError(f"The chain of {company_id} vanished while it was held.")
    return row


async def chain(tx: Tx, company_id: str) -> Row | None:
    """The end of a company's chain."""
    return await tx.one_or_none(sa.select(chains).where(chains.c.company_id == company_id))


async def save_chain(tx: Tx, company_id: str, values: Mapping[str, Any]) -> None:
    """Move a chain's ends, or keep what a check of it found."""
    await tx.execute(sa.update(chains).where(chains.c.company_id == company_id).values(**values))


async def add(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add entries (each row names its `company_id`)."""
    await tx.execute(sa.insert(entries), [dict(row) for row in rows])


# across companies: an entry is known by its event, whichever company's it is
async def known(tx: Tx, ids: Collection[str]) -> set[str]:
    """Those of these events that are in the log."""
    query = sa.select(entries.c.id).where(entries.c.id.in_(list(ids)))
    return {row["id"] for row in await tx.all(query)}


async def names(tx: Tx, company_id: str, users: Collection[str]) -> dict[str, str]:
    """The names of members."""
    mine = (members.c.company_id == company_id) & members.c.user_id.in_(list(users))
    return {row["user_id"]: row["name"] for row in await tx.all(sa.select(members).where(mine))}


async def page(tx: Tx, company_id: str, sought: Sought, before: int | None, limit: int) -> Sequence[Row]:
    """The newest entries that are sought, older than the entry `before`."""
    query = sa.select(entries).where(entries.c.company_id == company_id)
    if sought.actor:
        query = query.where(entries.c.actor_id == sought.actor)
    if sought.action and sought.action.endswith("*"):
        query = query.where(entries.c.action.startswith(sought.action[:-1], autoescape=True))
    elif sought.action:
        query = query.where(entries.c.action == sought.action)
    if sought.resource:
        query = query.where(entries.c.resource == sought.resource)
    if sought.since:
        query = query.where(entries.c.at >= moment(sought.since))
    if sought.until:
        query = query.where(entries.c.at < moment(sought.until))
    for word in sought.q.casefold().split():
        query = query.where(entries.c.words.contains(word, autoescape=True))
    if before is not None:
        query = query.where(entries.c.seq < before)
    return await tx.all(query.order_by(entries.c.seq.desc()).limit(limit))


async def after(tx: Tx, company_id: str, seq: int | None, limit: int) -> Sequence[Row]:
    """The entries after this one, in order."""
    query = sa.select(entries).where(entries.c.company_id == company_id).order_by(entries.c.seq)
    return await tx.all((query if seq is None else query.where(entries.c.seq > seq)).limit(limit))


async def actors(tx: Tx, company_id: str, limit: int) -> Sequence[Row]:
    """Everybody the log speaks of, by the name they had last."""
    columns = (entries.c.actor_id.label("id"), sa.func.max(entries.c.actor_name).label("name"))
    query = sa.select(*columns).where(entries.c.company_id == company_id, entries.c.actor_id != "")
    return await tx.all(query.group_by(entries.c.actor_id).order_by(sa.literal_column("name")).limit(limit))


# across companies: every company's log is checked
async def companies(tx: Tx) -> set[str]:
    """Every company that has a log, or has entries."""
    found = await tx.all(sa.select(chains.c.company_id).union(sa.select(entries.c.company_id)))
    return {row["company_id"] for row in found}


async def forget(tx: Tx, company_id: str, until: int) -> None:
    """Delete a company's entries up to this one."""
    await tx.execute(sa.delete(entries).where(entries.c.company_id == company_id, entries.c.seq <= until))
