"""The routes of exchanges."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from ai_service.deps import Deps
from ai_service.exchanges import service
from ai_service.exchanges.schemas import ExchangeLine, ExchangeView, Outcome
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["exchanges"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("ai.use")]
Text = Annotated[str | None, Query(max_length=200)]


def _wanted(run_id: Text = None, step: Text = None, outcome: Outcome | None = None) -> dict[str, str]:
    given = {"run_id": run_id, "step": step, "outcome": outcome}
    return {name: value for name, value in given.items() if value is not None}


@router.get("/exchanges")
async def list_exchanges(
    wanted: Annotated[dict[str, str], Depends(_wanted)], by: Reader, deps: Given, paging: PagingParam
) -> Page[ExchangeLine]:
    return await service.list_page(wanted, paging, by=by, deps=deps)


@router.get("/exchanges/{exchange_id}")
async def get_exchange(exchange_id: str, by: Reader, deps: Given) -> ExchangeView:
    return await service.show(exchange_id, by=by, deps=deps)
