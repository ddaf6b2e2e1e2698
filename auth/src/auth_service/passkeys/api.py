"""The routes of passkeys. Whoever changes them has proven who they are just now."""

from typing import Annotated

from fastapi import APIRouter

from auth_service.browser import PREFIX, Browser, from_browser
from auth_service.deps import Deps
from auth_service.passkeys import service
from auth_service.passkeys.schemas import NewPasskey, PasskeyOptions, PasskeyView, Site
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix=PREFIX, tags=["passkeys"])

Given = Annotated[Deps, provided()]
FreshPerson = Annotated[Principal, allowed(fresh=True)]
From = Annotated[Browser, from_browser()]


@router.post("/passkeys/options")
async def ask_for_new_passkey(browser: From, by: FreshPerson, deps: Given) -> PasskeyOptions:
    return await service.ask_for_new(Site(browser.origin), by=by, deps=deps)


@router.post("/passkeys", status_code=201)
async def add_passkey(body: NewPasskey, browser: From, by: FreshPerson, deps: Given) -> PasskeyView:
    return await service.add(body, Site(browser.origin), by=by, deps=deps)


@router.delete("/passkeys/{passkey_id}", status_code=204)
async def remove_passkey(passkey_id: str, by: FreshPerson, deps: Given) -> None:
    return await service.remove(passkey_id, by=by, deps=deps)
