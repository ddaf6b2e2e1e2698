"""Asks a model for one task, once or several times, and adds up what that took."""

import re
import time
from typing import Any, cast

import orjson

from ai_service.providers import problems
from ai_service.providers.protocol import TaskModel
from ai_service.providers.vocabulary import Reply
from ai_service.tasks.by_model.prompts import Prompt
from contracts.ai import AnsweredBy, AnswerSchema, ChatMessage, ChatRequest, Usage

_WHOLE = re.compile(r".*[.!?]", re.DOTALL)
_JSON = re.compile(r"\{.*\}", re.DOTALL)


class CutOff(problems.EndpointAnsweredNonsense):
    """The answer is longer than the model may write."""

    title = "The AI model's answer was cut off"


class Asker:
    """One task's questions to one model."""

    def __init__(self, model: TaskModel) -> None:
        self._model = model
        self._began = time.monotonic()
        self._taken = 0
        self._given = 0

    async def json(self, prompt: Prompt) -> dict[str, Any]:
        """The answer as an object, held to the prompt's schema where the model can be, and told in words where not."""
        held = AnswerSchema(name=prompt.name, body=prompt.schema)
        try:
            reply = await self._complete(ChatRequest(messages=prompt.messages, format=held, temperature=0))
        except problems.ContextTooLong:
            raise
        except (problems.RequestRefused, problems.NotOffered):
            words = "Answer with JSON of this schema only: " + orjson.dumps(prompt.schema).decode()
            told = [*prompt.messages, ChatMessage(role="user", content=words)]
            reply = await self._complete(ChatRequest(messages=told))
        return _parsed(reply.message.content)

    async def text(self, prompt: Prompt, *, most: int | None = None) -> str:
        """The answer as it is. Who finds no end within `most` tokens is stopped there, at its last whole sentence."""
        reply = await self._complete(
            ChatRequest(messages=prompt.messages, max_tokens=most), may_be_cut=most is not None
        )
        said = reply.message.content.strip()
        whole = _WHOLE.match(said) if reply.stop == "length" else None
        return whole.group() if whole else said

    async def _complete(self, request: ChatRequest, *, may_be_cut: bool = False) -> Reply:
        reply = await self._model.chat.complete(request, model=self._model.model)
        self._taken += reply.tokens.taken
        self._given += reply.tokens.given
        if reply.stop == "length" and not may_be_cut:
            raise CutOff(
                "The model may not write so much at once. Ask for less, or connect one that writes longer answers."
            )
        if reply.stop == "refused":
            raise problems.RequestRefused("The model declined to work on this text.")
        return reply

    def by(self, method: str, remark: str = "") -> AnsweredBy:
        """Who answered; `remark` adds what whoever reads the answer must know."""
        note = f"{self._model.note}. {remark}" if remark else self._model.note
        return AnsweredBy(provider=self._model.provider, model=self._model.model, method=method, note=note)

    def usage(self) -> Usage:
        """What all questions together took."""
        cost = (self._taken * self._model.input_price + self._given * self._model.output_price) / 1_000_000
        seconds = round(time.monotonic() - self._began, 4)
        return Usage(input_tokens=self._taken, output_tokens=self._given, cost=cost, seconds=seconds)


def _parsed(content: str) -> dict[str, Any]:
    match = _JSON.search(content)
    try:
        said: Any = orjson.loads(match.group() if match else content)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        raise problems.EndpointAnsweredNonsense("The model did not answer in the form it was asked for.")
    return cast("dict[str, Any]", said)
