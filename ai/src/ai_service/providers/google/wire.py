"""Between our words and Gemini's generateContent, in plain data that the SDK takes and gives. Pure.

Format: https://ai.google.dev/api/generate-content
"""

import base64
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field

from ai_service.providers.folding import call_of, message_of, written_arguments
from ai_service.providers.vocabulary import (
    Ability,
    CallPiece,
    EndPiece,
    ModelInfo,
    Piece,
    Reply,
    Stop,
    TextPiece,
    Tokens,
)
from contracts.ai import ChatMessage, ChatRequest, Image, ToolCall, ToolNamed

# Gemini 3 signs its tool calls and wants the signature back. Where we know it no more it documents this text:
# https://ai.google.dev/gemini-api/docs/thought-signatures
_UNSIGNED = b"skip_thought_signature_validator"
_ENDS = {"STOP": "end", "MAX_TOKENS": "length"}
_UNREADABLE = {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MALFORMED_RESPONSE", "OTHER"}
_MODES = {"auto": "AUTO", "none": "NONE", "required": "ANY"}


_MOST_SIGNATURES = 2_000


class Signatures:
    """What Gemini signed its latest tool calls with, by their ids; the oldest are forgotten."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, bytes] = OrderedDict()

    def keep(self, call_id: str, written: str) -> None:
        """Remember a signature, given as base64 of either alphabet."""
        self._known[call_id] = base64.b64decode(written.replace("-", "+").replace("_", "/") + "==")
        while len(self._known) > _MOST_SIGNATURES:
            self._known.popitem(last=False)

    def of(self, call_id: str) -> bytes:
        """The signature of a call, or the text that stands for none."""
        return self._known.get(call_id, _UNSIGNED)


def contents(messages: Sequence[ChatMessage], signatures: Signatures) -> list[dict[str, Any]]:
    """The conversation; what the system says stands in `config`."""
    names = {call.id: call.name for message in messages for call in message.calls}
    wire: list[dict[str, Any]] = []
    for message in messages:
        parts = list(_parts(message, names, signatures))
        role = "model" if message.role == "assistant" else "user"
        if not parts:
            continue
        if wire and wire[-1]["role"] == role:
            wire[-1]["parts"] += parts
        else:
            wire.append({"role": role, "parts": parts})
    return wire


def _parts(message: ChatMessage, names: dict[str, str], signatures: Signatures) -> Iterator[dict[str, Any]]:
    if message.role == "system":
        return
    if message.role == "tool":
        name = names.get(message.call_id or "", "tool")
        yield {"function_response": {"id": message.call_id, "name": name, "response": {"output": message.content}}}
    elif message.content:
        yield {"text": message.content}
    yield from map(_image, message.images)
    for place, call in enumerate(message.calls):
        # Of calls made side by side only the first is signed.
        yield {**_called(call), "thought_signature": signatures.of(call.id)} if place == 0 else _called(call)


def _called(call: ToolCall) -> dict[str, Any]:
    given = cast("dict[str, Any]", call.arguments) if isinstance(call.arguments, dict) else {"written": call.arguments}
    return {"function_call": {"id": call.id, "name": call.name, "args": given}}


def _image(image: Image) -> dict[str, Any]:
    if image.url:
        return {"file_data": {"file_uri": image.url, "mime_type": image.media_type}}
    return {"inline_data": {"data": base64.b64decode(image.data or ""), "mime_type": image.media_type}}


def config(request: ChatRequest) -> dict[str, Any]:
    """Everything but the conversation."""
    system = "\n\n".join(each.content for each in request.messages if each.role == "system" and each.content)
    wanted: dict[str, Any] = {
        "system_instruction": system or None,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "max_output_tokens": request.max_tokens,
        "stop_sequences": request.stop or None,
        "seed": request.seed,
        "thinking_config": {"thinking_level": request.effort.upper()} if request.effort else None,
        "automatic_function_calling": {"disable": True},
        "response_mime_type": None if request.format == "text" else "application/json",
        "response_json_schema": None if isinstance(request.format, str) else request.format.body,
        **_tools(request),
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _tools(request: ChatRequest) -> dict[str, Any]:
    if not request.tools:
        return {}
    declared = [
        {"name": each.name, "description": each.description, "parameters_json_schema": each.parameters}
        for each in request.tools
    ]
    choice = request.tool_choice
    calling = (
        {"mode": "ANY", "allowed_function_names": [choice.name]}
        if isinstance(choice, ToolNamed)
        else {"mode": _MODES[choice]}
    )
    return {"tools": [{"function_declarations": declared}], "tool_config": {"function_calling_config": calling}}


class _Data(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Call(_Data):
    id: str | None = None
    name: str | None = None
    args: dict[str, Any] | None = None


class _Part(_Data):
    text: str | None = None
    thought: bool | None = None
    function_call: _Call | None = None
    thought_signature: str | None = None


class _Content(_Data):
    parts: list[_Part] | None = None


class _Candidate(_Data):
    content: _Content | None = None
    finish_reason: str | None = None


class _Feedback(_Data):
    block_reason: str | None = None


class _Used(_Data):
    prompt_token_count: int | None = None
    tool_use_prompt_token_count: int | None = None
    candidates_token_count: int | None = None
    thoughts_token_count: int | None = None
    cached_content_token_count: int | None = None


class Answer(_Data):
    """An answer or a chunk of one."""

    response_id: str | None = None
    model_version: str | None = None
    candidates: list[_Candidate] = Field(default_factory=list[_Candidate])
    prompt_feedback: _Feedback | None = None
    usage_metadata: _Used | None = None


def read_answer(said: Any) -> Answer:
    """What the SDK read, as plain data. Raises `ValueError` where neither an answer nor a chunk can be seen in it."""
    plain = said.model_dump(mode="json", exclude_none=True, include=set(Answer.model_fields))
    answer = Answer.model_validate(plain)
    if not answer.candidates and answer.prompt_feedback is None and answer.usage_metadata is None:
        raise ValueError("neither an answer nor a chunk of one")
    return answer


@dataclass
class Chunks:
    """Turns chunks into pieces; a whole answer is a single chunk."""

    model: str
    id: str = ""
    reason: str | None = None
    used: _Used | None = None
    calls: int = 0
    signatures: Signatures = field(default_factory=Signatures)

    def pieces(self, chunk: Answer) -> Iterator[Piece]:
        """The pieces in this chunk. Raises `ValueError` when the model wrote what cannot be used."""
        self.id, self.model = chunk.response_id or self.id, chunk.model_version or self.model
        self.used = chunk.usage_metadata or self.used
        if chunk.prompt_feedback and chunk.prompt_feedback.block_reason:
            self.reason = "BLOCKED"
        for candidate in chunk.candidates[:1]:
            self.reason = candidate.finish_reason or self.reason
            for part in (candidate.content and candidate.content.parts) or []:
                yield from self._part(part)

    def _part(self, part: _Part) -> Iterator[Piece]:
        if part.function_call:
            call, place = part.function_call, self.calls
            self.calls += 1
            id = call.id or f"call_{self.id or 'x'}_{place}"
            if part.thought_signature:
                self.signatures.keep(id, part.thought_signature)
            yield CallPiece(place, id, call.name or "", written_arguments(call.args))
        elif part.text and not part.thought:
            yield TextPiece(part.text)

    def end(self) -> EndPiece | None:
        """The last piece; None when the stream ended before the model had. Raises `ValueError` as `pieces` does."""
        if self.reason is None:
            return None
        if self.reason in _UNREADABLE:
            raise ValueError(f"the model ended with {self.reason}")
        stop = "tools" if self.calls else _ENDS.get(self.reason, "refused")
        return EndPiece(cast("Stop", stop), _tokens(self.used), self.model, self.id)


def _tokens(used: _Used | None) -> Tokens:
    if used is None:
        return Tokens()
    thought = used.thoughts_token_count or 0
    return Tokens(
        taken=(used.prompt_token_count or 0) + (used.tool_use_prompt_token_count or 0),
        given=(used.candidates_token_count or 0) + thought,
        cached=used.cached_content_token_count or 0,
        reasoning=thought,
    )


def reply(answer: Answer, model: str, signatures: Signatures) -> Reply:
    """The whole answer. Raises `ValueError` when it has no end."""
    chunks = Chunks(model, signatures=signatures)
    pieces = list(chunks.pieces(answer))
    end = chunks.end()
    if end is None:
        raise ValueError("an answer without an end")
    text = "".join(piece.text for piece in pieces if isinstance(piece, TextPiece))
    calls = [
        call_of(piece.id, piece.name or "", piece.arguments, fallback="")
        for piece in pieces
        if isinstance(piece, CallPiece)
    ]
    return Reply(message_of(text, calls), end.stop, end.tokens, end.model, end.id)


_CHAT: frozenset[Ability] = frozenset({"chat", "tools", "json", "schema", "images"})


def model_info(name: str, actions: Sequence[str], context: int | None) -> ModelInfo | None:
    """A model that answers or embeds; None for those that do other work."""
    if "generateContent" in actions:
        return ModelInfo(name.removeprefix("models/"), _CHAT, context)
    if {"embedContent", "batchEmbedContents"} & set(actions):
        return ModelInfo(name.removeprefix("models/"), frozenset({"embeddings"}), context)
    return None


class _Detail(_Data):
    delay: str | None = Field(default=None, alias="retryDelay")


class _Error(_Data):
    details: list[_Detail] = Field(default_factory=list[_Detail])


class _Failed(_Data):
    error: _Error


def retry_delay(document: Any) -> str | None:
    """What `RetryInfo` in an error's document says, such as `34s`. Raises `ValueError` for what is no such document."""
    return next((each.delay for each in _Failed.model_validate(document).error.details if each.delay), None)
