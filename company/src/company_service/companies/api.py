"""The routes of companies."""

from typing import Annotated

from fastapi import APIRouter, Query

from company_service.companies import service
from company_service.companies.schemas import CompanyView, NewCompanyBody, RenameBody
from company_service.deps import Deps
from contracts.company import Membership
from kernel.identity import Principal, allowed, internal
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["companies"])

Given = Annotated[Deps, provided()]
Auth = Annotated[Principal, internal("auth")]
Knower = Annotated[Principal, internal("auth", "agents")]
"""Who must know the role that a person has: at sign-in, and where documents are searched for them."""


@router.get("/companies/current")
async def get_company(by: Annotated[Principal, allowed("company.read")], deps: Given) -> CompanyView:
    return await service.current(by=by, deps=deps)


@router.patch("/companies/current")
async def rename_company(
    body: RenameBody, by: Annotated[Principal, allowed("company.manage")], deps: Given
) -> CompanyView:
    return await service.rename(body.name, by=by, deps=deps)


@router.post("/internal/companies", include_in_schema=False)
async def create_company(body: NewCompanyBody, by: Auth, deps: Given) -> Membership:
    return await service.create(body, deps=deps)


@router.get("/internal/memberships", include_in_schema=False)
async def list_memberships(by: Knower, deps: Given, user_id: Annotated[str, Query(max_length=40)]) -> list[Membership]:
    return await service.memberships(user_id, deps=deps)
