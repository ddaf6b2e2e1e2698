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
from ai_service.opening import open_service
from ai_service.prices import tables as prices_tables
from ai_service.prices.api import router as prices
from ai_service.reading.api import router as reading
from ai_service.recordings import tables as recordings_tables
from ai_service.routing import tables as routing_tables
from ai_service.routing.api import router as routing
from ai_service.tasks.api import router as tasks
from ai_service.usage import tables as usage_tables
from ai_service.usage.api import router as usage
from ai_service.usage.jobs import retention
from ai_service.vendors.api import router as vendors
from kernel.db import service_metadata
from kernel.service import Manifest
from kernel.web import MIB

metadata = service_metadata()
for tables in (
    credentials_tables, recordings_tables, routing_tables, usage_tables, prices_tables, budgets_tables, cache_tables,
):  # fmt: skip
    tables.define(metadata)

manifest = Manifest(
    name="ai",
    title="ai",
    package="ai_service",
    metadata=metadata,
    routers=(completions, chat, tasks, vendors, routing, usage, prices, budgets, cached, reading),
    open=open_service,
    jobs=(reservations, retention),
    consumers=(notices,),
    body_limits={
        "/api/ai/v1/tasks/": 36 * MIB,
        "/api/ai/v1/chat": 36 * MIB,
        "/api/ai/v1/messages": 36 * MIB,
        "/api/ai/v1/embeddings": 8 * MIB,
        "/api/ai/v1/internal/reading": 36 * MIB,
    },
)
