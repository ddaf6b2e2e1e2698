"""Who is asking, and may they: principals, ES256 access tokens checked against the auth service's keys, permissions.

Tokens follow RFC 9068 (`typ: at+jwt`; permissions in `scope`). One algorithm, issuer and audience are pinned; keys are
looked up by `kid` in the published set alone; `jku`, `x5u` and `jwk` headers are ignored. Services call each other with
tokens of their own (`kind: service`) and name the company, and the person they act for, in headers.

What a person may do stands in the token, as it was when the token was made, together with the company's access version
(`acv`). When a company's access changes, every service hears the new version on the bus (`ACCESS_CHANNEL`), and tokens
made before are refused: whoever still belongs there gets a new one with what they may now.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from fastapi import Depends, Request
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from kernel.bus import Bus
from kernel.problems import Forbidden, Unauthenticated

ISSUER = "agent-platform"
ALGORITHM = "ES256"
LONGEST_LIFE_SECONDS = 15 * 60
ACCESS_CHANNEL = "access"
"""Where it is said that a company's access changed: `<company id> <version>`."""
_KEYS_KEPT_SECONDS = 600
_REFETCH_SECONDS = 5
_CACHED_TOKENS = 10_000

FetchKeys = Callable[[], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True)
class Principal:
    """Whoever asks: a person, or another service acting for a company."""

    kind: Literal["user", "service"]
    company_id: str
    user_id: str | None = None
    role: str = ""
    permissions: frozenset[str] = frozenset()
    session_id: str | None = None
    service: str | None = None

    def may(self, permission: str) -> bool:
        """Whether this permission was given. Services may what their audience lets them reach."""
        return self.kind == "service" or permission in self.permissions


@dataclass(frozen=True)
class _Checked:
    principal: Principal
    expires_at: float
    access_version: int | None


class TokenVerifier:
    """Turns a token into a principal, for one audience; keeps the keys and what it verified."""

    def __init__(self, audience: str, fetch_keys: FetchKeys, *, clock: Callable[[], float] = time.time) -> None:
        self._audience = audience
        self._fetch_keys = fetch_keys
        self._clock = clock
        self._keys: dict[str, ECKey] = {}
        self._fetched_at = float("-inf")
        self._cache: OrderedDict[bytes, _Checked] = OrderedDict()
        self._lock = asyncio.Lock()
        self._least: dict[str, int] = {}

    def access_changed(self, company_id: str, version: int) -> None:
        """From now on refuse tokens of this company that were made before this version of its access."""
        self._least[company_id] = max(version, self._least.get(company_id, 0))

    async def principal(self, token: str) -> Principal:
        """The principal a token stands for. Raises `Unauthenticated`."""
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        cached = self._cache.get(digest)
        if cached is None:
            cached = await self._verify(token)
            self._cache[digest] = cached
            while len(self._cache) > _CACHED_TOKENS:
                self._cache.popitem(last=False)
        if cached.expires_at <= self._clock():
            self._cache.pop(digest, None)
            raise Unauthenticated("Your session has expired. Sign in again.")
        made_at, least = cached.access_version, self._least.get(cached.principal.company_id, 0)
        if made_at is not None and made_at < least:
            raise Unauthenticated("What you may do in this company was changed. Refresh your session.")
        return cached.principal

    async def _verify(self, token: str) -> _Checked:
        try:
            header = jws.extract_compact(token.encode()).headers()
            key = await self._key(str(header.get("kid", "")))
            decoded = jwt.decode(token, KeySet([key]), algorithms=[ALGORITHM])
            claims = self._claims(decoded.header, decoded.claims)
            version = int(claims["acv"]) if "acv" in claims else None
            return _Checked(_principal_of(claims), float(claims["exp"]), version)
        except (JoseError, ValueError, TypeError, KeyError, UnicodeError):
            raise Unauthenticated("This access token is not valid. Sign in again.") from None

    def _claims(self, header: Mapping[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
        if header.get("typ") != "at+jwt":
            raise ValueError("not an access token")
        rules = jwt.JWTClaimsRegistry(
            now=lambda: int(self._clock()),
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": self._audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        rules.validate(claims)
        if float(claims["exp"]) - float(claims["iat"]) > LONGEST_LIFE_SECONDS:
            raise ValueError("lives too long")
        return claims

    async def _key(self, kid: str) -> ECKey:
        async with self._lock:
            age = self._clock() - self._fetched_at
            if age > _KEYS_KEPT_SECONDS or (kid not in self._keys and age > _REFETCH_SECONDS):
                published = await self._fetch_keys()
                self._keys = {k["kid"]: ECKey.import_key(k) for k in published["keys"]}
                self._fetched_at = self._clock()
            return self._keys[kid]


def _principal_of(claims: Mapping[str, Any]) -> Principal:
    subject = str(claims["sub"])
    if subject.startswith("svc:"):
        return Principal(kind="service", company_id="", service=subject.removeprefix("svc:"))
    return Principal(
        kind="user",
        company_id=str(claims["company"]),
        user_id=subject,
        role=str(claims.get("role", "")),
        permissions=frozenset(str(claims.get("scope", "")).split()),
        session_id=str(claims["sid"]) if "sid" in claims else None,
    )


async def heed_access(bus: Bus, verifier: TokenVerifier) -> None:
    """Tell the verifier of every change of access that is said on the bus."""
    async with bus.listen(ACCESS_CHANNEL) as notes:
        async for note in notes:
            company_id, _, version = note.partition(" ")
            if version.isdecimal():
                verifier.access_changed(company_id, int(version))


async def authenticate(headers: Mapping[str, str], verifier: TokenVerifier) -> Principal | None:
    """The principal of a request, or None when it carries no token. Raises `Unauthenticated`.

    `X-Api-Key` holds the same token: Anthropic's clients send it there.
    """
    given = headers.get("authorization")
    if given:
        scheme, _, token = given.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send the access token as `Authorization: Bearer …`.")
    elif not (token := headers.get("x-api-key", "")):
        return None
    principal = await verifier.principal(token.strip())
    if principal.kind != "service":
        return principal
    return replace(
        principal,
        company_id=headers.get("x-company-id", ""),
        user_id=headers.get("x-user-id") or None,
    )


def allowed(permission: str | None = None) -> Any:
    """Route parameter: the principal, if it has this permission (none named: anyone signed in)."""

    async def check(request: Request) -> Principal:
        principal = signed_in(request)
        if not principal.company_id:
            raise Forbidden("This needs a company.")
        if permission and not principal.may(permission):
            raise Forbidden(f"Your role does not include “{permission}”. Ask an administrator of your company.")
        return principal

    check.permission = permission  # pyright: ignore[reportFunctionMemberAccess] - read by the rule tests
    return Depends(check)


def internal(*services: str) -> Any:
    """Route parameter: the principal, if it is one of these services of ours."""

    async def check(request: Request) -> Principal:
        principal = signed_in(request)
        if principal.kind != "service" or principal.service not in services:
            raise Forbidden("Only another part of the platform may do this.")
        return principal

    check.permission = "internal"  # pyright: ignore[reportFunctionMemberAccess] - read by the rule tests
    return Depends(check)


def signed_in(request: Request) -> Principal:
    """Whoever asks. Raises `Unauthenticated` when nobody is signed in."""
    refusal: Unauthenticated | None = request.scope["state"].get("refusal")
    if refusal is not None:
        raise refusal
    principal: Principal | None = request.scope["state"].get("principal")
    if principal is None:
        raise Unauthenticated("Sign in first: this request carries no access token.")
    return principal
