"""The stage that sets money aside before anyone is asked: `Meter` over the company's budgets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ai_service.budgets import service as budgets
from ai_service.budgets.service.reserve import USUAL_OUTPUT
from ai_service.completions.deps import Hub
from ai_service.completions.needs import most_tokens_in
from ai_service.completions.stages import Ask, Hold, Spent
from ai_service.deps import Deps
from ai_service.routing.resolving import Route
from ai_service.routing.rules import Candidate
from contracts.ai import ChatRequest


async def reserved(ask: Ask, route: Route, deps: Hub) -> Hold:
    """Money for the dearest of the targets: a fallback must not cost more than was set aside."""
    return await deps.meter.reserve(ask, route.candidates, route.alias, deps)


def limited(ask: Ask, most: int) -> Ask:
    """The same, with so many tokens as the most of its answer."""

    def request() -> ChatRequest:
        return ask.request().model_copy(update={"max_tokens": most})

    return replace(ask, body={**ask.body, "max_completion_tokens": most} if ask.dialect else ask.body, request=request)


class BudgetMeter:
    """Reserves under every budget that holds for a request (`Meter`)."""

    async def reserve(self, ask: Ask, candidates: Sequence[Candidate], alias: str | None, deps: Deps) -> Hold:
        """Raises `BudgetUsedUp` and `PriceUnknown`."""
        given = ask.needs.output_tokens
        targets = tuple(candidate.target for candidate in candidates)
        if ask.dialect is None:  # its needs do not count tools, calls and schemas, and money must be there for them
            wanted = budgets.estimate(ask.request(), targets)
        else:
            usual = USUAL_OUTPUT if ask.task == "chat" else 0
            taken = await _bound(ask, deps)
            wanted = budgets.Estimate(taken, usual if given is None else given, targets)
        hold = await budgets.reserve(wanted, by=ask.by, on_behalf_of=ask.on_behalf_of, deps=deps, alias=alias)
        is_open = given is None and ask.task == "chat" and hold.is_limited
        return _Held(hold, hold.max_tokens if is_open else None)


async def _bound(ask: Ask, deps: Deps) -> int:
    """At most how many tokens a body is. Its texts are counted only where a budget may hold: long numbers and codes are
    more tokens than a third of their bytes."""
    if not await budgets.budgets_of(ask.by.company_id, deps):
        return ask.needs.input_tokens
    return max(ask.needs.input_tokens, most_tokens_in(ask.body))


@dataclass(frozen=True)
class _Held:
    hold: budgets.Hold
    most: int | None

    async def settle(self, spent: list[Spent]) -> None:
        await self.hold.settle(*(budgets.Call(each.candidate.target, each.tokens) for each in spent))

    async def release(self) -> None:
        await self.hold.release()

    async def lose(self) -> None:
        await self.hold.lose()
