"""The routes of tasks."""

from typing import Annotated

from fastapi import APIRouter

from ai_service.completions.deps import Hub
from ai_service.completions.door import on_behalf_of
from ai_service.tasks import service
from contracts.ai import (
    AnswerAnswer,
    AnswerRequest,
    ClassifyAnswer,
    ClassifyRequest,
    ExtractAnswer,
    ExtractRequest,
    OnBehalfOf,
    RewriteAnswer,
    RewriteRequest,
    SummariseAnswer,
    SummariseRequest,
    TranslateAnswer,
    TranslateRequest,
)
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1/tasks", tags=["tasks"])

Given = Annotated[Hub, provided()]
Whom = Annotated[OnBehalfOf, on_behalf_of()]
User = Annotated[Principal, allowed("ai.use")]


@router.post("/summarise")
async def summarise(body: SummariseRequest, by: User, whom: Whom, deps: Given) -> SummariseAnswer:
    return await service.summarise(body, by=by, whom=whom, deps=deps)


@router.post("/extract")
async def extract(body: ExtractRequest, by: User, whom: Whom, deps: Given) -> ExtractAnswer:
    return await service.extract(body, by=by, whom=whom, deps=deps)


@router.post("/classify")
async def classify(body: ClassifyRequest, by: User, whom: Whom, deps: Given) -> ClassifyAnswer:
    return await service.classify(body, by=by, whom=whom, deps=deps)


@router.post("/answer")
async def answer(body: AnswerRequest, by: User, whom: Whom, deps: Given) -> AnswerAnswer:
    return await service.answer(body, by=by, whom=whom, deps=deps)


@router.post("/rewrite")
async def rewrite(body: RewriteRequest, by: User, whom: Whom, deps: Given) -> RewriteAnswer:
    return await service.rewrite(body, by=by, whom=whom, deps=deps)


@router.post("/translate")
async def translate(body: TranslateRequest, by: User, whom: Whom, deps: Given) -> TranslateAnswer:
    return await service.translate(body, by=by, whom=whom, deps=deps)
