"""The routes of invitations. Whoever accepts one comes by way of the auth service, which knows who they are."""

from typing import Annotated

from fastapi import APIRouter

from company_service.deps import Deps
from company_service.invitations import service
from company_service.invitations.schemas import AcceptBody, InvitationMade, InvitationView, InviteBody, TokenBody
from contracts.company import Invitation, Membership
from kernel.identity import Principal, allowed, internal
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["members"])

Given = Annotated[Deps, provided()]
Manager = Annotated[Principal, allowed("member.manage")]
FreshManager = Annotated[Principal, allowed("member.manage", fresh=True)]
Auth = Annotated[Principal, internal("auth")]


@router.get("/invitations")
async def list_invitations(by: Manager, deps: Given, paging: PagingParam) -> Page[InvitationView]:
    return await service.list_page(paging, by=by, deps=deps)


@router.post("/invitations", status_code=201)
async def invite_member(body: InviteBody, by: FreshManager, deps: Given) -> InvitationMade:
    return await service.invite(body, by=by, deps=deps)


@router.post("/invitations/{invitation_id}/resend")
async def resend_invitation(invitation_id: str, by: Manager, deps: Given) -> InvitationMade:
    return await service.resend(invitation_id, by=by, deps=deps)


@router.delete("/invitations/{invitation_id}", status_code=204)
async def revoke_invitation(invitation_id: str, by: Manager, deps: Given) -> None:
    await service.revoke(invitation_id, by=by, deps=deps)


@router.post("/internal/invitations/look", include_in_schema=False)
async def look_at_invitation(body: TokenBody, by: Auth, deps: Given) -> Invitation:
    return await service.look(body.token, deps=deps)


@router.post("/internal/invitations/accept", include_in_schema=False)
async def accept_invitation(body: AcceptBody, by: Auth, deps: Given) -> Membership:
    return await service.accept(body, deps=deps)
