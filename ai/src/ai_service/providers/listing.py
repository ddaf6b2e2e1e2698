"""What models each provider lists, remembered for a few minutes: asking takes a call each."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from ai_service.providers import faults
from ai_service.providers.connected import Connected
from ai_service.providers.faults import Place
from ai_service.providers.vocabulary import ModelInfo
from kernel.problems import Problem

_KEPT_SECONDS = 300.0
_FAILURE_KEPT_SECONDS = 30.0
_PATIENCE_SECONDS = 10.0
_MOST = 1_000


@dataclass(frozen=True)
class _Listed:
    outcome: list[ModelInfo] | Problem
    until: float


async def listed(connected: Connected) -> list[ModelInfo] | Problem:
    """Its models, asked now, or why it does not say."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await connected.provider.models()
    except TimeoutError:
        return faults.too_slow(Place(connected.access.base_url or connected.name, _PATIENCE_SECONDS))
    except Problem as problem:
        return problem


class ModelLists:
    """At most so many lists; one that failed is asked again sooner."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[Hashable, _Listed] = OrderedDict()

    async def get(self, connected: Connected, company_id: str) -> list[ModelInfo] | Problem:
        """Its models, or why it does not say."""
        key = (company_id, connected.id, connected.access)
        kept = self._kept.get(key)
        if kept is not None and kept.until > self._clock():
            return kept.outcome
        outcome = await listed(connected)
        seconds = _FAILURE_KEPT_SECONDS if isinstance(outcome, Problem) else _KEPT_SECONDS
        self._kept[key] = _Listed(outcome, self._clock() + seconds)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return outcome
