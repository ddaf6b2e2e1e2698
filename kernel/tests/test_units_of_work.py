"""Units of work, the outbox and migrations, on every kind of database."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
import sqlalchemy as sa

from kernel import outbox
from kernel.bus import Event, MemoryBus, Message
from kernel.db import Database, Id, Json, UtcTime, outbox_table, service_metadata, transaction_is_open
from kernel.sqlite import Connection

metadata = service_metadata()
things = sa.Table(
    "things",
    metadata,
    sa.Column("id", Id(), primary_key=True),
    sa.Column("company_id", Id(), nullable=False),
    sa.Column("data", Json(), nullable=True),
    sa.Column("at", UtcTime(), nullable=False),
)
_AT = datetime(2026, 11, 22, 12, 30, 0, 123456, tzinfo=UTC)


class ThingMade(Event):
    """A thing was made."""

    topic: ClassVar[str] = "test.thing_made"
    thing_id: str


@pytest.fixture
async def db(database_url: str) -> AsyncGenerator[Database]:
    database = Database(database_url)
    async with database.begin() as tx:
        await tx.connection.run_sync(metadata.create_all)
    yield database
    await database.close()


def _thing(number: int, data: object = None) -> dict[str, object]:
    return {"id": f"thg_{number}", "company_id": "cmp_1", "data": data, "at": _AT}


async def _make(db: Database, number: int) -> None:
    async with db.begin() as tx:
        await tx.execute(sa.insert(things).values(**_thing(number)))
        tx.tell(ThingMade(company_id="cmp_1", thing_id=f"thg_{number}"))


async def _count(db: Database, table: sa.Table) -> int:
    async with db.read() as tx:
        return int(await tx.scalar(sa.select(sa.func.count()).select_from(table)))


async def test_values_come_back_as_they_went(db: Database):
    data = {"z": 1, "a": [None, True, 1.5, "ß 🦊"], "big": "x" * 100_000}
    async with db.begin() as tx:
        await tx.execute(sa.insert(things).values(**_thing(1, data)))

    async with db.read() as tx:
        row = await tx.one_or_none(sa.select(things))

    assert row is not None
    assert (row["data"], list(row["data"]), row["at"]) == (data, ["z", "a", "big"], _AT)


async def test_a_failed_unit_of_work_leaves_nothing_behind(db: Database):
    async def half_way() -> None:
        async with db.begin() as tx:
            await tx.execute(sa.insert(things).values(**_thing(1)))
            tx.tell(ThingMade(company_id="cmp_1", thing_id="thg_1"))
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        await half_way()

    assert (await _count(db, things), await _count(db, outbox_table)) == (0, 0)
    assert not transaction_is_open()


async def test_what_happens_after_the_commit_does_not_happen_without_it(db: Database):
    heard: list[str] = []
    async with db.begin() as tx:
        tx.after_commit(lambda: heard.append("first"))
        assert heard == []

    async def half_way() -> None:
        async with db.begin() as tx:
            tx.after_commit(lambda: heard.append("second"))
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        await half_way()

    assert heard == ["first"]


async def test_inserting_what_is_there_changes_nothing(db: Database):
    async with db.begin() as tx:
        first = await tx.insert_if_absent(things, _thing(1, "first"))
        second = await tx.insert_if_absent(things, _thing(1, "second"))

    async with db.read() as tx:
        row = await tx.one_or_none(sa.select(things))
    assert (first, second, row and row["data"]) == (True, False, "first")


async def test_writers_at_once_all_get_their_turn(db: Database):
    await asyncio.gather(*(_make(db, number) for number in range(40)))

    assert await _count(db, things) == 40


async def test_events_leave_in_order_after_the_commit_and_once(db: Database):
    bus, heard = MemoryBus(), list[Message]()

    async def hear(message: Message) -> None:
        heard.append(message)

    await bus.subscribe("group", [ThingMade.topic], hear)
    for number in range(3):
        await _make(db, number)

    assert await outbox.relay_once(db, bus) == 3
    assert await outbox.relay_once(db, bus) == 0
    assert [m.payload["thing_id"] for m in heard] == ["thg_0", "thg_1", "thg_2"]


async def test_an_event_nobody_could_take_stays_and_does_not_hold_up_the_others(db: Database):
    bus, heard, poisoned = MemoryBus(), list[str](), True

    async def hear(message: Message) -> None:
        if poisoned and message.payload["thing_id"] == "thg_0":
            raise RuntimeError("not now")
        heard.append(message.payload["thing_id"])

    await bus.subscribe("group", [ThingMade.topic], hear)
    for number in range(2):
        await _make(db, number)

    assert await outbox.relay_once(db, bus) == 1
    poisoned = False
    assert await outbox.relay_once(db, bus) == 1
    assert heard == ["thg_1", "thg_0"]


async def test_a_consumer_knows_a_repeat(db: Database):
    message = Message(id="evt_1", topic="t", company_id="c", payload={}, created_at=_AT)

    async with db.begin() as tx:
        first = await outbox.first_time(tx, "consumer", message)
    async with db.begin() as tx:
        again = await outbox.first_time(tx, "consumer", message)

    assert (first, again) == (True, False)


async def test_of_many_messages_a_consumer_knows_the_repeats(db: Database):
    messages = [Message(id=f"evt_{n}", topic="t", company_id="c", payload={}, created_at=_AT) for n in (1, 2, 2, 3)]

    async with db.begin() as tx:
        first = await outbox.first_times(tx, "consumer", messages[:2])
    async with db.begin() as tx:
        rest = await outbox.first_times(tx, "consumer", messages)

    assert ([each.id for each in first], [each.id for each in rest]) == (["evt_1", "evt_2"], ["evt_3"])


async def test_the_relay_wakes_at_once_when_something_is_told(db: Database):
    bus, heard = MemoryBus(), asyncio.Event()

    async def hear(_: Message) -> None:
        heard.set()

    await bus.subscribe("group", [ThingMade.topic], hear)
    relay = asyncio.create_task(outbox.relay_forever(db, bus))
    await _make(db, 1)

    async with asyncio.timeout(5):
        await heard.wait()
    relay.cancel()
    await asyncio.gather(relay, return_exceptions=True)


async def test_the_relay_goes_on_soon_however_often_the_database_was_away_before(db: Database):
    class OftenAway(Database):
        away = 20

        @asynccontextmanager
        async def exclusive(self, name: str) -> AsyncGenerator[bool]:
            self.away -= 1
            if self.away > 0:
                raise ConnectionError("away")
            async with super().exclusive(name) as mine:
                yield mine

    flaky, bus, heard = OftenAway(db.url), MemoryBus(), asyncio.Event()

    async def hear(_: Message) -> None:
        heard.set()

    await bus.subscribe("group", [ThingMade.topic], hear)
    relay = asyncio.create_task(outbox.relay_forever(flaky, bus, sweep=0.01))
    await _make(db, 1)

    async with asyncio.timeout(10):
        await heard.wait()
    relay.cancel()
    await asyncio.gather(relay, return_exceptions=True)
    await flaky.close()


async def test_a_lock_is_held_by_one_process_at_a_time(mysql_server: object, database_url: str):
    if database_url.startswith("sqlite"):
        return
    first, second = Database(database_url), Database(database_url)

    async with first.exclusive("job") as mine, second.exclusive("job") as also_mine:
        assert (mine, also_mine) == (True, False)
    async with second.exclusive("job") as mine:
        assert mine

    await first.close()
    await second.close()


async def test_committed_data_survives_a_second_connection(tmp_path: Path):
    url = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    db = Database(url)
    async with db.begin() as tx:
        await tx.connection.run_sync(metadata.create_all)
        assert (await tx.scalar(sa.text("PRAGMA journal_mode")), await tx.scalar(sa.text("PRAGMA synchronous"))) == (
            "wal",
            2,
        )
    await _make(db, 1)
    await db.close()

    again = Database(url)

    assert await _count(again, things) == 1
    await again.close()


async def test_a_caller_who_hangs_up_leaves_no_lock_behind(db: Database):
    async def work(number: int) -> None:
        async with db.begin() as tx:
            await tx.execute(sa.insert(things).values(**_thing(number)))
            await tx.all(sa.select(things).limit(10))
            await tx.execute(sa.update(things).values(data=number))

    for number in range(200):
        under_way = asyncio.create_task(work(number))
        await asyncio.sleep(number % 20 / 5000)
        under_way.cancel()
        await asyncio.gather(under_way, return_exceptions=True)
        async with asyncio.timeout(10):
            await _make(db, 1000 + number)

    assert await _count(db, outbox_table) == 200


def test_who_is_cancelled_while_a_file_is_opened_leaves_no_thread_behind(tmp_path: Path):
    begun, may_go_on = threading.Event(), threading.Event()

    def slowly() -> sqlite3.Connection:
        begun.set()
        may_go_on.wait()
        return sqlite3.connect(tmp_path / "slow.db")

    async def cancelled_meanwhile() -> None:
        opening = asyncio.ensure_future(Connection(slowly, iter_chunk_size=64))
        while not begun.is_set():
            await asyncio.sleep(0)
        opening.cancel()
        asyncio.get_running_loop().call_later(0.01, may_go_on.set)
        with pytest.raises(asyncio.CancelledError):
            await opening
        assert may_go_on.is_set()  # it was waited for

    before = set(threading.enumerate())
    asyncio.run(cancelled_meanwhile())
    may_go_on.set()
    for thread in set(threading.enumerate()) - before:
        thread.join()  # an exception of its own fails the test
