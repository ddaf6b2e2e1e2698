"""What somebody who is in is given: an access token with what it says, and a refresh token."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from auth_service.accounts import service as accounts
from auth_service.accounts.problems import NoCompany
from auth_service.accounts.schemas import PersonView
from auth_service.deps import Deps
from auth_service.policies import service as policies
from auth_service.providers import service as providers
from auth_service.sessions import rules
from auth_service.sessions.problems import UseSingleSignOn
from auth_service.sessions.schemas import SignedIn
from auth_service.tokens import service as tokens
from auth_service.tokens.rules import LIFE_SECONDS, Proof
from contracts.company import Membership

_OWNER = "owner"


async def signed_in(
    person: PersonView, place: Membership, session_id: str, proven_at: datetime, methods: Collection[str], deps: Deps
) -> SignedIn:
    """An access token. Who lacks a second factor that the company asks for gets one that allows nothing there."""
    # Whom a provider vouches for proved it there: with which factors is for the provider to ask.
    vouched = rules.is_vouched(methods)
    missing = not vouched and await policies.is_missing(person.id, place.company_id, deps)
    if missing:
        place = place.model_copy(update={"permissions": []})
    proof = Proof(session_id, proven_at, tuple(methods))
    return SignedIn(
        access_token=await tokens.for_person(person.id, place, proof, deps),
        expires_in=LIFE_SECONDS,
        user=person,
        company=accounts.company_view(place),
        second_factor_missing=missing,
        by_provider=vouched,
    )


async def lets_in(place: Membership, methods: Collection[str], deps: Deps) -> bool:
    """Whether the company lets somebody in who proved it so; owners always, else a broken provider shuts all out."""
    if rules.is_vouched(methods) or place.role == _OWNER:
        return True
    return not await providers.is_required(place.company_id, deps)


async def place_for(user_id: str, company_id: str | None, deps: Deps, *, founds: str | None = None) -> Membership:
    """The company to come into: the one asked for, else the first that lets the person in without its provider.

    Who belongs to none any more may found one of this name.
    """
    try:
        place = await accounts.membership(user_id, company_id, deps=deps, strict=True)
    except NoCompany:
        if founds is None:
            raise
        return await accounts.found(await accounts.person(user_id, deps=deps), founds, deps=deps, field="founds")
    if await lets_in(place, (), deps):
        return place
    for each in () if company_id else await deps.company.memberships(user_id):
        if await lets_in(each, (), deps):
            return each
    raise UseSingleSignOn(f"{place.company_name} lets people in through its own sign-in. Go on with that.")


def seconds_left(now: datetime, rotated_at: datetime, expires_at: datetime) -> int:
    """How long the newest refresh token of a session is good for."""
    return int((rules.usable_until(rotated_at, expires_at) - now).total_seconds())


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
