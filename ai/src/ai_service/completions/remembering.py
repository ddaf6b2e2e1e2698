"""The stage that answers from memory, and lets one of several equal requests ask for all."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from ai_service.completions.deps import Hub
from ai_service.completions.stages import Answer, Ask, Content, Kept, Tally
from ai_service.routing.resolving import Route

_LARGEST_KEPT = 1024 * 1024


async def remembered(ask: Ask, route: Route, work: Callable[[], Awaitable[Answer]], deps: Hub) -> Answer:
    """An answer from memory, else by `work`; one that is whole and no refusal is remembered."""
    key = await deps.memory.key(ask, route.candidates[0], route.alias, deps)
    if key is None:
        return await work()
    kept = await deps.memory.get(key, deps)
    if kept is not None:
        return _again(kept, ask)
    if ask.stream:
        return await _heard_by_all(ask, key, work, deps)
    return await _by_one(ask, key, work, deps)


async def _by_one(ask: Ask, key: Any, work: Callable[[], Awaitable[Answer]], deps: Hub) -> Answer:
    mine: list[Answer] = []

    async def asked() -> Kept:
        answer = await work()
        mine.append(answer)
        assert not isinstance(answer.content, AsyncGenerator)  # noqa: S101 - `ask.stream` is false
        kept = Kept(answer.content, answer.tally, answer.candidate, answer.spent.cost or 0.0)
        if _is_worth_it(answer.tally):
            await deps.memory.put(key, kept, deps)
        return kept

    kept, by_us = await deps.memory.once(key, asked, deps)
    if by_us and mine:
        mine[0].cache = "miss"
        return mine[0]
    return _again(replace(kept, how=kept.how or "joined"), ask)


async def _heard_by_all(ask: Ask, key: Any, work: Callable[[], Awaitable[Answer]], deps: Hub) -> Answer:
    async def begun() -> Answer:
        # Once more: the stream of a moment ago may have ended since it was looked for.
        kept = await deps.memory.get(key, deps)
        if kept is not None:
            return _again(kept, ask)
        answer = await work()
        if isinstance(answer.content, AsyncGenerator):
            answer.content = _kept_at_its_end(answer, answer.content, key, deps)
        answer.cache = "miss"
        return answer

    answer, by_us = await deps.memory.heard(key, begun, deps)
    return answer if by_us else _joined(answer)


def _joined(heard: Answer) -> Answer:
    """Another's stream as one's own: it costs nothing here, and what it takes stands in the same tally."""
    mine = replace(heard, attempts=0, cache="hit", how="joined", lost=[])

    async def passed_on(stream: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
        try:
            async with aclosing(stream):
                async for part in stream:
                    yield part
        finally:
            mine.saved = heard.saved or heard.spent.cost or 0.0

    if isinstance(heard.content, AsyncGenerator):
        mine.content = passed_on(heard.content)
    return mine


def _is_worth_it(tally: Tally) -> bool:
    return tally.complete and tally.stop in {"end", "tools"}


def _again(kept: Kept, ask: Ask) -> Answer:
    content: Content = kept.content
    if ask.stream and isinstance(content, bytes):
        content = _replayed(content)
    return Answer(content, kept.tally, kept.candidate, 0, "hit", kept.how, kept.cost)


async def _replayed(events: bytes) -> AsyncGenerator[bytes]:
    """A stream from memory, in the pieces in which it came."""
    for each in events.split(b"\n\n"):
        if each:
            yield each + b"\n\n"


async def _kept_at_its_end(answer: Answer, stream: AsyncGenerator[bytes], key: Any, deps: Hub) -> AsyncGenerator[bytes]:
    parts: list[bytes] = []
    size = 0
    async with aclosing(stream):
        async for part in stream:
            size += len(part)
            if size <= _LARGEST_KEPT:
                parts.append(part)
            yield part
    if size <= _LARGEST_KEPT and _is_worth_it(answer.tally):
        kept = Kept(b"".join(parts), answer.tally, answer.candidate, answer.spent.cost or 0.0)
        await deps.memory.put(key, kept, deps)
