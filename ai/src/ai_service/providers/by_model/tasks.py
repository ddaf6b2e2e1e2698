"""The tasks as prompts to a chat model, with answers held to a JSON Schema wherever the model can."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson

from ai_service.providers import problems
from ai_service.providers.by_model.prompts import Ask, answer, classify, extract, summarise
from ai_service.providers.by_model.values import as_field
from ai_service.providers.protocol import ChatProvider, ReadPages
from ai_service.providers.vocabulary import Reply, Tokens
from contracts.ai import (
    AnswerAnswer,
    AnsweredBy,
    AnswerRequest,
    AnswerSchema,
    ChatMessage,
    ChatRequest,
    ClassifyAnswer,
    ClassifyRequest,
    Evidence,
    ExtractAnswer,
    ExtractRequest,
    Passage,
    SummariseAnswer,
    SummariseRequest,
    TextOrDocument,
    Usage,
)

_JSON = re.compile(r"\{.*\}", re.DOTALL)
_MOST_CHARACTERS = 200_000


@dataclass(frozen=True)
class Answering:
    """The model that answers: whose it is, as answers name it, and its prices in USD per million tokens."""

    provider: ChatProvider
    kind: str
    model: str
    note: str
    input_price: float = 0
    output_price: float = 0

    def cost(self, tokens: Tokens) -> float:
        """What so many tokens cost, in USD."""
        return (tokens.taken * self.input_price + tokens.given * self.output_price) / 1_000_000


class ModelTasks:
    """Answers tasks by a chat model (`TaskProvider`)."""

    def __init__(self, answering: Answering, read: ReadPages) -> None:
        self._answering = answering
        self._read = read

    async def summarise(self, request: SummariseRequest) -> SummariseAnswer:
        """A summary in the model's own words."""
        said, usage, _ = await self._ask(request, lambda text: summarise(text, request.max_sentences))
        return SummariseAnswer(summary=_text(said, "summary"), answered_by=self._by("summary"), usage=usage)

    async def extract(self, request: ExtractRequest) -> ExtractAnswer:
        """The values the model reads; each with the place where it stands in the text, if it does."""
        said, usage, pages = await self._ask(request, lambda text: extract(text, request.fields))
        values = {field.name: as_field(said.get(field.name), field.type) for field in request.fields}
        evidence = {name: _found(said.get(name), pages) for name in values}
        return ExtractAnswer(values=values, evidence=evidence, answered_by=self._by("extraction"), usage=usage)

    async def classify(self, request: ClassifyRequest) -> ClassifyAnswer:
        """The label the model chooses; a chat model gives no scores, so the chosen one has them all."""
        said, usage, _ = await self._ask(request, lambda text: classify(text, request.labels))
        names = [label if isinstance(label, str) else label.name for label in request.labels]
        chosen = _text(said, "label")
        if chosen not in names:
            raise problems.EndpointAnsweredNonsense(f"The model chose “{chosen[:80]}”, which is none of the labels.")
        scores = {name: float(name == chosen) for name in names}
        by = self._by("classification")
        return ClassifyAnswer(label=chosen, confidence=1.0, scores=scores, answered_by=by, usage=usage)

    async def answer(self, request: AnswerRequest) -> AnswerAnswer:
        """The model's answer, with the passage it quotes; null when it says the text does not hold one."""
        said, usage, pages = await self._ask(request, lambda text: answer(text, request.question))
        found = _found(said.get("quote"), pages)
        passages = [Passage(text=found.text, page=found.page, score=1.0)] if found else []
        reply = said.get("answer")
        return AnswerAnswer(
            answer=str(reply) if reply else None, passages=passages, answered_by=self._by("answer"), usage=usage
        )

    def _by(self, method: str) -> AnsweredBy:
        who = self._answering
        return AnsweredBy(provider=who.kind, model=who.model, method=method, note=who.note)

    async def _ask(
        self, request: TextOrDocument, prompt: Callable[[str], Ask]
    ) -> tuple[dict[str, Any], Usage, list[str]]:
        """Put the question, held to its schema; answers what was said, what it took, and the pages."""
        pages = await self._read(request.document) if request.document else [request.text or ""]
        ask = prompt("\n\n".join(pages)[:_MOST_CHARACTERS])
        began = time.monotonic()
        reply = await self._held(ask)
        taken = Usage(
            input_tokens=reply.tokens.taken,
            output_tokens=reply.tokens.given,
            cost=self._answering.cost(reply.tokens),
            seconds=time.monotonic() - began,
        )
        return _parsed(reply.message.content), taken, pages

    async def _held(self, ask: Ask) -> Reply:
        """With the schema where the model takes one; those that know none are told in words."""
        messages = [ChatMessage.model_validate(each) for each in ask.messages]
        try:
            return await self._complete(messages, format=AnswerSchema(name=ask.name, body=ask.schema), temperature=0)
        except (problems.ContextTooLong, problems.NotRecorded):
            raise
        except problems.RequestRefused:
            words = "Answer with JSON of this schema only: " + orjson.dumps(ask.schema).decode()
            return await self._complete([*messages, ChatMessage(role="user", content=words)])

    async def _complete(self, messages: list[ChatMessage], **options: Any) -> Reply:
        request = ChatRequest(messages=messages, **options)
        return await self._answering.provider.complete(request, model=self._answering.model)


def _parsed(content: str) -> dict[str, Any]:
    match = _JSON.search(content)
    try:
        said: Any = orjson.loads(match.group() if match else content)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        raise problems.EndpointAnsweredNonsense("The model did not answer in the form it was asked for.")
    return cast("dict[str, Any]", said)


def _text(said: Mapping[str, Any], name: str) -> str:
    return str(said.get(name) or "").strip()


def _found(value: Any, pages: list[str]) -> Evidence | None:
    """Where a value stands word for word; nothing is claimed for one that does not."""
    wanted = " ".join(str(value).split()).lower() if value not in {None, ""} else ""
    for number, text in enumerate(pages, 1):
        if wanted and wanted in " ".join(text.split()).lower():
            return Evidence(text=str(value), page=number, confidence=1.0)
    return None
