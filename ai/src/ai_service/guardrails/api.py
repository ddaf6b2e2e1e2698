"""The routes of guardrails."""

from typing import Annotated

from fastapi import APIRouter

from ai_service.deps import Deps
from ai_service.guardrails import service
from ai_service.guardrails.schemas import GuardBody, GuardView, Tried, TryBody
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["guardrails"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("ai.use")]
Manager = Annotated[Principal, allowed("ai.manage")]


@router.get("/guardrails")
async def get_guardrails(by: Reader, deps: Given) -> GuardView:
    return await service.view(by=by, deps=deps)


@router.put("/guardrails")
async def put_guardrails(body: GuardBody, by: Manager, deps: Given) -> GuardView:
    return await service.put(body, by=by, deps=deps)


@router.post("/guardrails/try")
async def try_guardrails(body: TryBody, by: Reader, deps: Given) -> Tried:
    return await service.attempt(body, by=by, deps=deps)
