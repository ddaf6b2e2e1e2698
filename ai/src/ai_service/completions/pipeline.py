"""The way of every request to a model, in one place:

    authorise → prompt → budget reserve → cache / single flight → route → provider → settle → record

`authorise` has happened when a request arrives here: the route asks for the permission `ai.use`, and `route_for` knows
only what the company has connected. Stages that work on the words themselves come before `reserve`: a prompt that is
named has become messages (`prompted`) when `answered` is called.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from ai_service.completions.deps import Hub
from ai_service.completions.needs import needs_of
from ai_service.completions.prompted import prompted
from ai_service.completions.recording import Ending
from ai_service.completions.remembering import remembered
from ai_service.completions.reserving import limited, reserved
from ai_service.completions.routed import routed
from ai_service.completions.stages import Answer, Ask
from ai_service.providers.vocabulary import Reply
from ai_service.routing.service import plan_of, route_for
from contracts.ai import ChatRequest
from kernel.identity import Principal
from kernel.problems import Problem


async def answered(ask: Ask, deps: Hub) -> Answer:
    """The answer, or one that has begun. Its stream must be read or closed: what it took is known only then."""
    began = time.monotonic()
    company_id = ask.by.company_id
    plan = await plan_of(company_id, deps)
    route = await route_for(ask.model, ask.task, plan, company_id, deps)
    hold = await reserved(ask, route, deps)
    if hold.most is not None:
        ask = limited(ask, hold.most)
    try:
        answer = await remembered(ask, route, lambda: routed(ask, route, plan, deps), deps)
    except Problem:
        await asyncio.shield(hold.release())
        raise
    except BaseException:
        await asyncio.shield(hold.lose())
        raise
    ending = Ending(ask, answer, hold, route.alias, began, time.monotonic() - began)
    if isinstance(answer.content, AsyncGenerator):
        end = _StreamsEnd(answer.content, ending, deps)
        answer.content, answer.finish = end.passed_on(), end
    else:
        await ending.settle_and_record(deps)
    return answer


async def replied(request: ChatRequest, *, by: Principal, deps: Hub, purpose: str = "") -> tuple[Answer, Reply]:
    """The answer to a request in the words of the contract, and what it says."""
    request, made_by = await prompted(request, by=by, deps=deps)
    ask = Ask(
        by=by,
        task="chat",
        dialect=None,
        body={},
        request=lambda: request,
        needs=needs_of(request),
        model=request.model,
        on_behalf_of=request.on_behalf_of,
        purpose=purpose,
        prompt=made_by,
    )
    answer = await answered(ask, deps)
    assert isinstance(answer.content, Reply)  # noqa: S101 - asked without a dialect
    return answer, answer.content


class _StreamsEnd:
    """Settles and records a stream once: when it was read to its end, was left, or was never begun.

    A reader who hangs up is not waited for, and must not keep it from being written: it goes on behind.
    """

    def __init__(self, stream: AsyncGenerator[bytes], ending: Ending, deps: Hub) -> None:
        self._stream = stream
        self._ending = ending
        self._deps = deps
        self._task: asyncio.Task[None] | None = None

    async def passed_on(self) -> AsyncGenerator[bytes]:
        """The stream."""
        try:
            async with aclosing(self._stream):
                async for part in self._stream:
                    yield part
        finally:
            await self()

    async def __call__(self) -> None:
        """End it; does nothing the second time."""
        if self._task is None:
            self._task = asyncio.create_task(self._end())
        await asyncio.shield(self._task)

    async def _end(self) -> None:
        await self._stream.aclose()
        await self._ending.settle_and_record(self._deps)
