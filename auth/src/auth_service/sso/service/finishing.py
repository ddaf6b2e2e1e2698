"""Finishing a sign-in: whom the provider vouched for comes in as a member of its company, and of no other."""

from auth_service.accounts.schemas import PersonView
from auth_service.browser import Browser
from auth_service.deps import Deps
from auth_service.providers import rules as mapping
from auth_service.providers import service as providers
from auth_service.provisioning.service import roles as directory
from auth_service.provisioning.service import vouching
from auth_service.sessions import repo as sessions_repo
from auth_service.sessions import rules as sessions_rules
from auth_service.sessions import service as sessions
from auth_service.sessions.schemas import SignedIn
from auth_service.sso import repo
from auth_service.sso.problems import AttemptOver, NotProven
from auth_service.sso.rules import claims as reading
from auth_service.sso.rules import requests
from auth_service.sso.schemas import Answer, CheckView, Finished, FinishedWith, TrialView
from auth_service.sso.service import leaving, proving
from auth_service.sso.service.proving import Steps, Vouched
from auth_service.throttle import rules as allowances
from auth_service.throttle import service as throttle
from contracts.company import Membership
from kernel.db import Row
from kernel.identity import Principal
from kernel.problems import Problem

_OVER = "It took too long, was finished already, or began in another browser. Start again from the log-in page."


async def check(*, by: Principal, deps: Deps) -> CheckView:
    """Ask the provider for its description and keys."""
    provider, steps = await providers.of(by.company_id, deps), Steps()
    try:
        await proving.reachable(provider["issuer"], deps, steps)
    except Problem as problem:
        steps.failed(problem)
    return CheckView(steps=steps.done)


async def finish(answer: Answer, browser: Browser, *, deps: Deps) -> FinishedWith:
    """Come in by what the provider answered; or see what came of a trial."""
    await throttle.attempt(throttle.key_of("sso", browser.address), deps, allowances.OF_AN_ADDRESS)
    now = deps.clock()
    async with deps.db.begin() as tx:
        attempt = await repo.take(tx, requests.digest(answer.state), requests.digest(browser.attempt or ""), now)
    if attempt is None:
        raise AttemptOver(_OVER)
    provider = await providers.of(attempt["company_id"], deps)
    if (provider["issuer"], provider["client_id"]) != (attempt["issuer"], attempt["client_id"]):
        raise AttemptOver("The company changed its provider meanwhile. Start again from the log-in page.")
    if attempt["trial_by"] is not None:
        trial = await _trial(attempt, provider, answer, deps)
        view = Finished(signed_in=None, trial=trial, confirmed=False, return_to=attempt["return_to"])
        return FinishedWith(view, None, 0)
    vouched = await proving.prove(attempt, provider, answer, deps, Steps())
    if attempt["confirms"] is not None:
        signed_in = await _confirm(vouched, attempt, deps)
        view = Finished(signed_in=signed_in, trial=None, confirmed=True, return_to=attempt["return_to"])
        return FinishedWith(view, None, 0)
    person, place = await _admit(vouched, provider, deps)
    entered = await sessions.enter(person, place, sessions_rules.PROVIDER, browser, deps)
    if provider["signs_out"] and vouched.sign_out:
        await leaving.keep(entered.session_id, vouched, provider, browser, deps)
    view = Finished(signed_in=entered.view, trial=None, confirmed=False, return_to=attempt["return_to"])
    return FinishedWith(view, entered.refresh_token, entered.seconds)


async def _trial(attempt: Row, provider: Row, answer: Answer, deps: Deps) -> TrialView:
    """What came of it; nobody comes in, nothing is changed."""
    steps, role = Steps(), None
    try:
        vouched = await proving.prove(attempt, provider, answer, deps, steps)
        role = vouched.role or provider["default_role"]
    except Problem as problem:
        steps.failed(problem)
    return TrialView(steps=steps.done, claims=reading.shown(steps.claims), role=role)


async def _confirm(vouched: Vouched, attempt: Row, deps: Deps) -> SignedIn:
    """The same person has signed in at the provider since they were asked to. Raises `NotProven`."""
    async with deps.db.read() as tx:
        known = await repo.identity(tx, attempt["company_id"], vouched.subject)
        session = await sessions_repo.get(tx, attempt["confirms"])
    if known is None or session is None or known["user_id"] != session["user_id"]:
        raise NotProven("Somebody else has signed in there than here. Sign out, and come in as who you are.")
    if not requests.is_fresh(vouched.signed_in_at, attempt["expires_at"] - requests.LIFE):
        raise NotProven(
            "Your company's sign-in service does not say that you have just proven who you are (“auth_time”). Ask "
            "whoever manages it, or choose a password by “Forgot your password?” and sign in with that."
        )
    return await sessions.confirm_vouched(session["id"], session["user_id"], deps=deps)


async def _admit(vouched: Vouched, provider: Row, deps: Deps) -> tuple[PersonView, Membership]:
    """The account of whom the provider means, made where there is none, and their place in the company."""
    company_id = provider["company_id"]
    async with deps.db.read() as tx:
        known = await repo.identity(tx, company_id, vouched.subject)
    row = await vouching.account(vouched.email, vouched.name, company_id, known["user_id"] if known else None, deps)
    groups = await directory.said(company_id, row["id"], deps)
    # Where a directory tells of groups it knows better than claims, which may leave groups out.
    role = vouched.role if groups is None else mapping.role_of(groups, provider["roles"], provider["default_role"])
    place = await directory.admit(company_id, row, role, deps)
    async with deps.db.begin() as tx:
        await repo.link(tx, company_id, vouched.subject, row["id"], deps.clock())
    return PersonView(id=row["id"], email=row["email"], name=row["name"]), place
