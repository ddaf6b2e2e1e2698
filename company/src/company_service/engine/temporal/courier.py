"""Brings messages to workflows. A message is a row of `run_inbox`, written in the transaction of who has to say it.

A row is sent again until the workflow's tables say that it was taken; workflows know a message by its name, so it does
not matter how often, and by how many processes, it is brought.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from company_service.engine.controls import Standing, read
from company_service.engine.dispatcher import ENDED
from company_service.engine.tables import run_inbox, runs
from company_service.engine.temporal.wire import sealed
from company_service.engine.temporal.workflow import TELL
from kernel.db import Database, Row
from kernel.jobs import attempt

_MOST = 100
_AGAIN = timedelta(seconds=5)
"""After so long a message that was sent and not taken is sent again."""


class Courier:
    """Looks for messages when it is nudged, and every `poll` seconds."""

    def __init__(self, db: Database, clock: Callable[[], datetime], poll: float) -> None:
        self._db = db
        self._clock = clock
        self._poll = poll
        self._nudged = asyncio.Event()
        self._sent: dict[tuple[str, str], datetime] = {}
        self._task: asyncio.Task[None] | None = None
        self._looking = asyncio.Lock()
        self.standing = Standing()
        """What is paused and limited, as last looked at."""

    def nudge(self) -> None:
        """There may be a message."""
        self._nudged.set()

    async def open(self, client: Client) -> None:
        """Begin to look."""
        await self.look_at_controls()
        self._task = asyncio.create_task(self._look_forever(client), name="temporal courier")

    async def close(self) -> None:
        """Look no more."""
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def look_at_controls(self) -> None:
        """Take in what is paused and limited now."""
        async with self._looking, self._db.read() as tx:  # who looks later must not be overtaken by who looked before
            self.standing = await read(tx)

    async def _look_forever(self, client: Client) -> None:
        while True:
            await attempt("temporal_courier", self._look(client))
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll):
                    await self._nudged.wait()
            self._nudged.clear()

    async def _look(self, client: Client) -> None:
        await self.look_at_controls()
        async with self._db.read() as tx:
            # across companies: a worker serves every company
            untaken = sa.select(run_inbox).where(run_inbox.c.taken.is_(False)).order_by(run_inbox.c.run_id)
            rows = await tx.all(untaken.limit(_MOST))
        now = self._clock()
        self._sent = {key: at for key, at in self._sent.items() if now - at < _AGAIN}
        fresh = [row for row in rows if (row["run_id"], row["name"]) not in self._sent]
        await asyncio.gather(*(self._bring(client, row, now) for row in fresh))

    async def _bring(self, client: Client, row: Row, now: datetime) -> None:
        names = ("name", "step", "attempt", "payload", "by")
        message = sealed(row["company_id"], {name: row[name] for name in names})
        try:
            await client.get_workflow_handle(row["run_id"]).signal(TELL, message)
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise
            await self._forget_if_over(row)  # a server that has just started may not find anything yet
        self._sent[row["run_id"], row["name"]] = now

    async def _forget_if_over(self, row: Row) -> None:
        run = (runs.c.company_id == row["company_id"]) & (runs.c.id == row["run_id"])
        mine = (run_inbox.c.company_id == row["company_id"]) & (run_inbox.c.run_id == row["run_id"])
        async with self._db.begin() as tx:
            if await tx.scalar(sa.select(runs.c.status).where(run)) in ENDED:
                await tx.execute(sa.update(run_inbox).where(mine, run_inbox.c.name == row["name"]).values(taken=True))
