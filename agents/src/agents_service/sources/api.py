"""The routes of sources, and of what is uploaded."""

from typing import Annotated

from fastapi import APIRouter, Response, UploadFile

from agents_service.deps import Deps
from agents_service.documents.schemas import DocumentView
from agents_service.sources.schemas import SourceBody, SourceView
from agents_service.sources.service import manage, uploading
from kernel.identity import Principal, allowed
from kernel.paging import Page
from kernel.web import IfMatch, provided, tagged

router = APIRouter(prefix="/api/agents/v1/knowledge-bases/{base_id}", tags=["knowledge"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("knowledge.read")]
Writer = Annotated[Principal, allowed("knowledge.write")]


@router.get("/sources")
async def list_sources(base_id: str, by: Reader, deps: Given) -> Page[SourceView]:
    return await manage.list_all(base_id, by=by, deps=deps)


@router.post("/sources", status_code=201)
async def create_source(base_id: str, body: SourceBody, by: Writer, deps: Given, response: Response) -> SourceView:
    return tagged(response, await manage.create(base_id, body, by=by, deps=deps))


@router.get("/sources/{source_id}")
async def get_source(base_id: str, source_id: str, by: Reader, deps: Given, response: Response) -> SourceView:
    return tagged(response, await manage.get(base_id, source_id, by=by, deps=deps))


@router.put("/sources/{source_id}")
async def save_source(
    base_id: str, source_id: str, body: SourceBody, version: IfMatch, by: Writer, deps: Given, response: Response
) -> SourceView:
    return tagged(response, await manage.save(base_id, source_id, version, body, by=by, deps=deps))


@router.delete("/sources/{source_id}", status_code=204)
async def delete_source(base_id: str, source_id: str, by: Writer, deps: Given) -> None:
    return await manage.delete(base_id, source_id, by=by, deps=deps)


@router.post("/sources/{source_id}/sync", status_code=202)
async def sync_source(base_id: str, source_id: str, by: Writer, deps: Given) -> SourceView:
    return await manage.sync(base_id, source_id, confirmed=False, by=by, deps=deps)


@router.post("/sources/{source_id}/confirm", status_code=202)
async def confirm_removals(base_id: str, source_id: str, by: Writer, deps: Given) -> SourceView:
    return await manage.sync(base_id, source_id, confirmed=True, by=by, deps=deps)


@router.post("/documents", status_code=201)
async def upload_document(base_id: str, file: UploadFile, by: Writer, deps: Given) -> DocumentView:
    return await uploading.take(base_id, file, by=by, deps=deps)


@router.delete("/documents/{document_id}", status_code=204)
async def delete_document(base_id: str, document_id: str, by: Writer, deps: Given) -> None:
    return await uploading.delete(base_id, document_id, by=by, deps=deps)
