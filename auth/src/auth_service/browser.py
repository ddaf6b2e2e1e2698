"""What a request says of the browser it comes from; a request that another site's page made is refused."""

from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

from fastapi import Depends, Request

from auth_service.deps import Deps
from kernel.problems import Forbidden
from kernel.web import provided

PREFIX = "/api/auth/v1"
COOKIE = "refresh_token"
HOST_COOKIE = "__Host-refresh_token"
ATTEMPT_COOKIE = "sso_attempt"
HOST_ATTEMPT_COOKIE = "__Host-sso_attempt"
"""Over HTTPS: a browser takes a cookie of this name from this very host alone, never from a neighbour's page."""
_LONGEST_DEVICE = 300


class CrossSite(Forbidden):
    """A browser sent this from another site's page."""

    title = "This request came from another site"


class Browser(NamedTuple):
    """Where a request comes from. `origin` is ours: what the browser sent, checked, or what it would have sent."""

    address: str
    device: str
    origin: str
    is_https: bool
    refresh_token: str | None
    attempt: str | None = None
    """What binds a sign-in at a provider to the browser that began it."""


async def _browser(request: Request, deps: Annotated[Deps, provided()]) -> Browser:
    """Read the request; refuse one that another site's page made (which `SameSite` alone leaves to the browser)."""
    host = request.headers.get("host", "").lower()
    own = {host}
    if deps.public_url:
        own.add(urlsplit(deps.public_url).netloc.lower())
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin.lower()).netloc not in own:
        raise CrossSite("Open the platform itself and try again. If it is behind a proxy, set PUBLIC_URL.")
    if origin is None and request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        raise CrossSite("Open the platform itself and try again.")
    is_https = request.url.scheme == "https" or (deps.public_url or "").startswith("https://")
    return Browser(
        address=request.client.host if request.client else "",
        device=request.headers.get("user-agent", "")[:_LONGEST_DEVICE],
        origin=(origin or f"{'https' if is_https else 'http'}://{host}").lower(),
        is_https=is_https,
        refresh_token=request.cookies.get(HOST_COOKIE if is_https else COOKIE),
        attempt=request.cookies.get(HOST_ATTEMPT_COOKIE if is_https else ATTEMPT_COOKIE),
    )


def from_browser() -> Any:
    """Route parameter: the browser a request comes from."""
    return Depends(_browser)
