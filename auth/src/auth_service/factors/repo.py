"""Every query on second factors."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from auth_service.factors.tables import recovery_codes, totp
from kernel.db import Row, Tx


async def get(tx: Tx, user_id: str) -> Row | None:
    """A person's authenticator app, in use or still to be confirmed."""
    return await tx.one_or_none(sa.select(totp).where(totp.c.user_id == user_id))


async def begin(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Keep a secret that is to be confirmed, in the place of an earlier such one; False when one is in use."""
    unconfirmed = (totp.c.user_id == row["user_id"]) & totp.c.confirmed_at.is_(None)
    await tx.execute(sa.delete(totp).where(unconfirmed))
    return await tx.insert_if_absent(totp, row)


async def take_step(tx: Tx, user_id: str, step: int) -> bool:
    """Note that a code of this half minute was taken; False when it, or a later one, was taken before."""
    mine = (totp.c.user_id == user_id) & (totp.c.last_step < step)
    return (await tx.execute(sa.update(totp).where(mine).values(last_step=step))).rowcount == 1


async def confirm(tx: Tx, user_id: str, now: datetime) -> None:
    """Let the secret be in use."""
    await tx.execute(sa.update(totp).where(totp.c.user_id == user_id).values(confirmed_at=now))


async def remove(tx: Tx, user_id: str) -> bool:
    """Forget the authenticator app."""
    return (await tx.execute(sa.delete(totp).where(totp.c.user_id == user_id))).rowcount == 1


async def replace_codes(tx: Tx, user_id: str, hashes: Sequence[str]) -> None:
    """Let these recovery codes be the person's only ones."""
    await tx.execute(sa.delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
    if hashes:
        await tx.execute(sa.insert(recovery_codes), [{"code_hash": each, "user_id": user_id} for each in hashes])


async def use_code(tx: Tx, user_id: str, code_hash: str) -> bool:
    """Remove a recovery code; False when it is none of the person's."""
    mine = (recovery_codes.c.user_id == user_id) & (recovery_codes.c.code_hash == code_hash)
    return (await tx.execute(sa.delete(recovery_codes).where(mine))).rowcount == 1


async def codes_left(tx: Tx, user_id: str) -> int:
    """How many recovery codes a person has."""
    mine = recovery_codes.c.user_id == user_id
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(recovery_codes).where(mine)))
