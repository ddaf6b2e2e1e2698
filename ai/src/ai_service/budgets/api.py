"""The routes of budgets."""

from typing import Annotated

from fastapi import APIRouter

from ai_service.budgets import service
from ai_service.budgets.schemas import BudgetBody, BudgetView
from ai_service.deps import Deps
from kernel.identity import Principal, allowed
from kernel.paging import Page
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["budgets"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("ai.use")]
Manager = Annotated[Principal, allowed("ai.manage")]


@router.get("/budgets")
async def list_budgets(by: Reader, deps: Given) -> Page[BudgetView]:
    return await service.list_all(by=by, deps=deps)


@router.post("/budgets", status_code=201)
async def create_budget(body: BudgetBody, by: Manager, deps: Given) -> BudgetView:
    return await service.create(body, by=by, deps=deps)


@router.put("/budgets/{budget_id}")
async def replace_budget(budget_id: str, body: BudgetBody, by: Manager, deps: Given) -> BudgetView:
    return await service.replace(budget_id, body, by=by, deps=deps)


@router.delete("/budgets/{budget_id}", status_code=204)
async def delete_budget(budget_id: str, by: Manager, deps: Given) -> None:
    return await service.delete(budget_id, by=by, deps=deps)


@router.post("/budgets/{budget_id}/forgive")
async def forgive_uncertain(budget_id: str, by: Manager, deps: Given) -> BudgetView:
    return await service.forgive(budget_id, by=by, deps=deps)
