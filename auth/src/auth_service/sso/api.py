"""The routes by which people come in through a provider, and a provider is tried out.

The provider sends people back to a page of the application, which hands its answer to `finish`: a request of the same
site, so that both cookies can be kept from all others (`SameSite=Strict`).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from auth_service.browser import ATTEMPT_COOKIE, HOST_ATTEMPT_COOKIE, PREFIX, Browser, from_browser
from auth_service.deps import Deps
from auth_service.sessions.api import set_cookie
from auth_service.sso.rules.requests import LIFE
from auth_service.sso.schemas import (
    AddressInput,
    Answer,
    BeginInput,
    Begun,
    BegunWith,
    CheckView,
    ConfirmInput,
    Finished,
    FinishedWith,
    Left,
    Offer,
)
from auth_service.sso.service import beginning, finishing, guarding, leaving
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix=f"{PREFIX}/sso", tags=["single sign-on"])

Given = Annotated[Deps, provided()]
From = Annotated[Browser, from_browser()]
Anyone = Annotated[Principal, allowed()]
Manager = Annotated[Principal, allowed("sso.manage")]


def _bound(response: Response, browser: Browser, begun: BegunWith) -> Begun:
    _set_attempt(response, browser, begun.token, int(LIFE.total_seconds()))
    return begun.view


def _finished(response: Response, browser: Browser, done: FinishedWith) -> Finished:
    _set_attempt(response, browser, "", 0)
    if done.refresh_token is not None:
        set_cookie(response, browser, done.refresh_token, done.seconds)
    return done.view


def _left(response: Response, browser: Browser, left: Left) -> Left:
    set_cookie(response, browser, "", 0)
    return left


def _set_attempt(response: Response, browser: Browser, value: str, seconds: int) -> None:
    name, path = (HOST_ATTEMPT_COOKIE, "/") if browser.is_https else (ATTEMPT_COOKIE, PREFIX)
    response.set_cookie(
        name, value, max_age=seconds, path=path, secure=browser.is_https, httponly=True, samesite="strict"
    )


def own_proof() -> Any:
    """Route dependency: refuses changes to who came in by a provider's word alone (see `service.guarding`)."""

    async def check(request: Request, deps: Given) -> None:
        if request.method != "GET":
            await guarding.check_own_proof(request.scope["state"].get("principal"), deps)

    return Depends(check)


@router.post("/look")
async def look_for_sso(body: AddressInput, _browser: From, deps: Given) -> Offer:
    return await beginning.look(body, deps=deps)


@router.post("/begin")
async def begin_sso(body: BeginInput, browser: From, deps: Given, response: Response) -> Begun:
    return _bound(response, browser, await beginning.begin(body, browser, deps=deps))


@router.post("/finish")
async def finish_sso(body: Answer, browser: From, deps: Given, response: Response) -> Finished:
    return _finished(response, browser, await finishing.finish(body, browser, deps=deps))


@router.post("/confirm")
async def confirm_by_sso(body: ConfirmInput, browser: From, by: Anyone, deps: Given, response: Response) -> Begun:
    return _bound(response, browser, await beginning.begin_confirming(body, browser, by=by, deps=deps))


@router.post("/logout")
async def log_out_by_sso(browser: From, deps: Given, response: Response) -> Left:
    return _left(response, browser, await leaving.leave(browser, deps=deps))


@router.post("/check")
async def check_sso_provider(by: Manager, deps: Given) -> CheckView:
    return await finishing.check(by=by, deps=deps)


@router.post("/trial")
async def try_sso_provider(browser: From, by: Manager, deps: Given, response: Response) -> Begun:
    return _bound(response, browser, await beginning.begin_trial(browser, by=by, deps=deps))
