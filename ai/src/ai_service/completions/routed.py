"""The stage that asks: one target after another, as the company's alias says; two at once where it hedges."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from ai_service.completions.asking import ask_target
from ai_service.completions.deps import Hub
from ai_service.completions.stages import Answer, Ask, Spent
from ai_service.providers.vocabulary import Tokens
from ai_service.routing.plans import Plan
from ai_service.routing.resolving import Route
from ai_service.routing.rules import Candidate, falls_back
from ai_service.routing.schemas import Fault
from ai_service.routing.service import choice_of, needs_under, nobody
from kernel.problems import Problem

_USUALLY: frozenset[Fault] = frozenset({"error", "timeout", "limit"})
_PATIENCE_SECONDS = 10.0


async def routed(ask: Ask, route: Route, plan: Plan, deps: Hub) -> Answer:
    """The first good answer. Raises the problem of the last target that was asked."""
    choice = choice_of(route, needs_under(ask.needs, route), ask.by.company_id, deps)
    if not choice.order:
        raise nobody(route, choice)
    return await _Round(ask, plan, deps, route).go(choice.order)


class _Round:
    """One request on its way through its targets."""

    def __init__(self, ask: Ask, plan: Plan, deps: Hub, route: Route) -> None:
        self._ask = ask
        self._plan = plan
        self._deps = deps
        self._on = route.rules.fall_back_on if route.rules else _USUALLY
        self._delay = route.rules.hedge_after_ms if route.rules else None
        self._attempts = 0
        self._lost: list[Spent] = []

    async def go(self, order: tuple[Candidate, ...]) -> Answer:
        left = list(order)
        while True:
            candidate = left.pop(0)
            try:
                answer = await self._next(candidate, left)
            except Problem as problem:
                if not left or not falls_back(problem, self._on):
                    raise
                continue
            if answer.tally.stop == "refused" and "refusal" in self._on and left:
                self._lost.append(answer.spent)
                await answer.drop()
                continue
            answer.attempts, answer.lost = self._attempts, self._lost
            return answer

    async def _next(self, candidate: Candidate, left: list[Candidate]) -> Answer:
        if self._delay is None or not left:
            return await self._attempt(candidate, last=not left)
        second = left[0]

        def other() -> Coroutine[Any, Any, Answer]:
            left.remove(second)
            return self._attempt(second, last=not left)

        first = self._attempt(candidate, last=False)
        return await self._hedged(first, other, self._delay / 1000)

    async def _hedged(
        self, first: Coroutine[Any, Any, Answer], other: Callable[[], Coroutine[Any, Any, Answer]], delay: float
    ) -> Answer:
        """Whichever answers first; the other one is cancelled, and counted by what it has read."""
        tasks = {asyncio.create_task(first)}
        won: asyncio.Task[Answer] | None = None
        try:
            await asyncio.wait(tasks, timeout=delay)
            begun = next(iter(tasks))
            if not begun.done():
                tasks.add(asyncio.create_task(other()))
            won = await _first_good(tasks)
            return won.result()
        finally:
            await _hang_up([each for each in tasks if each is not won])

    async def _attempt(self, candidate: Candidate, *, last: bool) -> Answer:
        """Ask one target, within its provider's limits; the board learns how that went."""
        self._attempts += 1
        company_id, board = self._ask.by.company_id, self._deps.board
        limit = self._plan.limits.get(candidate.provider_id)
        leave = await board.enter(company_id, candidate, limit, patience=_PATIENCE_SECONDS if last else 0.0)
        try:
            answer = await ask_target(self._ask, candidate, self._plan.providers[candidate.provider_id], self._deps)
        except Problem as problem:
            leave()
            board.failed(company_id, candidate, problem)
            raise
        except asyncio.CancelledError:
            leave()
            self._lost.append(_read_in_vain(self._ask, candidate))
            raise
        except BaseException:
            leave()
            raise
        board.answered(company_id, candidate)
        answer.ends.append(leave)
        return answer


def _read_in_vain(ask: Ask, candidate: Candidate) -> Spent:
    """What a target that was asked and hung up on has taken: at least the question, by our own estimate."""
    taken = ask.needs.input_tokens
    return Spent(candidate, Tokens(taken=taken, estimated=True))


async def _first_good(tasks: set[asyncio.Task[Answer]]) -> asyncio.Task[Answer]:
    """The first that ended well; where none does, the last that failed."""
    left = tasks
    while True:
        done, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
        for each in done:
            if each.exception() is None or not left:
                return each


async def _hang_up(tasks: list[asyncio.Task[Answer]]) -> None:
    """Cancel those that lost; what one of them answered in the same moment is thrown away."""
    for task in tasks:
        task.cancel()
        (result,) = await asyncio.gather(task, return_exceptions=True)
        if isinstance(result, Answer):
            await result.drop()
