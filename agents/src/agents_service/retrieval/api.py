"""The routes of searches and answers."""

from typing import Annotated

from fastapi import APIRouter

from agents_service.deps import Deps
from agents_service.retrieval.schemas import AnswerBody, SearchBody, SearchView, TextView, WhyBody, WhyView
from agents_service.retrieval.service import answering, finding, looking
from contracts.knowledge import KnowledgeAnswer, KnowledgeFound, KnowledgeQuestion
from kernel.identity import Principal, allowed, internal
from kernel.web import provided

router = APIRouter(prefix="/api/agents/v1", tags=["knowledge"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("knowledge.read")]
Service = Annotated[Principal, internal("company")]


@router.post("/knowledge-bases/{base_id}/search")
async def search_knowledge(base_id: str, body: SearchBody, by: Reader, deps: Given) -> SearchView:
    return await finding.search(base_id, body, by=by, deps=deps)


@router.post("/knowledge-bases/{base_id}/answer")
async def answer_from_knowledge(base_id: str, body: AnswerBody, by: Reader, deps: Given) -> KnowledgeAnswer:
    return await answering.answer(base_id, body.question, by=by, deps=deps)


@router.post("/knowledge-bases/{base_id}/why")
async def explain_search(base_id: str, body: WhyBody, by: Reader, deps: Given) -> WhyView:
    return await looking.why(base_id, body, by=by, deps=deps)


@router.get("/knowledge-bases/{base_id}/documents/{document_id}/text")
async def get_document_text(base_id: str, document_id: str, by: Reader, deps: Given) -> TextView:
    return await looking.text(base_id, document_id, by=by, deps=deps)


@router.post("/internal/knowledge/search", include_in_schema=False)
async def search_for_service(body: KnowledgeQuestion, by: Service, deps: Given) -> KnowledgeFound:
    return await finding.search_several(body, by=by, deps=deps)


@router.post("/internal/knowledge/answer", include_in_schema=False)
async def answer_for_service(body: KnowledgeQuestion, by: Service, deps: Given) -> KnowledgeAnswer:
    return await answering.answer_several(body, by=by, deps=deps)
