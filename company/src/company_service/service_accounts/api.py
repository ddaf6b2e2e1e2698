"""The routes of service accounts."""

from typing import Annotated

from fastapi import APIRouter

from company_service.deps import Deps
from company_service.service_accounts import service
from company_service.service_accounts.schemas import ServiceAccountBody, ServiceAccountView
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["service accounts"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("member.read")]
Manager = Annotated[Principal, allowed("member.manage")]
FreshManager = Annotated[Principal, allowed("member.manage", fresh=True)]


@router.get("/service-accounts")
async def list_service_accounts(by: Reader, deps: Given, paging: PagingParam) -> Page[ServiceAccountView]:
    return await service.list_page(paging, by=by, deps=deps)


@router.post("/service-accounts", status_code=201)
async def create_service_account(body: ServiceAccountBody, by: FreshManager, deps: Given) -> ServiceAccountView:
    return await service.create(body, by=by, deps=deps)


@router.put("/service-accounts/{account_id}")
async def change_service_account(
    account_id: str, body: ServiceAccountBody, by: FreshManager, deps: Given
) -> ServiceAccountView:
    return await service.change(account_id, body, by=by, deps=deps)


@router.delete("/service-accounts/{account_id}", status_code=204)
async def remove_service_account(account_id: str, by: Manager, deps: Given) -> None:
    return await service.remove(account_id, by=by, deps=deps)
