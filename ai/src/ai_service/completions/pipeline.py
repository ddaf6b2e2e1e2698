"""The way of every request to a model, in one place:

    authorise → budget reserve → cache / single flight → route → provider → settle → record

`authorise` has happened when a request arrives here: the route asks for the permission `ai.use`, and `route_for` knows
only what the company has connected. Stages that work on the words themselves (prompts, guards) come before `reserve`.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from ai_service.completions.deps import Hub
from ai_service.completions.recording import Ending
from ai_service.completions.remembering import remembered
from ai_service.completions.reserving import reserved
from ai_service.completions.routed import routed
from ai_service.completions.stages import Answer, Ask
from ai_service.routing.service import plan_of, route_for

_ending: set[asyncio.Task[None]] = set()
"""Ends of streams whose callers hung up: held until they are written."""


async def answered(ask: Ask, deps: Hub) -> Answer:
    """The answer, or one that has begun. Its stream must be read or closed: what it took is known only then."""
    began = time.monotonic()
    company_id = ask.by.company_id
    plan = await plan_of(company_id, deps)
    route = await route_for(ask.model, ask.task, plan, company_id, deps)
    hold = await reserved(ask, route, deps)
    try:
        answer = await remembered(ask, route, lambda: routed(ask, route, plan, deps), deps)
    except BaseException:
        await asyncio.shield(hold.release())
        raise
    ending = Ending(ask, answer, hold, route.alias, began, time.monotonic() - began)
    if isinstance(answer.content, AsyncGenerator):
        answer.content = _until_its_end(answer.content, ending, deps)
    else:
        await ending.settle_and_record(deps)
    return answer


async def _until_its_end(stream: AsyncGenerator[bytes], ending: Ending, deps: Hub) -> AsyncGenerator[bytes]:
    """The stream; settled and recorded when it ends, also when its reader hung up (then it goes on behind)."""
    try:
        async with aclosing(stream):
            async for part in stream:
                yield part
    finally:
        task = asyncio.create_task(ending.settle_and_record(deps))
        _ending.add(task)
        task.add_done_callback(_ending.discard)
        await asyncio.shield(task)
