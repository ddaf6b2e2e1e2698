"""Anthropic's models through the official SDK (`ChatProvider`)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import httpx2

from ai_service.providers import faults, problems
from ai_service.providers.anthropic import wire
from ai_service.providers.calling import Calls
from ai_service.providers.faults import Place, Refusal
from ai_service.providers.vocabulary import Access, ModelInfo, Piece, Reply, Vectors
from kernel.egress import guarded_client

if TYPE_CHECKING:
    from contracts.ai import ChatRequest
    from kernel.problems import Problem

_MOST_MODELS = 1_000
_STATUS_OF_TYPE = {
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "overloaded_error": 529,
}


class AnthropicProvider:
    """One client for one place and key; opened at its first use, closed by `close`."""

    def __init__(self, access: Access) -> None:
        import anthropic

        self._client = anthropic.AsyncAnthropic(
            api_key=access.api_key or "none",
            base_url=access.base_url,
            http_client=guarded_client(access.networks, seconds=access.seconds),
            timeout=access.seconds,
            max_retries=0,
        )
        place = Place(access.base_url, access.seconds)
        self._calls = Calls(place, (anthropic.AnthropicError, httpx2.HTTPError), _explain)

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message."""
        async with self._calls.call(model):
            raw = cast("Any", self._client).messages.with_raw_response
            answer = await raw.create(**wire.asked(request, model))
            return wire.reply(wire.read_message(await answer.read()))

    @asynccontextmanager
    async def stream(self, request: ChatRequest, *, model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        """The next message in pieces."""
        async with self._calls.stream(self._pieces(request, model), model) as pieces:
            yield pieces

    async def _pieces(self, request: ChatRequest, model: str) -> AsyncGenerator[Piece]:
        read = wire.Events(model)
        stream = await cast("Any", self._client).messages.create(**wire.asked(request, model), stream=True)
        async with stream:
            async for event in stream:
                said = event.to_dict(mode="json", warnings=False) if hasattr(event, "to_dict") else event
                for piece in read.pieces(said):
                    yield piece

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        """Anthropic has no embeddings."""
        raise problems.NotOffered("Anthropic offers no embeddings. Choose another provider's model for them.")

    async def models(self) -> list[ModelInfo]:
        """The models it lists."""
        async with self._calls.call():
            answer = await self._client.models.with_raw_response.list(limit=_MOST_MODELS)
            return wire.read_models(await answer.read())

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()


def _explain(error: Exception, place: Place, model: str) -> Problem:
    import anthropic

    match error:
        case anthropic.APITimeoutError() | httpx2.TimeoutException():
            return faults.too_slow(place)
        case anthropic.APIConnectionError() | httpx2.HTTPError():
            return faults.unreachable(place)
        case anthropic.APIStatusError():
            kind, said = _told(error.body)
            # In a stream that has begun with status 200, the type tells what happened.
            status = error.status_code if error.status_code >= 400 else _STATUS_OF_TYPE.get(kind, 400)
            wait = error.response.headers.get("retry-after")
            return faults.refused(Refusal(status, said or error.message, wait), place, model)
        case _:
            return faults.nonsense(place)


def _told(body: object) -> tuple[str, str]:
    """The type and the message of an error document."""
    whole = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    inner: Any = whole.get("error")
    error = cast("dict[str, Any]", inner) if isinstance(inner, dict) else whole
    return str(error.get("type") or ""), str(error.get("message") or "")
