"""The routes of tasks."""

from typing import Annotated

from fastapi import APIRouter

from ai_service.completions.deps import Hub
from ai_service.tasks import service
from contracts.ai import (
    AnswerAnswer,
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
)
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1/tasks", tags=["tasks"])

Given = Annotated[Hub, provided()]
User = Annotated[Principal, allowed("ai.use")]


@router.post("/summarise")
async def summarise(body: SummariseRequest, by: User, deps: Given) -> SummariseAnswer:
    return await service.summarise(body, by=by, deps=deps)


@router.post("/extract")
async def extract(body: ExtractRequest, by: User, deps: Given) -> ExtractAnswer:
    return await service.extract(body, by=by, deps=deps)


@router.post("/classify")
async def classify(body: ClassifyRequest, by: User, deps: Given) -> ClassifyAnswer:
    return await service.classify(body, by=by, deps=deps)


@router.post("/answer")
async def answer(body: AnswerRequest, by: User, deps: Given) -> AnswerAnswer:
    return await service.answer(body, by=by, deps=deps)


@router.post("/rewrite")
async def rewrite(body: RewriteRequest, by: User, deps: Given) -> RewriteAnswer:
    return await service.rewrite(body, by=by, deps=deps)


@router.post("/translate")
async def translate(body: TranslateRequest, by: User, deps: Given) -> TranslateAnswer:
    return await service.translate(body, by=by, deps=deps)
