"""The agents service: its manifest."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from agents_service.agents import tables as agents_tables
from agents_service.agents.api import router as agents
from agents_service.agents.consumers import TOPICS, count, count_all, tell_owner
from agents_service.agents.jobs import renewals
from agents_service.bases import tables as bases_tables
from agents_service.deps import Deps
from agents_service.documents import repo as documents_repo
from agents_service.documents import tables as documents_tables
from agents_service.documents.api import router as documents
from agents_service.documents.rules import MAX_BYTES
from agents_service.grants import tables as grants_tables
from agents_service.grants.consumers import heed_sharing
from agents_service.index.embedded import EmbeddedIndex
from agents_service.ingest.jobs import models, old_log, taking_in
from agents_service.knowledge.api import router as knowledge
from agents_service.knowledge.consumers import forget_index
from agents_service.memories import tables as memories_tables
from agents_service.memories.api import router as memories
from agents_service.memories.consumers import heed_agent
from agents_service.memories.jobs import forgetting
from agents_service.metrics import tables as metrics_tables
from agents_service.quality import tables as quality_tables
from agents_service.quality.api import router as quality
from agents_service.quality.jobs import old_questions, trying
from agents_service.questions import tables as questions_tables
from agents_service.retrieval.api import router as retrieval
from agents_service.settings import AgentsSettings
from agents_service.sources import repo as sources_repo
from agents_service.sources import tables as sources_tables
from agents_service.sources.api import router as sources
from agents_service.sources.jobs import syncs
from agents_service.templates.api import router as templates
from contracts.company import HttpCompanyClient
from contracts.events import AgentChanged, AgentPausedItself, CompanyErased, ResourceShared
from contracts.notifications import HttpNotificationsClient
from contracts.reading import HttpReadingClient
from kernel.db import Database, service_metadata
from kernel.egress import guarded_client
from kernel.ids import new_id
from kernel.outbox import Watch
from kernel.service import Consumer, Host, Manifest, erases, load
from kernel.web import MIB

metadata = service_metadata()
for tables in (
    agents_tables, metrics_tables, grants_tables, bases_tables, documents_tables, sources_tables, memories_tables,
    quality_tables, questions_tables,
):  # fmt: skip
    tables.define(metadata)


@asynccontextmanager
async def _open(host: Host) -> AsyncGenerator[Deps]:
    settings = load(AgentsSettings, host.settings_source)
    if host.db.is_sqlite:
        await _free(host.db)
    index = EmbeddedIndex(host.data_dir / "knowledge")
    async with guarded_client(settings.open_networks) as http:
        try:
            yield Deps(
                db=host.db,
                clock=host.clock,
                new_id=new_id,
                secrets=host.secrets,
                http=http,
                index=index,
                reading=HttpReadingClient(host.clients.to("ai")),
                company=HttpCompanyClient(host.clients.to("company")),
                google_address=settings.google_address,
                notifications=HttpNotificationsClient(host.clients.to("notifications")),
                knowledge_folder=settings.knowledge_folder,
                knowledge_model=settings.knowledge_model,
                knowledge_workers=settings.knowledge_workers,
            )
        finally:
            await index.close()


async def _free(db: Database) -> None:
    """A SQLite file serves one process: whoever held something before this one is gone."""
    async with db.begin() as tx:
        await documents_repo.free_all(tx)
        await sources_repo.free_all(tx)


manifest = Manifest(
    name="agents",
    title="agents",
    package="agents_service",
    metadata=metadata,
    routers=(agents, templates, memories, knowledge, sources, documents, retrieval, quality),
    open=_open,
    jobs=(renewals, forgetting, trying, old_questions, syncs, taking_in, models, old_log),
    consumers=(
        Consumer("metrics", TOPICS, count, count_all),
        Consumer("owners", (AgentPausedItself.topic,), tell_owner),
        Consumer("memories", (AgentChanged.topic,), heed_agent),
        Consumer("erasure", (CompanyErased.topic,), erases(metadata)),
        Consumer("index", (CompanyErased.topic,), forget_index),
        Consumer("grants", (ResourceShared.topic,), heed_sharing),
    ),
    body_limits={"/api/agents/v1/knowledge-bases": MAX_BYTES + MIB},
    watch=Watch(
        silent={
            "search_knowledge": "changes nothing, and shows only what is open to whoever asks",
            "answer_from_knowledge": "as search_knowledge",
            "explain_search": "as search_knowledge",
        }
    ),
)
