"""All services in one process: SQLite files, an in-memory bus, calls without sockets, and the built frontend."""

import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI
from pydantic import Field, field_validator

from agents_service.app import manifest as agents
from ai_service.app import manifest as ai
from auth_service.app import manifest as auth
from company_service.app import manifest as company
from kernel.bus import MemoryBus
from kernel.client import Clients, token_verifier
from kernel.db import Database
from kernel.egress import parse_networks
from kernel.inprocess import InProcessTransport
from kernel.secrets import SecretBox, box_from_text
from kernel.service import Host, Manifest, Opened, Settings, health_routes, opened
from kernel.telemetry import Metrics
from notifications_service.app import manifest as notifications
from standalone.description import describe
from standalone.frontend import Frontend
from standalone.gateway import Gateway
from standalone.key_file import box_from_file

# In the order they are opened: who is called comes before who calls, so that a resumed run finds everybody.
MANIFESTS: tuple[Manifest, ...] = (auth, notifications, ai, agents, company)


class StandaloneSettings(Settings):
    """What standalone reads from its environment."""

    port: int = 8080
    bind: str = "127.0.0.1"
    data_dir: Path = Path("var")
    frontend_dir: Path = Path("frontend/dist")
    encryption_keys: str | None = None
    log_level: str = "INFO"
    otel_exporter_otlp_endpoint: str | None = None
    requests_per_second: Annotated[int, Field(ge=0)] = 100
    requests_per_second_per_key: Annotated[int, Field(ge=0)] = 100
    sign_ins_per_second: Annotated[int, Field(ge=0)] = 5
    sign_ups_per_minute: Annotated[int, Field(ge=0)] = 30
    hooks_per_second: Annotated[int, Field(ge=0)] = 50
    limit_this_machine: bool = False
    most_requests: Annotated[int, Field(ge=1)] = 1000
    client_seconds: Annotated[int, Field(ge=1)] = 15
    metrics_from: str = ""

    @field_validator("metrics_from")
    @classmethod
    def _networks(cls, text: str) -> str:
        parse_networks(text)
        return text


@dataclass(frozen=True)
class _Ground:
    """What every service of this process stands on."""

    source: Mapping[str, str]
    settings: StandaloneSettings
    secrets: SecretBox
    bus: MemoryBus
    gateway: Gateway
    metrics: Metrics


def database_url(data_dir: Path, service: str) -> str:
    """The SQLite file of a service."""
    return f"sqlite+aiosqlite:///{data_dir.resolve() / f'{service}.db'}"


def secret_box(settings: StandaloneSettings) -> SecretBox:
    """What seals and opens the secrets of this installation: made with its first database, and never after."""
    if settings.encryption_keys:
        return box_from_text(settings.encryption_keys)
    fresh = not any(settings.data_dir.glob("*.db"))
    return box_from_file(settings.data_dir / "keys" / "encryption.key", may_create=fresh)


@asynccontextmanager
async def _host(name: str, ground: _Ground) -> AsyncGenerator[Host]:
    urls = {manifest.name: f"http://{manifest.name}.internal" for manifest in MANIFESTS}
    transports = {other: InProcessTransport(ground.gateway) for other in urls}
    clients = Clients(transports, urls, ground.source[f"SERVICE_SECRET_{name.upper()}"], name)
    db = Database(database_url(ground.settings.data_dir, name))
    try:
        yield Host(
            settings_source=ground.source,
            data_dir=ground.settings.data_dir.resolve(),
            db=db,
            bus=ground.bus,
            clients=clients,
            verifier=token_verifier(name, clients),
            secrets=ground.secrets,
            metrics=ground.metrics,
        )
    finally:
        await clients.close()
        await db.close()


@asynccontextmanager
async def running(settings: StandaloneSettings, source: Mapping[str, str]) -> AsyncGenerator[Gateway]:
    """Open every service; the gateway that is yielded serves all of them and the frontend."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    own = {manifest.name: secrets.token_urlsafe(32) for manifest in MANIFESTS}
    given = {
        **source,
        "SERVICE_SECRETS": ",".join(f"{name}:{secret}" for name, secret in own.items()),
        **{f"SERVICE_SECRET_{name.upper()}": secret for name, secret in own.items()},
    }
    gateway = Gateway(Frontend(settings.frontend_dir))
    ground = _Ground(given, settings, secret_box(settings), MemoryBus(), gateway, Metrics())
    services: list[Opened] = []
    front = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    front.include_router(health_routes(lambda: services, ground.metrics))
    describe(front, MANIFESTS)
    gateway.mount("/healthz", front)
    gateway.mount("/readyz", front)
    gateway.mount("/metrics", front)
    gateway.mount("/api/openapi.json", front)
    gateway.mount("/api/docs", front)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(ground.bus.close)
        for manifest in MANIFESTS:
            host = await stack.enter_async_context(_host(manifest.name, ground))
            service = await stack.enter_async_context(opened(manifest, host))
            for path in (f"/api/{manifest.name}/", *manifest.paths):
                gateway.mount(path, service.app)
            services.append(service)
        yield gateway
        for service in services:
            service.draining = True
