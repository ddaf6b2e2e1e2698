"""The routes by which a company connects a provider."""

from typing import Annotated

from fastapi import APIRouter

from auth_service.browser import PREFIX, Browser, from_browser
from auth_service.deps import Deps
from auth_service.providers import service
from auth_service.providers.schemas import DomainInput, ProviderInput, SsoView
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix=f"{PREFIX}/sso", tags=["single sign-on"])

Given = Annotated[Deps, provided()]
From = Annotated[Browser, from_browser()]
Reader = Annotated[Principal, allowed("sso.manage")]
Manager = Annotated[Principal, allowed("sso.manage", fresh=True)]


@router.get("/provider")
async def get_sso_provider(browser: From, by: Reader, deps: Given) -> SsoView:
    return await service.get(browser, by=by, deps=deps)


@router.put("/provider")
async def save_sso_provider(body: ProviderInput, browser: From, by: Manager, deps: Given) -> SsoView:
    return await service.save(body, browser, by=by, deps=deps)


@router.delete("/provider", status_code=204)
async def disconnect_sso_provider(by: Manager, deps: Given) -> None:
    return await service.disconnect(by=by, deps=deps)


@router.post("/domains", status_code=201)
async def add_sso_domain(body: DomainInput, browser: From, by: Manager, deps: Given) -> SsoView:
    return await service.add_domain(body, browser, by=by, deps=deps)


@router.delete("/domains/{domain}")
async def remove_sso_domain(domain: str, browser: From, by: Manager, deps: Given) -> SsoView:
    return await service.remove_domain(domain, browser, by=by, deps=deps)
