"""Every query on sign-ins on their way, and on whom providers vouched for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from auth_service.sso.tables import sso_attempts, sso_identities, sso_sessions
from kernel.db import Row, Tx


async def add(tx: Tx, row: Mapping[str, Any]) -> None:
    """Keep an attempt (`row` names its `company_id`)."""
    await tx.execute(sa.insert(sso_attempts).values(**row))


# across companies: a state names its attempt, whichever company's provider it is at
async def take(tx: Tx, state_hash: str, browser_hash: str, now: datetime) -> Row | None:
    """The attempt of this state and browser, which is none any more."""
    mine = (sso_attempts.c.state_hash == state_hash) & (sso_attempts.c.browser_hash == browser_hash)
    row = await tx.one_or_none(sa.select(sso_attempts).where(mine, sso_attempts.c.expires_at > now))
    if row is None:
        return None
    gone = await tx.execute(sa.delete(sso_attempts).where(mine))
    return row if gone.rowcount == 1 else None


# across companies: attempts grow old for everybody
async def forget_old(tx: Tx, now: datetime) -> None:
    """Remove attempts nobody went on with."""
    await tx.execute(sa.delete(sso_attempts).where(sso_attempts.c.expires_at < now))


async def identity(tx: Tx, company_id: str, subject_hash: str) -> Row | None:
    """Whom the company's provider means by a subject."""
    mine = (sso_identities.c.company_id == company_id) & (sso_identities.c.subject_hash == subject_hash)
    return await tx.one_or_none(sa.select(sso_identities).where(mine))


async def link(tx: Tx, company_id: str, subject_hash: str, user_id: str, now: datetime) -> None:
    """From now on the company's provider means this person; whom it meant before is forgotten."""
    row = {"company_id": company_id, "subject_hash": subject_hash, "user_id": user_id, "linked_at": now}
    if not await tx.insert_if_absent(sso_identities, row):
        mine = (sso_identities.c.company_id == company_id) & (sso_identities.c.subject_hash == subject_hash)
        await tx.execute(sa.update(sso_identities).where(mine).values(user_id=user_id, linked_at=now))


async def keep_session(tx: Tx, row: Mapping[str, Any]) -> None:
    """Keep where a session is signed out at the provider (`row` names its `company_id`)."""
    await tx.execute(sa.insert(sso_sessions).values(**row))


async def take_session(tx: Tx, company_id: str, session_id: str) -> Row | None:
    """Where a session is signed out, which is forgotten."""
    mine = (sso_sessions.c.company_id == company_id) & (sso_sessions.c.session_id == session_id)
    row = await tx.one_or_none(sa.select(sso_sessions).where(mine))
    await tx.execute(sa.delete(sso_sessions).where(mine))
    return row


# across companies: sessions end for everybody
async def forget_old_sessions(tx: Tx, before: datetime) -> None:
    """Forget where sessions that must be over by now were signed out."""
    await tx.execute(sa.delete(sso_sessions).where(sso_sessions.c.created_at < before))


async def forget(tx: Tx, company_id: str) -> None:
    """Forget all of a company that is gone."""
    await tx.execute(sa.delete(sso_attempts).where(sso_attempts.c.company_id == company_id))
    await tx.execute(sa.delete(sso_identities).where(sso_identities.c.company_id == company_id))
    await tx.execute(sa.delete(sso_sessions).where(sso_sessions.c.company_id == company_id))
