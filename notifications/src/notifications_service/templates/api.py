"""The routes of templates."""

from typing import Annotated

from fastapi import APIRouter, Response

from kernel.identity import Principal, allowed
from kernel.paging import Page
from kernel.web import IfMatch, provided, tagged
from notifications_service.deps import Deps
from notifications_service.templates import service
from notifications_service.templates.schemas import TemplateInput, TemplateView

router = APIRouter(prefix="/api/notifications/v1", tags=["templates"])

Given = Annotated[Deps, provided()]
Manager = Annotated[Principal, allowed("notification.manage")]


@router.get("/templates")
async def list_templates(by: Manager, deps: Given) -> Page[TemplateView]:
    return await service.every(by=by, deps=deps)


@router.get("/templates/{name}")
async def get_template(name: str, by: Manager, deps: Given, response: Response) -> TemplateView:
    return tagged(response, await service.get(name, by=by, deps=deps))


@router.get("/templates/{name}/versions")
async def list_template_versions(name: str, by: Manager, deps: Given) -> Page[TemplateView]:
    return await service.versions(name, by=by, deps=deps)


@router.put("/templates/{name}")
async def save_template(
    name: str, body: TemplateInput, version: IfMatch, by: Manager, deps: Given, response: Response
) -> TemplateView:
    return tagged(response, await service.save(name, version, body, by=by, deps=deps))
