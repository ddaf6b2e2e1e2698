"""The routes of knowledge bases."""

from typing import Annotated

from fastapi import APIRouter, Response

from agents_service.deps import Deps
from agents_service.knowledge import service
from agents_service.knowledge.schemas import KnowledgeBaseBody, KnowledgeBaseView
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import IfMatch, provided, tagged

router = APIRouter(prefix="/api/agents/v1/knowledge-bases", tags=["knowledge"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("knowledge.read")]
Writer = Annotated[Principal, allowed("knowledge.write")]


@router.get("")
async def list_knowledge_bases(by: Reader, deps: Given, paging: PagingParam) -> Page[KnowledgeBaseView]:
    return await service.list_page(paging, by=by, deps=deps)


@router.post("", status_code=201)
async def create_knowledge_base(
    body: KnowledgeBaseBody, by: Writer, deps: Given, response: Response
) -> KnowledgeBaseView:
    return tagged(response, await service.create(body, by=by, deps=deps))


@router.get("/{base_id}")
async def get_knowledge_base(base_id: str, by: Reader, deps: Given, response: Response) -> KnowledgeBaseView:
    return tagged(response, await service.get(base_id, by=by, deps=deps))


@router.put("/{base_id}")
async def save_knowledge_base(
    base_id: str, body: KnowledgeBaseBody, version: IfMatch, by: Writer, deps: Given, response: Response
) -> KnowledgeBaseView:
    return tagged(response, await service.save(base_id, version, body, by=by, deps=deps))


@router.delete("/{base_id}", status_code=204)
async def delete_knowledge_base(base_id: str, by: Writer, deps: Given) -> None:
    return await service.delete(base_id, by=by, deps=deps)
