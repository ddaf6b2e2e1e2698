"""Models that speak chat completions or responses, through the official SDK (`ChatProvider`)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import httpx2

from ai_service.providers.calling import Calls
from ai_service.providers.faults import Place
from ai_service.providers.openai import chat_wire, responses_wire
from ai_service.providers.openai.errors import explain
from ai_service.providers.openai_compatible.dialect import Dialect
from ai_service.providers.openai_compatible.wire import read_completion, read_embeddings, read_models
from ai_service.providers.vocabulary import Access, ModelInfo, Piece, Reply, Tokens, Vectors
from kernel.egress import guarded_client

if TYPE_CHECKING:
    from contracts.ai import ChatRequest

_MOST_MODELS = 1_000


class OpenAiProvider:
    """One client for one place and key; opened at its first use, closed by `close`."""

    def __init__(self, access: Access, dialect: Dialect, no_training: Mapping[str, Any] | None = None) -> None:
        import openai

        self._dialect = dialect
        self._no_training = no_training or {}
        self._client = openai.AsyncOpenAI(
            api_key=access.api_key or "none",
            base_url=access.base_url,
            http_client=guarded_client(access.networks, seconds=access.seconds),
            timeout=access.seconds,
            max_retries=0,
        )
        # The SDK reads these from the environment of the process: they belong to the deployment, not to the company.
        self._client.organization = self._client.project = None
        place = Place(access.base_url, access.seconds)
        self._calls = Calls(place, (openai.OpenAIError, httpx2.HTTPError, responses_wire.ResponseFailed), explain)

    def _asked(self, request: ChatRequest, model: str) -> dict[str, Any]:
        asked = chat_wire.asked(request, model, self._dialect)
        wish = self._no_training if request.no_training else {}
        return {**asked, "extra_body": {**asked.get("extra_body", {}), **wish}} if wish else asked

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message."""
        async with self._calls.call(model):
            raw = cast("Any", self._client).chat.completions.with_raw_response
            answer = await raw.create(**self._asked(request, model))
            return chat_wire.reply(read_completion(answer.content), model)

    @asynccontextmanager
    async def stream(self, request: ChatRequest, *, model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        """The next message in pieces."""
        async with self._calls.stream(self._pieces(request, model), model) as pieces:
            yield pieces

    async def _pieces(self, request: ChatRequest, model: str) -> AsyncGenerator[Piece]:
        asked = {**self._asked(request, model), "stream": True}
        if self._dialect.stream_usage:
            asked["stream_options"] = {"include_usage": True}
        chunks = chat_wire.Chunks(model)
        async with aclosing(events(await cast("Any", self._client).chat.completions.create(**asked))) as said:
            async for chunk in said:
                for piece in chunks.pieces(chat_wire.read_chunk(chunk)):
                    yield piece
        if end := chunks.end():
            yield end

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        """A vector for each text."""
        asked: dict[str, Any] = {"input": list(texts), "model": model, "encoding_format": "float"}
        if dimensions is not None:
            asked["dimensions"] = dimensions
        async with self._calls.call(model):
            answer = await self._client.embeddings.with_raw_response.create(**asked)
            read = read_embeddings(answer.content, len(texts))
        taken = read.usage.prompt_tokens if read.usage else 0
        return Vectors([each.embedding for each in read.data], Tokens(taken=taken), read.model or model)

    async def models(self) -> list[ModelInfo]:
        """The models it lists."""
        async with self._calls.call():
            answer = await self._client.models.with_raw_response.list()
            return chat_wire.models(read_models(answer.content)[:_MOST_MODELS])

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()


class OpenAiResponsesProvider(OpenAiProvider):
    """The same by the responses API."""

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message."""
        async with self._calls.call(model):
            raw = cast("Any", self._client).responses.with_raw_response
            answer = await raw.create(**responses_wire.asked(request, model))
            said = responses_wire.Response.model_validate_json(answer.content)
            if said.status == "failed":
                raise responses_wire.ResponseFailed(said.error or responses_wire.Failure())
            return responses_wire.reply(said)

    async def _pieces(self, request: ChatRequest, model: str) -> AsyncGenerator[Piece]:
        asked = {**responses_wire.asked(request, model), "stream": True}
        read = responses_wire.Events()
        async with aclosing(events(await cast("Any", self._client).responses.create(**asked))) as said:
            async for event in said:
                for piece in read.pieces(event):
                    yield piece


async def events(stream: Any) -> AsyncGenerator[dict[str, Any]]:
    """What the SDK read of a stream, as plain data; it is closed with us. Raises `ValueError` for what is no event."""
    async with aclosing(stream):
        async for event in stream:
            if isinstance(event, str | int | float | list) or event is None:
                raise ValueError("not an event")
            yield event if isinstance(event, dict) else event.to_dict(mode="json", warnings=False)
