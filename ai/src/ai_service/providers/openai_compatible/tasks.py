"""The tasks as prompts to a chat model, with answers held to a JSON Schema wherever the endpoint can."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, cast

import orjson

from ai_service.providers import problems
from ai_service.providers.openai_compatible.endpoint import Endpoint
from ai_service.providers.openai_compatible.prompts import Ask, answer, classify, extract, summarise
from ai_service.providers.openai_compatible.values import as_field
from ai_service.providers.openai_compatible.wire import Completion
from ai_service.providers.protocol import ReadPages
from contracts.ai import (
    AnswerAnswer,
    AnsweredBy,
    AnswerRequest,
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

NAME = "openai-compatible"
_JSON = re.compile(r"\{.*\}", re.DOTALL)
_MOST_CHARACTERS = 200_000


class OpenAiCompatible:
    """Answers tasks by a model behind an endpoint (`TaskProvider`)."""

    def __init__(self, endpoint: Endpoint, read: ReadPages) -> None:
        self._endpoint = endpoint
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
        note = f"A language model at {self._endpoint.base_url}"
        return AnsweredBy(provider=NAME, model=self._endpoint.model, method=method, note=note)

    async def _ask(
        self, request: TextOrDocument, prompt: Callable[[str], Ask]
    ) -> tuple[dict[str, Any], Usage, list[str]]:
        """Put the question, held to its schema; answers what was said, what it took, and the pages."""
        pages = await self._read(request.document) if request.document else [request.text or ""]
        ask = prompt("\n\n".join(pages)[:_MOST_CHARACTERS])
        began = time.monotonic()
        completion = await self._held(ask)
        tokens = completion.tokens
        taken = Usage(
            input_tokens=tokens[0],
            output_tokens=tokens[1],
            cost=self._endpoint.cost(*tokens),
            seconds=time.monotonic() - began,
        )
        return _parsed(completion.text), taken, pages

    async def _held(self, ask: Ask) -> Completion:
        """With the schema where the endpoint takes one; servers that know none are told in words."""
        schema = {"name": ask.name, "schema": ask.schema, "strict": True}
        try:
            return await self._endpoint.complete(
                ask.messages, temperature=0, response_format={"type": "json_schema", "json_schema": schema}
            )
        except problems.RequestRefused:
            told = {
                "role": "user",
                "content": "Answer with JSON of this schema only: " + orjson.dumps(ask.schema).decode(),
            }
            return await self._endpoint.complete([*ask.messages, told], temperature=0)


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
