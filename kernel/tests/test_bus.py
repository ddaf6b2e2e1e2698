"""One suite over both buses: what a consumer may rely on in memory and on Redis alike."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence, Sized
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from kernel.bus import Bus, MemoryBus, Message, RedisBus
from kernel.ids import new_id
from kernel.jobs import attempt
from tests.servers.redis_server import redis_place

_RECLAIM_MS = 200
_BusMaker = Callable[[str], Bus]
_RedisMaker = Callable[[str, int], RedisBus]


def _message(number: int, topic: str = "company.something") -> Message:
    return Message(
        id=new_id("evt"), topic=topic, company_id="cmp_1", payload={"n": number, "ä": "ß"}, created_at=datetime.now(UTC)
    )


async def _until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await condition():
            await asyncio.sleep(0.01)


async def _filled(seen: Sized, count: int) -> None:
    async def enough() -> bool:
        return len(seen) == count

    await _until(enough)


@pytest.fixture(params=["memory", "redis"])
async def bus_of(request: pytest.FixtureRequest) -> AsyncGenerator[_BusMaker]:
    """Makes the bus as a process of this name sees it."""
    made: list[Bus] = []
    shared = MemoryBus()
    redis_url = request.getfixturevalue("redis_url") if request.param == "redis" else ""

    def make(process: str) -> Bus:
        if request.param == "memory":
            return shared
        bus = RedisBus(redis_url, consumer=process, reclaim_after_ms=_RECLAIM_MS)
        bus.block_ms = 50
        made.append(bus)
        return bus

    yield make
    for bus in [*made, shared]:
        await bus.close()


@pytest.fixture
async def redis_bus(redis_url: str) -> AsyncGenerator[_RedisMaker]:
    """Makes the bus on Redis as a process of this name sees it, which takes over after so many milliseconds."""
    made: list[RedisBus] = []

    def make(process: str, reclaim_after_ms: int) -> RedisBus:
        bus = RedisBus(redis_url, consumer=process, reclaim_after_ms=reclaim_after_ms)
        bus.block_ms = 20
        made.append(bus)
        return bus

    yield make
    for bus in made:
        await bus.close()


async def test_each_group_gets_each_message_of_its_topics(bus_of: _BusMaker):
    bus, seen = bus_of("a"), list[tuple[str, Message]]()
    for group in ("agents", "notifications"):
        await bus.subscribe(group, ["company.something"], _into(seen, group))
    sent = [_message(n) for n in range(5)]

    for message in [*sent, _message(9, "company.other")]:
        await bus.publish(message)
    await _filled(seen, 10)

    for group in ("agents", "notifications"):
        assert [m for g, m in seen if g == group] == sent


def _into(seen: list[tuple[str, Message]], group: str) -> Callable[[Message], Any]:
    async def handle(message: Message) -> None:
        seen.append((group, message))

    return handle


async def test_what_a_consumer_fails_at_is_not_lost(bus_of: _BusMaker):
    bus, tries, done = bus_of("a"), list[str](), list[str]()

    async def handle(message: Message) -> None:
        tries.append(message.id)
        if len(tries) < 3:
            raise RuntimeError("not yet")
        done.append(message.id)

    async def publish() -> None:
        with suppress(RuntimeError):
            await bus.publish(message)

    await bus.subscribe("agents", ["company.something"], handle)
    message = _message(1)
    await publish()

    async with asyncio.timeout(60):
        while not done:
            # In memory the failure reaches the publisher (the outbox relay), who tries again; Redis delivers again.
            if isinstance(bus, MemoryBus):
                await publish()
            await asyncio.sleep(0.01)

    assert done == [message.id]


async def test_many_messages_are_handled_together_and_one_by_one_when_that_fails(bus_of: _BusMaker):
    bus, batches, single = bus_of("a"), list[list[int]](), list[int]()

    async def together(messages: Sequence[Message]) -> None:
        batches.append([message.payload["n"] for message in messages])
        if any(message.payload["n"] == 13 for message in messages):
            raise RuntimeError("not this one")

    async def handle(message: Message) -> None:
        single.append(message.payload["n"])

    async def all_heard() -> bool:
        good = [number for batch in batches if 13 not in batch for number in batch]
        return sorted([*good, *single]) == [*range(10), 13, 14]

    await bus.subscribe("agents", ["company.something"], handle, together)
    await bus.publish_all([_message(n) for n in range(10)])
    with suppress(RuntimeError):  # in memory the failure reaches the publisher, who then publishes one by one
        await bus.publish_all([_message(n) for n in (13, 14)])
    if isinstance(bus, MemoryBus):
        for n in (13, 14):
            await bus.publish(_message(n))

    await _until(all_heard)
    assert max(len(batch) for batch in batches) > 1


async def test_notes_reach_who_listens_and_nobody_else(bus_of: _BusMaker):
    bus = bus_of("a")
    await bus.notify("run:1", "too early")

    async with bus.listen("run:1") as notes:
        await asyncio.sleep(0.1)
        await bus.notify("run:2", "another")
        await bus.notify("run:1", "now")
        async with asyncio.timeout(5):
            assert await anext(notes) == "now"


async def test_a_bus_that_works_answers(bus_of: _BusMaker):
    await bus_of("a").ping()


async def test_work_of_a_process_that_died_is_taken_over_while_the_stream_is_quiet(redis_bus: _RedisMaker):
    started, taken = asyncio.Event(), list[Message]()

    async def never_ends(_: Message) -> None:
        started.set()
        await asyncio.sleep(60)

    first = redis_bus("first", _RECLAIM_MS)
    await first.subscribe("agents", ["company.something"], never_ends)
    message = _message(1)
    await first.publish(message)
    await started.wait()
    await first.close()

    second = redis_bus("second", _RECLAIM_MS)

    async def take(m: Message) -> None:
        taken.append(m)

    await second.subscribe("agents", ["company.something"], take)
    await _filled(taken, 1)

    assert taken == [message]


async def test_a_message_that_always_fails_is_put_aside_and_the_others_go_on(redis_bus: _RedisMaker):
    bus, done = redis_bus("a", 20), list[int]()
    bus.deliveries_before_dead = 3

    async def handle(message: Message) -> None:
        if message.payload["n"] == 0:
            raise RuntimeError("poison")
        done.append(message.payload["n"])

    await bus.subscribe("agents", ["company.something"], handle)
    for n in range(3):
        await bus.publish(_message(n))
    await _filled(done, 2)

    async def put_aside() -> bool:
        return await bus.dead("company.something") == 1

    await _until(put_aside)
    assert done == [1, 2]


async def test_streams_do_not_grow_for_ever(redis_bus: _RedisMaker):
    bus, seen = redis_bus("a", 50), list[tuple[str, Message]]()
    await bus.subscribe("agents", ["company.something"], _into(seen, "agents"))

    for n in range(300):
        await bus.publish(_message(n))
    await _filled(seen, 300)

    async def short() -> bool:
        return await bus.length("company.something") <= 200

    await _until(short)


@pytest.mark.redis
async def test_a_redis_that_comes_back_without_its_memory_delivers_again():
    with redis_place() as place:
        bus, seen = RedisBus(f"redis://127.0.0.1:{place.port}/0", consumer="a"), list[tuple[str, Message]]()
        bus.block_ms = 50
        before, after = _message(1), _message(2)
        with place.running():
            await bus.subscribe("agents", ["company.something"], _into(seen, "agents"))
            await bus.publish(before)
            await _filled(seen, 1)

        with place.running():
            while not await attempt("publish", bus.publish(after)):  # as the relay does: its connections are dead
                await asyncio.sleep(0.05)
            await _filled(seen, 2)
            await bus.close()

    assert seen == [("agents", before), ("agents", after)]
