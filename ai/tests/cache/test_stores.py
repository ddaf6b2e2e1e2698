"""One suite over every store: what is put is got, ends in time, stays within bounds, and belongs to one company."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from ai_service.stores.file import FileStore
from ai_service.stores.memory import LayeredStore, MemoryStore
from ai_service.stores.protocol import MOST_NEAR, Entry, Near, Size, Store
from ai_service.stores.redis import RedisStore

A, B = "cmp_a", "cmp_b"
MOST = 20_000


class Clock:
    """Seconds since 1970, as the test says."""

    def __init__(self) -> None:
        import time

        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "file", "layered", pytest.param("redis", marks=pytest.mark.redis)])
async def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    made: dict[str, Callable[[], Store]] = {
        "memory": lambda: MemoryStore(MOST, now=clock),
        "file": lambda: FileStore(tmp_path / "cache.db", MOST, now=clock),
        "layered": lambda: LayeredStore(
            MemoryStore(MOST, now=clock), FileStore(tmp_path / "cache.db", MOST, now=clock)
        ),
        "redis": lambda: RedisStore(request.getfixturevalue("redis_url"), MOST, now=clock),
    }
    opened = made[request.param]()
    yield opened
    await opened.close()


def entry(clock: Clock, body: bytes = b"answer", seconds: float = 60) -> Entry:
    return Entry(body, {"kind": "text"}, clock.now + seconds)


async def test_what_is_put_is_got_byte_for_byte(store: Store, clock: Clock):
    whole = entry(clock, bytes(range(256)))

    await store.put(A, "k", whole)

    found = await store.get(A, "k")
    assert found == whole
    assert await store.get(A, "other") is None


async def test_an_entry_ends_in_time(store: Store, clock: Clock):
    await store.put(A, "k", entry(clock, seconds=10))
    await store.put_near(A, "s", Near("k", b"vector", clock.now + 10))
    clock.now += 11

    assert await store.get(A, "k") is None
    assert list(await store.near(A, "s")) == []


async def test_the_newest_of_a_key_counts(store: Store, clock: Clock):
    await store.put(A, "k", entry(clock, b"old"))
    await store.put(A, "k", entry(clock, b"new"))

    found = await store.get(A, "k")

    assert found is not None
    assert found.body == b"new"
    assert (await store.size(A)).entries == 1


async def test_one_company_never_gets_what_is_anothers(store: Store, clock: Clock):
    await store.put(A, "k", entry(clock))
    await store.put_near(A, "s", Near("k", b"vector", clock.now + 60))

    assert await store.get(B, "k") is None
    assert list(await store.near(B, "s")) == []
    assert await store.size(B) == Size(0, 0)


async def test_clearing_forgets_everything_of_one_company(store: Store, clock: Clock):
    for company in (A, B):
        await store.put(company, "k", entry(clock))
        await store.put_near(company, "s", Near("k", b"vector", clock.now + 60))

    await store.clear(A)

    assert await store.get(A, "k") is None
    assert list(await store.near(A, "s")) == []
    assert await store.get(B, "k") is not None
    assert len(await store.near(B, "s")) == 1


async def test_it_stays_within_its_bytes_and_the_longest_unused_give_way(store: Store, clock: Clock):
    for place in range(40):
        clock.now += 0.01
        await store.put(A, f"k{place}", entry(clock, b"x" * 1_000))
        assert await store.get(A, "k0") is not None

    size = await store.size(A)
    assert size.bytes <= MOST
    assert size.entries >= 10
    assert await store.get(A, "k39") is not None
    assert await store.get(A, "k1") is None


async def test_what_is_larger_than_the_store_is_not_kept(store: Store, clock: Clock):
    await store.put(A, "small", entry(clock))
    await store.put(A, "k", entry(clock, b"x" * (MOST + 1)))

    assert await store.get(A, "k") is None


async def test_questions_of_a_scope_are_remembered_up_to_a_number(store: Store, clock: Clock):
    for place in range(MOST_NEAR + 3):
        await store.put_near(A, "s", Near(f"k{place}", b"v%d" % place, clock.now + 60 + place))

    known = {each.key: each.vector for each in await store.near(A, "s")}

    assert len(known) == MOST_NEAR
    assert known[f"k{MOST_NEAR + 2}"] == b"v%d" % (MOST_NEAR + 2)
    assert "k0" not in known


async def test_a_file_outlives_a_restart_and_a_damaged_one_is_begun_anew(tmp_path: Path, clock: Clock):
    path = tmp_path / "cache.db"
    first = FileStore(path, now=clock)
    await first.put(A, "k", entry(clock))
    await first.close()

    again = LayeredStore(MemoryStore(now=clock), FileStore(path, now=clock))
    found = await again.get(A, "k")
    await again.close()
    path.write_bytes(b"not a database" * 100)
    damaged = FileStore(path, now=clock)
    await damaged.put(A, "k", entry(clock, b"new"))
    after = await damaged.get(A, "k")
    await damaged.close()

    assert found == entry(clock)
    assert after == entry(clock, b"new")


async def test_a_redis_that_is_away_has_nothing_and_takes_nothing(clock: Clock):
    store = RedisStore("redis://127.0.0.1:1/0", now=clock)

    await store.put(A, "k", entry(clock))

    assert await store.get(A, "k") is None
    assert await store.size(A) == Size(0, 0)
    await store.close()
