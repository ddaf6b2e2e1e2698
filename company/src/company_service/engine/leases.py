"""Which processes live. Each renews a row of its own; one whose row nobody renews any more has lost its runs.

Whether a row is renewed is seen by watching it, for the length of a lease, with a clock that nobody can set: clocks of
machines differ and jump, and a living process must not be taken for dead because of that. Who was away itself (frozen,
or without its database) begins to watch anew.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from company_service.engine.tables import engine_workers, runs
from kernel.db import Database, Tx

LONG_GONE = 20
"""Leases after which a row that nobody renews is dropped."""


class Leases:
    """This process's lease, and what it has seen of those of others. `monotonic` is in seconds."""

    def __init__(
        self,
        worker_id: str,
        db: Database,
        seconds: float,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._worker_id = worker_id
        self._db = db
        self._seconds = seconds
        self._clock = clock
        self._monotonic = monotonic
        self._seen: dict[str, tuple[datetime, float]] = {}
        """Of others: until when their row says, and since when it has said so."""
        self._looked = monotonic()

    async def begin(self, instance: str | None) -> None:
        """Take a lease, and end those of earlier lives of this process."""
        async with self._db.begin() as tx:
            if self._db.is_sqlite:  # one process at a time has the file
                await tx.execute(sa.delete(engine_workers))
            elif instance:
                earlier = engine_workers.c.id.startswith(f"{instance}:", autoescape=True)
                await tx.execute(sa.delete(engine_workers).where(earlier))
            await self._register(tx)

    async def renew(self) -> bool:
        """Renew the lease; False: it was gone, and what this process had may be somebody else's by now."""
        mine = engine_workers.c.id == self._worker_id
        async with self._db.begin() as tx:
            known = (await tx.execute(sa.update(engine_workers).where(mine).values(lease_until=self._until()))).rowcount
            if not known:
                await self._register(tx)
        await self._drop_long_gone()  # apart from the renewal, which must not wait for the rows of others
        return bool(known)

    async def end(self, tx: Tx) -> None:
        """Give the lease back."""
        await tx.execute(sa.delete(engine_workers).where(engine_workers.c.id == self._worker_id))

    async def without_owner(self, tx: Tx) -> sa.ColumnElement[bool]:
        """The condition on `runs` of having an owner who is dead."""
        # A process that registers between this look and the query has a row by then, and is not among the dead.
        # across companies: a worker serves every company
        registered = sa.select(engine_workers.c.id)
        return runs.c.owner.in_(await self._dead(tx)) | runs.c.owner.not_in(registered)

    async def _dead(self, tx: Tx) -> list[str]:
        rows = await tx.all(sa.select(engine_workers).where(engine_workers.c.id != self._worker_id))
        now = self._monotonic()
        known = self._seen if now - self._looked <= self._seconds else {}
        self._looked = now
        self._seen = {}
        for row in rows:
            until, since = known.get(row["id"], (None, now))
            self._seen[row["id"]] = (row["lease_until"], since if until == row["lease_until"] else now)
        return self._unchanged_for(self._seconds)

    def _unchanged_for(self, seconds: float) -> list[str]:
        return [worker_id for worker_id, (_, since) in self._seen.items() if self._looked - since > seconds]

    async def _drop_long_gone(self) -> None:
        gone = self._unchanged_for(LONG_GONE * self._seconds)
        if gone:
            async with self._db.begin() as tx:
                await tx.execute(sa.delete(engine_workers).where(engine_workers.c.id.in_(gone)))

    async def _register(self, tx: Tx) -> None:
        row = {"id": self._worker_id, "started_at": self._clock(), "lease_until": self._until()}
        await tx.execute(sa.insert(engine_workers).values(**row))

    def _until(self) -> datetime:
        return self._clock() + timedelta(seconds=self._seconds)
