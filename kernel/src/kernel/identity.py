"""Who is asking, and may they: principals, ES256 access tokens checked against the auth service's keys, permissions.

Tokens follow RFC 9068 (`typ: at+jwt`; permissions in `scope`). One algorithm, issuer and audience are pinned; keys are
looked up by `kid` in the published set alone; `jku`, `x5u` and `jwk` headers are ignored. Services call each other with
tokens of their own (`kind: service`) and name the company, and the person they act for, in headers. A session that was
ended is felt within `ENDED_KEPT_SECONDS`, however long its tokens would still live.

What a person may do stands in the token, as it was when the token was made, together with the company's access version
(`acv`). When a company's access changes, every service hears the new version on the bus (`ACCESS_CHANNEL`), and tokens
made before are refused: whoever still belongs there gets a new one with what they may now.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from fastapi import Depends, Request
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from kernel.bus import Bus
from kernel.problems import Forbidden, Problem, Unauthenticated
from kernel.telemetry import get_logger

_log = get_logger(__name__)
ISSUER = "agent-platform"
ALGORITHM = "ES256"
LONGEST_LIFE_SECONDS = 15 * 60
FRESH_SECONDS = 10 * 60
"""How long ago somebody may have proven who they are, where a route asks for that."""
ENDED_KEPT_SECONDS = 3.0
ACCESS_CHANNEL = "access"
"""Where it is said that a company's access changed: `<company id> <version>`."""
_KEYS_KEPT_SECONDS = 600
_REFETCH_SECONDS = 5
_CACHED_TOKENS = 10_000

KEY_PREFIX = "ap_"
"""How an API key begins, which no token does."""
KEY_KEPT_SECONDS = 4.0
_LONGEST_KEY = 200
_NO_KEY = "This API key is not valid: it was revoked, has expired, or never was. Make a new one in the settings."

FetchKeys = Callable[[], Awaitable[Mapping[str, Any]]]
FetchEnded = Callable[[], Awaitable[Collection[str]]]
"""The sessions that ended while a token of theirs may still be alive."""


class ConfirmItIsYou(Forbidden):
    """The route wants somebody who has proven who they are just now; an interface asks for that and tries again."""

    title = "Please confirm that it is you"


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
    authenticated_at: float = 0.0
    """When the person last proved who they are (seconds since 1970)."""
    key_id: str | None = None
    """The API key that was used instead of a session."""

    def may(self, permission: str) -> bool:
        """Whether this permission was given. Services may what their audience lets them reach."""
        return self.kind == "service" or permission in self.permissions


@dataclass(frozen=True)
class _Checked:
    principal: Principal
    expires_at: float
    access_version: int | None


ExchangeKey = Callable[[str, str], Awaitable[Principal | None]]
"""Whom an API key, used from this address, stands for; None when for nobody, or nobody any more."""


