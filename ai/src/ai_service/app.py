"""The AI service: its manifest."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from ai_service.chat.api import router as chat
from ai_service.credentials import tables as credentials_tables
from ai_service.credentials.api import router as credentials
from ai_service.deps import Deps
from ai_service.documents import read_pages
from ai_service.providers.local.generative import LocalChat, LocalModelSettings
from ai_service.providers.local.worker_process import Patience
from ai_service.providers.protocol import TaskModel, TaskProvider
from ai_service.settings import AiSettings
from ai_service.tasks.api import router as tasks
from ai_service.usage import tables as usage_tables
from ai_service.usage.api import router as usage
from kernel.db import service_metadata
from kernel.egress import parse_networks
from kernel.ids import new_id
from kernel.service import Host, Manifest, load
from kernel.web import MIB

metadata = service_metadata()
credentials_tables.define(metadata)
usage_tables.define(metadata)


def _by_model(model: TaskModel, *, small: bool = False) -> TaskProvider:
    """The tasks by a chat model, imported when they are first asked for, as the local provider is."""
    from ai_service.tasks.by_model import ModelTasks

    return ModelTasks(model, read_pages, small=small)


def _built_in(model_dir: Path, local_chat: LocalChat) -> Callable[[], TaskProvider]:
    """The local provider, imported when it is first asked: half a second that most starts need not pay."""

    @cache
    def provider() -> TaskProvider:
        from ai_service.providers.local.provider import LocalProvider

        writer = _by_model(local_chat.task_model, small=local_chat.is_packaged)
        return LocalProvider(model_dir, writer, local_chat)

    return provider


@asynccontextmanager
async def _open(host: Host) -> AsyncGenerator[Deps]:
    settings = load(AiSettings, host.settings_source)
    model_dir = settings.local_model_dir or host.data_dir / "model"
    local_chat = LocalChat(
        LocalModelSettings(
            file=settings.local_gguf,
            context=settings.local_gguf_context,
            memory=settings.local_gguf_memory * MIB,
            patience=Patience(answer=settings.local_gguf_seconds),
        )
    )
    deps = Deps(
        db=host.db,
        clock=host.clock,
        new_id=new_id,
        secrets=host.secrets,
        local=_built_in(model_dir, local_chat),
        by_model=_by_model,
        local_chat=local_chat,
        read=read_pages,
        networks=parse_networks(settings.allow_private_addresses),
        endpoint_seconds=settings.ai_endpoint_seconds,
    )
    try:
        yield deps
    finally:
        await local_chat.close()


manifest = Manifest(
    name="ai",
    title="ai",
    package="ai_service",
    metadata=metadata,
    routers=(tasks, chat, credentials, usage),
    open=_open,
    body_limits={"/api/ai/v1/tasks/": 36 * MIB, "/api/ai/v1/chat": 8 * MIB},
)
