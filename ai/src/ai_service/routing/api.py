"""The routes of aliases and limits."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from ai_service.providers.vocabulary import Ability
from ai_service.routing import service
from ai_service.routing.deps import RoutingDeps
from ai_service.routing.rules import Needs
from ai_service.routing.schemas import (
    AliasBody,
    AliasName,
    AliasView,
    Explanation,
    LimitBody,
    LimitView,
    ProviderId,
)
from kernel.identity import Principal, allowed
from kernel.paging import Page
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["models"])

Given = Annotated[RoutingDeps, provided()]
User = Annotated[Principal, allowed("ai.use")]
Manager = Annotated[Principal, allowed("ai.manage")]


def _needs(
    ability: Annotated[list[Ability] | None, Query()] = None,
    input_tokens: Annotated[int, Query(ge=0, le=100_000_000)] = 0,
    output_tokens: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    *,
    private: bool = False,
    region: Annotated[str | None, Query(max_length=40)] = None,
) -> Needs:
    return Needs(frozenset(ability or []), input_tokens, output_tokens, private, region)


@router.get("/aliases")
async def list_aliases(by: User, deps: Given) -> Page[AliasView]:
    return await service.list_aliases(by=by, deps=deps)


@router.put("/aliases/{name}")
async def put_alias(name: AliasName, body: AliasBody, by: Manager, deps: Given) -> AliasView:
    return await service.put_alias(name, body, by=by, deps=deps)


@router.delete("/aliases/{name}", status_code=204)
async def delete_alias(name: AliasName, by: Manager, deps: Given) -> None:
    return await service.delete_alias(name, by=by, deps=deps)


@router.get("/aliases/{name}/explain")
async def explain_alias(
    name: AliasName, needs: Annotated[Needs, Depends(_needs)], by: User, deps: Given
) -> Explanation:
    return await service.explain(name, needs, by=by, deps=deps)


@router.get("/limits")
async def list_limits(by: User, deps: Given) -> Page[LimitView]:
    return await service.list_limits(by=by, deps=deps)


@router.put("/limits/{provider_id}")
async def put_limit(provider_id: ProviderId, body: LimitBody, by: Manager, deps: Given) -> LimitView:
    return await service.put_limit(provider_id, body, by=by, deps=deps)


@router.delete("/limits/{provider_id}", status_code=204)
async def delete_limit(provider_id: ProviderId, by: Manager, deps: Given) -> None:
    return await service.delete_limit(provider_id, by=by, deps=deps)
