"""The routes of who was invited, and of who founds a further company."""

from typing import Annotated

from fastapi import APIRouter, Request

from auth_service.accounts.schemas import MembershipView
from auth_service.deps import Deps
from auth_service.invitations import service
from auth_service.invitations.schemas import AcceptBody, InvitationOffer, NewCompanyBody, TokenBody
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/auth/v1", tags=["accounts"])

Given = Annotated[Deps, provided()]
SignedInPerson = Annotated[Principal, allowed()]


@router.post("/invitations/look")
async def look_at_invitation(body: TokenBody, deps: Given) -> InvitationOffer:
    return await service.look(body.token, deps=deps)


@router.post("/invitations/accept")
async def accept_invitation(body: AcceptBody, request: Request, deps: Given) -> MembershipView:
    return await service.accept(body, request.client.host if request.client else "", deps=deps)


@router.post("/invitations/join")
async def join_company(body: TokenBody, by: SignedInPerson, deps: Given) -> MembershipView:
    return await service.join(body.token, by=by, deps=deps)


@router.post("/companies", status_code=201)
async def found_company(body: NewCompanyBody, by: SignedInPerson, deps: Given) -> MembershipView:
    return await service.found(body, by=by, deps=deps)
