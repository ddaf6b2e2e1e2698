"""The routes of roles, and of members' places in the company."""

from typing import Annotated

from fastapi import APIRouter

from company_service.deps import Deps
from company_service.members.schemas import MemberView
from company_service.roles.schemas import MemberBody, PermissionView, ProvidedBody, RoleBody, RoleView, TransferBody
from company_service.roles.service import define, departing, provided_members, standing
from contracts.company import Membership
from kernel.identity import Principal, allowed, internal
from kernel.paging import Page
from kernel.web import IfMatch, provided

router = APIRouter(prefix="/api/company/v1", tags=["members"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("member.read")]
Manager = Annotated[Principal, allowed("member.manage", fresh=True)]
Definer = Annotated[Principal, allowed("role.manage", fresh=True)]
Owner = Annotated[Principal, allowed("company.delete", fresh=True)]
Auth = Annotated[Principal, internal("auth")]
Anyone = Annotated[Principal, allowed()]


@router.get("/permissions")
async def list_permissions(by: Reader) -> Page[PermissionView]:
    return await define.permissions()


@router.get("/roles")
async def list_roles(by: Reader, deps: Given) -> Page[RoleView]:
    return await define.list_all(by=by, deps=deps)


@router.post("/roles", status_code=201)
async def create_role(body: RoleBody, by: Definer, deps: Given) -> RoleView:
    return await define.create(body, by=by, deps=deps)


@router.put("/roles/{role_id}")
async def change_role(role_id: str, body: RoleBody, version: IfMatch, by: Definer, deps: Given) -> RoleView:
    return await define.change(role_id, version, body, by=by, deps=deps)


@router.delete("/roles/{role_id}", status_code=204)
async def delete_role(role_id: str, by: Definer, deps: Given) -> None:
    await define.delete(role_id, by=by, deps=deps)


@router.patch("/members/{user_id}")
async def change_member(user_id: str, body: MemberBody, by: Manager, deps: Given) -> MemberView:
    return await standing.change(user_id, body, by=by, deps=deps)


@router.delete("/members/{user_id}", status_code=204)
async def remove_member(user_id: str, by: Manager, deps: Given) -> None:
    await standing.remove(user_id, by=by, deps=deps)


@router.post("/companies/current/leave", status_code=204)
async def leave_company(by: Anyone, deps: Given) -> None:
    await standing.leave(by=by, deps=deps)


@router.post("/companies/current/transfer")
async def transfer_company(body: TransferBody, by: Owner, deps: Given) -> MemberView:
    return await standing.transfer(body, by=by, deps=deps)


@router.post("/internal/members/admit", include_in_schema=False)
async def admit_member(body: ProvidedBody, by: Auth, deps: Given) -> Membership:
    return await provided_members.admit(body, deps=deps)


@router.post("/internal/members/{user_id}/depart", include_in_schema=False)
async def let_member_depart(user_id: str, by: Auth, deps: Given) -> list[str]:
    return await departing.depart(user_id, deps=deps)


@router.post("/internal/members/{user_id}/keep-out", include_in_schema=False)
async def keep_member_out(user_id: str, by: Auth, deps: Given) -> None:
    await provided_members.keep_out(user_id, by=by, deps=deps)


@router.delete("/internal/members/{user_id}", include_in_schema=False)
async def dismiss_member(user_id: str, by: Auth, deps: Given) -> None:
    await provided_members.dismiss(user_id, by=by, deps=deps)
