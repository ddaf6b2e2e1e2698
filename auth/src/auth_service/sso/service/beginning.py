"""Beginning a sign-in at a provider, for somebody who wants in or for who tries the provider out."""

from typing import NamedTuple

from auth_service.accounts import service as accounts
from auth_service.accounts.rules import known_email
from auth_service.browser import Browser
from auth_service.deps import Deps
from auth_service.providers import service as providers
from auth_service.providers.problems import NoProvider
from auth_service.sessions import repo as sessions
from auth_service.sessions.rules import is_vouched
from auth_service.sso import repo
from auth_service.sso.problems import CameInOtherwise
from auth_service.sso.rules import requests
from auth_service.sso.schemas import AddressInput, BeginInput, Begun, BegunWith, ConfirmInput, Offer
from auth_service.sso.service import asking
from auth_service.throttle import rules as allowances
from auth_service.throttle import service as throttle
from kernel.db import Row
from kernel.identity import Principal

_SETTINGS = "/settings/sso"


async def look(body: AddressInput, *, deps: Deps) -> Offer:
    """Whether an address belongs to a company with a provider. Nobody is looked up: the domain alone decides."""
    provider = await providers.for_address(known_email(body.email), deps)
    return Offer(is_offered=provider is not None, is_required=provider is not None and bool(provider["is_required"]))


async def begin(body: BeginInput, browser: Browser, *, deps: Deps) -> BegunWith:
    """The provider's page for somebody who wants to come in."""
    await throttle.attempt(throttle.key_of("sso", browser.address), deps, allowances.OF_AN_ADDRESS)
    email = known_email(body.email)
    provider = await providers.for_address(email, deps)
    if provider is None:
        raise NoProvider("No company here has this domain. Sign in with your password.")
    return await _begun(provider, Attempt(requests.safe_return(body.return_to), email), browser, deps)


async def begin_trial(browser: Browser, *, by: Principal, deps: Deps) -> BegunWith:
    """The provider's page for somebody who tries it out."""
    provider = await providers.of(by.company_id, deps)
    return await _begun(provider, Attempt(_SETTINGS, trial_by=by.user_id), browser, deps)


async def begin_confirming(body: ConfirmInput, browser: Browser, *, by: Principal, deps: Deps) -> BegunWith:
    """The provider's page for somebody who came in by it, and is to prove anew who they are."""
    account = await accounts.row_of(accounts.user_id_of(by), deps)
    async with deps.db.read() as tx:
        session = await sessions.get(tx, by.session_id or "")
    if session is None or not is_vouched((session["methods"] or "").split()):
        raise CameInOtherwise("Use your password, your authenticator app or your passkey.")
    provider = await providers.of(by.company_id, deps)
    attempt = Attempt(requests.safe_return(body.return_to), account["email"], confirms=session["id"])
    return await _begun(provider, attempt, browser, deps)


class Attempt(NamedTuple):
    """What a sign-in at the provider is for."""

    return_to: str
    email: str = ""
    trial_by: str | None = None
    confirms: str | None = None


async def _begun(provider: Row, attempt: Attempt, browser: Browser, deps: Deps) -> BegunWith:
    metadata = await asking.discover(provider["issuer"], deps)
    state, token, nonce, verifier = (deps.new_token() for _ in range(4))
    asked = {
        "response_type": "code",
        "client_id": provider["client_id"],
        "redirect_uri": providers.redirect_uri(browser, deps),
        "scope": requests.SCOPES,
        "state": state,
        "nonce": nonce,
        "code_challenge": requests.challenge(verifier),
        "code_challenge_method": "S256",
    }
    row = {
        "state_hash": requests.digest(state),
        "company_id": provider["company_id"],
        "browser_hash": requests.digest(token),
        "issuer": provider["issuer"],
        "client_id": provider["client_id"],
        "nonce": nonce,
        "sealed_verifier": deps.secrets.seal(verifier, company=provider["company_id"], row=requests.digest(state)),
        "redirect_uri": asked["redirect_uri"],
        "return_to": attempt.return_to,
        "trial_by": attempt.trial_by,
        "confirms": attempt.confirms,
        "expires_at": deps.clock() + requests.LIFE,
    }
    async with deps.db.begin() as tx:
        await repo.add(tx, row)
    asked |= {"login_hint": attempt.email} if attempt.email else {}
    asked |= {"prompt": "login", "max_age": "0"} if attempt.confirms else {}
    return BegunWith(Begun(url=requests.address(metadata["authorization_endpoint"], asked)), token)
