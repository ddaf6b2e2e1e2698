"""The routes by which people come in, stay in and leave. The refresh token is a cookie that no script can read."""

from typing import Annotated

from fastapi import APIRouter, Response

from auth_service.accounts.schemas import SignUp
from auth_service.browser import COOKIE, HOST_COOKIE, PREFIX, Browser, from_browser
from auth_service.deps import Deps
from auth_service.passkeys.schemas import PasskeyOptions
from auth_service.sessions import service
from auth_service.sessions.schemas import (
    AskPasskey,
    Confirm,
    Ended,
    Entered,
    FactorNeeded,
    Finish,
    Login,
    SessionView,
    SignedIn,
    SwitchCompany,
)
from kernel.identity import Principal, allowed, internal
from kernel.paging import Page
from kernel.service import SERVICES
from kernel.web import provided

router = APIRouter(prefix=PREFIX, tags=["sessions"])

Given = Annotated[Deps, provided()]
SignedInPerson = Annotated[Principal, allowed()]
From = Annotated[Browser, from_browser()]


def _with_cookie(response: Response, browser: Browser, entered: Entered) -> SignedIn:
    set_cookie(response, browser, entered.refresh_token, entered.seconds)
    return entered.view


def _maybe_with_cookie(response: Response, browser: Browser, given: Entered | FactorNeeded) -> SignedIn | FactorNeeded:
    return _with_cookie(response, browser, given) if isinstance(given, Entered) else given


def _without_cookie(response: Response, browser: Browser, _done: object) -> None:
    set_cookie(response, browser, "", 0)


def set_cookie(response: Response, browser: Browser, value: str, seconds: int) -> None:
    """Over HTTPS a `__Host-` cookie, which must be good for every path; else one for these routes alone."""
    name, path = (HOST_COOKIE, "/") if browser.is_https else (COOKIE, PREFIX)
    response.set_cookie(
        name, value, max_age=seconds, path=path, secure=browser.is_https, httponly=True, samesite="strict"
    )


@router.post("/signup", status_code=201)
async def sign_up(body: SignUp, browser: From, deps: Given, response: Response) -> SignedIn:
    return _with_cookie(response, browser, await service.sign_up(body, browser, deps=deps))


@router.post("/login")
async def log_in(body: Login, browser: From, deps: Given, response: Response) -> SignedIn | FactorNeeded:
    return _maybe_with_cookie(response, browser, await service.log_in(body, browser, deps=deps))


@router.post("/login/passkey")
async def ask_for_passkey(body: AskPasskey, browser: From, deps: Given) -> PasskeyOptions:
    return await service.ask_passkey(body, browser, deps=deps)


@router.post("/login/finish")
async def finish_log_in(body: Finish, browser: From, deps: Given, response: Response) -> SignedIn:
    return _with_cookie(response, browser, await service.finish(body, browser, deps=deps))


@router.post("/refresh")
async def refresh_session(browser: From, deps: Given, response: Response) -> SignedIn:
    return _with_cookie(response, browser, await service.refresh(browser.refresh_token, deps=deps))


@router.post("/logout", status_code=204)
async def log_out(browser: From, deps: Given, response: Response) -> None:
    return _without_cookie(response, browser, await service.log_out(browser.refresh_token, deps=deps))


@router.post("/switch-company")
async def switch_company(body: SwitchCompany, by: SignedInPerson, deps: Given) -> SignedIn:
    return await service.switch(body, by=by, deps=deps)


@router.post("/confirm")
async def confirm_it_is_you(body: Confirm, browser: From, by: SignedInPerson, deps: Given) -> SignedIn:
    return await service.confirm(body, browser, by=by, deps=deps)


@router.post("/confirm/passkey")
async def ask_to_confirm(browser: From, by: SignedInPerson, deps: Given) -> PasskeyOptions:
    return await service.ask_to_confirm(browser, by=by, deps=deps)


@router.get("/sessions")
async def list_my_sessions(by: SignedInPerson, deps: Given) -> Page[SessionView]:
    return await service.every(by=by, deps=deps)


@router.post("/sessions/end-others")
async def end_my_other_sessions(by: SignedInPerson, deps: Given) -> Ended:
    return await service.end_others(by=by, deps=deps)


@router.delete("/sessions/{session_id}", status_code=204)
async def end_my_session(session_id: str, by: SignedInPerson, deps: Given) -> None:
    return await service.end(session_id, by=by, deps=deps)


@router.get("/internal/ended-sessions", include_in_schema=False)
async def list_ended_sessions(by: Annotated[Principal, internal(*SERVICES)], deps: Given) -> list[str]:
    return await service.ended_lately(deps)
