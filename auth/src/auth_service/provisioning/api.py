"""The routes a company's directory calls. What they take and answer is SCIM's, which describes itself (`/Schemas`)."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from auth_service.browser import PREFIX
from auth_service.deps import Deps
from auth_service.provisioning import service
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix=f"{PREFIX}/scim/v2", tags=["provisioning"], include_in_schema=False)

Given = Annotated[Deps, provided()]
Directory = Annotated[Principal, allowed("member.provision")]


@router.get("/{path:path}")
async def read_provisioned(path: str, request: Request, by: Directory, deps: Given) -> Response:
    return await service.answer(path, request, by=by, deps=deps)


@router.post("/.search")
async def search_all_provisioned(request: Request, by: Directory, deps: Given) -> Response:
    return await service.answer(".search", request, by=by, deps=deps)


@router.post("/{kind}/.search")
async def search_provisioned(kind: str, request: Request, by: Directory, deps: Given) -> Response:
    return await service.answer(f"{kind}/.search", request, by=by, deps=deps)


@router.post("/{path:path}")
async def provision(path: str, request: Request, by: Directory, deps: Given) -> Response:
    return await service.answer(path, request, by=by, deps=deps)


@router.put("/{path:path}")
async def replace_provisioned(path: str, request: Request, by: Directory, deps: Given) -> Response:
    return await service.answer(path, request, by=by, deps=deps)


@router.patch("/{path:path}")
async def change_provisioned(path: str, request: Request, by: Directory, deps: Given) -> Response:
    return await service.answer(path, request, by=by, deps=deps)


@router.delete("/{path:path}")
async def remove_provisioned(path: str, request: Request, by: Directory, deps: Given) -> Response:
    return await service.answer(path, request, by=by, deps=deps)
