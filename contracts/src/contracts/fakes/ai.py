"""An AI service in memory: answers what it was told to, in the shapes of the contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, assert_never

from contracts.ai import (
    AnswerAnswer,
    AnsweredBy,
    AnswerRequest,
    ChatAnswer,
    ChatMessage,
    ChatRequest,
    ClassifyAnswer,
    ClassifyRequest,
    Evidence,
    ExtractAnswer,
    ExtractRequest,
    Label,
    Passage,
    RewriteAnswer,
    RewriteRequest,
    SummariseAnswer,
    SummariseRequest,
    TextOrDocument,
    TranslateAnswer,
    TranslateRequest,
    Usage,
)
from kernel.identity import Principal
from kernel.problems import NotFound, Problem, Unavailable

_BY = AnsweredBy(provider="fake", model=None, method="told beforehand", note="For tests.")
_USAGE = Usage(input_tokens=0, output_tokens=0, cost=0.01, seconds=0.0)
_Request = SummariseRequest | ExtractRequest | ClassifyRequest | AnswerRequest | RewriteRequest | TranslateRequest
_Answer = SummariseAnswer | ExtractAnswer | ClassifyAnswer | AnswerAnswer | RewriteAnswer | TranslateAnswer
_REQUESTS: Mapping[str, type[_Request]] = {
    "summarise": SummariseRequest, "extract": ExtractRequest, "classify": ClassifyRequest, "answer": AnswerRequest,
    "rewrite": RewriteRequest, "translate": TranslateRequest,
}  # fmt: skip


@dataclass
class FakeAi:
    """`AiClient` in memory. `values` is what a text or document of that name holds; `refusal` is raised when set."""

    values: dict[str, dict[str, str | float | None]] = field(default_factory=dict[str, dict[str, str | float | None]])
    label: str | None = None
    answer: str | None = None
    refusal: Problem | None = None
    asked: list[tuple[str, _Request]] = field(default_factory=list[tuple[str, _Request]])
    says: list[ChatMessage] = field(default_factory=list[ChatMessage])
    """What the model says next in a conversation, one after the other."""
    chats: list[ChatRequest] = field(default_factory=list[ChatRequest])
    _told: dict[str, ChatAnswer] = field(default_factory=dict[str, ChatAnswer])

    async def chat(self, request: ChatRequest, by: Principal, *, key: str, seconds: float) -> ChatAnswer:
        if key in self._told:
            return self._told[key]
        if self.refusal:
            raise self.refusal
        if not self.says:
            raise Unavailable("The model has nothing more to say.")
        self.chats.append(request)
        message = self.says.pop(0)
        stop: Literal["tools", "end"] = "tools" if message.calls else "end"
        self._told[key] = ChatAnswer(message=message, stop=stop, answered_by=_BY, usage=_USAGE)
        return self._told[key]

    async def task(self, name: str, request: dict[str, Any], by: Principal, *, seconds: float) -> dict[str, Any]:
        if name not in _REQUESTS:
            raise NotFound(f"There is no task {name!r}.")
        read = _REQUESTS[name].model_validate(request)
        self.asked.append((name, read))
        if self.refusal:
            raise self.refusal
        return self._answer(read).model_dump(mode="json")

    def _answer(self, asked: _Request) -> _Answer:
        match asked:
            case SummariseRequest():
                return SummariseAnswer(summary=_title(asked), unsupported=[], answered_by=_BY, usage=_USAGE)
            case ExtractRequest():
                return self._extracted(asked)
            case ClassifyRequest():
                names = [each.name if isinstance(each, Label) else each for each in asked.labels]
                label = self.label if self.label in names else names[0]
                scores = {each: float(each == label) for each in names}
                return ClassifyAnswer(
                    label=label,
                    labels=[label],
                    reason=None,
                    confidence=1.0,
                    scores=scores,
                    answered_by=_BY,
                    usage=_USAGE,
                )
            case AnswerRequest():
                said = self.answer
                place = Passage(text=said or "", page=1, start=None, end=None, passage=None, score=1.0)
                return AnswerAnswer(answer=said, passages=[place] if said else [], answered_by=_BY, usage=_USAGE)
            case RewriteRequest():
                return RewriteAnswer(text=_title(asked), unsupported=[], answered_by=_BY, usage=_USAGE)
            case TranslateRequest():
                return TranslateAnswer(
                    text=_title(asked), language=asked.language, unsupported=[], answered_by=_BY, usage=_USAGE
                )
            case _:
                assert_never(asked)

    def _extracted(self, asked: ExtractRequest) -> ExtractAnswer:
        wanted = [each.name for each in asked.fields] or list((asked.form or {}).get("properties", {}))
        known = self.values.get(_title(asked), {})
        found = {name: known.get(name) for name in wanted}
        evidence = {
            name: None if value is None else Evidence(text=str(value), page=1, start=None, end=None, confidence=1.0)
            for name, value in found.items()
        }
        return ExtractAnswer(values=found, evidence=evidence, unsupported=[], missing=[], answered_by=_BY, usage=_USAGE)


def _title(asked: TextOrDocument) -> str:
    return asked.document.name if asked.document else asked.text or ""
