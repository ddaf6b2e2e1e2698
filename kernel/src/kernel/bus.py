"""The bus: durable messages to groups of consumers (at least once), and live notes (lossy), behind one protocol.

`MemoryBus` serves one process: `publish` returns when every group has handled the message, so that the outbox, which
forgets a message only then, stays the truth over a crash. `RedisBus` serves many: one stream a topic, one consumer
group a service, claims of silent consumers taken over on a timer, streams trimmed to what some group still needs.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from typing import Any, ClassVar, Protocol, cast

import orjson
from pydantic import BaseModel, ConfigDict

from kernel.jobs import attempt
from kernel.telemetry import get_logger

_log = get_logger(__name__)


class Event(BaseModel):
    """Something that happened in a company. Subclasses give their `topic`; they only ever gain optional fields."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    topic: ClassVar[str]
    company_id: str


class Message(BaseModel):
    """An event on its way: `id` is stable over repeats, so that consumers can tell them."""

    model_config = ConfigDict(frozen=True)
    id: str
    topic: str
    company_id: str
    payload: dict[str, Any]
    created_at: datetime


Handler = Callable[[Message], Awaitable[None]]
Together = Callable[[Sequence[Message]], Awaitable[None]]
"""Handles several messages at once, all or none; when it fails, each is handed to the `Handler` by itself."""


class Bus(Protocol):
    """What services need of a bus."""

    async def publish(self, message: Message) -> None:
        """Hand the message to every group that subscribed to its topic; raises when that cannot be promised."""
        ...

    async def publish_all(self, messages: Sequence[Message]) -> None:
        """As `publish`, for many in order. When it raises, any of them may have been handed out."""
        ...

    async def subscribe(
        self, group: str, topics: Sequence[str], handler: Handler, together: Together | None = None
    ) -> None:
        """Let `handler` have each message of these topics at least once per group. A failed one comes again."""
        ...

    async def notify(self, channel: str, data: str) -> None:
        """Tell who listens just now; nobody else ever hears of it."""
        ...

    def listen(self, channel: str) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """The notes on this channel from now on."""
        ...

    async def ping(self) -> None:
        """Raise when the bus does not work."""
        ...

    async def close(self) -> None:
        """Stop handing out messages."""
        ...


class MemoryBus:
    """A bus inside one process."""

    def __init__(self) -> None:
        self._handlers: dict[str, dict[str, Handler]] = defaultdict(dict)
        self._together: dict[str, Together] = {}
        self._listeners: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)

    async def publish(self, message: Message) -> None:
        for handler in list(self._handlers[message.topic].values()):
            await handler(message)

    async def publish_all(self, messages: Sequence[Message]) -> None:
        groups = {group for message in messages for group in self._handlers[message.topic]}
        for group in sorted(groups):
            mine = [message for message in messages if group in self._handlers[message.topic]]
            if together := self._together.get(group):
                await together(mine)
            else:
                for message in mine:
                    await self._handlers[message.topic][group](message)

    async def subscribe(
        self, group: str, topics: Sequence[str], handler: Handler, together: Together | None = None
    ) -> None:
        for topic in topics:
            self._handlers[topic][group] = handler
        if together:
            self._together[group] = together

    async def notify(self, channel: str, data: str) -> None:
        for queue in self._listeners.get(channel, ()):
            with suppress(asyncio.QueueFull):
                queue.put_nowait(data)

    @asynccontextmanager
    async def listen(self, channel: str) -> AsyncGenerator[AsyncIterator[str], None]:
        queue: asyncio.Queue[str] = asyncio.Queue(1000)
        self._listeners[channel].add(queue)

        async def notes() -> AsyncIterator[str]:
            while True:
                yield await queue.get()

        try:
            yield notes()
        finally:
            self._listeners[channel].discard(queue)
            if not self._listeners[channel]:
                del self._listeners[channel]

    async def ping(self) -> None:
        return

    async def close(self) -> None:
        self._handlers.clear()


