"""What can be done with events.

Nothing is lost between an event and a wait that begins at the same time: each is committed first and looks for the
other afterwards, the event by its message in the outbox, the wait by its row that is not `checked` yet. Whichever comes
second sees the first; that both see each other is harmless, because the first signal of a waiting step counts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from company_service.deps import Deps
from company_service.engine.facade import NothingWaits
from company_service.events import repo
from company_service.events.schemas import EventAccepted, EventBody, EventHappened
from company_service.live import say_work
from contracts import ids
from kernel.db import Database, Row, Tx
from kernel.identity import Principal
from kernel.problems import TooLarge

MAX_DATA = 256 * 1024
KEPT = timedelta(hours=48)
LONGEST_MEMORY = timedelta(hours=24)
_BATCH = 200


async def send(body: EventBody, *, by: Principal, deps: Deps) -> EventAccepted:
    """Accept an event: when this returns it is on disk, and whoever waits for it will be told."""
    if len(orjson.dumps(body.data)) > MAX_DATA:
        raise TooLarge(f"The data of an event may have {MAX_DATA // 1024} KB. Send a reference instead.")
    row = {
        "id": deps.new_id(ids.EVENT),
        "company_id": by.company_id,
        "name": body.name,
        "key": body.key,
        "data": body.data,
        "sent_by": by.user_id or by.service,
        "created_at": deps.clock(),
    }
    async with deps.db.begin() as tx:
        await repo.insert(tx, row)
        tx.tell(EventHappened(company_id=by.company_id, event_id=str(row["id"])))
    return EventAccepted.model_validate(row)


async def wake(event: Row, deps: Deps) -> None:
    """Tell every step that waits for this event."""
    company_id: str = event["company_id"]
    async with deps.db.read() as tx:
        waits = await repo.waiting(tx, company_id, event)
    for each in waits:
        await _wake(each, event, deps)


async def _wake(wait: Row, event: Row, deps: Deps) -> None:
    """Let one step have the event, in one commit with the receipt; not when its run had it already."""
    company_id, run_id, step = wait["company_id"], wait["run_id"], wait["step"]
    try:
        async with deps.db.begin() as tx:
            if not await repo.forget_wait(tx, company_id, run_id, step):
                return
            await repo.receive(tx, receipt(company_id, run_id, event["id"], deps.clock()))
            await deps.engine.signal(tx, company_id, run_id, step, shown(event), by=event["sent_by"])
    except NothingWaits:
        async with deps.db.begin() as tx:
            await repo.forget_wait(tx, company_id, run_id, step)
        return
    await say_work(deps.bus, run_id)


async def check_new_waits(deps: Deps) -> None:
    """Look, once for each new wait, for an event that came before it or at the same time."""
    while True:
        async with deps.db.read() as tx:
            waits = await repo.unchecked(tx, _BATCH)
            found = [(each, await repo.earliest(tx, each["company_id"], each)) for each in waits]
        for each, event in found:
            if event is not None:
                await _wake(each, event, deps)
            else:
                async with deps.db.begin() as tx:
                    await repo.checked(tx, each["company_id"], each["run_id"], each["step"])
        if len(waits) < _BATCH:
            return


async def remembered(db: Database, wait: Mapping[str, Any]) -> Row | None:
    """An event that came before this wait begins, and within what it remembers."""
    async with db.read() as tx:
        return await repo.earliest(tx, wait["company_id"], wait)


async def begin_wait(tx: Tx, wait: Mapping[str, Any]) -> None:
    """The step waits from this commit on."""
    await repo.wait(tx, wait)


async def end_wait(tx: Tx, company_id: str, run_id: str, step: str) -> None:
    """The step waits no longer: its time is over, or its run ends."""
    await repo.forget_wait(tx, company_id, run_id, step)


def receipt(company_id: str, run_id: str, event_id: str, at: datetime) -> dict[str, Any]:
    """That a run had an event."""
    return {"company_id": company_id, "run_id": run_id, "event_id": event_id, "created_at": at}


async def take(tx: Tx, row: Mapping[str, Any]) -> None:
    """The run had this event."""
    await repo.receive(tx, row)


def shown(event: Row) -> dict[str, Any]:
    """An event as steps and triggers see it."""
    at: datetime = event["created_at"]
    return {
        "id": event["id"],
        "name": event["name"],
        "key": event["key"],
        "data": event["data"],
        "at": at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }


async def find(company_id: str, event_id: str, deps: Deps) -> Row | None:
    """One event, while it is kept."""
    async with deps.db.read() as tx:
        return await repo.get(tx, company_id, event_id)


async def forget(deps: Deps) -> None:
    """Drop events that nobody can wait for any more."""
    async with deps.db.begin() as tx:
        await repo.forget(tx, deps.clock() - KEPT)


async def forget_runs(tx: Tx, company_id: str, run_ids: Sequence[str], limit: int) -> int:
    """Delete so many rows of runs that are deleted; answers how many."""
    return await repo.forget_runs(tx, company_id, run_ids, limit)
