"""The outbox relay: publishes what units of work told, in order, after they committed; at least once.

Consumers tell repeats by the message's id (`first_time`). Only one process of a service relays at a time.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from kernel.bus import Bus, Message
from kernel.db import Database, Tx, consumed_table, idempotency_table, outbox_table
from kernel.jobs import attempt

_SWEEP_SECONDS = 1.0
_BATCH = 200
_KEEP_CONSUMED = timedelta(days=14)
_KEEP_IDEMPOTENCY = timedelta(days=2)


async def first_time(tx: Tx, consumer: str, message: Message) -> bool:
    """Mark the message as consumed within the consumer's own transaction; False when it was already."""
    row = {"consumer": consumer, "event_id": message.id, "consumed_at": datetime.now(UTC)}
    return await tx.insert_if_absent(consumed_table, row)


async def first_times(tx: Tx, consumer: str, messages: Sequence[Message]) -> list[Message]:
    """As `first_time`, for many at once: those that were not consumed yet.

    Fails when another process marks one of them at the same moment; then each comes again by itself.
    """
    mine = (consumed_table.c.consumer == consumer) & consumed_table.c.event_id.in_([each.id for each in messages])
    known = {row["event_id"] for row in await tx.all(sa.select(consumed_table.c.event_id).where(mine))}
    fresh = list({each.id: each for each in messages if each.id not in known}.values())
    if fresh:
        now = datetime.now(UTC)
        rows = [{"consumer": consumer, "event_id": each.id, "consumed_at": now} for each in fresh]
        await tx.execute(sa.insert(consumed_table), rows)
    return fresh


async def relay_once(db: Database, bus: Bus) -> int:
    """Publish one batch; answers how many messages left. What fails stays, and is tried again at the next sweep."""
    async with db.exclusive("outbox") as mine:
        if not mine:
            return 0
        async with db.read() as tx:
            rows = await tx.all(sa.select(outbox_table).order_by(outbox_table.c.id).limit(_BATCH))
        sent = await _publish(bus, [Message.model_validate(dict(row)) for row in rows])
        if sent:
            async with db.begin() as tx:
                await tx.execute(sa.delete(outbox_table).where(outbox_table.c.id.in_(sent)))
        return len(sent)


async def _publish(bus: Bus, messages: Sequence[Message]) -> list[str]:
    """Publish all together or, when that fails, one by one; answers the ids of those that left."""
    if len(messages) > 1 and await attempt("publish", bus.publish_all(messages), messages=len(messages)):
        return [each.id for each in messages]
    return [
        each.id
        for each in messages
        if await attempt("publish", bus.publish(each), topic=each.topic, message=each.id)
    ]  # fmt: skip


async def relay_forever(db: Database, bus: Bus, *, sweep: float = _SWEEP_SECONDS) -> None:
    """Relay whenever something was told, and once a sweep in any case; after a failure it is the sweep's turn."""
    while True:
        try:
            async with asyncio.timeout(sweep):
                await db.events_waiting.wait()
        except TimeoutError:
            pass
        db.events_waiting.clear()
        if not await attempt("relay", _relay_all(db, bus)):
            await asyncio.sleep(sweep)


async def _relay_all(db: Database, bus: Bus) -> None:
    while await relay_once(db, bus) == _BATCH:
        pass


async def forget_old(db: Database) -> None:
    """Drop marks of consumed events and idempotency keys nobody can need any more."""
    now = datetime.now(UTC)
    async with db.begin() as tx:
        await tx.execute(sa.delete(consumed_table).where(consumed_table.c.consumed_at < now - _KEEP_CONSUMED))
        await tx.execute(sa.delete(idempotency_table).where(idempotency_table.c.created_at < now - _KEEP_IDEMPOTENCY))
