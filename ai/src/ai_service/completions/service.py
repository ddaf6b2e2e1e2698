"""What can be asked at the door: chats, embeddings, counts of tokens."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import orjson
from fastapi.responses import Response

from ai_service.completions import relaying
from ai_service.completions.deps import Hub
from ai_service.completions.dialects import anthropic_requests, openai_requests, responses_answers, responses_requests
from ai_service.completions.dialects.errors import DialectName
from ai_service.completions.dialects.reading import objects, part, read_object, refused
from ai_service.completions.door import Sent, response_of
from ai_service.completions.guarding import guarded, refuse
from ai_service.completions.needs import chat_needs, embedding_needs
from ai_service.completions.pipeline import answered
from ai_service.completions.prompted import prompted_body
from ai_service.completions.stages import NO_PROMPT, Answer, Ask, MadeBy
from ai_service.routing.service import choice_of, needs_under, plan_of, route_for
from contracts.ai import ChatRequest
from kernel.identity import Principal
from kernel.ids import uuid7_hex
from kernel.telemetry import log_facts

_READ = {"openai": openai_requests.chat_request, "anthropic": anthropic_requests.chat_request}


async def chat(sent: Sent, dialect: DialectName, *, by: Principal, deps: Hub) -> Response:
    """A chat in a dialect; as server-sent events where `stream` asks for them."""
    answer, made_by = await _chatted(read_object(sent.body), sent, dialect, by=by, deps=deps)
    return response_of(answer, dialect, _request_id(), made_by=made_by, told=sent.told)


async def _chatted(
    body: dict[str, Any], sent: Sent, dialect: DialectName, *, by: Principal, deps: Hub
) -> tuple[Answer, MadeBy]:
    body, made_by = await prompted_body(body, sent, dialect, by=by, deps=deps)
    if made_by is not NO_PROMPT:
        sent = replace(sent, body=orjson.dumps(body))  # what it needs is told from the words that are really said
    ask = replace(chat_ask(body, sent, dialect, by), prompt=made_by)
    return await answered(ask, deps), made_by


async def respond(sent: Sent, *, by: Principal, deps: Hub) -> Response:
    """A response in the way of OpenAI's newer API: a chat in other words."""
    asked = read_object(sent.body)
    body = responses_requests.chat_of(asked)
    answer, made_by = await _chatted(body, replace(sent, body=orjson.dumps(body)), "openai", by=by, deps=deps)
    if isinstance(answer.content, AsyncGenerator):
        answer.content = _responding(answer.content, responses_answers.EventWriter(asked, uuid7_hex()))
    elif isinstance(answer.content, bytes):
        written = responses_answers.response(orjson.loads(answer.content), asked, uuid7_hex())
        answer.content = orjson.dumps(written)
    return response_of(answer, "openai", _request_id(), made_by=made_by, told=sent.told)


async def _responding(chunks: AsyncGenerator[bytes], events: responses_answers.EventWriter) -> AsyncGenerator[bytes]:
    async with aclosing(chunks):
        async for part in chunks:
            yield events.passed(part)
    yield events.end()


def chat_ask(body: dict[str, Any], sent: Sent, dialect: DialectName, by: Principal) -> Ask:
    """What a chat in a dialect asks for. Raises `InvalidRequest`."""
    if not objects(body.get("messages"), "/messages"):
        raise refused("/messages", "Send at least one message.")
    on_behalf_of = sent.on_behalf_of

    def request() -> ChatRequest:
        return _READ[dialect](body, on_behalf_of)

    return Ask(
        by=by,
        task="chat",
        dialect=dialect,
        body=body,
        request=request,
        needs=chat_needs(sent.body, body, dialect, private=sent.is_private, region=sent.region),
        model=_model(body),
        stream=body.get("stream") is True,
        counted=part(body, "stream_options").get("include_usage") is True,
        on_behalf_of=on_behalf_of,
        passed_on=sent.passed_on if dialect == "anthropic" else {},
        cache_control=sent.headers.get("cache-control", ""),
    )


def _model(body: Mapping[str, Any]) -> str | None:
    model = body.get("model")
    if model is not None and not (isinstance(model, str) and 0 < len(model) <= 200):
        raise refused("/model", "Name a model, an alias, or `default`.")
    return model


async def embed(sent: Sent, *, by: Principal, deps: Hub) -> Response:
    """Embeddings, in OpenAI's dialect."""
    body = read_object(sent.body)
    if not body.get("input"):
        raise refused("/input", "Send a text or a list of texts.")

    def request() -> ChatRequest:
        raise AssertionError("Embeddings are no chat.")

    ask = Ask(
        by=by,
        task="embeddings",
        dialect="openai",
        body=body,
        request=request,
        needs=embedding_needs(sent.body, private=sent.is_private, region=sent.region),
        model=_model(body),
        on_behalf_of=sent.on_behalf_of,
        cache_control=sent.headers.get("cache-control", ""),
    )
    return response_of(await answered(ask, deps), "openai", _request_id())


async def count_tokens(sent: Sent, *, by: Principal, deps: Hub) -> Response:
    """How many tokens a message has: as Anthropic counts them where it would answer, else our estimate."""
    body = read_object(sent.body)
    ask = chat_ask(body, sent, "anthropic", by)
    plan = await plan_of(by.company_id, deps)
    route = await route_for(ask.model, ask.task, plan, by.company_id, deps)
    found = await guarded(ask, route, deps)
    refuse(found)
    ask = found.ask
    order = choice_of(route, needs_under(ask.needs, route), by.company_id, deps).order
    if order and relaying.speaks(plan.providers[order[0].provider_id]) == "anthropic":
        counted = await relaying.count(ask, order[0], plan.providers[order[0].provider_id], deps)
        return Response(counted, headers={"x-estimated": "false"}, media_type="application/json")
    estimate = orjson.dumps({"input_tokens": ask.needs.input_tokens})
    return Response(estimate, headers={"x-estimated": "true"}, media_type="application/json")


def _request_id() -> str:
    return str(log_facts().get("request_id", ""))