class KeyVerifier:
    """Turns an API key into a principal. What it was told holds for seconds, so that a revocation is felt soon."""

    def __init__(self, exchange: ExchangeKey, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._exchange = exchange
        self._clock = clock
        self._asked: OrderedDict[bytes, tuple[float, asyncio.Future[Principal | None]]] = OrderedDict()

    async def principal(self, key: str, address: str) -> Principal:
        """The principal a key stands for; many who ask at once make one exchange. Raises `Unauthenticated`."""
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
        if len(key) > _LONGEST_KEY:
            raise Unauthenticated(_NO_KEY)
        at, found = self._asked.get(digest, (float("-inf"), None))
        failed = found is not None and found.done() and (found.cancelled() or found.exception() is not None)
        if found is None or failed or self._clock() - at > KEY_KEPT_SECONDS:
            found = asyncio.ensure_future(self._exchange(key, address))
            self._asked[digest] = (self._clock(), found)
            self._asked.move_to_end(digest)
            while len(self._asked) > _CACHED_TOKENS:
                self._asked.popitem(last=False)
        principal = await asyncio.shield(found)
        if principal is None:
            raise Unauthenticated(_NO_KEY)
        return principal


class TokenVerifier:
    """Turns a token into a principal, for one audience; keeps the keys and what it verified."""

    api_keys: KeyVerifier | None = None
    """Checks API keys, where they may be used instead of tokens."""

    def __init__(
        self,
        audience: str,
        fetch_keys: FetchKeys,
        fetch_ended: FetchEnded | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._audience = audience
        self._fetch_keys = fetch_keys
        self._fetch_ended = fetch_ended
        self._ended: Collection[str] = frozenset()
        self._ended_at = float("-inf")
        self._clock = clock
        self._keys: dict[str, ECKey] = {}
        self._fetched_at = float("-inf")
        self._cache: OrderedDict[bytes, _Checked] = OrderedDict()
        self._lock = asyncio.Lock()
        # Of its own: the auth service asks itself, with a token whose key it may have to look up meanwhile.
        self._ended_lock = asyncio.Lock()
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
        if self._fetch_ended and cached.principal.session_id:
            await self._refuse_ended(cached.principal.session_id, self._fetch_ended)
        made_at, least = cached.access_version, self._least.get(cached.principal.company_id, 0)
        if made_at is not None and made_at < least:
            raise Unauthenticated("What you may do in this company was changed. Refresh your session.")
        return cached.principal

    async def _refuse_ended(self, session_id: str, fetch: FetchEnded) -> None:
        """Look up which sessions ended, at most every few seconds. While that fails, what is known holds."""
        if self._clock() - self._ended_at > ENDED_KEPT_SECONDS:
            async with self._ended_lock:
                if self._clock() - self._ended_at > ENDED_KEPT_SECONDS:
                    try:
                        self._ended = frozenset(await fetch())
                    except Problem as problem:
                        _log.warning("ended_sessions_not_known", problem=problem.type)
                    self._ended_at = self._clock()
        if session_id in self._ended:
            raise Unauthenticated("This session was ended. Sign in again.")

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
        authenticated_at=float(claims.get("auth_time", 0)),
    )


async def heed_access(bus: Bus, verifier: TokenVerifier) -> None:
    """Tell the verifier of every change of access that is said on the bus."""
    async with bus.listen(ACCESS_CHANNEL) as notes:
        async for note in notes:
            company_id, _, version = note.partition(" ")
            if version.isdecimal():
                verifier.access_changed(company_id, int(version))


async def authenticate(headers: Mapping[str, str], verifier: TokenVerifier, address: str = "") -> Principal | None:
    """The principal of a request, or None when it carries neither token nor API key. Raises `Unauthenticated`.

    `X-Api-Key` holds the same: Anthropic's clients send it there.
    """
    given = headers.get("authorization")
    if given:
        scheme, _, token = given.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send the access token as `Authorization: Bearer …`.")
    elif not (token := headers.get("x-api-key", "")):
        return None
    if verifier.api_keys and token.strip().startswith(KEY_PREFIX):
        return await verifier.api_keys.principal(token.strip(), address)
    principal = await verifier.principal(token.strip())
    if principal.kind != "service":
        return principal
    return replace(principal, company_id=headers.get("x-company-id", ""), user_id=headers.get("x-user-id") or None)


def allowed(permission: str | None = None, *, fresh: bool = False) -> Any:
    """Route parameter: the principal, if it has this permission (none named: anyone signed in).

    `fresh`: a person must have proven who they are within the last ten minutes. Raises `ConfirmItIsYou` otherwise. An
    API key was given its permissions by somebody who had; what needs none, one's own account, is out of its reach.
    """

    async def check(request: Request) -> Principal:
        principal = signed_in(request)
        if not principal.company_id:
            raise Forbidden("This needs a company.")
        if permission and not principal.may(permission):
            raise Forbidden(f"Your role does not include “{permission}”. Ask an administrator of your company.")
        if fresh and principal.kind == "user":
            _check_fresh(principal, permission)
        return principal

    check.permission = permission  # pyright: ignore[reportFunctionMemberAccess] - read by the rule tests
    return Depends(check)


def _check_fresh(principal: Principal, permission: str | None) -> None:
    if principal.key_id and not permission:
        raise Forbidden("An API key cannot do this. Sign in, and do it in the settings.")
    if not principal.key_id and time.time() - principal.authenticated_at > FRESH_SECONDS:
        raise ConfirmItIsYou("This is asked for before important changes. Nothing was changed yet.")


def asking_again(request: Request) -> Callable[[], Awaitable[Principal | None]]:
    """Route parameter: looks again who asks, for an answer that goes on for long. Raises `Unauthenticated`."""
    return request.scope["state"]["authenticate"]


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
