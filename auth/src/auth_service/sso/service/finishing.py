"""Finishing a sign-in: whom the provider vouched for comes in as a member of its company, and of no other."""

from auth_service.accounts.schemas import PersonView
from auth_service.browser import Browser
from auth_service.deps import Deps
from auth_service.providers import rules as mapping
from auth_service.providers import service as providers
from auth_service.provisioning.service import roles as directory
from auth_service.provisioning.service import vouching
from auth_service.sessions import rules as sessions_rules
from auth_service.sessions import service as sessions
from auth_service.sso import repo
from auth_service.sso.problems import AttemptOver
from auth_service.sso.rules import claims as reading
from auth_service.sso.rules import requests
from auth_service.sso.schemas import Answer, CheckView, Finished, FinishedWith, TrialView
from auth_service.sso.service import proving
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
        return FinishedWith(Finished(signed_in=None, trial=trial, return_to=attempt["return_to"]), None, 0)
    vouched = await proving.prove(attempt, provider, answer, deps, Steps())
    person, place = await _admit(vouched, provider, deps)
    entered = await sessions.enter(person, place, sessions_rules.PROVIDER, browser, deps)
    view = Finished(signed_in=entered.view, trial=None, return_to=attempt["return_to"])
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
