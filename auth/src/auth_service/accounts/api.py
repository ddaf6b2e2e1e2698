"""Who is signed in."""

from typing import Annotated

from fastapi import APIRouter

from auth_service.accounts import service
from auth_service.accounts.schemas import MembershipView, MeView
from auth_service.deps import Deps
from contracts.auth import Verified
from kernel.identity import Principal, allowed, internal
from kernel.paging import Page
from kernel.web import provided

router = APIRouter(prefix="/api/auth/v1", tags=["accounts"])

Given = Annotated[Deps, provided()]
SignedInPerson = Annotated[Principal, allowed()]


@router.get("/me")
async def get_me(by: SignedInPerson, deps: Given) -> MeView:
    return await service.me(by=by, deps=deps)


@router.get("/companies")
async def list_my_companies(by: SignedInPerson, deps: Given) -> Page[MembershipView]:
    return await service.companies(by=by, deps=deps)


@router.get("/internal/users/{user_id}/verified", include_in_schema=False)
async def get_verified(user_id: str, by: Annotated[Principal, internal("company")], deps: Given) -> Verified:
    return await service.verified(user_id, deps=deps)
