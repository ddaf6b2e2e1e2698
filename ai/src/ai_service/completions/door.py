"""The web side of the dialects: what a request carries, how answers and refusals leave. No decisions.

`DialectRoute` answers problems in the caller's dialect, so that the official clients raise their right exceptions.
"""

from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

import orjson
from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response, StreamingResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from ai_service.completions.dialects import anthropic_answers, openai_answers
from ai_service.completions.dialects.errors import DialectName, Refusal, told
from ai_service.completions.dialects.reading import built
from ai_service.completions.stages import NO_PROMPT, Answer, MadeBy
from contracts.ai import OnBehalfOf
from kernel.problems import Problem
from kernel.web import as_problem

_ANTHROPIC = "anthropic-version"
_PASSED_ON = (_ANTHROPIC, "anthropic-beta")


@dataclass(frozen=True)
class Sent:
    """A request as it came: its body, and what its headers say besides."""

    body: bytes
    headers: Mapping[str, str]

    @property
    def on_behalf_of(self) -> OnBehalfOf:
        """For what it is made. Raises `InvalidRequest`."""
        names = {"agent_id": "x-agent-id", "workflow_id": "x-workflow-id", "run_id": "x-run-id", "step": "x-step"}
        given = {name: self.headers[header] for name, header in names.items() if header in self.headers}
        return built(OnBehalfOf, given, "/header") if given else OnBehalfOf()

    @property
    def is_private(self) -> bool:
        """Whether its data may not leave the house."""
        return self.headers.get("x-data-class", "").lower() == "private"

    @property
    def region(self) -> str | None:
        """Where it must be answered."""
        return self.headers.get("x-region")

    @property
    def told(self) -> bool:
        """Whether a stream is to end with what it cost, in a comment that event streams have for such things."""
        return self.headers.get("x-stream-cost", "").lower() == "true"

    @property
    def dialect(self) -> DialectName:
        """Which dialect its sender speaks, where the address does not say."""
        return "anthropic" if _ANTHROPIC in self.headers else "openai"

    @property
    def passed_on(self) -> dict[str, str]:
        """What a vendor that speaks the same dialect must see."""
        return {name: self.headers[name] for name in _PASSED_ON if name in self.headers}


def sent() -> Any:
    """Route parameter: the request as it came, read to its end."""

    async def give(request: Request) -> Sent:
        return Sent(await request.body(), request.headers)

    return Depends(give)


class DialectRoute(APIRoute):
    """A route whose refusals are written as its callers expect them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The stock handler, or the short way to the same call, with problems told in the dialect."""
        handle = self._short_way() or super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except (Problem, RequestValidationError, HTTPException) as error:
                problem = as_problem(error)
                refusal = told(problem, _dialect_of(request), str(request.scope["state"].get("request_id")))
                return _refused(refusal, problem)

        return answer

    def _short_way(self) -> Callable[[Request], Coroutine[Any, Any, Response]] | None:
        """Where all that a route takes is made of the request alone, no solver is needed: it costs a fifth of the
        platform's time on a relayed request."""
        taken = self.dependant.dependencies
        if self.dependant.path_params or not all(_is_of_request(each) for each in taken):
            return None
        gives = [(str(each.name), each.call, str(each.request_param_name)) for each in taken]

        async def answer(request: Request) -> Response:
            values = {name: await cast("Any", give)(**{parameter: request}) for name, give, parameter in gives}
            return await self.endpoint(**values)

        return answer


def _is_of_request(dependant: Dependant) -> bool:
    fields = dependant.path_params or dependant.query_params or dependant.header_params or dependant.body_params
    return bool(dependant.request_param_name) and not fields and not dependant.dependencies


def _dialect_of(request: Request) -> DialectName:
    is_messages = "/messages" in request.url.path
    return "anthropic" if is_messages or _ANTHROPIC in request.headers else "openai"


def _refused(refusal: Refusal, problem: Problem) -> Response:
    headers = {"x-should-retry": "true" if refusal.retryable else "false"}
    if problem.retry_after:
        headers["retry-after"] = str(problem.retry_after)
    if refusal.status == 401:
        headers["www-authenticate"] = 'Bearer realm="agent-platform"'
    return Response(orjson.dumps(refusal.body), refusal.status, headers, media_type="application/json")


class EventResponse(StreamingResponse):
    """A stream of events that is settled even where its reader was gone before it began."""

    def __init__(self, events: AsyncGenerator[bytes], answer: Answer, headers: Mapping[str, str]) -> None:
        super().__init__(events, headers=headers, media_type="text/event-stream")
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self._answer.finish is not None:
                await self._answer.finish()


def response_of(
    answer: Answer, dialect: DialectName, request_id: str, *, made_by: MadeBy = NO_PROMPT, told: bool = False
) -> Response:
    """The answer over HTTP; what the platform adds stands in headers. A stream's cost is known only at its end: it is
    a comment there, for who wants to be `told`."""
    headers = {
        "x-model": _plain(answer.tally.model),
        "x-provider": answer.candidate.kind,
        "x-cache": answer.cache,
        "x-attempts": str(answer.attempts),
        **({"x-prompt": f"{made_by.name}@{made_by.version}"} if made_by is not NO_PROMPT else {}),
    }
    if isinstance(answer.content, AsyncGenerator):
        headers["x-accel-buffering"] = "no"
        events = _with_its_end(answer.content, dialect, request_id)
        if told:
            events = _with_its_cost(events, answer)
        return EventResponse(events, answer, headers)
    cost = answer.spent.cost
    if cost is not None:
        headers["x-cost-usd"] = f"{cost:.8f}"
    assert isinstance(answer.content, bytes)  # noqa: S101 - asked in a dialect
    return Response(answer.content, headers=headers, media_type="application/json")


def _plain(text: str) -> str:
    """As a header may hold it."""
    return text.encode("latin-1", "replace").decode("latin-1").replace("\n", " ").replace("\r", " ")


async def _with_its_end(stream: AsyncGenerator[bytes], dialect: DialectName, request_id: str) -> AsyncGenerator[bytes]:
    """The stream has begun with status 200 by now: what goes wrong is its last event."""
    try:
        async for part in stream:
            yield part
    except Problem as problem:
        body = told(problem, dialect, request_id).body
        yield anthropic_answers.event("error", body) if dialect == "anthropic" else openai_answers.event(body)
    finally:
        await stream.aclose()


async def _with_its_cost(stream: AsyncGenerator[bytes], answer: Answer) -> AsyncGenerator[bytes]:
    """What it took stands in the answer once the stream has ended."""
    async with aclosing(stream):
        async for part in stream:
            yield part
    tokens, cost = answer.spent.tokens, answer.spent.cost
    facts = {
        "cost": cost,
        "input_tokens": tokens.taken,
        "output_tokens": tokens.given,
        "cached_tokens": tokens.cached,
        "saved": answer.saved,
    }
    yield b": " + orjson.dumps(facts) + b"\n\n"
