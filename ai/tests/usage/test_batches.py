"""Rows written behind: together, in order, none lost, and nobody runs ahead of the disk for ever."""

import asyncio
from collections.abc import Sequence

from ai_service.batches import Batches


class Table:
    """Takes rows; `away` lets so many writes fail first."""

    def __init__(self, away: int = 0) -> None:
        self.batches: list[list[int]] = []
        self.away = away
        self.open = asyncio.Event()
        self.open.set()

    async def write(self, rows: Sequence[int]) -> None:
        await self.open.wait()
        if self.away:
            self.away -= 1
            raise OSError("The disk is away.")
        self.batches.append(list(rows))

    @property
    def rows(self) -> list[int]:
        return [row for batch in self.batches for row in batch]


async def test_rows_are_written_together_and_in_order():
    table = Table()
    batches = Batches(table.write, seconds=0.01, together=40)
    async with batches.running():
        for row in range(100):
            await batches.put(row)
        assert await batches.flush()
        assert table.rows == list(range(100))
    assert [len(batch) for batch in table.batches] == [40, 40, 20]


async def test_what_cannot_be_written_is_tried_again_and_comes_once():
    table = Table(away=3)
    batches = Batches(table.write, seconds=0.001)
    async with batches.running():
        for row in range(10):
            await batches.put(row)
        assert await batches.flush()

    assert table.rows == list(range(10))


async def test_who_puts_into_a_full_queue_waits():
    table = Table()
    table.open.clear()
    batches = Batches(table.write, seconds=0.001, most=5)
    async with batches.running():
        for row in range(5):
            await batches.put(row)
        sixth = asyncio.create_task(batches.put(5))
        await asyncio.sleep(0.02)
        waited = not sixth.done()
        table.open.set()
        await sixth

    assert waited
    assert table.rows == list(range(6))


async def test_a_reader_does_not_wait_for_ever_for_a_disk_that_is_away():
    table = Table()
    table.open.clear()
    batches = Batches(table.write, seconds=0.001)
    async with batches.running():
        await batches.put(1)
        written = await batches.flush(patience=0.02)
        table.open.set()

    assert not written
    assert table.rows == [1]


async def test_the_end_writes_what_is_left():
    table = Table()
    batches = Batches(table.write, seconds=60)
    async with batches.running():
        await batches.put(1)

    assert table.rows == [1]
