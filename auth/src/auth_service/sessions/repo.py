"""Every query on sessions. The token is the credential here: it is what names the session, and so the company."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from auth_service.sessions.tables import refresh_tokens, sessions, waiting_sign_ins
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
async def revoke(tx: Tx, session_id: str, now: datetime, because: str) -> bool:
    """End a session with every token it has; False when it was ended before."""
    alive = (sessions.c.id == session_id) & sessions.c.revoked_at.is_(None)
    ended = {"revoked_at": now, "revoked_because": because, "current_token": None}
    return (await tx.execute(sa.update(sessions).where(alive).values(**ended))).rowcount == 1


# across companies: a person's sessions, whichever companies they are in
async def alive(tx: Tx, user_id: str, now: datetime, idle_since: datetime) -> Sequence[Row]:
    """A person's sessions that go on, the last used first."""
    lives = sessions.c.revoked_at.is_(None) & (sessions.c.expires_at > now) & (sessions.c.rotated_at > idle_since)
    query = sa.select(sessions).where(sessions.c.user_id == user_id, lives)
    return await tx.all(query.order_by(sessions.c.rotated_at.desc(), sessions.c.id.desc()).limit(500))


# across companies: services of all companies refuse the tokens of sessions that ended
async def revoked_since(tx: Tx, since: datetime) -> Sequence[str]:
    """Sessions that were ended since then."""
    query = sa.select(sessions.c.id).where(sessions.c.revoked_at > since)
    return [cast("str", row["id"]) for row in await tx.all(query)]


# across companies: a person proves who they are, whichever company they are in
async def confirm(tx: Tx, session_id: str, user_id: str, methods: str, now: datetime) -> bool:
    """Note that the person has just proven who they are."""
    mine = (sessions.c.id == session_id) & (sessions.c.user_id == user_id) & sessions.c.revoked_at.is_(None)
    proven = {"authenticated_at": now, "methods": methods}
    return (await tx.execute(sa.update(sessions).where(mine).values(**proven))).rowcount == 1


async def wait(tx: Tx, row: Mapping[str, Any]) -> None:
    """Keep a sign-in that waits for a second factor."""
    await tx.execute(sa.insert(waiting_sign_ins).values(**row))


async def waiting(tx: Tx, challenge_hash: str, now: datetime) -> Row | None:
    """The sign-in that waits under this challenge."""
    t = waiting_sign_ins
    return await tx.one_or_none(sa.select(t).where(t.c.challenge_hash == challenge_hash, t.c.expires_at > now))


async def waited(tx: Tx, challenge_hash: str) -> bool:
    """Let a sign-in wait no longer; False when somebody else did."""
    mine = waiting_sign_ins.c.challenge_hash == challenge_hash
    return (await tx.execute(sa.delete(waiting_sign_ins).where(mine))).rowcount == 1


async def wait_no_longer(tx: Tx, user_id: str) -> None:
    """Let no sign-in of the person wait any longer."""
    await tx.execute(sa.delete(waiting_sign_ins).where(waiting_sign_ins.c.user_id == user_id))


async def forget_waiting(tx: Tx, now: datetime) -> None:
    """Remove sign-ins nobody went on with."""
    await tx.execute(sa.delete(waiting_sign_ins).where(waiting_sign_ins.c.expires_at < now))


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
