"""What makes two requests the same, which answers may be given again, and how they are written down. Pure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from ai_service.cache.schemas import Mode
from ai_service.prices.rules import Target
from ai_service.providers.vocabulary import Reply, Tokens
from contracts.ai import ChatMessage, ChatRequest

_FACTS = re.compile(r"\S*\d\S*|n['’]t\b")
_NAMES = re.compile(r"(?<=\S\s)[A-ZÄÖÜ][\w-]*")
_WORDS = re.compile(r"[^\W\d_]+")
_TELLING = frozenset(
    # Denials, times, and words whose opposite means the opposite: embeddings hardly tell them apart.
    """
    no not never nor without except neither
    nicht nie kein keine keinen keinem keiner ohne außer weder
    before after until since yesterday today tomorrow now later last next first previous
    vor nach bis seit gestern heute morgen jetzt später letzte letzten nächste nächsten erste ersten
    monday tuesday wednesday thursday friday saturday sunday
    montag dienstag mittwoch donnerstag freitag samstag sonntag
    january february march april may june july august september october november december
    januar februar märz mai juni juli oktober dezember
    more less most least minimum maximum above below over under small large big high low short long old new
    mehr weniger über unter klein groß kleine große hoch niedrig kurz lang alt neu
    increase decrease raise lower add remove upgrade downgrade import export enable disable start stop begin end
    open close buy sell send receive incoming outgoing allow forbid accept reject approve decline
    erhöhen senken hinzufügen entfernen importieren exportieren aktivieren deaktivieren starten stoppen öffnen
    schließen kaufen verkaufen senden empfangen erlauben verbieten annehmen ablehnen genehmigen
    """.split()  # noqa: SIM905 - a hundred words in quotes cannot be read
)
_UNSENT = {"stream", "stream_options", "user", "metadata", "store", "safety_identifier", "prompt_cache_key"}
"""Of a wire request: what does not change the answer. `stream` is kept apart by the caller's `dialect`."""


@dataclass(frozen=True)
class Policy:
    """How answers by an alias are kept."""

    mode: Mode = "exact"
    seconds: int = 86_400
    semantic: float | None = None


@dataclass(frozen=True)
class Use:
    """What the caller allows: to be answered from the cache, and to have the answer kept."""

    read: bool = True
    write: bool = True


def use_of(cache_control: str | None) -> Use:
    """What `Cache-Control` allows (RFC 9111): `no-cache` asks anew and keeps the answer, `no-store` does neither."""
    said = {part.strip().lower() for part in (cache_control or "").split(",")}
    if "no-store" in said:
        return Use(read=False, write=False)
    return Use(read=not said & {"no-cache", "max-age=0"})


def kept(policy: Policy, temperature: float | None) -> bool:
    """Whether the policy wants answers at this temperature kept."""
    return policy.mode == "always" or (policy.mode == "exact" and temperature == 0)


def key_of(request: ChatRequest, company_id: str, target: Target) -> str:
    """The same for requests that differ only in for whom they are made and how the model was named."""
    asked = request.model_dump(exclude={"on_behalf_of", "model", "no_training"})
    return _digest("chat", company_id, target, asked)


def key_of_wire(dialect: str, body: Mapping[str, Any], company_id: str, target: Target) -> str:
    """The same for requests as they came; `dialect` tells apart what is answered in another form."""
    asked = {name: value for name, value in body.items() if name not in _UNSENT and name != "model"}
    return _digest(dialect, company_id, target, asked)


def _digest(kind: str, company_id: str, target: Target, asked: Any) -> str:
    whole = [kind, company_id, target.provider_id or target.kind, target.base_url, target.model, asked]
    return hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True)
class Question:
    """A request by its meaning: what was asked last, and everything else, which must be the same (`scope`)."""

    text: str
    scope: str


def question_of(request: ChatRequest, company_id: str, target: Target) -> Question | None:
    """None where meaning is not enough: with tools, with pictures, where the last word is not a person's."""
    last = request.messages[-1]
    pictured = any(message.images for message in request.messages)
    if request.tools or pictured or last.role != "user" or not last.content.strip():
        return None
    rest = request.model_copy(update={"messages": [*request.messages[:-1], ChatMessage(role="user")]})
    return Question(last.content, key_of(rest, company_id, target))


def in_form(question: Question, form: str) -> Question:
    """The same, for answers that are given in this form only."""
    return Question(question.text, hashlib.sha256(f"{form}/{question.scope}".encode()).hexdigest())


def same_facts(one: str, other: str) -> bool:
    """Whether two texts name the same numbers and names, deny as often, and use the same of the telling words."""
    return _facts(one) == _facts(other)


def _facts(text: str) -> list[str]:
    lower = text.lower()
    telling = [word for word in _WORDS.findall(lower) if word in _TELLING]
    named = {name.lower() for name in _NAMES.findall(text)} - set(telling)
    return sorted([*telling, *named, *(found.strip(".,;:?!") for found in _FACTS.findall(lower))])


def may_be_kept(reply: Reply) -> bool:
    """Not a refusal, not nothing."""
    return reply.stop != "refused" and bool(reply.message.content or reply.message.calls)


def written(reply: Reply) -> bytes:
    """A reply as bytes."""
    return orjson.dumps(
        {
            "message": reply.message.model_dump(),
            "stop": reply.stop,
            "tokens": asdict(reply.tokens),
            "model": reply.model,
            "id": reply.id,
            "stopped_at": reply.stopped_at,
        }
    )


def read(body: bytes) -> Reply:
    """The reply that was written."""
    told = orjson.loads(body)
    message, tokens = ChatMessage.model_validate(told.pop("message")), Tokens(**told.pop("tokens"))
    return Reply(message=message, tokens=tokens, **told)
