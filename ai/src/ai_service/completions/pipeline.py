"""The way of every request to a model, in one place:

    authorise → prompt → guard → budget reserve → cache / single flight → route → provider → settle → record

`authorise` has happened when a request arrives here: the route asks for the permission `ai.use`, and `route_for` knows
only what the company has connected. A prompt that is named has become messages (`prompted`) when `answered` is called.
`guard` masks what must not go out; what it masked is put back last of all, so that neither the vendor nor the cache nor
a record has seen it.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from ai_service.completions import tracing
from ai_service.completions.deps import Hub
from ai_service.completions.guarding import Guarded, guarded, is_json_wanted, refuse
from ai_service.completions.keeping import Kept
from ai_service.completions.needs import needs_of
from ai_service.completions.prompted import prompted
from ai_service.completions.recording import Ending
from ai_service.completions.remembering import remembered
from ai_service.completions.reserving import limited, reserved
from ai_service.completions.restoring import restored_bytes, restored_reply, restored_stream
from ai_service.completions.routed import routed
from ai_service.completions.stages import Answer, Ask, Content, Hold
from ai_service.completions.tracing import Trace
from ai_service.providers.vocabulary import Reply
from ai_service.routing.plans import Plan
from ai_service.routing.resolving import Route
from ai_service.routing.service import plan_of, route_for
from contracts.ai import ChatRequest
from kernel.identity import Principal
from kernel.problems import Problem
from kernel.telemetry import is_tracing, tracer


async def answered(ask: Ask, deps: Hub) -> Answer:
    """The answer, or one that has begun. Its stream must be read or closed: what it took is known only then."""
    began = time.monotonic()
    company_id = ask.by.company_id
    plan = await plan_of(company_id, deps)
    route = await route_for(ask.model, ask.task, plan, company_id, deps)
    found = await guarded(ask, route, deps)
    kept, trace = Kept(found, route.alias), tracing.begun(found.ask, tracer if is_tracing() else None)
    try:
        refuse(found)
        hold = await reserved(found.ask, route, deps)
        answer = await _asked(found.ask, route, plan, hold, deps)
    except BaseException as error:
        trace.failed(error)
        if isinstance(error, Problem):
            await kept.refused(error, time.monotonic() - began, deps)
        raise
    ending = Ending(found.ask, answer, hold, route.alias, began, time.monotonic() - began, kept)
    return await _given(answer, found, ending, trace, deps)


async def _asked(ask: Ask, route: Route, plan: Plan, hold: Hold, deps: Hub) -> Answer:
    """From the cache or a model, with money held for it."""
    if hold.most is not None:
        ask = limited(ask, hold.most)
    try:
        return await remembered(ask, route, lambda: routed(ask, route, plan, deps), deps)
    except Problem:
        await asyncio.shield(hold.release())
        raise
    except BaseException:
        await asyncio.shield(hold.lose())
        raise


async def _given(answer: Answer, found: Guarded, ending: Ending, trace: Trace, deps: Hub) -> Answer:
    """Settled and recorded, at once or at its stream's end; then as its caller may read it."""
    if isinstance(answer.content, AsyncGenerator):
        end = _StreamsEnd(answer.content, ending, trace, deps)
        answer.content, answer.finish = end.passed_on(), end
    else:
        await ending.settle_and_record(deps)
        trace.answered(answer, ending.alias)
    if found.vault:
        answer.content = _restored(answer.content, found)
    return answer


def _restored(content: Content, found: Guarded) -> Content:
    vault, in_json = found.vault, is_json_wanted(found.ask)
    if isinstance(content, Reply):
        return restored_reply(content, vault, in_json=in_json)
    if isinstance(content, bytes):
        return restored_bytes(content, vault, in_json=in_json) if found.ask.task == "chat" else content
    return restored_stream(content, vault, found.ask.dialect or "openai", in_json=in_json)


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

    def __init__(self, stream: AsyncGenerator[bytes], ending: Ending, trace: Trace, deps: Hub) -> None:
        self._source = stream
        self._stream = ending.kept.heard(stream)
        self._ending = ending
        self._trace = trace
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
        await self._source.aclose()  # closing what wraps it does not reach it where it was never begun
        await self._ending.settle_and_record(self._deps)
        self._trace.answered(self._ending.answer, self._ending.alias)
