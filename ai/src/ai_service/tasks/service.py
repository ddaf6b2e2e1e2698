"""Has a task answered by whoever answers for the company: its usual model, else the built-in local provider."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from ai_service.completions.deps import Hub
from ai_service.credentials import rules
from ai_service.providers.protocol import TaskModel, TaskProvider
from ai_service.routing.service import plan_of
from ai_service.tasks.door import Door
from ai_service.tasks.problems import NeedsAModel
from ai_service.usage import service as usage
from contracts.ai import (
    AnswerAnswer,
    AnsweredBy,
    AnswerRequest,
    ClassifyAnswer,
    ClassifyRequest,
    ExtractAnswer,
    ExtractRequest,
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
from kernel.problems import FieldError


class _Answer(Protocol):
    answered_by: AnsweredBy
    usage: Usage


_NEEDS_A_MODEL = (
    "The built-in tools read the text themselves and take no prompt. Connect a language model, or leave the prompt out."
)

A = TypeVar("A", bound=_Answer)


async def _done(
    task: str, request: TextOrDocument, by: Principal, deps: Hub, do: Callable[[TaskProvider], Awaitable[A]]
) -> A:
    """The task's answer. What models took is recorded where they are asked; the rest is here."""
    chosen = rules.answering(list((await plan_of(by.company_id, deps)).providers.values()))
    if chosen is None:
        if request.prompt is not None:
            raise NeedsAModel(_NEEDS_A_MODEL, errors=[FieldError("/prompt", _NEEDS_A_MODEL)])
        answer = await do(deps.local())
        details = usage.Details(on_behalf_of=request.on_behalf_of)
        await usage.record(task, answer.answered_by, answer.usage, by=by, deps=deps, details=details)
        return answer
    door = Door(task, by, request.on_behalf_of, request.prompt, deps)
    note = f"A language model at {chosen.access.base_url or chosen.name}"
    answer = await do(deps.by_model(TaskModel(door, chosen.model or "", chosen.kind, note)))
    answer.answered_by = door.signed(answer.answered_by)
    answer.usage = answer.usage.model_copy(update={"cost": door.cost})
    return answer


async def summarise(request: SummariseRequest, *, by: Principal, deps: Hub) -> SummariseAnswer:
    """Say the text in a few sentences."""
    return await _done("summarise", request, by, deps, lambda provider: provider.summarise(request))


async def extract(request: ExtractRequest, *, by: Principal, deps: Hub) -> ExtractAnswer:
    """Find the wanted values."""
    return await _done("extract", request, by, deps, lambda provider: provider.extract(request))


async def classify(request: ClassifyRequest, *, by: Principal, deps: Hub) -> ClassifyAnswer:
    """Choose one of the labels."""
    return await _done("classify", request, by, deps, lambda provider: provider.classify(request))


async def answer(request: AnswerRequest, *, by: Principal, deps: Hub) -> AnswerAnswer:
    """Answer a question from the text alone."""
    return await _done("answer", request, by, deps, lambda provider: provider.answer(request))


async def rewrite(request: RewriteRequest, *, by: Principal, deps: Hub) -> RewriteAnswer:
    """Say the text differently."""
    return await _done("rewrite", request, by, deps, lambda provider: provider.rewrite(request))


async def translate(request: TranslateRequest, *, by: Principal, deps: Hub) -> TranslateAnswer:
    """Say the text in another language."""
    return await _done("translate", request, by, deps, lambda provider: provider.translate(request))
