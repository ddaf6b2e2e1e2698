"""The routes of members."""

from typing import Annotated

from fastapi import APIRouter

from company_service.deps import Deps
from company_service.members import service
from company_service.members.schemas import AddressesBody, MemberView
from contracts.company import Addressee
from kernel.identity import Principal, allowed, internal
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["members"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("member.read")]
Notifier = Annotated[Principal, internal("notifications", "agents")]


@router.get("/members")
async def list_members(by: Reader, deps: Given, paging: PagingParam) -> Page[MemberView]:
    return await service.list_page(paging, by=by, deps=deps)


@router.post("/internal/addressees", include_in_schema=False)
async def find_addressees(body: AddressesBody, by: Notifier, deps: Given) -> list[Addressee]:
    return await service.addressees(body.to, by=by, deps=deps)
