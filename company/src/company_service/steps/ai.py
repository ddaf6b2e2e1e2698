"""AI steps: each is one task of the AI service, over a text or over a file that was handed in."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from company_service.engine.steps import StepCall, StepInfo, StepResult, StepType
from company_service.engine.values import object_of
from company_service.files.service import content
from company_service.steps.forms import NUMBER, PROMPT, TEXT, output, settings, ui
from contracts.ai import AiClient, Document, OnBehalfOf, PromptUse
from kernel.db import Database
from kernel.identity import Principal
from kernel.problems import FieldError, InvalidRequest

_LARGEST = 20_000_000
_SECONDS = 300.0

SOURCE: dict[str, dict[str, Any]] = {
    "text": {
        "x-ui": ui("textarea", "Text", "The text to read. Leave it empty when you give a file.", "{{ input.text }}")
    },
    "file": {
        "type": ["string", "null"],
        "x-ui": ui("expression", "File", "A file to read instead of a text.", "{{ input.invoice }}"),
    },
}
_FIELD_TYPES = ["string", "date", "number", "money", "currency", "id"]


def with_tokens(answered_by: Mapping[str, Any], usage: Mapping[str, Any]) -> dict[str, Any]:
    """Who answered, with the tokens it took, where a model was asked."""
    tokens = {"input": usage.get("input_tokens") or 0, "output": usage.get("output_tokens") or 0}
    return {**answered_by, **({"tokens": tokens} if any(tokens.values()) else {})}


def prompt_use(given: Mapping[str, Any]) -> PromptUse | None:
    """The prompt that a step names, filled in with the values of the run."""
    name = given.get("prompt")
    return PromptUse.named(name, {**object_of(given.get("prompt_values"))}) if name else None


def _prompt(given: Mapping[str, Any]) -> dict[str, Any]:
    use = prompt_use(given)
    return {"prompt": use.model_dump()} if use else {}


def on_behalf_of(call: StepCall, agent_id: str | None = None) -> OnBehalfOf:
    """For what a model is asked: budgets hold for it, and usage is counted by it. The run's own agent, if no other."""
    run = call.run
    agent = agent_id or run.agent_id
    return OnBehalfOf(
        agent_id=agent, workflow_id=run.workflow_id, run_id=run.id, step=call.step[:200], key_id=run.key_id
    )


class NothingToRead(InvalidRequest):
    """The step was given neither a text nor a file, or both, or nothing in it."""

    title = "There is nothing to read"