class RedisBus:
    """A bus on Redis (6.2 or newer). `consumer` names this process among its group's."""

    block_ms = 2_000
    deliveries_before_dead = 20

    def __init__(self, url: str, *, consumer: str, prefix: str = "platform:", reclaim_after_ms: int = 30_000) -> None:
        # Imported here: a process without Redis need not pay for it. The client's own annotations are partly unknown;
        # what we use of it is proven by the suite over both buses.
        from redis import exceptions
        from redis.asyncio import Redis

        self._refused = exceptions.ResponseError
        self._unreachable = (exceptions.RedisError, OSError)
        self._redis: Any = cast("Any", Redis).from_url(
            url, decode_responses=True, socket_timeout=10, socket_connect_timeout=5
        )
        self._consumer = consumer
        self._prefix = prefix
        self._reclaim_after_ms = reclaim_after_ms
        self._readers: list[asyncio.Task[None]] = []
        self._closing = False

    async def publish(self, message: Message) -> None:
        await self._redis.xadd(self._prefix + message.topic, {"m": message.model_dump_json()})

    async def publish_all(self, messages: Sequence[Message]) -> None:
        async with self._redis.pipeline(transaction=False) as pipe:
            for message in messages:
                pipe.xadd(self._prefix + message.topic, {"m": message.model_dump_json()})
            await pipe.execute()

    async def subscribe(
        self, group: str, topics: Sequence[str], handler: Handler, together: Together | None = None
    ) -> None:
        streams = [self._prefix + topic for topic in topics]
        await self._join(group, streams)
        reading = self._read(group, streams, handler, together)
        self._readers.append(asyncio.create_task(reading, name=f"bus:{group}"))

    async def _join(self, group: str, streams: list[str]) -> None:
        for stream in streams:
            try:
                await self._redis.xgroup_create(stream, group, id="0", mkstream=True)
            except self._refused as error:
                if "BUSYGROUP" not in str(error):
                    raise

    async def _read(self, group: str, streams: list[str], handler: Handler, together: Together | None) -> None:
        reclaim_at = 0.0
        is_member = True
        clock = asyncio.get_running_loop().time
        while not self._closing:
            try:
                if not is_member:
                    await self._join(group, streams)
                    is_member = True
                if clock() >= reclaim_at:
                    for stream in streams:
                        await self._reclaim(group, stream, handler)
                        await self._trim(stream)
                    reclaim_at = clock() + self._reclaim_after_ms / 2_000
                got: Any = await self._redis.xreadgroup(
                    group, self._consumer, dict.fromkeys(streams, ">"), count=50, block=self.block_ms
                )
                for stream, entries in _pairs(got):
                    await self._handle_all(group, stream, _flat(entries), handler, together)
            except self._unreachable as error:
                _log.warning("bus_unreachable", group=group, error=str(error))
                is_member = "NOGROUP" not in str(error)  # a Redis that came back empty knows of no group
                await asyncio.sleep(1)

    async def _reclaim(self, group: str, stream: str, handler: Handler) -> None:
        """Take over what a silent consumer holds; put aside what failed too often."""
        pending: Any = await self._redis.xpending_range(
            stream, group, min="-", max="+", count=50, idle=self._reclaim_after_ms
        )
        for row in pending:
            claimed: Any = await self._redis.xclaim(
                stream, group, self._consumer, self._reclaim_after_ms, [row["message_id"]]
            )
            for entry in claimed:
                if row["times_delivered"] >= self.deliveries_before_dead:
                    await self._redis.xadd(stream + ":dead", {"group": group, **entry[1]}, maxlen=10_000)
                    await self._redis.xack(stream, group, entry[0])
                    _log.error("message_put_aside", group=group, stream=stream, entry=entry[0])
                else:
                    await self._handle(group, stream, entry, handler)

    async def _handle(self, group: str, stream: str, entry: tuple[str, dict[str, str]], handler: Handler) -> None:
        key, fields = entry
        message = Message.model_validate(orjson.loads(fields["m"]))
        if await attempt("consumer", handler(message), group=group, topic=message.topic, message=message.id):
            await self._redis.xack(stream, group, key)

    async def _handle_all(
        self,
        group: str,
        stream: str,
        entries: list[tuple[str, dict[str, str]]],
        handler: Handler,
        together: Together | None,
    ) -> None:
        """Together where that is possible, else one by one."""
        if together and len(entries) > 1:
            messages = [Message.model_validate(orjson.loads(fields["m"])) for _, fields in entries]
            if await attempt("consumer", together(messages), group=group, messages=len(messages)):
                await self._redis.xack(stream, group, *(key for key, _ in entries))
                return
        for entry in entries:
            await self._handle(group, stream, entry, handler)

    async def _trim(self, stream: str) -> None:
        """Forget what every group has acknowledged."""
        needed: list[str] = []
        for group in await self._redis.xinfo_groups(stream):
            pending: Any = await self._redis.xpending(stream, group["name"])
            needed.append(pending["min"] if pending["pending"] else group["last-delivered-id"])
        if needed:
            oldest = min(needed, key=lambda key: tuple(int(part) for part in key.split("-")))
            await self._redis.xtrim(stream, minid=oldest, approximate=True)

    async def length(self, topic: str) -> int:
        """How many messages of this topic are kept (some group may still need them)."""
        return int(await self._redis.xlen(self._prefix + topic))

    async def dead(self, topic: str) -> int:
        """How many messages of this topic were put aside because they failed too often."""
        return int(await self._redis.xlen(f"{self._prefix}{topic}:dead"))

    async def notify(self, channel: str, data: str) -> None:
        with suppress(*self._unreachable):
            await self._redis.publish(self._prefix + channel, data)

    @asynccontextmanager
    async def listen(self, channel: str) -> AsyncGenerator[AsyncIterator[str], None]:
        async with self._redis.pubsub() as subscription:
            await subscription.subscribe(self._prefix + channel)

            async def notes() -> AsyncIterator[str]:
                while True:
                    note: Any = await subscription.get_message(ignore_subscribe_messages=True, timeout=5)
                    if note is not None:
                        yield note["data"]

            yield notes()

    async def ping(self) -> None:
        await self._redis.ping()

    async def close(self) -> None:
        # The flag as well: the client may lose a cancellation that comes as one of its own time-outs ends.
        self._closing = True
        for task in self._readers:
            task.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        await self._redis.aclose()


def _flat(entries: Any) -> list[tuple[str, dict[str, str]]]:
    """RESP3 wraps a stream's entries in one more list than RESP2."""
    return entries[0] if entries and isinstance(entries[0], list) else entries


def _pairs(got: Any) -> list[tuple[str, Any]]:
    """RESP3 answers a mapping of streams where RESP2 answers a list of pairs."""
    return list(cast("dict[str, Any]", got).items()) if isinstance(got, dict) else list(got or ())
