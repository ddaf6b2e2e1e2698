"""The routes of saved filters."""

from typing import Annotated

from fastapi import APIRouter

from company_service.deps import Deps
from company_service.saved import service
from company_service.saved.schemas import SavedFilterBody, SavedFilterView
from kernel.identity import Principal, allowed
from kernel.paging import Page
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["runs"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("run.read")]


@router.get("/run-filters")
async def list_run_filters(by: Reader, deps: Given) -> Page[SavedFilterView]:
    return await service.list_all(by=by, deps=deps)


@router.post("/run-filters", status_code=201)
async def save_run_filter(body: SavedFilterBody, by: Reader, deps: Given) -> SavedFilterView:
    return await service.save(body, by=by, deps=deps)


@router.put("/run-filters/{filter_id}")
async def change_run_filter(filter_id: str, body: SavedFilterBody, by: Reader, deps: Given) -> SavedFilterView:
    return await service.change(filter_id, body, by=by, deps=deps)


@router.delete("/run-filters/{filter_id}", status_code=204)
async def delete_run_filter(filter_id: str, by: Reader, deps: Given) -> None:
    await service.delete(filter_id, by=by, deps=deps)
