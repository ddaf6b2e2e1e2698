"""The AI service: its manifest."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from random import SystemRandom

from ai_service.chat.api import router as chat
from ai_service.completions.api import router as completions
from ai_service.completions.deps import Hub
from ai_service.completions.recording import BatchLedger
from ai_service.credentials import tables as credentials_tables
from ai_service.credentials.api import router as credentials
from ai_service.documents import read_pages
from ai_service.memo import Memo
from ai_service.providers.protocol import TaskProvider
from ai_service.providers.vocabulary import ModelInfo
from ai_service.relay.client import Relay
from ai_service.routing import tables as routing_tables
from ai_service.routing.api import router as routing
from ai_service.routing.board import Board
from ai_service.routing.plans import Plan
from ai_service.settings import AiSettings
from ai_service.tasks.api import router as tasks
from ai_service.usage import tables as usage_tables
from ai_service.usage.api import router as usage
from kernel.db import service_metadata
from kernel.egress import parse_networks
from kernel.ids import new_id
from kernel.service import Host, Manifest, load
from kernel.web import MIB

_PLAN_SECONDS = 5.0
"""How long another process may still go by what a company had before; this one knows at once."""
_LISTING_SECONDS = 300.0

metadata = service_metadata()
credentials_tables.define(metadata)
usage_tables.define(metadata)
routing_tables.define(metadata)


def _built_in(model_dir: Path) -> Callable[[], TaskProvider]:
    """The local provider, imported when it is first asked: half a second that most starts need not pay."""

    @cache
    def provider() -> TaskProvider:
        from ai_service.providers.local.provider import LocalProvider

        return LocalProvider(model_dir)

    return provider


@asynccontextmanager
async def _open(host: Host) -> AsyncGenerator[Hub]:
    settings = load(AiSettings, host.settings_source)
    model_dir = settings.local_model_dir or host.data_dir / "model"
    networks = parse_networks(settings.allow_private_addresses)
    plans: Memo[Plan] = Memo(seconds=_PLAN_SECONDS)
    hub = Hub(
        db=host.db,
        clock=host.clock,
        new_id=new_id,
        secrets=host.secrets,
        local=_built_in(model_dir),
        read=read_pages,
        networks=networks,
        endpoint_seconds=settings.ai_endpoint_seconds,
        changed=plans.forget,
        board=Board(time.monotonic),
        plans=plans,
        listings=Memo[list[ModelInfo] | None](seconds=_LISTING_SECONDS),
        draw=SystemRandom().random,
        relay=Relay(networks),
        ledger=BatchLedger(host.db, clock=host.clock, new_id=new_id),
    )
    try:
        yield hub
    finally:
        await hub.relay.close()
        await hub.ledger.close()


manifest = Manifest(
    name="ai",
    title="ai",
    package="ai_service",
    metadata=metadata,
    routers=(completions, chat, tasks, credentials, routing, usage),
    open=_open,
    body_limits={
        "/api/ai/v1/tasks/": 36 * MIB,
        "/api/ai/v1/chat": 36 * MIB,
        "/api/ai/v1/messages": 36 * MIB,
        "/api/ai/v1/embeddings": 8 * MIB,
    },
)
