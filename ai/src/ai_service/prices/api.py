"""The routes of prices."""

from typing import Annotated

from fastapi import APIRouter, Query

from ai_service.deps import Deps
from ai_service.prices import service
from ai_service.prices.rules import Target
from ai_service.prices.schemas import Currency, PriceBody, PriceFound, Prices, PriceView
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["prices"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("ai.use")]
Manager = Annotated[Principal, allowed("ai.manage")]
Name = Annotated[str, Query(min_length=1, max_length=200)]


@router.get("/prices")
async def list_prices(by: Reader, deps: Given) -> Prices:
    return await service.list_all(by=by, deps=deps)


@router.put("/prices")
async def put_price(body: PriceBody, by: Manager, deps: Given) -> PriceView:
    return await service.put(body, by=by, deps=deps)


@router.get("/prices/lookup")
async def look_up_price(kind: Name, model: Name, by: Reader, deps: Given) -> PriceFound:
    return await service.find(Target(kind, model), by=by, deps=deps)


@router.put("/prices/currency")
async def put_currency(body: Currency, by: Manager, deps: Given) -> Currency:
    return await service.put_currency(body, by=by, deps=deps)


@router.delete("/prices/{price_id}", status_code=204)
async def delete_price(price_id: str, by: Manager, deps: Given) -> None:
    return await service.delete(price_id, by=by, deps=deps)
