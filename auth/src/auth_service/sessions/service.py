"""Coming in, staying in, leaving."""

import hashlib
from datetime import datetime
from typing import Any

from auth_service.accounts import service as accounts
from auth_service.accounts.schemas import PersonView, SignUp
from auth_service.deps import Deps
from auth_service.sessions import repo, rules
from auth_service.sessions.problems import SessionEnded
from auth_service.sessions.rules import Verdict
from auth_service.sessions.schemas import Entered, Login, SignedIn, SwitchCompany
from auth_service.tokens import service as tokens
from auth_service.tokens.rules import LIFE_SECONDS
from contracts import ids
from contracts.company import Membership
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.telemetry import get_logger

_log = get_logger(__name__)
_LONGEST_TOKEN = 200


async def sign_up(body: SignUp, *, deps: Deps) -> Entered:
    """Make an account with its company, and come in."""
    person = await accounts.register(body, deps=deps)
    return await _enter(person, await accounts.membership(person.id, None, deps=deps), deps)


async def log_in(body: Login, address: str, *, deps: Deps) -> Entered:
    """Come in with e-mail address and password."""
    person = await accounts.authenticate(body.email, body.password, address, deps=deps)
    place = await accounts.membership(person.id, body.company_id, deps=deps, strict=True)
    return await _enter(person, place, deps)


async def _enter(person: PersonView, place: Membership, deps: Deps) -> Entered:
    token, now = deps.new_token(), deps.clock()
    row: dict[str, Any] = {
        "id": deps.new_id(ids.SESSION),
        "user_id": person.id,
        "company_id": place.company_id,
        "created_at": now,
        "expires_at": now + rules.LIFE,
        "generation": 1,
        "rotated_at": now,
        "current_token": None,
        "revoked_at": None,
        "revoked_because": None,
    }
    async with deps.db.begin() as tx:
        await repo.add(tx, row, _digest(token))
    return Entered(await _signed_in(person, place, row["id"], deps), token, _seconds(now, now, row["expires_at"]))


async def refresh(token: str | None, *, deps: Deps) -> Entered:
    """Exchange a refresh token for the next one and a new access token."""
    session_id, user_id, company_id = await _look(token, deps)
    # Asked before anything is written: when the company service is away, the token in hand stays good.
    person = await accounts.person(user_id, deps=deps)
    place = await accounts.membership(user_id, company_id, deps=deps)
    async with deps.db.begin() as tx:
        given = await _advance(tx, _digest(token or ""), place.company_id, deps)
    if given is None:
        raise SessionEnded("Sign in again.")
    next_token, seconds = given
    return Entered(await _signed_in(person, place, session_id, deps), next_token, seconds)


async def _look(token: str | None, deps: Deps) -> tuple[str, str, str]:
    """The session, person and company of a token that may still be good; ends a session whose token came twice."""
    if not token or len(token) > _LONGEST_TOKEN:
        raise SessionEnded("Sign in.")
    async with deps.db.read() as tx:
        session, verdict = await _judged(tx, _digest(token), deps.clock())
    if session is not None and verdict is Verdict.REVOKE:
        async with deps.db.begin() as tx:
            await _advance(tx, _digest(token), session["company_id"], deps)
    if session is None or verdict in {Verdict.REFUSE, Verdict.REVOKE}:
        raise SessionEnded("Sign in again.")
    return session["id"], session["user_id"], session["company_id"]


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
            await repo.rotate(tx, session["id"], _digest(token), values)
            return token, _seconds(now, now, session["expires_at"])
        case Verdict.ANSWER_AGAIN if session["current_token"]:
            seconds = _seconds(now, session["rotated_at"], session["expires_at"])
            return deps.secrets.open(session["current_token"], **bound), seconds
        case Verdict.REVOKE | Verdict.ANSWER_AGAIN:
            _log.warning("refresh_token_reused", session_id=session["id"], user_id=session["user_id"])
            await repo.revoke(tx, session["id"], now, "reused")
            return None
        case Verdict.REFUSE:
            return None


async def log_out(token: str | None, *, deps: Deps) -> None:
    """End the session a token belongs to, whichever of its tokens it is."""
    if not token or len(token) > _LONGEST_TOKEN:
        return
    async with deps.db.begin() as tx:
        found = await repo.generation_of(tx, _digest(token))
        if found:
            await repo.revoke(tx, found["session_id"], deps.clock(), "signed out")


async def switch(body: SwitchCompany, *, by: Principal, deps: Deps) -> SignedIn:
    """Go on in another company the person belongs to."""
    if by.user_id is None or by.session_id is None:
        raise SessionEnded("Sign in as a person.")
    place = await accounts.membership(by.user_id, body.company_id, deps=deps, strict=True)
    async with deps.db.begin() as tx:
        if not await repo.move(tx, by.session_id, by.user_id, place.company_id, deps.clock()):
            raise SessionEnded("Sign in again.")
    return await _signed_in(await accounts.person(by.user_id, deps=deps), place, by.session_id, deps)


async def _signed_in(person: PersonView, place: Membership, session_id: str, deps: Deps) -> SignedIn:
    token = await tokens.for_person(person.id, place, session_id, deps)
    company = accounts.company_view(place)
    return SignedIn(access_token=token, expires_in=LIFE_SECONDS, user=person, company=company)


def _seconds(now: datetime, rotated_at: datetime, expires_at: datetime) -> int:
    return int((rules.usable_until(rotated_at, expires_at) - now).total_seconds())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
