"""The routes of retention."""

from typing import Annotated

from fastapi import APIRouter

from company_service.deps import Deps
from company_service.retention import service
from company_service.retention.schemas import RetentionBody, RetentionView
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["retention"])

Given = Annotated[Deps, provided()]


@router.get("/companies/current/retention")
async def get_retention(by: Annotated[Principal, allowed("company.read")], deps: Given) -> RetentionView:
    return await service.get(by=by, deps=deps)


@router.put("/companies/current/retention")
async def choose_retention(
    body: RetentionBody, by: Annotated[Principal, allowed("company.manage")], deps: Given
) -> RetentionView:
    return await service.choose(body, by=by, deps=deps)
