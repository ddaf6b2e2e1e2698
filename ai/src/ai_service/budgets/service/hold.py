"""Money held for a call in the air, until what it really took is known."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import NamedTuple

from ai_service.budgets import repo, rules
from ai_service.budgets.rules import Budget, Facts, Share
from ai_service.budgets.service import ledger, notice
from ai_service.budgets.service.known import budgets_of
from ai_service.budgets.service.writing import written
from ai_service.deps import Deps
from ai_service.prices import rules as prices
from ai_service.prices.rules import Target
from ai_service.prices.service import price_of
from ai_service.providers.vocabulary import Tokens
from kernel.db import Tx
from kernel.problems import Problem, Unavailable


class Call(NamedTuple):
    """One exchange with a vendor that may cost something: also a failed attempt, and a hedge that lost."""

    target: Target
    tokens: Tokens


@dataclass(frozen=True)
class Charged:
    """What calls came to, in nano-dollars. Where not every price is known, the unknown ones are not in it."""

    nanos: int
    price_known: bool

    @property
    def usd(self) -> float:
        """In dollars, for people."""
        return prices.dollars(self.nanos)


class Hold:
    """A reservation. Settle it with what was really spent, or release it; leaving the block sees to what was not done.

    Left by a `Problem` (the vendor refused: nothing was spent) or by its end, it is released. Left by anything else
    (cancelled, crashed: the vendor may have charged) its most is counted as uncertain, as for a killed process.
    """

    def __init__(
        self,
        hold_id: str,
        company_id: str,
        facts: Facts,
        shares: Mapping[Share, Budget],
        *,
        amount: int,
        max_tokens: int,
        deps: Deps,
    ) -> None:
        self._id = hold_id
        self.company_id = company_id
        self._facts = facts
        self._shares = shares
        self._amount = self._once = amount
        self._deps = deps
        self._open = True
        self.max_tokens = max_tokens
        """What to tell the vendor as the most tokens it may give: the reservation holds only so far."""

    async def settle(self, *calls: Call) -> Charged:
        """Count what was really spent (nothing at all: it came from the cache), and free the rest."""
        charged, costs = await self._costs(calls)
        if self._open:
            self._open = False
            facts = replace(self._facts, models=frozenset(call.target.model for call in calls))
            actual = rules.shares(await budgets_of(self.company_id, self._deps), facts, self._deps.clock())
            counted = rules.charges({**actual, **self._shares}, costs, self._facts.alias)
            await self._write(counted)
        return charged

    async def release(self) -> None:
        """Nothing was spent."""
        if self._open:
            self._open = False
            await self._write(dict.fromkeys(self._shares, 0))

    async def again(self) -> None:
        """Reserve as much once more, before a further attempt after one that may have cost something."""
        if self._shares:
            await written(self._take_again, self._deps)
            self._amount += self._once

    async def _take_again(self, tx: Tx) -> None:
        for share, budget in self._shares.items():
            if not await repo.take(tx, self.company_id, share, self._once):
                raise notice.used_up(budget, await repo.at(tx, self.company_id, share), self._once, self._deps.clock())
        if await repo.grow(tx, self.company_id, self._id, self._once) != len(self._shares):
            raise Unavailable("What was reserved for this call has run out. Ask again.")

    async def _costs(self, calls: Sequence[Call]) -> tuple[Charged, list[tuple[str, int]]]:
        costs: list[tuple[str, int]] = []
        known = True
        for call in calls:
            price = await price_of(call.target, self.company_id, self._deps)
            known = known and price is not None
            costs.append((call.target.model, prices.cost(price, call.tokens) if price else 0))
        return Charged(sum(nanos for _, nanos in costs), known), costs

    async def _write(self, counted: Mapping[Share, int]) -> None:
        self._deps.live_holds.discard(self._id)
        if self._shares or any(counted.values()):
            # Who hangs up now must not stop the counting.
            await asyncio.shield(self._count(counted))

    async def _count(self, counted: Mapping[Share, int]) -> None:
        """One entry in the books; then, once a period, word of what it reached."""
        if new := [share for share in counted if share not in self._shares]:
            await written(lambda tx: repo.make_room(tx, self.company_id, new), self._deps)
        entry = ledger.Entry(self.company_id, self._id, list(self._shares), self._amount)
        await ledger.free(entry, counted, self._deps)
        for share, budget in self._shares.items():
            await notice.tell_soft(self.company_id, budget, share, self._deps)

    @property
    def is_limited(self) -> bool:
        """Whether any budget holds for this call."""
        return bool(self._shares)

    async def lose(self) -> None:
        """It is not known what was spent: the most that it may have come to counts, as uncertain."""
        if not self._open:
            return
        self._open = False
        self._deps.live_holds.discard(self._id)

        async def work(tx: Tx) -> None:
            for share in self._shares:
                if await repo.lose(tx, self.company_id, self._id, share):
                    await repo.move(tx, self.company_id, share, reserved=-self._amount, uncertain=self._amount)

        await asyncio.shield(written(work, self._deps))

    async def __aenter__(self) -> "Hold":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._open:
            return
        if error is None or isinstance(error, Problem):
            await self.release()
        else:
            await self.lose()
