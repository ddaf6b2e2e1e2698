"""A vendor that speaks the caller's dialect is passed the request as it came, and its answer is passed back.

The model's name is put in; a stream is asked for its usage. What the vendor refuses becomes a problem, so that routing
can go on; what it answers is looked at, not rewritten.
"""

import time
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import orjson

from ai_service.completions.deps import Hub
from ai_service.completions.dialects import anthropic_answers, openai_answers
from ai_service.completions.dialects.errors import DialectName
from ai_service.completions.dialects.reading import part
from ai_service.completions.dialects.scanning import Scan, error_in, scan_of, whole_events
from ai_service.completions.stages import Answer, Ask, Tally
from ai_service.providers import problems
from ai_service.providers.connected import Connected
from ai_service.providers.openai_compatible.dialect import OPENAI, PLAIN
from ai_service.providers.openai_compatible.presets import no_training_of, preset_named
from ai_service.providers.reckoning import tokens_about
from ai_service.providers.vocabulary import Access, Tokens
from ai_service.relay.client import Exchange
from ai_service.relay.faults import problem_of
from ai_service.routing.rules import Candidate
from kernel.problems import Problem

_SPOKEN: Mapping[str, DialectName] = {"openai": "openai", "openai-compatible": "openai", "anthropic": "anthropic"}
_VERSION = "2023-06-01"
_LONGEST_BEGINNING = 64 * 1024


def speaks(connected: Connected) -> DialectName | None:
    """The dialect in which this provider can be reached without its SDK."""
    by_other_ways = dict(connected.access.options).get("api") == "responses"
    with_own_words = connected.preset is not None and preset_named(connected.preset).dialect not in {PLAIN, OPENAI}
    return None if by_other_ways or with_own_words else _SPOKEN.get(connected.kind)


async def ask(ask: Ask, candidate: Candidate, connected: Connected, deps: Hub) -> Answer:
    """Pass the exchange on. Raises the problems of `ai_service.providers.problems`."""
    access = connected.access
    dialect: DialectName = ask.dialect or "openai"
    url, headers = access.base_url + _path(ask, dialect), _headers(access, dialect, ask.passed_on)
    exchange = await deps.relay.post(url, headers, _body(ask, candidate, connected), access, stream=ask.stream)
    if exchange.status != 200:
        body = await exchange.body()
        raise problem_of(exchange.status, exchange.headers, body, asked=(access, candidate.model), now=time.time())
    if ask.stream:
        return await _streamed(ask, dialect, candidate, exchange, access)
    return _whole(ask, dialect, candidate, await exchange.body(), access)


async def count(ask: Ask, candidate: Candidate, connected: Connected, deps: Hub) -> bytes:
    """How many tokens Anthropic counts in a message."""
    access = connected.access
    url, headers = f"{access.base_url}/v1/messages/count_tokens", _headers(access, "anthropic", ask.passed_on)
    body = orjson.dumps({**ask.body, "model": candidate.model})
    exchange = await deps.relay.post(url, headers, body, access)
    answer = await exchange.body()
    if exchange.status != 200:
        raise problem_of(exchange.status, exchange.headers, answer, asked=(access, candidate.model), now=time.time())
    return answer


def _path(ask: Ask, dialect: DialectName) -> str:
    if dialect == "anthropic":
        return "/v1/messages"
    return "/embeddings" if ask.task == "embeddings" else "/chat/completions"


def _headers(access: Access, dialect: DialectName, passed_on: Mapping[str, str]) -> dict[str, str]:
    if dialect == "anthropic":
        own = {"x-api-key": access.api_key, "anthropic-version": _VERSION, **passed_on}
    else:
        own = {"authorization": f"Bearer {access.api_key}"} if access.api_key else {}
    return {"content-type": "application/json", **own}


def _body(ask: Ask, candidate: Candidate, connected: Connected) -> bytes:
    body = {**ask.body, "model": candidate.model}
    if connected.kind == "openai-compatible" and "max_completion_tokens" in body:
        body.setdefault("max_tokens", body["max_completion_tokens"])  # not every server knows the newer name
    if ask.no_training and ask.task == "chat":
        body |= no_training(body, no_training_of(connected.kind, connected.preset))
    if ask.stream and ask.dialect == "openai":
        body["stream_options"] = {**part(ask.body, "stream_options"), "include_usage": True}
    return orjson.dumps(body)


