"""The routes of API keys."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from auth_service.apikeys.schemas import (
    DirectoryToken,
    DirectoryView,
    Holder,
    KeyMade,
    KeyRules,
    KeyView,
    NewKey,
    Presented,
    Rotation,
)
from auth_service.apikeys.service import directory, exchange, manage
from auth_service.browser import Browser, from_browser
from auth_service.deps import Deps
from kernel.identity import Principal, allowed, internal
from kernel.paging import Page, PagingParam
from kernel.service import SERVICES
from kernel.web import provided, shown_once

router = APIRouter(prefix="/api/auth/v1", tags=["API keys"])

Given = Annotated[Deps, provided()]
Person = Annotated[Principal, allowed()]
FreshPerson = Annotated[Principal, allowed(fresh=True)]
Service = Annotated[Principal, internal(*SERVICES)]
SsoReader = Annotated[Principal, allowed("sso.manage")]
SsoManager = Annotated[Principal, allowed("sso.manage", fresh=True)]
From = Annotated[Browser, from_browser()]
Of = Annotated[str | None, Query(max_length=40, description="A service account; else one's own keys.")]


@router.get("/api-keys")
async def list_api_keys(by: Person, deps: Given, paging: PagingParam, user_id: Of = None) -> Page[KeyView]:
    return await manage.list_page(user_id, paging, by=by, deps=deps)


@router.get("/api-keys/rules")
async def get_api_key_rules(by: Person, deps: Given) -> KeyRules:
    return await manage.key_rules(deps=deps)


@router.post("/api-keys", status_code=201)
async def create_api_key(body: NewKey, by: FreshPerson, deps: Given, response: Response) -> KeyMade:
    return shown_once(response, await manage.make(body, by=by, deps=deps))


@router.post("/api-keys/{key_id}/rotate", status_code=201)
async def rotate_api_key(key_id: str, body: Rotation, by: FreshPerson, deps: Given, response: Response) -> KeyMade:
    return shown_once(response, await manage.rotate(key_id, body, by=by, deps=deps))


@router.delete("/api-keys/{key_id}", status_code=204)
async def revoke_api_key(key_id: str, by: Person, deps: Given) -> None:
    return await manage.revoke(key_id, by=by, deps=deps)


@router.get("/sso/directory", tags=["single sign-on"])
async def get_directory(browser: From, by: SsoReader, deps: Given) -> DirectoryView:
    return await directory.look(browser, by=by, deps=deps)


@router.post("/sso/directory/token", status_code=201, tags=["single sign-on"])
async def make_directory_token(browser: From, by: SsoManager, deps: Given, response: Response) -> DirectoryToken:
    return shown_once(response, await directory.make_token(browser, by=by, deps=deps))


@router.delete("/sso/directory/token", status_code=204, tags=["single sign-on"])
async def end_directory_tokens(by: SsoManager, deps: Given) -> None:
    return await directory.end_tokens(by=by, deps=deps)


@router.post("/internal/key-exchange", include_in_schema=False)
async def exchange_api_key(body: Presented, by: Service, deps: Given) -> list[Holder]:
    return await exchange.exchange(body, deps=deps)
