"""The route that fills a company with sample contents."""

from typing import Annotated

from fastapi import APIRouter

from company_service.demo import service
from company_service.demo.schemas import DemoBody, DemoView
from company_service.deps import Deps
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["demo"])


@router.post("/demo")
async def fill_company(
    by: Annotated[Principal, allowed("workflow.publish")],
    deps: Annotated[Deps, provided()],
    body: DemoBody | None = None,
) -> DemoView:
    return await service.fill(by=by, deps=deps)
