"""The stage that answers from memory, and lets one of several equal requests ask for all."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from ai_service.completions.deps import Hub
from ai_service.completions.stages import Answer, Ask, Cache, Kept, Tally
from ai_service.routing.resolving import Route

_LARGEST_KEPT = 1024 * 1024
_NOT_KEPT = ("no-store", "no-cache")


async def remembered(ask: Ask, route: Route, work: Callable[[], Awaitable[Answer]], deps: Hub) -> Answer:
    """An answer from memory, else by `work`; one that is whole and no refusal is remembered."""
    cache = deps.cache
    if cache is None or any(word in ask.cache_control for word in _NOT_KEPT):
        return await work()
    key = await cache.key(ask, route.candidates[0])
    if key is None:
        return await work()
    kept = await cache.get(key)
    if kept is not None:
        return _again(kept, ask)
    if ask.stream:
        answer = await work()
        if isinstance(answer.content, AsyncGenerator):
            answer.content = _kept_at_its_end(answer, answer.content, key, cache)
        answer.cache = "miss"
        return answer
    return await _by_one(ask, key, work, cache)


async def _by_one(ask: Ask, key: str, work: Callable[[], Awaitable[Answer]], cache: Cache) -> Answer:
    mine: list[Answer] = []

    async def asked() -> Kept:
        answer = await work()
        mine.append(answer)
        assert not isinstance(answer.content, AsyncGenerator)  # noqa: S101 - `ask.stream` is false
        kept = Kept(answer.content, answer.tally, answer.candidate)
        if _is_worth_it(answer.tally):
            await cache.put(key, kept)
        return kept

    kept, by_us = await cache.once(key, asked)
    if by_us and mine:
        mine[0].cache = "miss"
        return mine[0]
    return _again(kept, ask)


def _is_worth_it(tally: Tally) -> bool:
    return tally.complete and tally.stop in {"end", "tools"}


def _again(kept: Kept, ask: Ask) -> Answer:
    content = kept.content
    if ask.stream and isinstance(content, bytes):
        return Answer(_replayed(content), kept.tally, kept.candidate, 0, "hit")
    return Answer(content, kept.tally, kept.candidate, 0, "hit")


async def _replayed(events: bytes) -> AsyncGenerator[bytes]:
    """A stream from memory, in the pieces in which it came."""
    for each in events.split(b"\n\n"):
        if each:
            yield each + b"\n\n"


async def _kept_at_its_end(
    answer: Answer, stream: AsyncGenerator[bytes], key: str, cache: Cache
) -> AsyncGenerator[bytes]:
    parts: list[bytes] = []
    size = 0
    async with aclosing(stream):
        async for part in stream:
            size += len(part)
            if size <= _LARGEST_KEPT:
                parts.append(part)
            yield part
    if size <= _LARGEST_KEPT and _is_worth_it(answer.tally):
        await cache.put(key, Kept(b"".join(parts), answer.tally, answer.candidate))
