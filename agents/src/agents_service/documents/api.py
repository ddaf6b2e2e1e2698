"""The routes of documents."""

from typing import Annotated

from fastapi import APIRouter, Query

from agents_service.deps import Deps
from agents_service.documents import service
from agents_service.documents.schemas import AccessBody, DocumentState, DocumentView, LogView
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/agents/v1/knowledge-bases/{base_id}", tags=["knowledge"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("knowledge.read")]
Writer = Annotated[Principal, allowed("knowledge.write")]
Text = Annotated[str | None, Query(max_length=200)]


@router.get("/documents")
async def list_documents(
    base_id: str, by: Reader, deps: Given, paging: PagingParam,
    state: DocumentState | None = None, source_id: Text = None, q: Text = None,
) -> Page[DocumentView]:  # fmt: skip
    return await service.list_page(base_id, paging, state, source_id, q, by=by, deps=deps)


@router.get("/documents/{document_id}")
async def get_document(base_id: str, document_id: str, by: Reader, deps: Given) -> DocumentView:
    return await service.get(base_id, document_id, by=by, deps=deps)


@router.put("/documents/{document_id}/access")
async def set_document_access(
    base_id: str, document_id: str, body: AccessBody, by: Writer, deps: Given
) -> DocumentView:
    return await service.set_access(base_id, document_id, body, by=by, deps=deps)


@router.post("/documents/{document_id}/again", status_code=202)
async def take_document_in_again(base_id: str, document_id: str, by: Writer, deps: Given) -> DocumentView:
    return await service.again(base_id, document_id, by=by, deps=deps)


@router.get("/log")
async def list_knowledge_log(
    base_id: str, by: Reader, deps: Given, paging: PagingParam, source_id: Text = None
) -> Page[LogView]:
    return await service.log_page(base_id, paging, source_id, by=by, deps=deps)
