"""Every query on sessions. The token is the credential here: it is what names the session, and so the company."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from auth_service.sessions.tables import refresh_tokens, sessions
from kernel.db import Row, Tx


async def generation_of(tx: Tx, token_hash: str) -> Row | None:
    """Which session a token belongs to (`session_id`), and which of its tokens it is (`generation`)."""
    return await tx.one_or_none(sa.select(refresh_tokens).where(refresh_tokens.c.token_hash == token_hash))


# across companies: a refresh token names a session, whichever company it is in
async def get(tx: Tx, session_id: str, *, hold: bool = False) -> Row | None:
    """A session; `hold` keeps it from changing until the transaction ends."""
    query = sa.select(sessions).where(sessions.c.id == session_id)
    return await tx.one_or_none(query.with_for_update() if hold else query)


async def add(tx: Tx, row: Mapping[str, Any], token_hash: str) -> None:
    """Add a session (`row` names its `company_id`) with its first token."""
    await tx.execute(sa.insert(sessions).values(**row))
    await _add_token(tx, row["id"], row["generation"], token_hash)


# across companies: a refresh token names a session, whichever company it is in
async def rotate(tx: Tx, session_id: str, token_hash: str, values: Mapping[str, Any]) -> None:
    """Let a new token, of the generation in `values`, be the session's newest."""
    await tx.execute(sa.update(sessions).where(sessions.c.id == session_id).values(**values))
    await _add_token(tx, session_id, values["generation"], token_hash)


async def _add_token(tx: Tx, session_id: str, generation: int, token_hash: str) -> None:
    row = {"token_hash": token_hash, "session_id": session_id, "generation": generation}
    await tx.execute(sa.insert(refresh_tokens).values(**row))


# across companies: a refresh token names a session, whichever company it is in
async def revoke(tx: Tx, session_id: str, now: datetime, because: str) -> None:
    """End a session with every token it has."""
    alive = (sessions.c.id == session_id) & sessions.c.revoked_at.is_(None)
    ended = {"revoked_at": now, "revoked_because": because, "current_token": None}
    await tx.execute(sa.update(sessions).where(alive).values(**ended))


async def move(tx: Tx, session_id: str, user_id: str, company_id: str, now: datetime) -> bool:
    """Let the person's session, if it is alive, go on in another company."""
    mine = (sessions.c.id == session_id) & (sessions.c.user_id == user_id)
    alive = sessions.c.revoked_at.is_(None) & (sessions.c.expires_at > now)
    changed = await tx.execute(sa.update(sessions).where(mine, alive).values({sessions.c.company_id: company_id}))
    return changed.rowcount == 1


# across companies: what may no longer be asked for again is forgotten for everybody
async def forget_current_tokens(tx: Tx, rotated_before: datetime) -> None:
    """Drop the sealed tokens whose time of grace is over."""
    late = sessions.c.current_token.is_not(None) & (sessions.c.rotated_at < rotated_before)
    await tx.execute(sa.update(sessions).where(late).values(current_token=None))


# across companies: sessions end for everybody
async def ended(tx: Tx, before: datetime, limit: int) -> Sequence[str]:
    """Sessions that expired before this moment."""
    query = sa.select(sessions.c.id).where(sessions.c.expires_at < before).limit(limit)
    return [cast("str", row["id"]) for row in await tx.all(query)]


# across companies: sessions end for everybody
async def forget(tx: Tx, session_ids: Sequence[str]) -> None:
    """Remove sessions and their tokens."""
    await tx.execute(sa.delete(refresh_tokens).where(refresh_tokens.c.session_id.in_(session_ids)))
    await tx.execute(sa.delete(sessions).where(sessions.c.id.in_(session_ids)))


async def of_company(tx: Tx, company_id: str, limit: int) -> Sequence[str]:
    """Sessions in a company."""
    query = sa.select(sessions.c.id).where(sessions.c.company_id == company_id).limit(limit)
    return [cast("str", row["id"]) for row in await tx.all(query)]
