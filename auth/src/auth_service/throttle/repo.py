"""Every query on attempts."""

from datetime import datetime

import sqlalchemy as sa

from auth_service.throttle.tables import sign_in_attempts as t
from kernel.db import Tx


async def used_until(tx: Tx, key: str, now: datetime) -> datetime:
    """When the allowance is whole again; the row is held until the transaction ends."""
    await tx.insert_if_absent(t, {"key": key, "used_until": now})
    found: datetime = await tx.scalar(sa.select(t.c.used_until).where(t.c.key == key).with_for_update())
    return found


async def use(tx: Tx, key: str, until: datetime) -> None:
    """Note what is used up."""
    await tx.execute(sa.update(t).where(t.c.key == key).values(used_until=until))


async def is_there(tx: Tx, key: str, now: datetime) -> bool:
    """Whether there is a row with this key that is not over."""
    return await tx.scalar(sa.select(t.c.key).where(t.c.key == key, t.c.used_until > now)) is not None


async def forget(tx: Tx, key: str) -> None:
    """Give the whole allowance back."""
    await tx.execute(sa.delete(t).where(t.c.key == key))


async def forget_whole(tx: Tx, now: datetime) -> None:
    """Remove allowances that are whole again."""
    await tx.execute(sa.delete(t).where(t.c.used_until < now))
