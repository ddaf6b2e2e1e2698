"""Whose runs may be taken over: those of a process that was watched for a lease and did not renew its own."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from company_service.engine.leases import LONG_GONE, Leases
from company_service.engine.tables import engine_workers
from kernel.db import Database
from kernel.service import utc_now

LEASE = 10.0


@dataclass
class Process:
    """A process with clocks of its own."""

    name: str
    db: Database
    passed: float = 1000.0
    offset: timedelta = field(default_factory=timedelta)
    leases: Leases = field(init=False)

    def __post_init__(self) -> None:
        self.leases = Leases(self.name, self.db, LEASE, self.now, lambda: self.passed)

    def now(self) -> datetime:
        return utc_now() + self.offset + timedelta(seconds=self.passed)

    async def look(self, after: float) -> bool:
        """Whether, so many seconds later, the other process seems to be dead."""
        self.passed += after
        async with self.db.read() as tx:
            without_owner = await self.leases.without_owner(tx)
            return "other" in str(without_owner.compile(compile_kwargs={"literal_binds": True}))

    async def watch(self, seconds: float) -> bool:
        """The same, having looked every second."""
        return [await self.look(1) for _ in range(int(seconds))][-1]


@pytest.fixture
async def two(db: Database) -> tuple[Process, Process]:
    """A process, and one called `other`."""
    both = (Process("mine", db), Process("other", db))
    for each in both:
        async with db.begin() as tx:
            row = {"id": each.name, "started_at": each.now(), "lease_until": each.now()}
            await tx.execute(sa.insert(engine_workers).values(**row))
    return both


async def test_a_process_that_renews_its_lease_is_alive_whatever_its_clock_says(two: tuple[Process, Process]) -> None:
    mine, other = two

    for jump in (0, 3600, -7200):
        other.offset = timedelta(seconds=jump)
        mine.offset = timedelta(seconds=-jump)
        assert await other.leases.renew()
        assert not await mine.watch(LEASE - 1)


async def test_a_process_that_no_longer_renews_its_lease_is_dead_after_a_lease(two: tuple[Process, Process]) -> None:
    mine, other = two
    await other.leases.renew()

    assert not await mine.watch(LEASE)
    assert await mine.watch(2)


async def test_who_was_away_itself_takes_nobody_for_dead(two: tuple[Process, Process]) -> None:
    mine, _ = two
    await mine.watch(2)

    assert not await mine.look(after=10 * LEASE)
    assert await mine.watch(LEASE + 1)


async def test_the_rows_of_who_is_long_gone_are_dropped(two: tuple[Process, Process]) -> None:
    mine, other = two

    await mine.watch((LONG_GONE + 1) * LEASE)
    await mine.leases.renew()

    assert not await mine.look(1)
    assert not await other.leases.renew()  # it hears of it, should it come back


async def test_processes_that_renew_at_the_same_moment_do_not_get_into_each_others_way(
    two: tuple[Process, Process],
) -> None:
    for _ in range(30):
        assert await asyncio.gather(*(each.leases.renew() for each in two)) == [True, True]
