"""The routes by which people come in, stay in and leave. The refresh token is a cookie that no script can read."""

from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response

from auth_service.accounts.schemas import SignUp
from auth_service.deps import Deps
from auth_service.sessions import service
from auth_service.sessions.problems import CrossSite
from auth_service.sessions.schemas import Entered, Login, SignedIn, SwitchCompany
from kernel.identity import Principal, allowed
from kernel.web import provided

_PREFIX = "/api/auth/v1"
_COOKIE = "refresh_token"

router = APIRouter(prefix=_PREFIX, tags=["sessions"])

Given = Annotated[Deps, provided()]
SignedInPerson = Annotated[Principal, allowed()]


class Browser(NamedTuple):
    """What a request says about where it comes from."""

    address: str
    is_https: bool
    refresh_token: str | None


async def _browser(request: Request, deps: Given) -> Browser:
    """Read the request; refuse one that another site's page made (which `SameSite` alone leaves to the browser)."""
    own = {request.headers.get("host", "").lower()}
    if deps.public_url:
        own.add(urlsplit(deps.public_url).netloc.lower())
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin.lower()).netloc not in own:
        raise CrossSite("Open the platform itself and try again. If it is behind a proxy, set PUBLIC_URL.")
    if origin is None and request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        raise CrossSite("Open the platform itself and try again.")
    is_https = request.url.scheme == "https" or (deps.public_url or "").startswith("https://")
    address = request.client.host if request.client else ""
    return Browser(address, is_https, request.cookies.get(_COOKIE))


From = Annotated[Browser, Depends(_browser)]


def _with_cookie(response: Response, browser: Browser, entered: Entered) -> SignedIn:
    _set_cookie(response, browser, entered.refresh_token, entered.seconds)
    return entered.view


def _without_cookie(response: Response, browser: Browser, done: None) -> None:
    _set_cookie(response, browser, "", 0)
    return done


def _set_cookie(response: Response, browser: Browser, value: str, seconds: int) -> None:
    response.set_cookie(
        _COOKIE, value, max_age=seconds, path=_PREFIX, secure=browser.is_https, httponly=True, samesite="strict"
    )


@router.post("/signup", status_code=201)
async def sign_up(body: SignUp, browser: From, deps: Given, response: Response) -> SignedIn:
    return _with_cookie(response, browser, await service.sign_up(body, deps=deps))


@router.post("/login")
async def log_in(body: Login, browser: From, deps: Given, response: Response) -> SignedIn:
    return _with_cookie(response, browser, await service.log_in(body, browser.address, deps=deps))


@router.post("/refresh")
async def refresh_session(browser: From, deps: Given, response: Response) -> SignedIn:
    return _with_cookie(response, browser, await service.refresh(browser.refresh_token, deps=deps))


@router.post("/logout", status_code=204)
async def log_out(browser: From, deps: Given, response: Response) -> None:
    return _without_cookie(response, browser, await service.log_out(browser.refresh_token, deps=deps))


@router.post("/switch-company")
async def switch_company(body: SwitchCompany, by: SignedInPerson, deps: Given) -> SignedIn:
    return await service.switch(body, by=by, deps=deps)
