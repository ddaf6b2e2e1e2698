"""A service is a manifest: one value that says what it has. Two hosts open it: its own process, and standalone.

Its settings are one frozen value, read once from a mapping handed in (the environment, in `__main__`).
`build_app` makes the ASGI application of a manifest on a host; `serve` runs one service as a process of its own, with
what differs (database, bus, transports, keys) read from the environment.
"""

import asyncio
import gc
import os
import re
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import orjson
import sqlalchemy as sa
import uvicorn
from fastapi import APIRouter, FastAPI, Header
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from kernel import outbox
from kernel.bus import Bus, Message, RedisBus
from kernel.client import Clients, token_verifier
from kernel.db import Database, Row, migrate
from kernel.identity import Principal, TokenVerifier, heed_access, internal
from kernel.jobs import Job, attempt, run_forever
from kernel.secrets import SecretBox, box_from_text
from kernel.telemetry import Metrics, setup_logging, setup_tracing
from kernel.web import Edge, handle_problems, provided

SERVICES = ("auth", "company", "agents", "ai", "notifications")


def utc_now() -> datetime:
    """The present moment, aware."""
    return datetime.now(UTC)


class Settings(BaseModel):
    """Base of every service's settings. Field `database_url` is read from `DATABASE_URL`; unknown names are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class InvalidSettings(Exception):
    """A setting has a value the program cannot start with."""


S = TypeVar("S", bound=Settings)


def load(model: type[S], source: Mapping[str, str]) -> S:
    """Build `model` from `source`; an empty value counts as not set. Raises `InvalidSettings` naming each variable."""
    given = {name.lower(): value for name, value in source.items() if value != ""}
    try:
        return model.model_validate({name: given[name] for name in model.model_fields if name in given})
    except ValidationError as error:
        lines = [f"{'.'.join(str(p) for p in e['loc']).upper()}: {e['msg']}" for e in error.errors()]
        raise InvalidSettings("These settings are not valid:\n  " + "\n  ".join(lines)) from None


@dataclass(frozen=True)
class Consumer:
    """Hears of events of these topics. `run` gets the dependencies and the message, at least once each.

    `together` takes several at once, all or none: what is heard often costs less that way.
    """

    name: str
    topics: tuple[str, ...]
    run: Callable[[Any, Message], Awaitable[None]]
    together: Callable[[Any, Sequence[Message]], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Host:
    """What a service is opened on; everything that differs between the shapes is in here."""

    settings_source: Mapping[str, str]
    data_dir: Path
    db: Database
    bus: Bus
    clients: Clients
    verifier: TokenVerifier
    secrets: SecretBox
    metrics: Metrics
    clock: Callable[[], datetime] = utc_now


@dataclass(frozen=True)
class Manifest:
    """What a service is. `open` yields its dependencies (a frozen value of its own)."""

    name: str
    title: str
    package: str
    metadata: sa.MetaData
    routers: tuple[APIRouter, ...]
    open: Callable[[Host], AbstractAsyncContextManager[Any]]
    jobs: tuple[Job, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    body_limits: Mapping[str, int] = field(default_factory=dict[str, int])
    paths: tuple[str, ...] = ()
    """Prefixes it answers besides `/api/<name>/`."""
    keeps_answers: bool = True
    """False: its answers hold credentials, so none is kept to be given again for the same Idempotency-Key."""
    watch: outbox.Watch = field(default_factory=outbox.Watch)
    """What of its requests is noted for the audit log."""


@dataclass
class Opened:
    """A running service: its application, its dependencies, and whether it may serve."""

    app: ASGIApp
    api: FastAPI
    deps: Any
    host: Host
    draining: bool = False

    async def ready(self) -> dict[str, str]:
        """Each dependency with `ok` or what is wrong with it."""
        checks = {"database": self.host.db.ping, "bus": self.host.bus.ping}
        states = {name: await _state(name, check) for name, check in checks.items()}
        return {**states, "accepting": "no: shutting down" if self.draining else "ok"}


async def _state(name: str, check: Callable[[], Awaitable[None]]) -> str:
    fine = await attempt("probe", asyncio.wait_for(check(), 3), probe=name)
    return "ok" if fine else "not usable"


def build_api(manifest: Manifest) -> FastAPI:
    """The FastAPI application of a manifest, not yet opened (enough for its OpenAPI description)."""
    # The edge traces requests itself: the framework's own spans would carry whole query strings, secrets included.
    api = FastAPI(
        title=manifest.title, version="1", openapi_url=None, docs_url=None, redoc_url=None, telemetry={"tracing": False}
    )
    for router in (*manifest.routers, _tenant_routes(manifest)):
        api.include_router(router)
    handle_problems(api)
    return api


_PRIVATE = re.compile(r"secret|token|password|api_key|private|sealed|^link$")
_NO_TENANT = {"outbox"}
_AT_ONCE = 500


def _tenant_tables(metadata: sa.MetaData) -> list[sa.Table]:
    return [each for each in metadata.sorted_tables if "company_id" in each.c and each.name not in _NO_TENANT]


async def tenant_rows(db: Database, metadata: sa.MetaData, tenant: str) -> AsyncGenerator[bytes]:
    """All rows that belong to a tenant, as lines `{"kind": <table>, "row": {…}}`; credentials are left out."""
    for table in _tenant_tables(metadata):
        columns = [column for column in table.c if not _PRIVATE.search(column.name)]
        key, mine = list(table.primary_key.columns), table.c.company_id == tenant
        last: Any = None
        rows: Sequence[Row] = ()
        while last is None or len(rows) == _AT_ONCE:
            query = sa.select(*columns, *(c for c in key if c not in columns)).where(mine).order_by(*key)
            if last is not None:
                query = query.where(sa.tuple_(*key) > sa.tuple_(*last))
            async with db.read() as tx:
                rows = await tx.all(query.limit(_AT_ONCE))
            if not rows:
                break
            last = [sa.literal(rows[-1][column.name], column.type) for column in key]
            kept = [{str(column.name): row[column.name] for column in columns} for row in rows]
            yield b"".join(orjson.dumps({"kind": table.name, "row": row}, default=str) + b"\n" for row in kept)


async def erase_tenant(db: Database, metadata: sa.MetaData, tenant: str) -> None:
    """Delete all rows that belong to a tenant, some at a time; once more changes nothing."""
    for table in reversed(_tenant_tables(metadata)):
        key, mine = sa.tuple_(*table.primary_key.columns), table.c.company_id == tenant
        count = _AT_ONCE
        while count == _AT_ONCE:
            async with db.begin() as tx:
                rows = await tx.all(sa.select(*table.primary_key.columns).where(mine).limit(_AT_ONCE))
                count = len(rows)
                if rows:
                    await tx.execute(sa.delete(table).where(mine, key.in_([tuple(row.values()) for row in rows])))


def erases(metadata: sa.MetaData) -> Callable[[Any, Message], Awaitable[None]]:
    """A consumer of the event that a tenant is gone: deletes all that the service keeps of it."""

    async def erase(deps: Any, message: Message) -> None:
        await erase_tenant(deps.db, metadata, message.company_id)

    return erase


def _tenant_routes(manifest: Manifest) -> APIRouter:
    """What the company service asks every service for: all that it keeps of a tenant."""
    router = APIRouter(prefix=f"/api/{manifest.name}/v1", include_in_schema=False)

    async def export(by: Annotated[Principal, internal("company")], deps: Annotated[Any, provided()]) -> Response:
        rows = tenant_rows(deps.db, manifest.metadata, by.company_id)
        return StreamingResponse(rows, media_type="application/x-ndjson")

    router.add_api_route("/internal/export", export, methods=["GET"])
    return router


@asynccontextmanager
async def opened(
    manifest: Manifest, host: Host, *, background: bool = True, api: FastAPI | None = None
) -> AsyncGenerator[Opened, None]:
    """Migrate, open and run a service until the context ends; then drain it.

    `api` is what `build_api` made of this manifest, where that was done before; several may run with the same.
    """
    await migrate(host.db, manifest.package)
    async with AsyncExitStack() as stack:
        api = api or build_api(manifest)
        watched = outbox.Watched(api, manifest.name, manifest.watch, host.db)
        limits, keeps = manifest.body_limits, manifest.keeps_answers
        edge = Edge(watched, manifest.name, host.verifier, host.db, host.metrics, limits, keeps_answers=keeps)

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("state", {})["deps"] = service.deps
            await edge(scope, receive, send)

        deps = await stack.enter_async_context(manifest.open(host))
        service = Opened(app, api, deps, host)
        work = _background(manifest, host, deps) if background else []
        heeding = run_forever("heed_access", timedelta(seconds=1), lambda: heed_access(host.bus, host.verifier))
        tasks = [asyncio.create_task(run, name=name) for name, run in [*work, ("heed_access", heeding)]]
        for consumer in manifest.consumers if background else ():
            together = partial(consumer.together, deps) if consumer.together else None
            name = f"{manifest.name}.{consumer.name}"
            await host.bus.subscribe(name, consumer.topics, partial(consumer.run, deps), together)
        try:
            yield service
        finally:
            service.draining = True
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _background(manifest: Manifest, host: Host, deps: Any) -> list[tuple[str, Any]]:
    def bound(job: Job) -> Callable[[], Awaitable[None]]:
        return lambda: job.run(deps)

    work = [(f"job:{job.name}", run_forever(job.name, job.every, bound(job))) for job in manifest.jobs]
    relay = run_forever("outbox", timedelta(seconds=1), lambda: outbox.relay_forever(host.db, host.bus))
    forget = run_forever("forget_old", timedelta(hours=1), lambda: outbox.forget_old(host.db))
    lag = host.metrics.lag.labels(manifest.name)
    look = run_forever("outbox_lag", timedelta(seconds=5), lambda: outbox.show_lag(host.db, lag.set))
    return [*work, ("outbox", relay), ("forget_old", forget), ("outbox_lag", look)]


def health_routes(services: Callable[[], list[Opened]], metrics: Metrics) -> APIRouter:
    """`/healthz` (the process lives), `/readyz` (it can serve, with each dependency), `/metrics` (Prometheus)."""
    router = APIRouter(include_in_schema=False)

    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    async def readyz() -> JSONResponse:
        parts = {f"{s.api.title}": await s.ready() for s in services()}
        fine = bool(parts) and all(state == "ok" for part in parts.values() for state in part.values())
        return JSONResponse({"status": "ready" if fine else "not ready", "parts": parts}, 200 if fine else 503)

    async def exposition(accept: Annotated[str, Header()] = "") -> Response:
        text, media_type = metrics.text(accept)
        return Response(text, headers={"content-type": media_type})

    router.add_api_route("/healthz", healthz)
    router.add_api_route("/readyz", readyz)
    router.add_api_route("/metrics", exposition)
    return router


class ProcessSettings(Settings):
    """What a service's own process reads from its environment."""

    port: int = 8000
    bind: str = "0.0.0.0"  # noqa: S104 - inside its container; the gateway alone is published
    data_dir: Path = Path("/data")
    database_url: str
    redis_url: str
    encryption_keys: str
    service_secret: str
    log_level: str = "INFO"
    otel_exporter_otlp_endpoint: str | None = None
    auth_url: str = "http://auth:8000"
    company_url: str = "http://company:8000"
    agents_url: str = "http://agents:8000"
    ai_url: str = "http://ai:8000"
    notifications_url: str = "http://notifications:8000"

    def urls(self) -> dict[str, str]:
        """The address of each service."""
        return {name: str(getattr(self, f"{name}_url")) for name in SERVICES}


