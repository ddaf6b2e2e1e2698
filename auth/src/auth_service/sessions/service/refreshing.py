"""Staying in, and leaving."""

from datetime import datetime

from auth_service.accounts import service as accounts
from auth_service.deps import Deps
from auth_service.sessions import repo, rules
from auth_service.sessions.problems import SessionEnded
from auth_service.sessions.rules import Verdict
from auth_service.sessions.schemas import Entered
from auth_service.sessions.service.given import digest, lets_in, seconds_left, signed_in
from contracts.events import RefreshReused, SessionRevoked
from kernel.db import Row, Tx
from kernel.telemetry import get_logger

_log = get_logger(__name__)
_LONGEST_TOKEN = 200


async def refresh(token: str | None, *, deps: Deps) -> Entered:
    """Exchange a refresh token for the next one and a new access token."""
    session = await _look(token, deps)
    user_id = session["user_id"]
    # Asked before anything is written: when the company service is away, the token in hand stays good.
    person = await accounts.person(user_id, deps=deps)
    methods = (session["methods"] or "").split()
    # Of whom a provider vouched for, in its company: when they are no member any more, there is nowhere to go on.
    strict = rules.is_vouched(methods)
    place = await accounts.membership(user_id, session["company_id"], deps=deps, strict=strict)
    if not await lets_in(place, methods, deps):
        raise SessionEnded("Your company now lets people in through its own sign-in. Sign in again.")
    async with deps.db.begin() as tx:
        given = await _advance(tx, digest(token or ""), place.company_id, deps)
    if given is None:
        raise SessionEnded("Sign in again.")
    next_token, seconds = given
    proven_at = session["authenticated_at"] or session["created_at"]
    return Entered(
        await signed_in(person, place, session["id"], proven_at, methods, deps), next_token, seconds, session["id"]
    )


async def _look(token: str | None, deps: Deps) -> Row:
    """The session of a token that may still be good; ends a session whose token came twice."""
    if not token or len(token) > _LONGEST_TOKEN:
        raise SessionEnded("Sign in.")
    async with deps.db.read() as tx:
        session, verdict = await _judged(tx, digest(token), deps.clock())
    if session is not None and verdict is Verdict.REVOKE:
        async with deps.db.begin() as tx:
            await _advance(tx, digest(token), session["company_id"], deps)
    if session is None or verdict in {Verdict.REFUSE, Verdict.REVOKE}:
        raise SessionEnded("Sign in again.")
    return session


async def _judged(tx: Tx, token_hash: str, now: datetime, *, hold: bool = False) -> tuple[Row | None, Verdict]:
    token = await repo.generation_of(tx, token_hash)
    session = await repo.get(tx, token["session_id"], hold=hold) if token else None
    if token is None or session is None:
        return None, Verdict.REFUSE
    verdict = rules.judge(
        token["generation"],
        session["generation"],
        rotated_at=session["rotated_at"],
        expires_at=session["expires_at"],
        revoked=session["revoked_at"] is not None,
        now=now,
    )
    return session, verdict


async def _advance(tx: Tx, token_hash: str, company_id: str, deps: Deps) -> tuple[str, int] | None:
    """The token to go on with and its seconds, or None when the session is over."""
    now = deps.clock()
    session, verdict = await _judged(tx, token_hash, now, hold=True)
    if session is None:
        return None
    bound = {"company": session["user_id"], "row": session["id"]}
    match verdict:
        case Verdict.ROTATE:
            token = deps.new_token()
            values = {
                "generation": session["generation"] + 1,
                "rotated_at": now,
                "current_token": deps.secrets.seal(token, **bound),
                "company_id": company_id,
            }
            await repo.rotate(tx, session["id"], digest(token), values)
            return token, seconds_left(now, now, session["expires_at"])
        case Verdict.ANSWER_AGAIN if session["current_token"]:
            seconds = seconds_left(now, session["rotated_at"], session["expires_at"])
            return deps.secrets.open(session["current_token"], **bound), seconds
        case Verdict.REVOKE | Verdict.ANSWER_AGAIN:
            _log.warning("refresh_token_reused", session_id=session["id"], user_id=session["user_id"])
            await repo.revoke(tx, session["id"], now, "reused")
            facts = {"company_id": session["company_id"], "user_id": session["user_id"], "session_id": session["id"]}
            tx.tell(RefreshReused(**facts))
            return None
        case Verdict.REFUSE:
            return None


async def log_out(token: str | None, *, deps: Deps) -> Row | None:
    """End the session a token belongs to, whichever of its tokens it is; the session, unless it had ended before."""
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    async with deps.db.begin() as tx:
        found = await repo.generation_of(tx, digest(token))
        session = await repo.get(tx, found["session_id"]) if found else None
        if session is None or not await repo.revoke(tx, session["id"], deps.clock(), "signed out"):
            return None
        facts = {"company_id": session["company_id"], "user_id": session["user_id"], "session_id": session["id"]}
        tx.tell(SessionRevoked(**facts, because="signed out"))
        return session
