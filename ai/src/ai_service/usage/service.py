"""Records what answers took, behind them and many at once; sums it, exports it, and says what a run will cost."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from ai_service.deps import Deps
from ai_service.prices import rules as prices
from ai_service.prices.service import price_of
from ai_service.providers.reckoning import tokens_about
from ai_service.usage import repo, rules
from ai_service.usage.schemas import (
    Dimension,
    Forecast,
    ForecastBody,
    UsageGroup,
    UsageRecord,
    UsageSummary,
    UsageTotal,
)
from contracts import ids
from contracts.ai import AnsweredBy, OnBehalfOf, Usage
from kernel.db import Database, Row
from kernel.identity import Principal
from kernel.paging import Page, Paging, page

_PAST = timedelta(days=90)
_MOST_RUNS = 200
_EXPORTED_AT_ONCE = 1_000
_FORGOTTEN_AT_ONCE = 5_000


@dataclass(frozen=True)
class Details:
    """What else is known of an answer. `cache`: how the cache had it, with what that `saved` (USD).

    `prompt` is the one that made it, by the company's own name for it.
    """

    on_behalf_of: OnBehalfOf = field(default_factory=OnBehalfOf)
    key_id: str = ""
    alias: str = ""
    provider_id: str = ""
    cached_tokens: int = 0
    reasoning_tokens: int = 0
    price_known: bool = True
    cache: str = ""
    saved: float = 0.0
    attempts: int = 1
    first_token_seconds: float | None = None
    prompt: str = ""
    prompt_version: int = 0


_NOTHING = Details()


def writer(db: Database) -> Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]:
    """What writes queued records: a batch is one transaction."""

    async def write(rows: Sequence[Mapping[str, Any]]) -> None:
        async with db.begin() as tx:
            await repo.insert_all(tx, rows)

    return write


async def record(
    task: str,
    answered_by: AnsweredBy,
    usage: Usage,
    *,
    by: Principal,
    deps: Deps,
    details: Details = _NOTHING,
) -> str:
    """Remember what an answer took; it is on disk a moment later. Gives the id of the record."""
    now = deps.clock()
    whom = details.on_behalf_of
    row: dict[str, Any] = {
        "id": deps.new_id(ids.USAGE),
        "company_id": by.company_id,
        "user_id": by.user_id or "",
        "task": task,
        "provider": answered_by.provider[:40],
        "model": (answered_by.model or "")[:200],
        "at": now,
        "day": now.date().isoformat(),
        "agent_id": (whom.agent_id or "")[:40],
        "workflow_id": (whom.workflow_id or "")[:40],
        "run_id": (whom.run_id or "")[:40],
        "step": whom.step or "",
        "key_id": details.key_id or by.key_id or whom.key_for(by) or "",
        "alias": details.alias,
        "provider_id": details.provider_id,
        "cached_tokens": details.cached_tokens,
        "reasoning_tokens": details.reasoning_tokens,
        "price_known": details.price_known,
        "cache": details.cache,
        "saved": details.saved,
        "attempts": details.attempts,
        "first_token_seconds": details.first_token_seconds,
        "prompt": details.prompt,
        "prompt_version": details.prompt_version,
        **usage.model_dump(),
    }
    await deps.usage.put(row)
    return row["id"]


async def list_page(paging: Paging, *, by: Principal, deps: Deps) -> Page[UsageRecord]:
    """A page of what the company's answers took, newest first."""
    await deps.usage.flush()
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, paging)
    return page(
        rows,
        paging,
        key=lambda row: row["id"],
        view=lambda row: UsageRecord.model_validate({**row, "model": row["model"] or None}),
    )


async def totals(*, by: Principal, deps: Deps) -> Page[UsageTotal]:
    """What the company's answers came to, by provider and model."""
    await deps.usage.flush()
    async with deps.db.read() as tx:
        rows = await repo.totals(tx, by.company_id)
    items = [UsageTotal.model_validate({**row, "model": row["model"] or None}) for row in rows]
    return Page(items=items, next=None)


async def summary(
    dimensions: Sequence[Dimension], first: date | None, last: date | None, *, by: Principal, deps: Deps
) -> UsageSummary:
    """What the company's answers came to, by any dimensions."""
    await deps.usage.flush()
    begin, end = rules.span(first, last, deps.clock().date())
    wanted = list(dict.fromkeys(dimensions))
    async with deps.db.read() as tx:
        rows = await repo.groups(tx, by.company_id, wanted, begin, end) if wanted else list[Row]()
        whole = await repo.groups(tx, by.company_id, (), begin, end)
    return UsageSummary(
        first_day=begin,
        last_day=end,
        items=[_group(row, wanted) for row in rows],
        total=_group(whole[0], ()),
    )


def _group(row: Row, by: Sequence[Dimension]) -> UsageGroup:
    return UsageGroup.model_validate({**row, "group": {each: row[each] for each in by}})


async def export(first: date | None, last: date | None, *, by: Principal, deps: Deps) -> AsyncGenerator[bytes]:
    """The records of these days as comma-separated values, in pieces."""
    await deps.usage.flush()
    begin, end = rules.span(first, last, deps.clock().date())
    yield rules.csv_lines([rules.EXPORTED])
    after = ""
    while True:
        async with deps.db.read() as tx:
            rows = await repo.exported(tx, by.company_id, begin, end, after, _EXPORTED_AT_ONCE)
        if not rows:
            return
        yield rules.csv_lines([row[name] for name in rules.EXPORTED] for row in rows)
        after = rows[-1]["id"]


async def forecast(body: ForecastBody, *, by: Principal, deps: Deps) -> Forecast:
    """What a run will likely cost: by past runs of the workflow, else by the price of the model that is named."""
    await deps.usage.flush()
    since = (deps.clock() - _PAST).date().isoformat()
    async with deps.db.read() as tx:
        rows = await repo.runs_of(tx, by.company_id, body.workflow_id, since, _MOST_RUNS)
    if rows:
        return rules.of_runs([row["cost"] for row in rows], price_known=not any(row["unpriced"] for row in rows))
    return await _estimated(body, by, deps)


async def _estimated(body: ForecastBody, by: Principal, deps: Deps) -> Forecast:
    price = None
    if body.model and body.provider_kind:
        price = await price_of(prices.Target(body.provider_kind, body.model), by.company_id, deps)
    if price is None:
        return Forecast(basis="none", runs=0, likely=None, low=None, high=None, price_known=False)
    taken = tokens_about(body.input_characters)
    once = prices.dollars(prices.most(price, taken, body.output_tokens)) * body.calls
    return Forecast(basis="estimate", runs=0, likely=once, low=None, high=None, price_known=True)


async def of_prompt(prompt: str, since: datetime, *, by: Principal, deps: Deps) -> Sequence[Row]:
    """What the answers of each version of a prompt came to since then."""
    await deps.usage.flush()
    async with deps.db.read() as tx:
        return await repo.by_version(tx, by.company_id, prompt, since)


async def users_of_prompt(prompt: str, since: datetime, *, by: Principal, deps: Deps) -> Sequence[Row]:
    """Who has had answers made by a prompt since then, the latest first."""
    await deps.usage.flush()
    async with deps.db.read() as tx:
        return await repo.users_of_prompt(tx, by.company_id, prompt, since)


async def forget_old(deps: Deps) -> None:
    """Delete the records that are older than they are kept, some at a time."""
    before = (deps.clock() - timedelta(days=deps.usage_days)).date().isoformat()
    while True:
        async with deps.db.begin() as tx:
            if await repo.forget(tx, before, _FORGOTTEN_AT_ONCE) < _FORGOTTEN_AT_ONCE:
                return
