"""The routes of second factors. Whoever changes them has proven who they are just now."""

from typing import Annotated

from fastapi import APIRouter

from auth_service.browser import PREFIX
from auth_service.deps import Deps
from auth_service.factors import service
from auth_service.factors.schemas import Code, FactorsView, RecoveryCodes, TotpSetup
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix=PREFIX, tags=["factors"])

Given = Annotated[Deps, provided()]
SignedInPerson = Annotated[Principal, allowed()]
FreshPerson = Annotated[Principal, allowed(fresh=True)]


@router.get("/factors")
async def get_factors(by: SignedInPerson, deps: Given) -> FactorsView:
    return await service.view(by=by, deps=deps)


@router.post("/factors/totp")
async def begin_authenticator_app(by: FreshPerson, deps: Given) -> TotpSetup:
    return await service.begin_app(by=by, deps=deps)


@router.post("/factors/totp/confirm")
async def confirm_authenticator_app(body: Code, by: FreshPerson, deps: Given) -> RecoveryCodes:
    return await service.confirm_app(body, by=by, deps=deps)


@router.delete("/factors/totp", status_code=204)
async def remove_authenticator_app(by: FreshPerson, deps: Given) -> None:
    return await service.remove_app(by=by, deps=deps)


@router.post("/factors/recovery-codes")
async def renew_recovery_codes(by: FreshPerson, deps: Given) -> RecoveryCodes:
    return await service.renew_codes(by=by, deps=deps)
