"""The routes of a company's providers and their models."""

from typing import Annotated

from fastapi import APIRouter

from ai_service.deps import Deps
from ai_service.vendors import service
from ai_service.vendors.schemas import (
    Found,
    KindView,
    ProviderBody,
    ProviderChange,
    ProviderTrial,
    ProviderView,
    TestResult,
)
from kernel.identity import Principal, allowed
from kernel.paging import Page
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["models"])

Given = Annotated[Deps, provided()]
User = Annotated[Principal, allowed("ai.use")]
Manager = Annotated[Principal, allowed("ai.manage")]


@router.get("/providers")
async def list_providers(by: User, deps: Given) -> Page[ProviderView]:
    return await service.every(by=by, deps=deps)


@router.post("/providers", status_code=201)
async def add_provider(body: ProviderBody, by: Manager, deps: Given) -> ProviderView:
    return await service.add(body, by=by, deps=deps)


@router.get("/providers/kinds")
async def list_provider_kinds(by: User) -> Page[KindView]:
    return service.kinds()


@router.get("/providers/found")
async def find_providers(by: Manager, deps: Given) -> Page[Found]:
    return await service.servers(by=by, deps=deps)


@router.post("/providers/test")
async def try_new_provider(body: ProviderBody, by: Manager, deps: Given) -> TestResult:
    return await service.try_new(body, by=by, deps=deps)


@router.get("/providers/{provider_id}")
async def get_provider(provider_id: str, by: User, deps: Given) -> ProviderView:
    return await service.get(provider_id, by=by, deps=deps)


@router.put("/providers/{provider_id}")
async def change_provider(provider_id: str, body: ProviderChange, by: Manager, deps: Given) -> ProviderView:
    return await service.change(provider_id, body, by=by, deps=deps)


@router.delete("/providers/{provider_id}", status_code=204)
async def delete_provider(provider_id: str, by: Manager, deps: Given) -> None:
    return await service.delete(provider_id, by=by, deps=deps)


@router.post("/providers/{provider_id}/test")
async def try_provider(provider_id: str, body: ProviderTrial, by: Manager, deps: Given) -> TestResult:
    return await service.try_stored(provider_id, body, by=by, deps=deps)
