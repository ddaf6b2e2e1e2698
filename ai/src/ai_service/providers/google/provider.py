"""Google's Gemini models through the official SDK (`ChatProvider`)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import httpx2

from ai_service.providers import faults
from ai_service.providers.calling import Calls
from ai_service.providers.faults import Place, Refusal
from ai_service.providers.google import wire
from ai_service.providers.reckoning import tokens_about
from ai_service.providers.vocabulary import Access, ModelInfo, Piece, Reply, Tokens, Vectors
from kernel.egress import guarded_client

if TYPE_CHECKING:
    from contracts.ai import ChatRequest
    from kernel.problems import Problem

_MOST_MODELS = 1_000
# What the SDK stumbles over when it reads an answer that is not Gemini's.
_STUMBLES = (AttributeError, KeyError, TypeError)


class _NoWayOut(httpx2.BaseTransport):
    """Nobody calls the SDK's blocking half; it could go around the guard."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        raise httpx2.UnsupportedProtocol("blocking calls are not made")


class GoogleProvider:
    """One client for one place and key; opened at its first use, closed by `close`."""

    def __init__(self, access: Access) -> None:
        from google.genai import errors, types
        from google.genai.client import Client

        self._http = guarded_client(access.networks, seconds=access.seconds)
        options = types.HttpOptions(
            base_url=access.base_url,
            timeout=int(access.seconds * 1000) or 1,
            httpx_async_client=self._http,
            # The SDK makes a client of its own for calls that block, unless it is given one.
            httpx_client=httpx2.Client(transport=_NoWayOut(), trust_env=False),
        )
        self._sdk = cast("Any", Client(vertexai=False, api_key=access.api_key or "none", http_options=options))
        self._signatures = wire.Signatures()
        place = Place(access.base_url, access.seconds)
        self._calls = Calls(place, (errors.APIError, httpx2.HTTPError, *_STUMBLES), _explain)

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message."""
        async with self._calls.call(model):
            answer = await self._sdk.aio.models.generate_content(
                model=model, contents=wire.contents(request.messages, self._signatures), config=wire.config(request)
            )
            return wire.reply(wire.read_answer(answer), model, self._signatures)

    @asynccontextmanager
    async def stream(self, request: ChatRequest, *, model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        """The next message in pieces."""
        async with self._calls.stream(self._pieces(request, model), model) as pieces:
            yield pieces

    async def _pieces(self, request: ChatRequest, model: str) -> AsyncGenerator[Piece]:
        chunks = wire.Chunks(model, signatures=self._signatures)
        stream = await self._sdk.aio.models.generate_content_stream(
            model=model, contents=wire.contents(request.messages, self._signatures), config=wire.config(request)
        )
        async with aclosing(stream):
            async for said in stream:
                for piece in chunks.pieces(wire.read_answer(said)):
                    yield piece
        if end := chunks.end():
            yield end

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        """A vector for each text. Gemini does not say how many tokens it took."""
        config = {"output_dimensionality": dimensions} if dimensions is not None else None
        contents = [{"role": "user", "parts": [{"text": text}]} for text in texts]
        async with self._calls.call(model):
            said = await self._sdk.aio.models.embed_content(model=model, contents=contents, config=config)
            vectors = [list(map(float, each.values)) for each in said.embeddings]
            if len(vectors) != len(texts):
                raise ValueError("not a vector for each text")
        return Vectors(vectors, Tokens(taken=sum(tokens_about(len(text)) for text in texts), estimated=True), model)

    async def models(self) -> list[ModelInfo]:
        """The models it lists."""
        async with self._calls.call():
            page = await self._sdk.aio.models.list(config={"page_size": _MOST_MODELS, "query_base": True})
            found = [
                wire.model_info(str(each.name), each.supported_actions or (), each.input_token_limit)
                for each in list(page.page)
                if each.name
            ]
        return [each for each in found if each]

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()


def _explain(error: Exception, place: Place, model: str) -> Problem:
    from google.genai import errors

    match error:
        case httpx2.TimeoutException():
            return faults.too_slow(place)
        case httpx2.HTTPError():
            return faults.unreachable(place)
        case errors.APIError():
            status = error.code if isinstance(cast("Any", error.code), int) else 500
            return faults.refused(Refusal(status, _said(error), _wait(error)), place, model)
        case _:
            return faults.nonsense(place)


def _said(error: Any) -> str:
    return str(error.message or error.status or "")


def _wait(error: Any) -> str | None:
    """The header, or what Google's own `RetryInfo` says."""
    headers: Any = getattr(error.response, "headers", None) or {}
    if headers.get("retry-after"):
        return str(headers["retry-after"])
    details: Any = error.details
    try:
        return wire.retry_delay(details)
    except ValueError:
        return None
