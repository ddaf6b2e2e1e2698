"""What this process knows of each target lately: how healthy it is, how much it is being asked. In memory only."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ai_service.providers.problems import EndpointBusy
from ai_service.routing import rules
from ai_service.routing.rules import FRESH, Candidate, Health
from ai_service.routing.schemas import LimitBody
from kernel.problems import Problem

_TARGETS_KEPT = 5_000
_MINUTE = 60.0


@dataclass
class _Load:
    """How much one provider is being asked: requests in the air, and when those of the last minute began."""

    in_air: int = 0
    began: deque[float] = field(default_factory=deque[float])
    left: asyncio.Event = field(default_factory=asyncio.Event)


class Board:
    """Health and load of each company's targets. `clock` counts seconds from anywhere."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._healths: OrderedDict[tuple[str, str], Health] = OrderedDict()
        self._loads: dict[tuple[str, str], _Load] = {}

    @property
    def now(self) -> float:
        """The time that healths are told in."""
        return self._clock()

    def healths(self, company_id: str, candidates: tuple[Candidate, ...]) -> Mapping[str, Health]:
        """The health of those targets that have not been well."""
        if not self._healths:
            return {}
        known = {each.key: self._healths.get((company_id, each.key)) for each in candidates}
        return {key: health for key, health in known.items() if health is not None}

    def answered(self, company_id: str, candidate: Candidate) -> None:
        """It answered: whatever was before is forgotten."""
        self._healths.pop((company_id, candidate.key), None)

    def failed(self, company_id: str, candidate: Candidate, problem: Problem) -> None:
        """It failed, or refused."""
        key = (company_id, candidate.key)
        after = rules.after_failure(self._healths.get(key, FRESH), problem, self._clock())
        if after != FRESH:
            self._healths[key] = after
            self._healths.move_to_end(key)
        while len(self._healths) > _TARGETS_KEPT:
            self._healths.popitem(last=False)

    async def enter(
        self, company_id: str, candidate: Candidate, limit: LimitBody | None, *, patience: float
    ) -> Callable[[], None]:
        """Take one of the provider's slots, waiting `patience` seconds for one at most; answers how to give it back.

        Raises `EndpointBusy`.
        """
        if limit is None:
            return _nothing
        load = self._loads.setdefault((company_id, candidate.provider_id), _Load())
        ends = self._clock() + patience
        while wait := self._wait(load, limit):
            left = ends - self._clock()
            if wait > left or left <= 0:
                detail = f"{candidate.provider} is asked as much as your company allows. Try again later."
                raise EndpointBusy(detail, retry_after=max(1, round(min(wait, _MINUTE))))
            load.left.clear()
            try:
                await asyncio.wait_for(load.left.wait(), min(wait, left))
            except TimeoutError:
                continue
        load.in_air += 1
        load.began.append(self._clock())
        return lambda: _leave(load)

    def _wait(self, load: _Load, limit: LimitBody) -> float:
        """Seconds until it is worth looking again; 0 where there is a free slot."""
        now = self._clock()
        while load.began and load.began[0] <= now - _MINUTE:
            load.began.popleft()
        if limit.per_minute is not None and len(load.began) >= limit.per_minute:
            return load.began[0] + _MINUTE - now
        return 1.0 if limit.at_once is not None and load.in_air >= limit.at_once else 0.0


def _leave(load: _Load) -> None:
    load.in_air -= 1
    load.left.set()


def _nothing() -> None:
    """There was no limit, so there is nothing to give back."""
