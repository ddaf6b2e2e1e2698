"""Has a task answered by whoever answers for the company, and records what it took."""

from typing import Protocol, TypeVar

from ai_service.credentials.service import provider_for
from ai_service.deps import Deps
from ai_service.usage.service import record
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
    TranslateAnswer,
    TranslateRequest,
    Usage,
)
from kernel.identity import Principal


class _Answer(Protocol):
    answered_by: AnsweredBy
    usage: Usage


A = TypeVar("A", bound=_Answer)


async def _recorded(task: str, answer: A, by: Principal, deps: Deps) -> A:
    await record(task, answer.answered_by, answer.usage, by=by, deps=deps)
    return answer


async def summarise(request: SummariseRequest, *, by: Principal, deps: Deps) -> SummariseAnswer:
    """Say the text in a few sentences."""
    provider = await provider_for(by.company_id, deps)
    return await _recorded("summarise", await provider.summarise(request), by, deps)


async def extract(request: ExtractRequest, *, by: Principal, deps: Deps) -> ExtractAnswer:
    """Find the wanted values."""
    provider = await provider_for(by.company_id, deps)
    return await _recorded("extract", await provider.extract(request), by, deps)


async def classify(request: ClassifyRequest, *, by: Principal, deps: Deps) -> ClassifyAnswer:
    """Choose one of the labels."""
    provider = await provider_for(by.company_id, deps)
    return await _recorded("classify", await provider.classify(request), by, deps)


async def answer(request: AnswerRequest, *, by: Principal, deps: Deps) -> AnswerAnswer:
    """Answer a question from the text alone."""
    provider = await provider_for(by.company_id, deps)
    return await _recorded("answer", await provider.answer(request), by, deps)


async def rewrite(request: RewriteRequest, *, by: Principal, deps: Deps) -> RewriteAnswer:
    """Say the text differently."""
    provider = await provider_for(by.company_id, deps)
    return await _recorded("rewrite", await provider.rewrite(request), by, deps)


async def translate(request: TranslateRequest, *, by: Principal, deps: Deps) -> TranslateAnswer:
    """Say the text in another language."""
    provider = await provider_for(by.company_id, deps)
    return await _recorded("translate", await provider.translate(request), by, deps)
