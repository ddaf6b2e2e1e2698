"""The AI service: its manifest."""

from ai_service.budgets import tables as budgets_tables
from ai_service.budgets.api import router as budgets
from ai_service.budgets.consumers import notices
from ai_service.budgets.jobs import reservations
from ai_service.cache import tables as cache_tables
from ai_service.cache.api import router as cached
from ai_service.chat.api import router as chat
from ai_service.completions.api import router as completions
from ai_service.credentials import tables as credentials_tables
from ai_service.exchanges import tables as exchanges_tables
from ai_service.exchanges.api import router as exchanges
from ai_service.exchanges.jobs import exchange_retention
from ai_service.guardrails import tables as guardrails_tables
from ai_service.guardrails.api import router as guardrails
from ai_service.opening import open_service
from ai_service.prices import tables as prices_tables
from ai_service.prices.api import router as prices
from ai_service.prompts import tables as prompts_tables
from ai_service.prompts.api import router as prompts
from ai_service.reading.api import router as reading
from ai_service.recordings import tables as recordings_tables
from ai_service.routing import tables as routing_tables
from ai_service.routing.api import router as routing
from ai_service.tasks.api import router as tasks
from ai_service.usage import tables as usage_tables
from ai_service.usage.api import router as usage
from ai_service.usage.jobs import retention
from ai_service.vendors.api import router as vendors
from contracts.events import CompanyErased
from kernel.db import service_metadata
from kernel.outbox import Watch
from kernel.service import Consumer, Manifest, erases
from kernel.web import MIB

metadata = service_metadata()
for tables in (
    credentials_tables, recordings_tables, routing_tables, usage_tables, prices_tables, budgets_tables, cache_tables,
    prompts_tables, guardrails_tables, exchanges_tables,
):  # fmt: skip
    tables.define(metadata)

_ANSWERS: tuple[str, ...] = (
    *("create_chat_completion", "create_response", "create_message", "count_tokens", "create_embeddings", "chat"),
    *("summarise", "extract", "classify", "answer", "rewrite", "translate"),
)

manifest = Manifest(
    name="ai",
    title="ai",
    package="ai_service",
    metadata=metadata,
    routers=(
        *(completions, chat, tasks, vendors, routing, usage, prices, budgets, cached, prompts),
        *(guardrails, exchanges, reading),
    ),
    open=open_service,
    jobs=(reservations, retention, exchange_retention),
    consumers=(notices, Consumer("erasure", (CompanyErased.topic,), erases(metadata))),
    body_limits={
        "/api/ai/v1/tasks/": 36 * MIB,
        "/api/ai/v1/chat": 36 * MIB,
        "/api/ai/v1/responses": 36 * MIB,
        "/api/ai/v1/messages": 36 * MIB,
        "/api/ai/v1/embeddings": 8 * MIB,
        "/api/ai/v1/prompts": 8 * MIB,
        "/api/ai/v1/internal/reading": 36 * MIB,
    },
    watch=Watch(
        silent={
            **dict.fromkeys(_ANSWERS, "each answer has its usage record: who asked, when, for what, and what it cost"),
            "forecast_run": "changes nothing",
            "try_new_provider": "changes nothing",
            "render_draft": "changes nothing",
            "render_prompt": "changes nothing",
            "try_guardrails": "changes nothing",
        },
        reads=frozenset({"export_usage"}),
    ),
)
