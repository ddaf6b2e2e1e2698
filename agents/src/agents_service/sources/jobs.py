"""What sources need done by themselves."""

from datetime import timedelta

from agents_service.deps import Deps
from agents_service.sources.service.syncing import sync_due
from kernel.jobs import Job


async def sync(deps: Deps) -> None:
    """Sync what is due, one source after the other."""
    while deps.knowledge_workers and await sync_due(deps):
        pass


syncs = Job("sync_sources", timedelta(seconds=1), sync)
