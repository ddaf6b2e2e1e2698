"""Every query on people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from auth_service.accounts.tables import users as t
from kernel.db import Row, Tx


async def get(tx: Tx, user_id: str) -> Row | None:
    """One person."""
    return await tx.one_or_none(sa.select(t).where(t.c.id == user_id))


async def by_email(tx: Tx, email: str) -> Row | None:
    """The person with this (normalised) e-mail address."""
    return await tx.one_or_none(sa.select(t).where(t.c.email == email))


async def add(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a person, unless the e-mail address is taken."""
    return await tx.insert_if_absent(t, row)


async def rename_first_company(tx: Tx, user_id: str, name: str) -> None:
    """Change the name of a company that is still to be created."""
    waiting = (t.c.id == user_id) & t.c.first_company_made_at.is_(None)
    await tx.execute(sa.update(t).where(waiting).values(first_company_name=name))


async def first_company_made(tx: Tx, user_id: str, now: datetime) -> None:
    """Note that the company exists."""
    waiting = (t.c.id == user_id) & t.c.first_company_made_at.is_(None)
    await tx.execute(sa.update(t).where(waiting).values(first_company_made_at=now))


async def rehash(tx: Tx, user_id: str, old: str, new: str) -> None:
    """Replace a hash by a newer one of the same password, unless the password was changed meanwhile."""
    mine = (t.c.id == user_id) & (t.c.password_hash == old)
    await tx.execute(sa.update(t).where(mine).values(password_hash=new))


async def change(tx: Tx, user_id: str, values: Mapping[str, Any]) -> None:
    """Change what is known of a person."""
    await tx.execute(sa.update(t).where(t.c.id == user_id).values(**values))


async def delete(tx: Tx, user_id: str) -> None:
    """Forget a person."""
    await tx.execute(sa.delete(t).where(t.c.id == user_id))
