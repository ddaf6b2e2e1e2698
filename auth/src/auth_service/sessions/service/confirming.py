"""Proving again who one is, before something important."""

from auth_service.accounts import service as accounts
from auth_service.browser import Browser
from auth_service.deps import Deps
from auth_service.factors import service as factors
from auth_service.passkeys import service as passkeys
from auth_service.passkeys.schemas import PasskeyOptions, Site
from auth_service.sessions import repo, rules
from auth_service.sessions.problems import AnotherProof, SessionEnded
from auth_service.sessions.schemas import Confirm, SignedIn
from auth_service.sessions.service.given import signed_in
from kernel.identity import Principal


async def ask_to_confirm(browser: Browser, *, by: Principal, deps: Deps) -> PasskeyOptions:
    """The question for one of the person's passkeys."""
    return await passkeys.ask(accounts.user_id_of(by), Site(browser.origin), deps)


async def confirm_vouched(session_id: str, user_id: str, *, deps: Deps) -> SignedIn:
    """The provider of the session's company vouched for the person anew."""
    async with deps.db.read() as tx:
        session = await repo.get(tx, session_id)
    if session is None:
        raise SessionEnded("Sign in again.")
    return await _confirmed(session_id, session["company_id"], user_id, rules.PROVIDER, deps)


async def confirm(body: Confirm, browser: Browser, *, by: Principal, deps: Deps) -> SignedIn:
    """Prove who one is; the new access token says that it was just now."""
    user_id = accounts.user_id_of(by)
    proven = await _proven(user_id, body, browser, deps)
    return await _confirmed(by.session_id or "", by.company_id, user_id, proven, deps)


async def _confirmed(session_id: str, company_id: str, user_id: str, proven: tuple[str, ...], deps: Deps) -> SignedIn:
    now = deps.clock()
    async with deps.db.begin() as tx:
        session = await repo.get(tx, session_id, hold=True)
        methods = rules.joined(*(session["methods"] or "").split() if session else (), *proven)
        if session is None or not await repo.confirm(tx, session["id"], user_id, methods, now):
            raise SessionEnded("Sign in again.")
    place = await accounts.membership(user_id, company_id, deps=deps, strict=True)
    return await signed_in(await accounts.person(user_id, deps=deps), place, session["id"], now, methods.split(), deps)


async def _proven(user_id: str, body: Confirm, browser: Browser, deps: Deps) -> tuple[str, ...]:
    """How the person proved it. A password is enough only for who has nothing stronger."""
    if body.credential is not None:
        await passkeys.prove(body.credential, user_id, Site(browser.origin), deps)
        return rules.PASSKEY
    if body.code is not None:
        await factors.prove(user_id, body.code, browser.address, deps)
        return rules.CODE
    if body.password is None or await factors.has_second_factor(user_id, deps):
        raise AnotherProof("Use your authenticator app or your passkey.")
    person = await accounts.row_of(user_id, deps)
    await accounts.check_password(person, body.password, browser.address, deps=deps)
    return rules.PASSWORD
