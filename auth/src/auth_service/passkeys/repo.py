"""Every query on passkeys."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from auth_service.passkeys.tables import challenges, passkeys
from kernel.db import Row, Tx


async def of(tx: Tx, user_id: str) -> Sequence[Row]:
    """A person's passkeys, oldest first."""
    return await tx.all(sa.select(passkeys).where(passkeys.c.user_id == user_id).order_by(passkeys.c.id))


async def by_credential(tx: Tx, credential_hash: str) -> Row | None:
    """The passkey with this credential id."""
    return await tx.one_or_none(sa.select(passkeys).where(passkeys.c.credential_hash == credential_hash))


async def add(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a passkey unless it is there already, whosever it is."""
    return await tx.insert_if_absent(passkeys, row)


async def used(tx: Tx, passkey_id: str, sign_count: int, now: datetime) -> None:
    """Note that a passkey was used."""
    mine = passkeys.c.id == passkey_id
    await tx.execute(sa.update(passkeys).where(mine).values(sign_count=sign_count, last_used_at=now))


async def remove(tx: Tx, user_id: str, passkey_id: str) -> bool:
    """Remove one of a person's passkeys."""
    mine = (passkeys.c.user_id == user_id) & (passkeys.c.id == passkey_id)
    return (await tx.execute(sa.delete(passkeys).where(mine))).rowcount == 1


async def forget(tx: Tx, user_id: str) -> None:
    """Remove everything of a person."""
    await tx.execute(sa.delete(passkeys).where(passkeys.c.user_id == user_id))
    await tx.execute(sa.delete(challenges).where(challenges.c.user_id == user_id))


async def ask(tx: Tx, row: Mapping[str, Any]) -> None:
    """Keep a challenge."""
    await tx.execute(sa.insert(challenges).values(**row))


async def answered(tx: Tx, challenge_hash: str, now: datetime) -> Row | None:
    """The challenge, which is none any more; None when it is not there or too old."""
    row = await tx.one_or_none(sa.select(challenges).where(challenges.c.challenge_hash == challenge_hash))
    gone = await tx.execute(sa.delete(challenges).where(challenges.c.challenge_hash == challenge_hash))
    return row if row is not None and gone.rowcount == 1 and row["expires_at"] > now else None


async def forget_old(tx: Tx, now: datetime) -> None:
    """Remove challenges nobody answered."""
    await tx.execute(sa.delete(challenges).where(challenges.c.expires_at < now))
