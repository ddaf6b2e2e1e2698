"""The routes of policies."""

from typing import Annotated

from fastapi import APIRouter

from auth_service.deps import Deps
from auth_service.policies import service
from auth_service.policies.schemas import PolicyInput, PolicyView
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/auth/v1", tags=["policies"])

Given = Annotated[Deps, provided()]


@router.get("/policy")
async def get_sign_in_policy(by: Annotated[Principal, allowed("company.read")], deps: Given) -> PolicyView:
    return await service.get(by=by, deps=deps)


@router.put("/policy")
async def save_sign_in_policy(
    body: PolicyInput, by: Annotated[Principal, allowed("company.manage", fresh=True)], deps: Given
) -> PolicyView:
    return await service.save(body, by=by, deps=deps)
