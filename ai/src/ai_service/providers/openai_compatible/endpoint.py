"""One endpoint and one model behind it: asks for completions, and says in plain words what went wrong."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import httpx2
import orjson
from pydantic import BaseModel

from ai_service.providers import problems
from ai_service.providers.openai_compatible.wire import Completion, read_completion, read_models
from kernel.egress import AddressRefused, Network, guarded_client
from kernel.problems import Problem

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI, OpenAIError

NAME = "openai-compatible"
_LISTED_MODELS = 500


@dataclass
class Tokens:
    """What a streamed answer took (input) and gave (output), known at its end."""

    taken: int = 0
    given: int = 0


@dataclass(frozen=True)
class Endpoint:
    """Where a model is asked.

    Prices are in USD per million tokens; `networks` are private ranges that may be called.
    """

    base_url: str
    api_key: str
    model: str
    seconds: float
    input_price: float
    output_price: float
    networks: tuple[Network, ...]

    @asynccontextmanager
    async def _client(self) -> AsyncGenerator[AsyncOpenAI]:
        import openai

        async with guarded_client(self.networks, seconds=self.seconds) as http:
            client = openai.AsyncOpenAI(
                api_key=self.api_key or "none",
                base_url=self.base_url,
                http_client=http,
                timeout=self.seconds,
                max_retries=1,
            )
            try:
                yield client
            except openai.OpenAIError as error:
                raise _told(error, self) from error

    async def complete(self, messages: Sequence[Mapping[str, Any]], **options: Any) -> Completion:
        """A chat completion. `options` are those of OpenAI's API. Raises the problems of this provider."""
        async with self._client() as client:
            answer = await client.chat.completions.with_raw_response.create(
                model=self.model, messages=cast("Any", list(messages)), stream=False, **options
            )
            try:
                return read_completion(answer.content)
            except ValueError:
                raise self._nonsense() from None

    def _nonsense(self) -> Problem:
        return problems.EndpointAnsweredNonsense(
            f"What {self.base_url} answers is no chat completion. Check that the address is that of its API."
        )

    @asynccontextmanager
    async def streamed(self, body: Mapping[str, Any], tokens: Tokens) -> AsyncGenerator[AsyncGenerator[bytes]]:
        """A chat completion as server-sent events, in OpenAI's wire format; counts into `tokens` at its end."""
        async with self._client() as client:
            asked = {"stream_options": {"include_usage": True}, **body, "model": self.model, "stream": True}
            stream = await cast("Any", client).chat.completions.create(**asked)

            yield self._events(stream, tokens)

    async def _events(self, stream: Any, tokens: Tokens) -> AsyncGenerator[bytes]:
        """The chunks as they come. When they break off, the last event says so: the answer has begun by then."""
        import openai

        try:
            async for chunk in stream:
                if not isinstance(chunk, BaseModel):
                    raise self._nonsense()
                used: Any = getattr(chunk, "usage", None)
                if used:
                    tokens.taken, tokens.given = int(used.prompt_tokens), int(used.completion_tokens)
                yield b"data: " + chunk.model_dump_json(exclude_unset=True, warnings=False).encode() + b"\n\n"
        except (openai.APIStatusError, openai.APITimeoutError) as error:
            yield _broken_off(_told(error, self))
        except (openai.OpenAIError, httpx2.HTTPError):
            yield _broken_off(problems.EndpointUnreachable(f"{self.base_url} broke off in the middle of its answer."))
        except Problem as problem:
            yield _broken_off(problem)
        else:
            yield b"data: [DONE]\n\n"

    async def models(self) -> list[str]:
        """The models the endpoint says it has."""
        async with self._client() as client:
            answer = await client.models.with_raw_response.list()
            try:
                return read_models(answer.content)[:_LISTED_MODELS]
            except ValueError:
                raise self._nonsense() from None

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        """What so many tokens cost, in USD."""
        return (input_tokens * self.input_price + output_tokens * self.output_price) / 1_000_000


def _broken_off(problem: Problem) -> bytes:
    """An error as OpenAI's streams carry it."""
    said = {"message": f"{problem.title}. {problem.detail}", "type": problem.type, "code": problem.status}
    return b"data: " + orjson.dumps({"error": said}) + b"\n\n"


def _refused_address(error: BaseException | None) -> AddressRefused | None:
    while error is not None:
        if isinstance(error, AddressRefused):
            return error
        error = error.__cause__ or error.__context__
    return None


def _told(error: OpenAIError, endpoint: Endpoint) -> Problem:
    """The problem an SDK error stands for: what happened, where, what to do."""
    import openai

    refused = _refused_address(error)
    if refused is not None:
        return refused
    where = endpoint.base_url
    match error:
        case openai.APITimeoutError():
            return problems.EndpointTooSlow(f"{where} did not answer within {endpoint.seconds:.0f} s. Try again later.")
        case openai.APIConnectionError():
            return problems.EndpointUnreachable(f"Nothing answers at {where}. Check the address, and that it runs.")
        case openai.APIStatusError():
            return _refused(error, endpoint)
        case _:
            return problems.EndpointAnsweredNonsense(f"{where} gave an answer that cannot be read.")


def _refused(error: APIStatusError, endpoint: Endpoint) -> Problem:
    where, status = endpoint.base_url, error.status_code
    if status in {401, 403}:
        return problems.KeyRefused(f"{where} refuses the API key. Enter a valid one under Settings → AI model.")
    if status == 429:
        return problems.EndpointBusy(f"{where} asks for fewer requests, or the quota is used up.", retry_after=20)
    if status == 404:
        return problems.ModelUnknown(f"{where} does not know the model “{endpoint.model}”, or the address is wrong.")
    if status >= 500:
        return problems.EndpointUnreachable(f"{where} failed with status {status}. Try again later.")
    return problems.RequestRefused(f"{where} refused the request: {error.message[:300]}")
