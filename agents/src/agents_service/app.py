"""The agents service: its manifest."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from agents_service.agents import tables as agents_tables
from agents_service.agents.api import router as agents
from agents_service.deps import Deps
from agents_service.grants import tables as grants_tables
from agents_service.grants.consumers import heed_sharing
from agents_service.metrics import tables as metrics_tables
from agents_service.metrics.consumers import count, count_all
from contracts.events import CompanyErased, ResourceShared, RunEnded, RunWaiting
from kernel.db import service_metadata
from kernel.ids import new_id
from kernel.service import Consumer, Host, Manifest, erases

metadata = service_metadata()
agents_tables.define(metadata)
metrics_tables.define(metadata)
grants_tables.define(metadata)


@asynccontextmanager
async def _open(host: Host) -> AsyncGenerator[Deps]:
    yield Deps(db=host.db, clock=host.clock, new_id=new_id)


manifest = Manifest(
    name="agents",
    title="agents",
    package="agents_service",
    metadata=metadata,
    routers=(agents,),
    open=_open,
    consumers=(
        Consumer("metrics", (RunEnded.topic, RunWaiting.topic), count, count_all),
        Consumer("erasure", (CompanyErased.topic,), erases(metadata)),
        Consumer("grants", (ResourceShared.topic,), heed_sharing),
    ),
)
