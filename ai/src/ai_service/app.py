"""The AI service: its manifest."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from ai_service.batches import Batches
from ai_service.budgets import tables as budgets_tables
from ai_service.budgets.api import router as budgets
from ai_service.budgets.consumers import notices
from ai_service.budgets.jobs import reservations
from ai_service.cache import tables as cache_tables
from ai_service.cache.api import router as cached
from ai_service.chat.api import router as chat
from ai_service.credentials import tables as credentials_tables
from ai_service.credentials.api import router as credentials
from ai_service.deps import Deps
from ai_service.documents import read_pages
from ai_service.prices import tables as prices_tables
from ai_service.prices.api import router as prices
from ai_service.providers.protocol import TaskProvider
from ai_service.settings import AiSettings
from ai_service.stores.file import FileStore
from ai_service.stores.memory import LayeredStore, MemoryStore
from ai_service.stores.protocol import Store
from ai_service.stores.redis import RedisStore
from ai_service.tasks.api import router as tasks
from ai_service.usage import tables as usage_tables
from ai_service.usage.api import router as usage
from ai_service.usage.jobs import retention
from ai_service.usage.service import writer
from ai_service.visits import Visits
from contracts.notifications import HttpNotificationsClient
from kernel.db import service_metadata
from kernel.egress import parse_networks
from kernel.ids import new_id
from kernel.service import Host, Manifest, load
from kernel.web import MIB

metadata = service_metadata()
credentials_tables.define(metadata)
usage_tables.define(metadata)
prices_tables.define(metadata)
budgets_tables.define(metadata)
cache_tables.define(metadata)


def _built_in(model_dir: Path) -> Callable[[], TaskProvider]:
    """The local provider, imported when it is first asked: half a second that most starts need not pay."""

    @cache
    def provider() -> TaskProvider:
        from ai_service.providers.local.provider import LocalProvider

        return LocalProvider(model_dir)

    return provider


def _embedder(model_dir: Path) -> Callable[[Sequence[str]], Awaitable[Any]]:
    """The packaged sentence embeddings, imported when they are first asked."""

    @cache
    def embedder() -> Any:
        from ai_service.providers.local.embedding import Embedder

        return Embedder(model_dir)

    async def embed(texts: Sequence[str]) -> Any:
        return await embedder().embed(texts)

    return embed


def _store(settings: AiSettings, host: Host) -> Store:
    """Shared by all processes where there is a Redis; else in memory, with a file behind it that outlives restarts."""

    def now() -> float:
        return host.clock().timestamp()

    if settings.redis_url:
        return RedisStore(settings.redis_url, now=now)
    return LayeredStore(MemoryStore(now=now), FileStore(host.data_dir / "cache.db", now=now))


@asynccontextmanager
async def _open(host: Host) -> AsyncGenerator[Deps]:
    settings = load(AiSettings, host.settings_source)
    store = _store(settings, host)
    records: Batches[Mapping[str, Any]] = Batches(writer(host.db))
    try:
        async with records.running():
            yield _deps(host, settings, records, store)
    finally:
        await store.close()


def _deps(host: Host, settings: AiSettings, records: Batches[Mapping[str, Any]], store: Store) -> Deps:
    model_dir = settings.local_model_dir or host.data_dir / "model"
    return Deps(
        db=host.db,
        clock=host.clock,
        new_id=new_id,
        secrets=host.secrets,
        local=_built_in(model_dir),
        read=read_pages,
        networks=parse_networks(settings.allow_private_addresses),
        endpoint_seconds=settings.ai_endpoint_seconds,
        notifications=HttpNotificationsClient(host.clients.to("notifications")),
        usage=records,
        usage_days=settings.ai_usage_days,
        cache=store,
        embed=_embedder(model_dir),
        visits=Visits(host.db),
    )


manifest = Manifest(
    name="ai",
    title="ai",
    package="ai_service",
    metadata=metadata,
    routers=(tasks, chat, credentials, usage, prices, budgets, cached),
    open=_open,
    jobs=(reservations, retention),
    consumers=(notices,),
    body_limits={"/api/ai/v1/tasks/": 36 * MIB, "/api/ai/v1/chat": 8 * MIB},
)
