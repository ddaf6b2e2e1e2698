"""The routes of uncertain effects."""

from typing import Annotated

from fastapi import APIRouter, Query

from company_service.deps import Deps
from company_service.effects import service
from company_service.effects.schemas import EffectStatus, ResolveBody, UncertainEffectView
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["uncertain effects"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("approval.read")]
Decider = Annotated[Principal, allowed("approval.decide")]


@router.get("/uncertain-effects")
async def list_uncertain_effects(
    by: Reader,
    deps: Given,
    paging: PagingParam,
    status: EffectStatus | None = None,
    run_id: Annotated[str | None, Query(max_length=40)] = None,
) -> Page[UncertainEffectView]:
    return await service.list_page(status, run_id, paging, by=by, deps=deps)


@router.get("/uncertain-effects/{effect_id}")
async def get_uncertain_effect(effect_id: str, by: Reader, deps: Given) -> UncertainEffectView:
    return await service.get(effect_id, by=by, deps=deps)


@router.post("/uncertain-effects/{effect_id}/resolve")
async def resolve_uncertain_effect(
    effect_id: str, body: ResolveBody, by: Decider, deps: Given
) -> UncertainEffectView:  # fmt: skip
    return await service.resolve(effect_id, body, by=by, deps=deps)