def no_training(body: Mapping[str, Any], wish: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that say it; what the caller says in the same object besides is kept."""
    return {name: {**part(body, name), **value} if isinstance(value, dict) else value for name, value in wish.items()}


def _whole(ask: Ask, dialect: DialectName, candidate: Candidate, body: bytes, access: Access) -> Answer:
    try:
        answer: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        answer = None
    content = part({"answer": answer}, "answer").get(_HOLDS[ask.task, dialect])
    if not isinstance(content, list) or not (content or dialect == "anthropic"):
        raise problems.EndpointAnsweredNonsense(
            f"What {access.base_url} answers is not what its API should. Check that the address is that of its API."
        )
    if dialect == "anthropic":
        tokens, stop = anthropic_answers.tokens_in(answer), anthropic_answers.stop_of(answer.get("stop_reason"))
    else:
        tokens = openai_answers.tokens_in(answer)
        stop = openai_answers.stop_of(part({"choice": content[0]}, "choice").get("finish_reason"))
    counted = tokens or _estimated(ask, tokens_about(len(body)))
    return Answer(body, Tally(str(answer.get("model") or candidate.model), counted, stop, complete=True), candidate)


_HOLDS = {
    ("chat", "openai"): "choices",
    ("embeddings", "openai"): "data",
    ("chat", "anthropic"): "content",
    ("embeddings", "anthropic"): "data",
}
"""The list that every answer of this kind has."""


def _estimated(ask: Ask, given: int) -> Tokens:
    """Where a server does not say what it took."""
    return Tokens(ask.needs.input_tokens, given if ask.task == "chat" else 0, estimated=True)


async def _streamed(ask: Ask, dialect: DialectName, candidate: Candidate, exchange: Exchange, access: Access) -> Answer:
    """Answered once the first events are here: what goes wrong before them, another target may still make good."""
    events = _events(exchange)
    try:
        first = await _first(events, exchange.where)
        if error := error_in(first):
            raise _begun_with(error, exchange, access, candidate)
    except BaseException:
        await events.aclose()
        raise
    tally = Tally(candidate.model, _estimated(ask, 1))
    scan = scan_of(dialect, counted=ask.counted)
    passed = _passed(first, events, scan, tally, ask, exchange.where)
    return Answer(passed, tally, candidate, ends=[exchange.close])


async def _first(events: AsyncGenerator[bytes], where: str) -> bytes:
    """The first events that hold data: some servers send comments while they make up their mind."""
    first = await anext(events, b"")
    while b"data:" not in first:
        more = await anext(events, b"")
        first += more
        if not more or len(first) > _LONGEST_BEGINNING:
            kind = problems.EndpointAnsweredNonsense if first else problems.EndpointBrokeOff
            raise kind(f"What {where} answers is no stream of events. Check that the address is that of its API.")
    return first


def _begun_with(error: bytes, exchange: Exchange, access: Access, candidate: Candidate) -> Problem:
    """The problem of a stream that begins with an error: its status is inside, if anywhere."""
    code: Any = part(orjson.loads(error), "error").get("code")
    status = int(code) if str(code).isdigit() and 400 <= int(code) < 600 else 500
    return problem_of(status, exchange.headers, error, asked=(access, candidate.model), now=time.time())


async def _events(exchange: Exchange) -> AsyncGenerator[bytes]:
    """Whole events, as many together as came together."""
    buffered = b""
    try:
        async for piece in exchange.parts():
            whole, buffered = whole_events(buffered + piece if buffered else piece)
            if whole:
                yield whole
        if buffered.strip():
            yield buffered
    finally:
        exchange.close()


async def _passed(
    first: bytes, events: AsyncGenerator[bytes], scan: Scan, tally: Tally, ask: Ask, where: str
) -> AsyncGenerator[bytes]:
    try:
        yield scan.passed(first)
        async for batch in events:
            if passed := scan.passed(batch):
                yield passed
        if not scan.complete:
            raise problems.EndpointBrokeOff(f"{where} broke off in the middle of its answer.")
    finally:
        await events.aclose()
        tally.tokens = scan.tokens or _estimated(ask, scan.events)
        tally.stop, tally.complete = scan.stop, scan.complete
