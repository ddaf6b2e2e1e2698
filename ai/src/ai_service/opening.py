"""Opens what the AI service needs: its providers, its cache, its books; and closes it in order."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from ai_service.batches import Batches
from ai_service.completions.deps import Hub
from ai_service.completions.kept import CacheMemory
from ai_service.completions.reserving import BudgetMeter
from ai_service.documents import read_pages
from ai_service.exchanges import service as exchanges
from ai_service.figures import Figures
from ai_service.memo import Memo
from ai_service.providers.deployed import deployed_by
from ai_service.providers.local.generative import LocalChat, LocalModelSettings
from ai_service.providers.local.worker_process import Patience
from ai_service.relay.client import Relay
from ai_service.routing.board import Board
from ai_service.settings import AiSettings, parse_servers
from ai_service.stores.file import FileStore
from ai_service.stores.memory import LayeredStore, MemoryStore
from ai_service.stores.redis import RedisStore
from ai_service.usage.service import writer
from ai_service.visits import Visits
from contracts.notifications import HttpNotificationsClient
from kernel.egress import parse_networks
from kernel.ids import new_id
from kernel.service import Host, load
from kernel.web import MIB

if TYPE_CHECKING:
    from ai_service.providers.catalogue import OpenedProvider
    from ai_service.providers.local.provider import LocalProvider
    from ai_service.providers.protocol import TaskModel, TaskProvider
    from ai_service.routing.plans import Plan
    from ai_service.stores.protocol import Store

_EXCHANGES_AT_ONCE = 500
"""How many may wait to be written: each holds what was asked and answered in memory."""
_PLAN_SECONDS = 5.0
"""How long another process may still go by what a company had before; this one knows at once."""


def _by_model(model: TaskModel, *, small: bool = False) -> TaskProvider:
    """The tasks by a chat model, imported when they are first asked for, as the local provider is."""
    from ai_service.tasks.by_model import ModelTasks

    return ModelTasks(model, read_pages, small=small)


def _built_in(model_dir: Path, chat: LocalChat) -> Callable[[], LocalProvider]:
    """The local provider, imported when it is first asked: half a second that most starts need not pay."""

    @cache
    def provider() -> LocalProvider:
        from ai_service.providers.local.provider import LocalProvider

        return LocalProvider(model_dir, _by_model(chat.task_model, small=chat.is_packaged), chat)

    return provider


def _models_of(built_in: Callable[[], LocalProvider], chat: LocalChat) -> Callable[[], OpenedProvider]:
    """The models on this machine: those that the tasks use."""

    def models() -> OpenedProvider:
        from ai_service.providers.local.models import LocalModels

        return LocalModels(built_in().embedder, chat)

    return models


def _embedding_of(built_in: Callable[[], LocalProvider]) -> Callable[[Sequence[str]], Awaitable[Any]]:
    """The packaged model for embeddings, for who compares texts."""

    async def embed(texts: Sequence[str]) -> Any:
        return await built_in().embedder.embed(texts)

    return embed


def _tokens_of(built_in: Callable[[], LocalProvider]) -> Callable[[Sequence[str]], Awaitable[list[list[int]]]]:
    """Where the tokens of the packaged model begin, for who cuts texts."""

    async def token_starts(texts: Sequence[str]) -> list[list[int]]:
        return await built_in().embedder.token_starts(texts)

    return token_starts


def _store(settings: AiSettings, host: Host) -> Store:
    """Shared by all processes where there is a Redis; else in memory, with a file behind it that outlives restarts."""

    def now() -> float:
        return host.clock().timestamp()

    if settings.redis_url:
        return RedisStore(settings.redis_url, now=now)
    return LayeredStore(MemoryStore(now=now), FileStore(host.data_dir / "cache.db", now=now))


@asynccontextmanager
async def open_service(host: Host) -> AsyncGenerator[Hub]:
    """The service's dependencies, until the block ends."""
    settings = load(AiSettings, host.settings_source)
    chat = LocalChat(
        LocalModelSettings(
            file=settings.local_gguf,
            context=settings.local_gguf_context,
            memory=settings.local_gguf_memory * MIB,
            patience=Patience(answer=settings.local_gguf_seconds),
        )
    )
    local = _built_in(settings.local_model_dir or host.data_dir / "model", chat)
    servers = parse_servers(settings.ai_local_servers)
    store = _store(settings, host)
    figures = Figures(host.metrics.registry)
    records: Batches[Mapping[str, Any]] = Batches(figures.counting(writer(host.db)))
    kept: Batches[exchanges.Draft] = Batches(exchanges.writer(host.db), most=_EXCHANGES_AT_ONCE, together=50)
    plans: Memo[Plan] = Memo(seconds=_PLAN_SECONDS)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        stack.push_async_callback(chat.close)
        await stack.enter_async_context(records.running())
        await stack.enter_async_context(kept.running())
        hub = Hub(
            db=host.db,
            clock=host.clock,
            new_id=new_id,
            secrets=host.secrets,
            local=local,
            by_model=_by_model,
            local_chat=chat,
            local_models=_models_of(local, chat),
            read=read_pages,
            networks=parse_networks(settings.allow_private_addresses),
            endpoint_seconds=settings.ai_endpoint_seconds,
            deployed=deployed_by(settings),
            # What listens on our own port is we ourselves.
            servers={name: port for name, port in servers.items() if port != settings.port},
            notifications=HttpNotificationsClient(host.clients.to("notifications")),
            usage=records,
            usage_days=settings.ai_usage_days,
            exchanges=kept,
            cache=store,
            embed=_embedding_of(local),
            token_starts=_tokens_of(local),
            visits=Visits(host.db),
            changed=plans.forget,
            board=Board(time.monotonic),
            plans=plans,
            draw=SystemRandom().random,
            relay=Relay(),
            meter=BudgetMeter(),
            memory=CacheMemory(),
        )
        stack.push_async_callback(hub.opened.close)
        stack.push_async_callback(hub.relay.close)
        yield hub
