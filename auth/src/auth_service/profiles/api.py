"""The routes of one's own account."""

from typing import Annotated

from fastapi import APIRouter

from auth_service.accounts.schemas import ProfileView
from auth_service.browser import PREFIX, Browser, from_browser
from auth_service.deps import Deps
from auth_service.profiles import service
from auth_service.profiles.schemas import (
    EmailInput,
    Forgotten,
    LinkInput,
    Mailed,
    PasswordInput,
    ProfileInput,
    ProvenAddress,
    ResetInput,
)
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix=PREFIX, tags=["profiles"])

Given = Annotated[Deps, provided()]
SignedInPerson = Annotated[Principal, allowed()]
FreshPerson = Annotated[Principal, allowed(fresh=True)]
From = Annotated[Browser, from_browser()]


@router.put("/profile")
async def save_profile(body: ProfileInput, by: SignedInPerson, deps: Given) -> ProfileView:
    return await service.save(body, by=by, deps=deps)


@router.delete("/profile", status_code=204)
async def delete_account(by: FreshPerson, deps: Given) -> None:
    return await service.delete(by=by, deps=deps)


@router.post("/password", status_code=204)
async def change_password(body: PasswordInput, browser: From, by: SignedInPerson, deps: Given) -> None:
    return await service.change_password(body, browser, by=by, deps=deps)


@router.post("/password/forgot", status_code=204)
async def forgot_password(body: Forgotten, browser: From, deps: Given) -> None:
    return await service.forgot(body, browser, deps=deps)


@router.post("/password/reset", status_code=204)
async def reset_password(body: ResetInput, _browser: From, deps: Given) -> None:
    return await service.reset(body, deps=deps)


@router.post("/email", status_code=202)
async def change_email(body: EmailInput, by: FreshPerson, deps: Given) -> Mailed:
    return await service.change_email(body, by=by, deps=deps)


@router.post("/email/verification", status_code=202)
async def ask_to_verify_email(by: SignedInPerson, deps: Given) -> Mailed:
    return await service.ask_to_verify(by=by, deps=deps)


@router.post("/email/verify")
async def verify_email(body: LinkInput, _browser: From, deps: Given) -> ProvenAddress:
    return await service.verify(body, deps=deps)
