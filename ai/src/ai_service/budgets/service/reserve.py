"""Reserves the most that a call can cost, under every budget that holds for it, before the call is made."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ai_service.budgets import repo, rules
from ai_service.budgets.problems import BudgetUsedUp, PriceUnknown
from ai_service.budgets.rules import Budget, Facts, Share
from ai_service.budgets.service import ledger, notice
from ai_service.budgets.service.hold import Hold
from ai_service.budgets.service.known import budgets_of
from ai_service.budgets.service.ledger import Refused
from ai_service.budgets.service.writing import written
from ai_service.deps import Deps
from ai_service.prices import rules as prices
from ai_service.prices.rules import Target
from ai_service.prices.service import price_of
from contracts import ids
from contracts.ai import ChatRequest, OnBehalfOf
from kernel.identity import Principal

LEASE = timedelta(seconds=60)
"""How long a reservation stands without its process vouching for it."""
USUAL_OUTPUT = 4_096
"""Tokens reserved for an answer whose length nobody limited; the vendor is then given this limit."""
_PER_MESSAGE = 8
_PER_IMAGE = 3_000


@dataclass(frozen=True)
class Estimate:
    """The most that a call can take. `targets` are all the models that may answer: the dearest is reckoned with."""

    input_tokens: int
    output_tokens: int
    targets: tuple[Target, ...]


def estimate(request: ChatRequest, targets: Sequence[Target]) -> Estimate:
    """The most that a chat can take, by its length and the tokens it allows."""
    spoken = sum(prices.tokens_of(message.content) for message in request.messages)
    calls = sum(prices.tokens_of(str(call.arguments)) for message in request.messages for call in message.calls)
    images = sum(len(message.images) for message in request.messages) * _PER_IMAGE
    schema = request.format.model_dump_json() if not isinstance(request.format, str) else ""
    tools = sum(len(tool.model_dump_json()) for tool in request.tools) + len(schema)
    taken = spoken + calls + images + tools + _PER_MESSAGE * (len(request.messages) + 1)
    return Estimate(taken, request.max_tokens or USUAL_OUTPUT, tuple(targets))


async def reserve(
    wanted: Estimate,
    *,
    by: Principal,
    on_behalf_of: OnBehalfOf,
    deps: Deps,
    alias: str | None = None,
    key_id: str | None = None,
) -> Hold:
    """Reserve for a call. Raises `BudgetUsedUp` where a hard limit does not leave enough, `PriceUnknown`."""
    facts = Facts(
        agent=on_behalf_of.agent_id,
        workflow=on_behalf_of.workflow_id,
        run=on_behalf_of.run_id,
        user=by.user_id,
        key=key_id or by.key_id or on_behalf_of.key_for(by),
        alias=alias,
        models=frozenset(target.model for target in wanted.targets),
    )
    budgets = await budgets_of(by.company_id, deps)
    shares = rules.shares(budgets, facts, deps.clock()) if budgets else {}
    amount = await _most(wanted, shares, by.company_id, deps) if shares else 0
    hold_id = deps.new_id(ids.HOLD) if shares else ""
    if shares:
        await _hold(hold_id, by.company_id, shares, amount, deps)
    return Hold(hold_id, by.company_id, facts, shares, amount=amount, max_tokens=wanted.output_tokens, deps=deps)


async def _most(wanted: Estimate, shares: Mapping[Share, Budget], company_id: str, deps: Deps) -> int:
    found = [await price_of(target, company_id, deps) for target in wanted.targets]
    amount, known = prices.dearest(found, wanted.input_tokens, wanted.output_tokens)
    refusing = next((budget for budget in shares.values() if budget.refuses_unknown), None)
    if not known and refusing:
        names = ", ".join(target.model for target, price in zip(wanted.targets, found, strict=True) if price is None)
        raise PriceUnknown(
            f"“{refusing.name}” needs to know what a call costs, and nobody knows the price of {names}. Enter it under "
            "Settings → Budgets → Prices, or let this budget allow unknown prices."
        )
    return amount


async def _hold(hold_id: str, company_id: str, shares: Mapping[Share, Budget], amount: int, deps: Deps) -> None:
    entry = ledger.Entry(company_id, hold_id, list(shares), amount)
    deps.live_holds.add(hold_id)
    held = False
    try:
        refused = await _take(entry, deps)
        if refused and refused.row is None:
            # The first call of this period. In a transaction of its own: no lock is held while others do the same.
            await written(lambda tx: repo.make_room(tx, company_id, list(shares)), deps)
            refused = await _take(entry, deps)
        if refused:
            raise await _problem(refused, company_id, shares, amount, deps)
        held = True
    finally:
        if not held:
            deps.live_holds.discard(hold_id)


async def _take(entry: ledger.Entry, deps: Deps) -> Refused | None:
    """Who hangs up just now leaves nothing reserved behind."""
    taking = asyncio.ensure_future(ledger.take(entry, deps.clock() + LEASE, deps))
    try:
        return await asyncio.shield(taking)
    except asyncio.CancelledError:
        await asyncio.wait([taking])
        if taking.exception() is None and taking.result() is None:
            await ledger.free(entry, {}, deps)
        raise


async def _problem(
    refused: Refused, company_id: str, shares: Mapping[Share, Budget], amount: int, deps: Deps
) -> BudgetUsedUp:
    budget = shares[refused.share]
    if refused.row is not None and not refused.row["told_hard"]:
        await notice.tell_hard(company_id, budget, refused.share, deps)
    return notice.used_up(budget, refused.row, amount, deps.clock())
