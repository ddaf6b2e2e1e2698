"""The routes of the cache."""

from typing import Annotated

from fastapi import APIRouter

from ai_service.cache import service
from ai_service.cache.schemas import CacheView, PolicyBody
from ai_service.deps import Deps
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["cache"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("ai.use")]
Manager = Annotated[Principal, allowed("ai.manage")]


@router.get("/cache")
async def get_cache(by: Reader, deps: Given) -> CacheView:
    return await service.view(by=by, deps=deps)


@router.put("/cache/policies")
async def put_cache_policy(body: PolicyBody, by: Manager, deps: Given) -> PolicyBody:
    return await service.put_policy(body, by=by, deps=deps)


@router.delete("/cache/policies/{alias}", status_code=204)
async def delete_cache_policy(alias: str, by: Manager, deps: Given) -> None:
    return await service.delete_policy(alias, by=by, deps=deps)


@router.delete("/cache", status_code=204)
async def clear_cache(by: Manager, deps: Given) -> None:
    return await service.clear(by=by, deps=deps)
