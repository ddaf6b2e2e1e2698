"""The AI service: its manifest."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from ai_service.chat.api import router as chat
from ai_service.completions.api import router as completions
from ai_service.completions.deps import Hub
from ai_service.completions.recording import BatchLedger
from ai_service.credentials import tables as credentials_tables
from ai_service.documents import read_pages
from ai_service.memo import Memo
from ai_service.providers.catalogue import OpenedProvider
from ai_service.providers.deployed import deployed_by
from ai_service.recordings import tables as recordings_tables
from ai_service.relay.client import Relay
from ai_service.routing import tables as routing_tables
from ai_service.routing.api import router as routing
from ai_service.routing.board import Board
from ai_service.routing.plans import Plan
from ai_service.settings import AiSettings, parse_servers
from ai_service.tasks.api import router as tasks
from ai_service.usage import tables as usage_tables
from ai_service.usage.api import router as usage
from ai_service.vendors.api import router as vendors
from kernel.db import service_metadata
from kernel.egress import parse_networks
from kernel.ids import new_id
from kernel.service import Host, Manifest, load
from kernel.web import MIB

if TYPE_CHECKING:
    from ai_service.providers.local.provider import LocalProvider

_PLAN_SECONDS = 5.0
"""How long another process may still go by what a company had before; this one knows at once."""

metadata = service_metadata()
credentials_tables.define(metadata)
recordings_tables.define(metadata)
routing_tables.define(metadata)
usage_tables.define(metadata)


def _built_in(model_dir: Path) -> Callable[[], LocalProvider]:
    """The local provider, imported when it is first asked: half a second that most starts need not pay."""

    @cache
    def provider() -> LocalProvider:
        from ai_service.providers.local.provider import LocalProvider

        return LocalProvider(model_dir)

    return provider


def _models_of(built_in: Callable[[], LocalProvider]) -> Callable[[], OpenedProvider]:
    """The packaged model for embeddings: the one that the tasks use."""

    def models() -> OpenedProvider:
        from ai_service.providers.local.models import LocalModels

        return LocalModels(built_in().embedder)

    return models


@asynccontextmanager
async def _open(host: Host) -> AsyncGenerator[Hub]:
    settings = load(AiSettings, host.settings_source)
    local = _built_in(settings.local_model_dir or host.data_dir / "model")
    servers = parse_servers(settings.ai_local_servers)
    plans: Memo[Plan] = Memo(seconds=_PLAN_SECONDS)
    hub = Hub(
        db=host.db,
        clock=host.clock,
        new_id=new_id,
        secrets=host.secrets,
        local=local,
        local_models=_models_of(local),
        read=read_pages,
        networks=parse_networks(settings.allow_private_addresses),
        endpoint_seconds=settings.ai_endpoint_seconds,
        deployed=deployed_by(settings),
        # What listens on our own port is we ourselves.
        servers={name: port for name, port in servers.items() if port != settings.port},
        changed=plans.forget,
        board=Board(time.monotonic),
        plans=plans,
        draw=SystemRandom().random,
        relay=Relay(),
        ledger=BatchLedger(host.db, clock=host.clock, new_id=new_id),
    )
    try:
        yield hub
    finally:
        await hub.ledger.close()
        await hub.relay.close()
        await hub.opened.close()


manifest = Manifest(
    name="ai",
    title="ai",
    package="ai_service",
    metadata=metadata,
    routers=(completions, chat, tasks, vendors, routing, usage),
    open=_open,
    body_limits={
        "/api/ai/v1/tasks/": 36 * MIB,
        "/api/ai/v1/chat": 36 * MIB,
        "/api/ai/v1/messages": 36 * MIB,
        "/api/ai/v1/embeddings": 8 * MIB,
    },
)
