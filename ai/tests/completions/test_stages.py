"""The pipeline's stages with what others will put behind them: money that is set aside, answers that are remembered."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import pytest

from ai.tests.completions.conftest import Door
from ai.tests.completions.upstream import MODEL, Failure, Upstream
from ai_service.completions.door import Sent, response_of
from ai_service.completions.pipeline import answered
from ai_service.completions.service import chat_ask
from ai_service.completions.stages import Answer, Ask, Hold, Kept, Spent
from ai_service.deps import Deps
from ai_service.routing.rules import Candidate
from kernel.identity import Principal
from kernel.problems import Problem, TooManyRequests
from tests.harness import COMPANY, USER

BY = Principal("user", COMPANY, USER)


@dataclass
class Purse:
    """A meter that writes down what happens to it."""

    left: float = 1.0
    told: list[Any] = field(default_factory=list[Any])

    most: int | None = None

    async def reserve(self, ask: Ask, candidates: Sequence[Candidate], alias: str | None, deps: Deps) -> Hold:
        needs = ask.needs
        most = max(each.cost(needs.input_tokens, needs.output_tokens or 0) or 0.0 for each in candidates)
        self.told.append(("reserved", round(most, 9)))
        if most > self.left:
            raise TooManyRequests("The budget is used up.")
        return self

    async def settle(self, spent: list[Spent]) -> None:
        self.told.append(("settled", round(sum(each.cost or 0.0 for each in spent), 9)))

    async def release(self) -> None:
        self.told.append("released")

    async def lose(self) -> None:
        self.told.append("lost")


@dataclass
class Shelf:
    """A cache in a dictionary, with a flight for each key."""

    kept: dict[str, Kept] = field(default_factory=dict[str, Kept])
    flights: dict[str, asyncio.Task[Kept]] = field(default_factory=dict[str, asyncio.Task[Kept]])

    async def key(self, ask: Ask, first: Candidate, alias: str | None, deps: Deps) -> str | None:
        return f"{ask.by.company_id}/{first.key}/{ask.stream}/{ask.body['messages']}"

    async def get(self, key: str, deps: Deps) -> Kept | None:
        return self.kept.get(key)

    async def put(self, key: str, kept: Kept, deps: Deps) -> None:
        self.kept[key] = kept

    async def once(self, key: str, work: Callable[[], Awaitable[Kept]], deps: Deps) -> tuple[Kept, bool]:
        flying = self.flights.get(key)
        if flying is not None:
            return await asyncio.shield(flying), False
        self.flights[key] = task = asyncio.create_task(self._fly(work))
        try:
            return await task, True
        finally:
            del self.flights[key]

    async def heard(self, key: str, begin: Callable[[], Awaitable[Answer]], deps: Deps) -> tuple[Answer, bool]:
        return await begin(), True

    async def _fly(self, work: Callable[[], Awaitable[Kept]]) -> Kept:
        return await work()


def ask(**more: Any) -> Ask:
    body = {"model": MODEL, "messages": [{"role": "user", "content": "hello"}], "max_tokens": 100, **more}
    return chat_ask(body, Sent(orjson.dumps(body), {}), "openai", BY)


async def _read(answer: Answer) -> bytes:
    if isinstance(answer.content, bytes):
        return answer.content
    assert isinstance(answer.content, AsyncGenerator)
    return b"".join([part async for part in answer.content])


@pytest.mark.parametrize("stream", [False, True])
async def test_money_is_set_aside_before_and_settled_by_what_was_really_spent(door: Door, stream: bool):
    purse = Purse()

    await _read(await answered(ask(stream=stream), replace(door.ai.deps, meter=purse)))

    assert purse.told[0][0] == "reserved"
    assert purse.told[0][1] >= 100 * 10 / 1e6
    assert purse.told[1:] == [("settled", 74e-6)]


async def test_money_that_was_set_aside_comes_back_when_nobody_answers(door: Door, upstream: Upstream):
    purse, upstream.failures = Purse(), [Failure(500)]

    with pytest.raises(Problem):
        await answered(ask(), replace(door.ai.deps, meter=purse))

    assert purse.told[1:] == ["released"]


async def test_without_money_no_vendor_is_asked(door: Door, upstream: Upstream):
    with pytest.raises(TooManyRequests):
        await answered(ask(), replace(door.ai.deps, meter=Purse(left=0.0)))

    assert upstream.asked == []


@pytest.mark.parametrize("stream", [False, True])
async def test_an_answer_is_remembered_and_costs_nothing_the_second_time(door: Door, upstream: Upstream, stream: bool):
    purse = Purse()
    deps = replace(door.ai.deps, memory=Shelf(), meter=purse)

    first = await answered(ask(stream=stream), deps)
    one = await _read(first)
    again = await answered(ask(stream=stream), deps)
    other = await _read(again)

    assert (one, first.cache, again.cache) == (other, "miss", "hit")
    assert len(upstream.asked) == 1
    assert purse.told[-1] == ("settled", 0.0)


async def test_of_a_hundred_equal_requests_in_the_air_one_asks(door: Door, upstream: Upstream):
    upstream.slow = 0.1
    deps = replace(door.ai.deps, memory=Shelf())

    answers = await asyncio.gather(*(answered(ask(), deps) for _ in range(100)))

    assert len(upstream.asked) == 1
    assert len({await _read(each) for each in answers}) == 1


async def test_what_broke_off_is_not_remembered(door: Door, upstream: Upstream):
    upstream.breaks_off = True
    shelf = Shelf()

    with pytest.raises(Problem):
        await _read(await answered(ask(stream=True), replace(door.ai.deps, memory=shelf)))

    assert shelf.kept == {}


async def test_a_refusal_by_the_model_is_not_remembered(door: Door, upstream: Upstream):
    upstream.finish = "content_filter"
    shelf = Shelf()

    await answered(ask(), replace(door.ai.deps, memory=shelf))

    assert shelf.kept == {}


async def test_records_are_written_together(door: Door):
    for _ in range(25):
        await answered(ask(), door.ai.deps)

    assert len(await door.usage(25)) == 25


async def test_a_stream_that_nobody_began_to_read_is_settled_all_the_same(door: Door):
    purse = Purse()
    response = response_of(await answered(ask(stream=True), replace(door.ai.deps, meter=purse)), "openai", "req_1")

    async def gone() -> Any:
        return {"type": "http.disconnect"}

    async def closed(_: Any) -> None:
        raise OSError("The caller is gone.")

    with pytest.raises(Exception, match=r"gone|disconnect|unhandled"):
        await response({"type": "http", "asgi": {"spec_version": "2.3"}}, gone, closed)

    assert purse.told[1][0] == "settled"
    assert len(await door.usage()) == 1
