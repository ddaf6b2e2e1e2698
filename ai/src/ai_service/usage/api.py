"""The routes of usage."""

from typing import Annotated

from fastapi import APIRouter

from ai_service.deps import Deps
from ai_service.usage import service
from ai_service.usage.schemas import UsageRecord, UsageTotal
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["usage"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("ai.use")]


@router.get("/usage")
async def list_usage(by: Reader, deps: Given, paging: PagingParam) -> Page[UsageRecord]:
    return await service.list_page(paging, by=by, deps=deps)


@router.get("/usage/totals")
async def usage_totals(by: Reader, deps: Given) -> Page[UsageTotal]:
    return await service.totals(by=by, deps=deps)
