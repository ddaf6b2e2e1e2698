"""The routes of a company's end."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from company_service.deps import Deps
from company_service.erasure import service
from company_service.erasure.schemas import DeletionBody, DeletionView
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["companies"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("company.read")]
Owner = Annotated[Principal, allowed("company.delete")]
FreshOwner = Annotated[Principal, allowed("company.delete", fresh=True)]
Exporter = Annotated[Principal, allowed("company.export", fresh=True)]


def _zipped(parts: AsyncIterator[bytes]) -> StreamingResponse:
    headers = {"content-disposition": 'attachment; filename="company.zip"'}
    return StreamingResponse(parts, media_type="application/zip", headers=headers)


@router.get("/companies/current/deletion")
async def get_deletion(by: Reader, deps: Given) -> DeletionView:
    return await service.get(by=by, deps=deps)


@router.post("/companies/current/deletion")
async def ask_for_deletion(body: DeletionBody, by: FreshOwner, deps: Given) -> DeletionView:
    return await service.ask(body, by=by, deps=deps)


@router.delete("/companies/current/deletion")
async def take_deletion_back(by: Owner, deps: Given) -> DeletionView:
    return await service.take_back(by=by, deps=deps)


@router.get(
    "/companies/current/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}}},
)
async def export_company(by: Exporter, deps: Given) -> StreamingResponse:
    return _zipped(await service.export(by=by, deps=deps))
