"""What a request asks of a model, told from its JSON without reading all of it. Pure."""

import re
from collections.abc import Mapping
from typing import Any, cast

from ai_service.completions.dialects.errors import DialectName
from ai_service.completions.dialects.openai_requests import most_tokens
from ai_service.completions.dialects.reading import part
from ai_service.prices.rules import tokens_of
from ai_service.providers.vocabulary import Ability
from ai_service.routing.rules import Needs
from contracts.ai import AnswerSchema, ChatRequest

_AROUND_A_TEXT = 4
_BYTES_A_TOKEN = 3
_TOKENS_AN_IMAGE = 1_600
_PICTURE_DATA = re.compile(rb"[A-Za-z0-9+/=]{1000,}")
_SHORTEST_PICTURE = 1_000
_PICTURE_TEXT = re.compile(r"data:image/[a-z]+;base64,[A-Za-z0-9+/=]+|(?:iVBORw0KGgo|/9j/|R0lGOD|UklGR)[A-Za-z0-9+/=]+")
_PICTURE: Mapping[DialectName, re.Pattern[bytes]] = {
    "openai": re.compile(rb'"type"\s*:\s*"image_url"'),
    "anthropic": re.compile(rb'"type"\s*:\s*"image"'),
}


def chat_needs(
    raw: bytes, body: Mapping[str, Any], dialect: DialectName, *, private: bool, region: str | None
) -> Needs:
    """What a chat in a dialect needs."""
    pictures = len(_PICTURE[dialect].findall(raw))
    text = _PICTURE_DATA.sub(b"", raw) if pictures else raw
    limit = most_tokens(body)
    return Needs(
        _abilities(body, pictures=pictures > 0),
        len(text) // _BYTES_A_TOKEN + pictures * _TOKENS_AN_IMAGE,
        limit if isinstance(limit, int) and limit > 0 else None,
        private,
        region,
    )


def _abilities(body: Mapping[str, Any], *, pictures: bool) -> frozenset[Ability]:
    wanted: set[Ability] = {"chat"}
    if body.get("tools"):
        wanted.add("tools")
    if pictures:
        wanted.add("images")
    kind = part(body, "response_format").get("type") or part(part(body, "output_config"), "format").get("type")
    if kind == "json_schema":
        wanted.add("schema")
    elif kind == "json_object":
        wanted.add("json")
    return frozenset(wanted)


def most_tokens_in(body: Any) -> int:
    """At most how many tokens the texts of a body are, its names and numbers among them; pictures by their number."""
    if isinstance(body, str):
        if len(body) > _SHORTEST_PICTURE and _PICTURE_TEXT.fullmatch(body):
            return _TOKENS_AN_IMAGE
        return tokens_of(body) + _AROUND_A_TEXT
    if isinstance(body, list):
        return sum(most_tokens_in(each) for each in cast("list[Any]", body)) + 1
    if isinstance(body, dict):
        held = cast("dict[str, Any]", body)
        return sum(tokens_of(name) + most_tokens_in(each) for name, each in held.items()) + 1
    return len(str(body))


def embedding_needs(raw: bytes, *, private: bool, region: str | None) -> Needs:
    """What embeddings need."""
    return Needs(frozenset[Ability]({"embeddings"}), len(raw) // _BYTES_A_TOKEN, 0, private, region)


def needs_of(request: ChatRequest) -> Needs:
    """What a request in the words of the contract needs."""
    pictures = sum(len(message.images) for message in request.messages)
    letters = sum(len(message.content) for message in request.messages)
    wanted: set[Ability] = {"chat"}
    if request.tools:
        wanted.add("tools")
    if pictures:
        wanted.add("images")
    if request.format != "text":
        wanted.add("schema" if isinstance(request.format, AnswerSchema) else "json")
    tokens = letters // _BYTES_A_TOKEN + pictures * _TOKENS_AN_IMAGE
    return Needs(frozenset(wanted), tokens, request.max_tokens)