class AiStep(StepType):
    """A task of the AI service. Subclasses say which, and what the answer looks like to later steps."""

    task: str
    result: tuple[str, ...]

    def __init__(self, ai: AiClient, db: Database) -> None:
        self._ai = ai
        self._db = db

    async def run(self, call: StepCall) -> StepResult:
        whom = on_behalf_of(call).model_dump()
        request = {
            **await self._source(call),
            **self.request(call.input),
            **_prompt(call.input),
            "on_behalf_of": whom,
        }
        by = Principal(kind="service", company_id=call.run.company_id, user_id=call.run.started_by)
        answer = await self._ai.task(self.task, request, by, seconds=_SECONDS)
        return StepResult(
            output={name: answer.get(name) for name in self.result},
            cost=float(answer["usage"]["cost"]),
            answered_by=with_tokens(answer["answered_by"], answer["usage"]),
        )

    def request(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What the task wants to know besides the text."""
        return {}

    async def _source(self, call: StepCall) -> dict[str, Any]:
        text, file = call.input.get("text"), call.input.get("file")
        if text and file:
            raise _nothing("Give a text or a file, not both.")
        if file:
            return {"document": await self._document(call, str(file))}
        written = text if isinstance(text, str) else orjson.dumps(text).decode() if text else ""
        if not written.strip():
            raise _nothing("The text is empty, and there is no file.")
        return {"text": written[:1_000_000]}

    async def _document(self, call: StepCall, file_id: str) -> dict[str, Any]:
        file = await content(self._db, call.payloads, call.run.company_id, file_id)
        if len(file.data) > _LARGEST:
            raise _nothing(f"{file.name} is larger than the {_LARGEST // 1_000_000} MB that can be read.")
        data = base64.b64encode(file.data).decode()
        return Document(name=file.name, media_type=file.media_type[:120], data=data).model_dump()

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        if not settings.get("text") and not settings.get("file"):
            yield "/text", "Give a text or a file to read."
        elif settings.get("text") and settings.get("file"):
            yield "/file", "Give a text or a file to read, not both."


def _nothing(message: str) -> NothingToRead:
    return NothingToRead(message, errors=[FieldError("/with/text", message)])


class Extract(AiStep):
    """Takes values out of a text or a document."""

    task = "extract"
    result = ("values", "evidence")
    info = StepInfo(
        type="ai.extract",
        name="Extract values",
        description="Take named values, such as a date or a total, out of a text or a document.",
        category="ai",
        icon="file-search",
        effect="read",
        input_schema=settings(
            ["fields"],
            **SOURCE,
            fields={
                "type": "array",
                "minItems": 1,
                "maxItems": 50,
                "items": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string", "minLength": 1, "maxLength": 80},
                        "type": {"enum": _FIELD_TYPES},
                        "description": {"type": "string", "maxLength": 500},
                    },
                    "required": ["name"],
                    "additionalProperties": False,
                },
                "x-ui": ui("fields", "Values", "What to look for. A description helps to find the right one."),
            },
            **PROMPT,
        ),
        output_schema=output(values={"type": "object"}, evidence={"type": "object"}),
    )

    def request(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"fields": given["fields"]}


class Classify(AiStep):
    """Sorts a text or a document into one of several classes."""

    task = "classify"
    result = ("label", "confidence", "scores")
    info = StepInfo(
        type="ai.classify",
        name="Classify",
        description="Decide which of several labels fits a text or a document best.",
        category="ai",
        icon="tags",
        effect="read",
        input_schema=settings(
            ["labels"],
            **SOURCE,
            labels={
                "type": "array",
                "minItems": 2,
                "maxItems": 100,
                "items": {
                    "anyOf": [
                        {"type": "string", "minLength": 1, "maxLength": 120},
                        {
                            "type": "object",
                            "properties": {
                                "name": {"type": "string", "minLength": 1, "maxLength": 120},
                                "description": {"type": "string", "maxLength": 1_000},
                                "examples": {"type": "array", "items": {"type": "string"}, "maxItems": 50},
                            },
                            "required": ["name"],
                            "additionalProperties": False,
                        },
                    ]
                },
                "x-ui": ui("labels", "Labels", "The classes to choose from. Describe each in a sentence or two."),
            },
            **PROMPT,
        ),
        output_schema=output(label=TEXT, confidence=NUMBER, scores={"type": "object"}),
    )

    def request(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"labels": given["labels"]}


class Summarise(AiStep):
    """Says in a few sentences what a text or a document says."""

    task = "summarise"
    result = ("summary",)
    info = StepInfo(
        type="ai.summarise",
        name="Summarise",
        description="Say in a few sentences what a text or a document says.",
        category="ai",
        icon="align-left",
        effect="read",
        input_schema=settings(
            [],
            **SOURCE,
            max_sentences={
                "type": "integer",
                "minimum": 1,
                "maximum": 20,
                "default": 3,
                "x-ui": ui("number", "Sentences", "At most so many."),
            },
            **PROMPT,
        ),
        output_schema=output(summary=TEXT),
    )

    def request(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"max_sentences": given.get("max_sentences", 3)}


class AnswerQuestion(AiStep):
    """Answers a question from a text or a document alone."""

    task = "answer"
    result = ("answer", "passages")
    info = StepInfo(
        type="ai.answer",
        name="Answer a question",
        description="Answer a question from a text or a document, and from nothing else. No answer when it has none.",
        category="ai",
        icon="message-circle-question",
        effect="read",
        input_schema=settings(
            ["question"],
            **SOURCE,
            question={
                "type": "string",
                "minLength": 1,
                "maxLength": 2_000,
                "x-ui": ui("textarea", "Question", placeholder="When is the payment due?"),
            },
            **PROMPT,
        ),
        output_schema=output(answer={"type": ["string", "null"]}, passages={"type": "array"}),
    )

    def request(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"question": given["question"]}
