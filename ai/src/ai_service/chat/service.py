"""Passes a chat on to the company's endpoint, whole or as a stream, and records what it took."""

import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

from fastapi.responses import JSONResponse, Response, StreamingResponse

from ai_service.chat import rules
from ai_service.chat.schemas import ChatBody
from ai_service.credentials.service import endpoint_for
from ai_service.deps import Deps
from ai_service.providers.openai_compatible.endpoint import NAME, Endpoint, Tokens
from ai_service.usage.service import record
from contracts.ai import AnsweredBy, ChatAnswer, ChatRequest, Usage
from kernel.identity import Principal


async def complete(body: ChatBody, *, by: Principal, deps: Deps) -> Response:
    """The completion, in OpenAI's wire format; as server-sent events where `stream` asks for them."""
    endpoint = await endpoint_for(by.company_id, deps)
    if body.stream:
        return await _streamed(endpoint, body, by, deps)
    began = time.monotonic()
    completion = await endpoint.complete(body.messages, **body.options())
    await _record(endpoint, completion.tokens, began, by, deps)
    return JSONResponse(completion.model_dump(mode="json", exclude_unset=True))


async def chat(request: ChatRequest, *, by: Principal, deps: Deps) -> ChatAnswer:
    """The next message of a conversation, in the words of the contract."""
    endpoint = await endpoint_for(by.company_id, deps)
    if request.model:
        endpoint = replace(endpoint, model=request.model)
    began = time.monotonic()
    completion = await endpoint.complete(rules.wire_messages(request.messages), **rules.wire_options(request))
    message, stop = rules.said(completion)
    answered_by, usage = await _record(endpoint, completion.tokens, began, by, deps)
    return ChatAnswer(message=message, stop=stop, answered_by=answered_by, usage=usage)


async def _streamed(endpoint: Endpoint, body: ChatBody, by: Principal, deps: Deps) -> Response:
    """Opened before the answer starts, so that a refusal is a problem and not a broken stream."""
    asked: dict[str, Any] = {**body.options(), "messages": body.messages}
    stack, tokens = AsyncExitStack(), Tokens()
    began = time.monotonic()
    events = await stack.enter_async_context(endpoint.streamed(asked, tokens))

    async def passed_on() -> AsyncGenerator[bytes]:
        async with stack:
            async for event in events:
                yield event
        await _record(endpoint, (tokens.taken, tokens.given), began, by, deps)

    return StreamingResponse(passed_on(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def _record(
    endpoint: Endpoint, tokens: tuple[int, int], began: float, by: Principal, deps: Deps
) -> tuple[AnsweredBy, Usage]:
    usage = Usage(
        input_tokens=tokens[0],
        output_tokens=tokens[1],
        cost=endpoint.cost(*tokens),
        seconds=time.monotonic() - began,
    )
    answered_by = AnsweredBy(provider=NAME, model=endpoint.model, method="chat", note="")
    await record("chat", answered_by, usage, by=by, deps=deps)
    return answered_by, usage
