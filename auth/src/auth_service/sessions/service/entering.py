"""Coming in: by password, by password and second factor, by a passkey alone; and going on in another company."""

from typing import Any, NamedTuple

from auth_service.accounts import service as accounts
from auth_service.accounts.schemas import PersonView, SignUp
from auth_service.browser import Browser
from auth_service.deps import Deps
from auth_service.factors import service as factors
from auth_service.passkeys import service as passkeys
from auth_service.passkeys.schemas import PasskeyOptions, Site
from auth_service.sessions import repo, rules
from auth_service.sessions.problems import (
    AnotherProof,
    OnlyThisCompany,
    SessionEnded,
    StartAgain,
    UseSingleSignOn,
)
from auth_service.sessions.schemas import AskPasskey, Entered, FactorNeeded, Finish, Login, SignedIn, SwitchCompany
from auth_service.sessions.service.given import digest, lets_in, place_for, seconds_left, signed_in
from auth_service.throttle import rules as allowances
from auth_service.throttle import service as throttle
from contracts import events, ids
from contracts.company import Membership
from kernel.db import Row
from kernel.identity import Principal


async def sign_up(body: SignUp, browser: Browser, *, deps: Deps) -> Entered:
    """Make an account with its company, and come in."""
    person = await accounts.register(body, deps=deps)
    place = await accounts.membership(person.id, None, deps=deps)
    return await enter(person, place, rules.PASSWORD, browser, deps)


async def log_in(body: Login, browser: Browser, *, deps: Deps) -> Entered | FactorNeeded:
    """Come in with e-mail address and password, or wait for a second factor."""
    person = await accounts.authenticate(body.email, body.password, browser.address, deps=deps)
    methods = await factors.methods_of(person.id, deps)
    if methods:
        return await _wait(person.id, body.company_id, methods, deps)
    place = await place_for(person.id, body.company_id, deps, founds=body.founds)
    return await enter(person, place, rules.PASSWORD, browser, deps)


async def _wait(user_id: str, company_id: str | None, methods: list[Any], deps: Deps) -> FactorNeeded:
    challenge = deps.new_token()
    row = {"challenge_hash": digest(challenge), "user_id": user_id, "wanted_company": company_id}
    async with deps.db.begin() as tx:
        await repo.wait(tx, {**row, "expires_at": deps.clock() + rules.WAITS})
    return FactorNeeded(challenge=challenge, methods=methods, expires_in=int(rules.WAITS.total_seconds()))


async def ask_passkey(body: AskPasskey, browser: Browser, *, deps: Deps) -> PasskeyOptions:
    """The question for a passkey: the second factor of a sign-in that waits, or all there is to it."""
    await throttle.attempt(throttle.key_of("passkey", browser.address), deps, allowances.OF_AN_ADDRESS)
    waiting = await _waiting(body.challenge, deps) if body.challenge else None
    return await passkeys.ask(waiting["user_id"] if waiting else None, Site(browser.origin), deps)


async def finish(body: Finish, browser: Browser, *, deps: Deps) -> Entered:
    """Come in with a second factor, or with a passkey alone."""
    await throttle.attempt(throttle.key_of("passkey", browser.address), deps, allowances.OF_AN_ADDRESS)
    if body.challenge is None:
        if body.credential is None:
            raise AnotherProof("Use your passkey, or sign in with your password.")
        user_id = await passkeys.prove(body.credential, None, Site(browser.origin), deps)
        return await _come_in(user_id, Wanted(body.company_id, body.founds), rules.PASSKEY, browser, deps)
    waiting = await _waiting(body.challenge, deps)
    user_id = waiting["user_id"]
    if body.credential is not None:
        await passkeys.prove(body.credential, user_id, Site(browser.origin), deps)
        methods = rules.PASSKEY
    else:
        await factors.prove(user_id, body.code or "", browser.address, deps)
        methods = rules.CODE
    async with deps.db.begin() as tx:
        if not await repo.waited(tx, digest(body.challenge)):
            raise StartAgain("Sign in again with your password.")
    wanted = Wanted(waiting["wanted_company"], body.founds)
    return await _come_in(user_id, wanted, (*rules.PASSWORD, *methods), browser, deps)


async def _waiting(challenge: str, deps: Deps) -> Row:
    async with deps.db.read() as tx:
        row = await repo.waiting(tx, digest(challenge), deps.clock())
    if row is None:
        raise StartAgain("It took too long. Sign in again with your password.")
    return row


class Wanted(NamedTuple):
    """The company somebody wants to come into, or to found where there is none."""

    company_id: str | None
    founds: str | None


async def _come_in(user_id: str, wanted: Wanted, methods: tuple[str, ...], browser: Browser, deps: Deps) -> Entered:
    person = await accounts.person(user_id, deps=deps)
    place = await place_for(user_id, wanted.company_id, deps, founds=wanted.founds)
    return await enter(person, place, methods, browser, deps)


async def enter(
    person: PersonView, place: Membership, methods: tuple[str, ...], browser: Browser, deps: Deps
) -> Entered:
    """Begin a session of somebody who has proven who they are, in a company that lets them in."""
    token, now, proven = deps.new_token(), deps.clock(), rules.joined(*methods)
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
        "methods": proven,
        "authenticated_at": now,
        "device": browser.device,
        "address": browser.address[:64],
    }
    told = events.SignedIn(
        company_id=place.company_id,
        user_id=person.id,
        session_id=row["id"],
        methods=proven.split(),
        address=browser.address,
        device=rules.device(browser.device),
    )
    async with deps.db.begin() as tx:
        await repo.add(tx, row, digest(token))
        tx.tell(told)
    view = await signed_in(person, place, row["id"], now, proven.split(), deps)
    return Entered(view, token, seconds_left(now, now, row["expires_at"]), row["id"])


async def switch(body: SwitchCompany, *, by: Principal, deps: Deps) -> SignedIn:
    """Go on in another company the person belongs to."""
    if by.user_id is None or by.session_id is None:
        raise SessionEnded("Sign in as a person.")
    place = await accounts.membership(by.user_id, body.company_id, deps=deps, strict=True)
    async with deps.db.read() as tx:
        present = await repo.get(tx, by.session_id)
    await _check_switch(place, str(present["methods"] or "").split() if present else [], by, deps)
    async with deps.db.begin() as tx:
        if not await repo.move(tx, by.session_id, by.user_id, place.company_id, deps.clock()):
            raise SessionEnded("Sign in again.")
        session = await repo.get(tx, by.session_id)
    person = await accounts.person(by.user_id, deps=deps)
    proven_at = (session["authenticated_at"] or session["created_at"]) if session else deps.clock()
    methods = (session["methods"] or "").split() if session else []
    return await signed_in(person, place, by.session_id, proven_at, methods, deps)


async def _check_switch(place: Membership, methods: list[str], by: Principal, deps: Deps) -> None:
    """Raises when what proved who the person is does not count in the other company."""
    if place.company_id == by.company_id:
        return
    if rules.is_vouched(methods):
        raise OnlyThisCompany(f"For {place.company_name}, sign out and sign in with your password or its own sign-in.")
    if not await lets_in(place, methods, deps):
        raise UseSingleSignOn(
            f"{place.company_name} lets people in through its own sign-in. Sign out, and go on there."
        )
