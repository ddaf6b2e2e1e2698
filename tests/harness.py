"""Open one service for a test: its real application over a real database, called without sockets.

Tokens are real: an `Issuer` holds a signing key and stands where the auth service would, so that every check of
`kernel.identity` runs. Other services are handed in as ASGI applications.
"""

import time
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.types import ASGIApp

from contracts.auth import Verified
from contracts.permissions import KEYS
from kernel.bus import Bus, MemoryBus
from kernel.client import Clients, key_verifier, token_verifier
from kernel.db import Database
from kernel.identity import ALGORITHM, ISSUER, TokenVerifier
from kernel.ids import new_id, uuid7_hex
from kernel.inprocess import InProcessTransport
from kernel.secrets import box_from_text, new_key_text
from kernel.service import SERVICES, Host, Manifest, Opened, build_api, opened, utc_now
from kernel.telemetry import Metrics
from tests.built_once import built_once
from tests.prepared import prepare

PERMISSIONS = KEYS
"""Everything an owner may do."""

USER = "usr_" + "1" * 32
COMPANY = "cmp_" + "1" * 32
SERVICE_SECRET = "a-secret-of-the-service-under-test"
_LIFE_SECONDS = 600


@dataclass(frozen=True)
class Issuer:
    """Stands where the auth service would: mints access tokens, publishes its key, gives services their tokens."""

    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": uuid7_hex()}))
    unproven: set[str] = field(default_factory=set[str])
    """People whose e-mail address is not known to be theirs."""

    def jwks(self) -> dict[str, Any]:
        """The published key set."""
        return {"keys": [self.key.as_dict(private=False)]}

    def sign(self, claims: Mapping[str, Any], header: Mapping[str, Any] | None = None) -> str:
        """A token with exactly these claims."""
        head = {"alg": ALGORITHM, "typ": "at+jwt", "kid": self.key.kid, **(header or {})}
        return jwt.encode(head, dict(claims), self.key, algorithms=[ALGORITHM])

    def claims(self, subject: str, audience: Collection[str] = SERVICES) -> dict[str, Any]:
        """What every token of ours claims."""
        now = int(time.time())
        times = {"iat": now, "exp": now + _LIFE_SECONDS, "auth_time": now, "jti": uuid7_hex()}
        return {"iss": ISSUER, "aud": list(audience), "sub": subject, **times}

    def token(
        self,
        user: str = USER,
        company: str = COMPANY,
        permissions: Collection[str] = PERMISSIONS,
        *,
        role: str = "owner",
        session: str | None = None,
    ) -> str:
        """An access token of a person."""
        own = {"company": company, "role": role, "scope": " ".join(sorted(permissions))}
        return self.sign({**self.claims(user), **own, "sid": session or new_id("ses")})

    def service_token(self, service: str, audience: str) -> str:
        """An access token of a service, for one other service."""
        return self.sign(self.claims(f"svc:{service}", [audience]))

    @built_once
    def app(self) -> FastAPI:
        """What other services need of the auth service, over HTTP."""
        api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

        async def keys() -> dict[str, Any]:
            return self.jwks()

        async def service_tokens(request: Request) -> dict[str, Any]:
            asked = await request.json()
            token = self.service_token(asked["service"], asked["audience"])
            return {"access_token": token, "expires_in": _LIFE_SECONDS}

        async def verified(user_id: str) -> Verified:
            return Verified(is_verified=user_id not in self.unproven, is_asked_for=True)

        api.add_api_route("/api/auth/v1/jwks", keys)
        api.add_api_route("/api/auth/v1/internal/users/{user_id}/verified", verified)
        api.add_api_route("/api/auth/v1/service-tokens", service_tokens, methods=["POST"])
        return api


