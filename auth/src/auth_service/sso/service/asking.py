"""Asking a provider: its description, its keys, a token for a code, who somebody is.

Its addresses were typed by people, so that everything goes through the guarded client (`kernel.egress`). Nothing is
kept between two sign-ins: a provider that changes its keys is believed at once, and one that was taken away is not.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, cast

import httpx2
import orjson

from auth_service.deps import Deps
from auth_service.providers.rules import checked_address
from auth_service.sso.problems import ProviderAway, ProviderRefused
from auth_service.sso.rules import requests
from kernel.problems import InvalidRequest

_SECONDS = 10.0
_LARGEST = 1024 * 1024
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


async def discover(issuer: str, deps: Deps) -> Mapping[str, Any]:
    """The provider's description (OpenID Connect Discovery 1.0). Raises `ProviderAway`."""
    found = await _asked("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration", deps)
    named = str(found.get("issuer"))[:300]
    if named != issuer:
        raise ProviderAway(f"It calls itself “{named}”, not “{issuer}”. Enter exactly the issuer it names.")
    missing = [name for name in _ENDPOINTS if not isinstance(found.get(name), str)]
    if missing:
        raise ProviderAway(f"Its description lacks {', '.join(missing)}. Check the issuer with your provider.")
    for name in (*_ENDPOINTS, "userinfo_endpoint", "end_session_endpoint"):
        if name in found:
            _check_address(str(found[name]), deps)
    return found


async def keys(metadata: Mapping[str, Any], deps: Deps) -> Sequence[Mapping[str, Any]]:
    """The keys the provider signs with. Raises `ProviderAway`."""
    found = (await _asked("GET", metadata["jwks_uri"], deps)).get("keys")
    listed = cast("list[Any]", found) if isinstance(found, list) else []
    published = [cast("dict[str, Any]", key) for key in listed if isinstance(key, dict)]
    if not published:
        raise ProviderAway("It publishes no keys to check its signatures with.")
    return published


async def tokens(
    metadata: Mapping[str, Any], client: tuple[str, str], form: Mapping[str, str], deps: Deps
) -> Mapping[str, Any]:
    """What the provider gives the client (its id and secret) for a code. Raises `ProviderRefused`."""
    headers: dict[str, str] = {}
    if requests.wants_basic(metadata):
        headers["authorization"] = requests.basic_credentials(*client)
    else:
        form = {**form, "client_id": client[0], "client_secret": client[1]}
    return await _asked("POST", metadata["token_endpoint"], deps, data=form, headers=headers)


async def userinfo(metadata: Mapping[str, Any], access_token: str, deps: Deps) -> Mapping[str, Any]:
    """What the provider says of who holds an access token. Raises `ProviderRefused`."""
    headers = {"authorization": f"Bearer {access_token}"}
    return await _asked("GET", metadata["userinfo_endpoint"], deps, headers=headers)


def _check_address(address: str, deps: Deps) -> None:
    try:
        checked_address(address, deps.networks)
    except ValueError as error:
        raise ProviderAway(f"Its description names “{address[:200]}”. {error}") from None


async def _asked(method: str, address: str, deps: Deps, **given: Any) -> Mapping[str, Any]:
    """The JSON object a provider answers. Raises `ProviderAway`, `ProviderRefused`."""
    _check_address(address, deps)
    given["headers"] = {"accept": "application/json", **given.get("headers", {})}
    try:
        async with asyncio.timeout(_SECONDS), deps.http.stream(method, address, **given) as answer:
            body = bytearray()
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > _LARGEST:
                    raise ProviderAway(f"{address} answers with more than a megabyte.")
    except InvalidRequest as refused:
        raise ProviderAway(refused.detail or "") from None
    except (httpx2.HTTPError, TimeoutError):
        raise ProviderAway(
            f"{address} cannot be reached from this server. Check the address, and that the server may call it."
        ) from None
    return _read(address, answer.status_code, bytes(body))


def _read(address: str, status: int, body: bytes) -> Mapping[str, Any]:
    try:
        found: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    if status >= 400 and isinstance(found, dict) and "error" in found:
        said = cast("dict[str, Any]", found)
        raise ProviderRefused(refusal(str(said["error"]), str(said.get("error_description") or "")))
    if status != 200 or not isinstance(found, dict):
        raise ProviderAway(f"{address} answers {status}, not with what the standard says. Check the address.")
    return cast("dict[str, Any]", found)


def refusal(error: str, description: str) -> str:
    """What a provider said, in a line, and what to do."""
    line = "".join(c if c.isprintable() else " " for c in f"{error}: {description}")
    said = " ".join(line.split())[:300].rstrip(": ")
    advice = {
        "invalid_client": "Check the client's id and secret.",
        "invalid_grant": "Start again from the log-in page; a code works once, and only with the redirect address set.",
        "access_denied": "Ask whoever manages the provider to give you access to this application.",
    }.get(error, "Try again; if it happens again, tell your administrator.")
    return f"It said “{said}”. {advice}"
