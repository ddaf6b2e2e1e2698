"""Finds what a call costs, and keeps what a company pays instead."""

from collections.abc import Mapping
from typing import Any

from ai_service.deps import Deps
from ai_service.prices import book, repo, rules
from ai_service.prices.problems import PriceNotFound, TooManyPrices
from ai_service.prices.rules import Price, Target
from ai_service.prices.schemas import Currency, PriceBody, PriceFound, Prices, PriceView
from contracts import ids
from kernel.db import Row
from kernel.identity import Principal

_MOST = 1_000
_DOLLARS = Currency(currency="USD", per_usd=1.0)


async def price_of(target: Target, company_id: str, deps: Deps) -> Price | None:
    """What this model costs the company now; None where nobody knows."""
    overrides = await deps.known_prices.get(company_id, lambda: _overrides(company_id, deps))
    return rules.agreed(target, overrides) or await book.look_up(target, deps.clock())


async def _overrides(company_id: str, deps: Deps) -> Mapping[tuple[str, str], Price]:
    async with deps.db.read() as tx:
        rows = await repo.overrides(tx, company_id)
    return {
        (row["provider"], row["model"]): rules.flat(
            row["input_price"], row["output_price"], cached=row["cached_price"], source="company"
        )
        for row in rows
    }


async def find(target: Target, *, by: Principal, deps: Deps) -> PriceFound:
    """What a model costs now, for people."""
    price = await price_of(target, by.company_id, deps)
    if price is None:
        return PriceFound(price_known=False, source=None, input_price=None, output_price=None, cached_price=None)
    rates = price.tiers[0][1]
    return PriceFound(
        price_known=True,
        source=price.source,
        input_price=float(rates.taken),
        output_price=float(rates.given),
        cached_price=None if rates.cached is None else float(rates.cached),
    )


async def list_all(*, by: Principal, deps: Deps) -> Prices:
    """The company's own prices and its currency."""
    async with deps.db.read() as tx:
        rows = await repo.overrides(tx, by.company_id)
        currency = await repo.currency(tx, by.company_id)
    return Prices(items=[PriceView.model_validate(row) for row in rows], next=None, currency=_currency(currency))


async def put(body: PriceBody, *, by: Principal, deps: Deps) -> PriceView:
    """Enter what the company pays for a model."""
    row: dict[str, Any] = {
        "id": deps.new_id(ids.PRICE),
        "company_id": by.company_id,
        **body.model_dump(),
        "updated_by": by.user_id or "",
        "updated_at": deps.clock(),
    }
    async with deps.db.begin() as tx:
        price_id = await repo.put(tx, row)
        if len(await repo.overrides(tx, by.company_id)) > _MOST:
            raise TooManyPrices(f"A company enters at most {_MOST:,}: delete those of models that you no longer use.")
        tx.after_commit(lambda: deps.known_prices.forget(by.company_id))
    return PriceView.model_validate({**row, "id": price_id})


async def delete(price_id: str, *, by: Principal, deps: Deps) -> None:
    """Let the published price hold again."""
    async with deps.db.begin() as tx:
        if not await repo.delete(tx, by.company_id, price_id):
            raise PriceNotFound("Look it up in the list of your prices.")
        tx.after_commit(lambda: deps.known_prices.forget(by.company_id))


async def put_currency(body: Currency, *, by: Principal, deps: Deps) -> Currency:
    """Set in what the company reads money."""
    values = {**body.model_dump(), "updated_by": by.user_id or "", "updated_at": deps.clock()}
    async with deps.db.begin() as tx:
        await repo.put_currency(tx, by.company_id, values)
    return body


def _currency(row: Row | None) -> Currency:
    return Currency(currency=row["currency"], per_usd=row["per_usd"]) if row else _DOLLARS