@asynccontextmanager
async def process_host(name: str, source: Mapping[str, str]) -> AsyncGenerator[Host]:
    """The host of a service that runs as a process of its own."""
    settings = load(ProcessSettings, source)
    db = Database(settings.database_url)
    bus = RedisBus(settings.redis_url, consumer=f"{socket.gethostname()}:{os.getpid()}")
    clients = Clients({}, settings.urls(), settings.service_secret, name)
    try:
        yield Host(
            settings_source=source,
            data_dir=settings.data_dir,
            db=db,
            bus=bus,
            clients=clients,
            verifier=token_verifier(name, clients),
            secrets=box_from_text(settings.encryption_keys),
            metrics=Metrics(),
        )
    finally:
        await bus.close()
        await clients.close()
        await db.close()


def settle_memory() -> None:
    """Once a process is up: what it has loaded is looked through for garbage no more, what is young less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def serve(manifest: Manifest, source: Mapping[str, str]) -> None:
    """Run one service until it is told to stop. Exits with a clear line when the settings are wrong."""
    try:
        settings = load(ProcessSettings, source)
    except InvalidSettings as error:
        raise SystemExit(str(error)) from None
    setup_logging(manifest.name, level=settings.log_level)
    if settings.otel_exporter_otlp_endpoint:
        setup_tracing(manifest.name, settings.otel_exporter_otlp_endpoint)

    running: list[Opened] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with process_host(manifest.name, source) as host, opened(manifest, host) as service:
            running.append(service)
            app.include_router(health_routes(lambda: running, host.metrics))
            app.mount("/", service.app)
            settle_memory()
            yield
            running.clear()

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    uvicorn.run(
        app,
        host=settings.bind,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=20,
        forwarded_allow_ips="*",
    )
