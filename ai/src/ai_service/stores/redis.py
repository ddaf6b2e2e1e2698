"""A store in Redis, shared by all processes of the AI service.

Entries end by Redis's own clock. An index per company (last use and size of each entry) keeps it within its bytes and
lets it be cleared; a script keeps index and entries together.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, cast

import orjson

from ai_service.stores.protocol import MOST_NEAR, Entry, Near, Size
from kernel.telemetry import get_logger

R = TypeVar("R")
_log = get_logger(__name__)
_PREFIX = "platform:cache:"
_PUT = """
local entry, used, sizes, ends = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local key, value, now, expires, most, prefix = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
redis.call('SET', entry, value, 'PXAT', math.floor(expires * 1000))
redis.call('ZADD', used, now, key)
redis.call('ZADD', ends, expires, key)
redis.call('HSET', sizes, key, #value)
local function forget(each)
  redis.call('ZREM', used, each) redis.call('ZREM', ends, each) redis.call('HDEL', sizes, each)
  redis.call('UNLINK', prefix .. each)
end
for _, each in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', now)) do forget(each) end
local total = 0
for _, size in ipairs(redis.call('HVALS', sizes)) do total = total + size end
while total > most do
  local oldest = redis.call('ZRANGE', used, 0, 0)[1]
  total = total - redis.call('HGET', sizes, oldest)
  forget(oldest)
end
"""


class RedisStore:
    """At most `most_bytes` for each company."""

    def __init__(self, url: str, most_bytes: int = 128 * 1024 * 1024, *, now: Callable[[], float] = time.time) -> None:
        # Imported here: a process without Redis need not pay for it. The client's own annotations are partly unknown;
        # what we use of it is proven by the suite over all stores.
        from redis import exceptions
        from redis.asyncio import Redis

        self._redis: Any = cast("Any", Redis).from_url(url, socket_timeout=2, socket_connect_timeout=2)
        self._put: Any = self._redis.register_script(_PUT)
        self._unreachable = (exceptions.RedisError, OSError)
        self._most = most_bytes
        self._now = now

    async def _or(self, otherwise: R, work: Callable[[], Awaitable[R]]) -> R:
        try:
            return await work()
        except self._unreachable as error:
            _log.warning("cache_unreachable", error=str(error))
            return otherwise

    async def get(self, company_id: str, key: str) -> Entry | None:
        async def work() -> Entry | None:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.get(_entry(company_id, key))
                pipe.zadd(_index(company_id, "used"), {key: self._now()}, xx=True)
                stored, _ = await pipe.execute()
            entry = _read(stored) if stored else None
            return entry if entry and entry.expires_at > self._now() else None

        return await self._or(None, work)

    async def put(self, company_id: str, key: str, entry: Entry) -> None:
        async def work() -> None:
            indexes = [_index(company_id, name) for name in ("used", "sizes", "ends")]
            given = [key, _written(entry), self._now(), entry.expires_at, self._most, _entry(company_id, "")]
            await self._put(keys=[_entry(company_id, key), *indexes], args=given)

        if entry.size <= self._most:
            await self._or(None, work)

    async def near(self, company_id: str, scope: str) -> Sequence[Near]:
        async def work() -> list[Near]:
            rows: dict[bytes, bytes] = await self._redis.hgetall(_index(company_id, f"near:{scope}"))
            found = [Near(key.decode(), row[8:], _time(row)) for key, row in rows.items()]
            return sorted((each for each in found if each.expires_at > self._now()), key=lambda each: each.expires_at)

        return await self._or(list[Near](), work)

    async def put_near(self, company_id: str, scope: str, near: Near) -> None:
        known = await self.near(company_id, scope)

        async def work() -> None:
            place = _index(company_id, f"near:{scope}")
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hset(place, near.key, round(near.expires_at * 1000).to_bytes(8, "big") + near.vector)
                if len(known) >= MOST_NEAR:
                    pipe.hdel(place, *[each.key for each in known[: len(known) - MOST_NEAR + 1]])
                pipe.expireat(place, int(near.expires_at) + 1)
                pipe.sadd(_index(company_id, "scopes"), place)
                await pipe.execute()

        await self._or(None, work)

    async def size(self, company_id: str) -> Size:
        async def work() -> Size:
            sizes = await self._redis.hvals(_index(company_id, "sizes"))
            return Size(len(sizes), sum(int(size) for size in sizes))

        return await self._or(Size(0, 0), work)

    async def clear(self, company_id: str) -> None:
        async def work() -> None:
            keys = await self._redis.hkeys(_index(company_id, "sizes"))
            scopes = await self._redis.smembers(_index(company_id, "scopes"))
            gone = [_entry(company_id, key.decode()) for key in keys]
            indexes = [_index(company_id, name) for name in ("used", "sizes", "ends", "scopes")]
            await self._redis.unlink(*gone, *scopes, *indexes)

        await self._or(None, work)

    async def close(self) -> None:
        await self._redis.aclose()


def _entry(company_id: str, key: str) -> str:
    return f"{_PREFIX}{company_id}:entry:{key}"


def _index(company_id: str, name: str) -> str:
    return f"{_PREFIX}{company_id}:{name}"


def _time(row: bytes) -> float:
    return int.from_bytes(row[:8], "big") / 1000


def _written(entry: Entry) -> bytes:
    about = orjson.dumps({"about": entry.about, "expires_at": entry.expires_at})
    return len(about).to_bytes(4, "big") + about + entry.body


def _read(stored: bytes) -> Entry:
    end = 4 + int.from_bytes(stored[:4], "big")
    told = orjson.loads(stored[4:end])
    return Entry(stored[end:], told["about"], told["expires_at"])
