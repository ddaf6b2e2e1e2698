"""What taking in needs done by itself."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from agents_service.bases import repo as bases
from agents_service.deps import Deps
from agents_service.documents import repo as documents
from agents_service.ingest import service
from kernel.jobs import Job

_WAIT = 1.0
_LOG_KEPT = timedelta(days=180)


async def take_in(deps: Deps) -> None:
    """Take in what is due, several at once; waits a moment for more."""
    if not deps.knowledge_workers:
        return
    await asyncio.gather(*(_worker(deps) for _ in range(deps.knowledge_workers)))
    with suppress(TimeoutError):
        await asyncio.wait_for(deps.work.wait(), _WAIT)
    deps.work.clear()


async def _worker(deps: Deps) -> None:
    while await service.take_in_next(deps):
        pass


async def change_models(deps: Deps) -> None:
    """Embed anew what is to be searched by another model, and switch when all of it is."""
    if not deps.knowledge_workers:
        return
    async with deps.db.read() as tx:
        changing = await bases.changing_model(tx)
    for base in changing:
        # One process at a time: two would pay for the same vectors. MySQL takes short names of locks only.
        async with deps.db.exclusive(f"model-{base['id'][-16:]}") as mine:
            while mine and await service.embed_anew(base, deps):
                pass
            if mine:
                await service.switch_model(base, deps)


async def forget_log(deps: Deps) -> None:
    """Drop what happened long ago."""
    async with deps.db.begin() as tx:
        await documents.forget_log(tx, deps.clock() - _LOG_KEPT)


taking_in = Job("take_in_documents", timedelta(milliseconds=50), take_in)
models = Job("change_models", timedelta(seconds=2), change_models)
old_log = Job("forget_knowledge_log", timedelta(hours=6), forget_log)
