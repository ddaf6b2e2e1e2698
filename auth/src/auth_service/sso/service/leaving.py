"""Signing out at the provider as well (OpenID Connect RP-Initiated Logout 1.0), where a company wants that."""

from auth_service.browser import Browser
from auth_service.deps import Deps
from auth_service.providers import service as providers
from auth_service.sessions import service as sessions
from auth_service.sso import repo
from auth_service.sso.rules import requests
from auth_service.sso.schemas import Left
from auth_service.sso.service.proving import Vouched
from kernel.db import Row


async def keep(session_id: str, vouched: Vouched, provider: Row, browser: Browser, deps: Deps) -> None:
    """Keep, sealed, where the session will be signed out: the provider wants to see the token it gave."""
    asked = {
        "id_token_hint": vouched.token,
        "client_id": provider["client_id"],
        "post_logout_redirect_uri": providers.signed_out_uri(browser, deps),
    }
    address = requests.address(vouched.sign_out or "", asked)
    row = {
        "session_id": session_id,
        "company_id": provider["company_id"],
        "sealed_address": deps.secrets.seal(address, company=provider["company_id"], row=session_id),
        "created_at": deps.clock(),
    }
    async with deps.db.begin() as tx:
        await repo.keep_session(tx, row)


async def leave(browser: Browser, *, deps: Deps) -> Left:
    """End the session here; say where it is ended there."""
    session = await sessions.log_out(browser.refresh_token, deps=deps)
    if session is None:
        return Left(url=None)
    async with deps.db.begin() as tx:
        row = await repo.take_session(tx, session["company_id"], session["id"])
    if row is None:
        return Left(url=None)
    return Left(url=deps.secrets.open(row["sealed_address"], company=row["company_id"], row=row["session_id"]))