@dataclass(frozen=True)
class ServiceUnderTest:
    """A service that runs. `http` carries no token; `signed_in` gives clients that do."""

    opened: Opened
    issuer: Issuer
    http: httpx2.AsyncClient
    stack: AsyncExitStack

    @property
    def deps(self) -> Any:
        """The service's own dependencies."""
        return self.opened.deps

    @property
    def host(self) -> Host:
        """What the service was opened on."""
        return self.opened.host

    @property
    def name(self) -> str:
        """The service's name."""
        return self.opened.api.title

    async def client(self, headers: Mapping[str, str] | None = None) -> httpx2.AsyncClient:
        """A client of its own, with these headers on every request."""
        return await _client(self.opened, self.stack, headers or {})

    async def signed_in(
        self,
        user: str = USER,
        company: str = COMPANY,
        permissions: Collection[str] = PERMISSIONS,
        *,
        role: str = "owner",
        session: str | None = None,
    ) -> httpx2.AsyncClient:
        """A client of a person."""
        token = self.issuer.token(user, company, permissions, role=role, session=session)
        return await self.client({"authorization": f"Bearer {token}"})

    async def as_service(self, caller: str, company: str = COMPANY, user: str | None = None) -> httpx2.AsyncClient:
        """A client of another service, acting for a company and maybe a person."""
        token = self.issuer.service_token(caller, self.name)
        headers = {"authorization": f"Bearer {token}", "x-company-id": company}
        return await self.client({**headers, **({"x-user-id": user} if user else {})})


_apis: list[tuple[Manifest, FastAPI]] = []


def _api(manifest: Manifest) -> FastAPI:
    """The application of a manifest, whose routes are put together once and not for each test."""
    for known, api in _apis:
        if known is manifest:
            return api
    _apis.append((manifest, build_api(manifest)))
    return _apis[-1][1]


class _Away(httpx2.AsyncBaseTransport):
    """What leads to a service that was not handed in."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("This service is not part of the test.")


@asynccontextmanager
async def open_service(
    manifest: Manifest,
    folder: Path,
    *,
    others: Mapping[str, ASGIApp] | None = None,
    settings: Mapping[str, str] | None = None,
    url: str | None = None,
    encryption_keys: str | None = None,
    clock: Callable[[], datetime] = utc_now,
    bus: Bus | None = None,
    background: bool = False,
) -> AsyncGenerator[ServiceUnderTest]:
    """Open a service on a SQLite file in `folder`, or on the database at `url`.

    `others` are the services it may call, by name; those left out cannot be reached. With `background` its jobs, its
    consumers and the outbox relay run. Opening it twice on one folder (with the same `encryption_keys`) is a restart.
    """
    issuer = Issuer()
    apps: dict[str, ASGIApp] = {"auth": issuer.app(), **(others or {})}
    db = Database(url or f"sqlite+aiosqlite:///{folder / f'{manifest.name}.db'}")
    live = bus or MemoryBus()
    is_auth = manifest.name == "auth"

    async def own_app(scope: Any, receive: Any, send: Any) -> None:
        await service.app(scope, receive, send)

    apps[manifest.name] = own_app
    transports = {name: InProcessTransport(apps[name]) if name in apps else _Away() for name in SERVICES}
    clients = Clients(transports, {name: f"http://{name}.test" for name in transports}, SERVICE_SECRET, manifest.name)

    async def keys() -> Mapping[str, Any]:
        return issuer.jwks()

    verifier = TokenVerifier(manifest.name, keys)
    verifier.api_keys = key_verifier(clients)
    host = Host(
        settings_source=settings or {},
        data_dir=folder,
        db=db,
        bus=live,
        clients=clients,
        verifier=token_verifier(manifest.name, clients) if is_auth else verifier,
        secrets=box_from_text(encryption_keys or new_key_text()),
        metrics=Metrics(),
        clock=clock,
    )
    async with AsyncExitStack() as stack:
        stack.push_async_callback(db.close)
        stack.push_async_callback(clients.close)
        stack.push_async_callback(live.close)
        await prepare(db, manifest)
        running = opened(manifest, host, background=background, api=_api(manifest))
        service = await stack.enter_async_context(running)
        yield ServiceUnderTest(service, issuer, await _client(service, stack, {}), stack)


async def _client(service: Opened, stack: AsyncExitStack, headers: Mapping[str, str]) -> httpx2.AsyncClient:
    transport, url = InProcessTransport(service.app), f"http://{service.api.title}.test"
    return await stack.enter_async_context(
        httpx2.AsyncClient(transport=transport, base_url=url, headers=dict(headers), timeout=60, trust_env=False)
    )


class SteppingClock:
    """A clock that goes on only when told to."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


@dataclass
class ShiftedClock:
    """The present, put forward."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead
