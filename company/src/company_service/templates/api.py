"""The routes of templates."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from company_service.deps import Deps
from company_service.gallery.template import Language
from company_service.templates.schemas import (
    SamplesView,
    UseTemplateBody,
    WorkflowTemplateDetail,
    WorkflowTemplateUsed,
    WorkflowTemplateView,
)
from company_service.templates.service import remove, use
from kernel.identity import Principal, allowed
from kernel.paging import Page
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["templates"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("workflow.read")]
Writer = Annotated[Principal, allowed("workflow.write")]
Manager = Annotated[Principal, allowed("company.manage")]
Key = Annotated[str, Path(max_length=80)]
In = Annotated[Language, Query(alias="language", description="The language of names, texts and forms.")]


@router.get("/templates")
async def list_workflow_templates(by: Reader, language: In = "en") -> Page[WorkflowTemplateView]:
    return await use.list_all(language)


@router.get("/templates/{key}")
async def get_workflow_template(key: Key, by: Reader, language: In = "en") -> WorkflowTemplateDetail:
    return await use.get(key, language)


@router.post("/templates/{key}/use", status_code=201)
async def use_workflow_template(key: Key, body: UseTemplateBody, by: Writer, deps: Given) -> WorkflowTemplateUsed:
    return await use.use(key, body, by=by, deps=deps)


@router.get("/samples")
async def look_at_samples(by: Manager, deps: Given) -> SamplesView:
    return await remove.look(by=by, deps=deps)


@router.delete("/samples")
async def remove_samples(by: Manager, deps: Given) -> SamplesView:
    return await remove.remove(by=by, deps=deps)
