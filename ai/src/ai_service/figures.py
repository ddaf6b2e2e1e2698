"""What operators see of answers: their number and time, tokens, money and the cache. Counted once written down."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS = (0.005, 0.02, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_MOST_MODELS = 200
"""Names of models that are told apart: companies choose them, and each is a series for ever."""

Write = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]


class Figures:
    """The counters of one process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        by_model = ("provider", "model")
        self._models: set[tuple[str, str]] = set()
        self._seconds = Histogram(
            "ai_answer_seconds", "Time to an answer", ("task", "cache"), registry=registry, buckets=_SECONDS
        )
        self._tokens = Counter("ai_tokens", "Tokens taken and given", (*by_model, "direction"), registry=registry)
        self._cost = Counter("ai_cost_usd", "What models cost, as far as prices are known", by_model, registry=registry)
        self._saved = Counter("ai_saved_usd", "What answers from the cache would have cost", registry=registry)

    def counting(self, write: Write) -> Write:
        """What writes records of usage, and counts them when they are written."""

        async def written(rows: Sequence[Mapping[str, Any]]) -> None:
            await write(rows)
            for row in rows:
                self._count(row)

        return written

    def _count(self, row: Mapping[str, Any]) -> None:
        model = self._known(row["provider"], row["model"])
        self._seconds.labels(row["task"], row["cache"] or "miss").observe(row["seconds"])
        self._saved.inc(row["saved"])
        if row["cache"]:
            return  # nobody was asked
        self._tokens.labels(*model, "in").inc(row["input_tokens"])
        self._tokens.labels(*model, "out").inc(row["output_tokens"])
        self._cost.labels(*model).inc(row["cost"])

    def _known(self, provider: str, model: str) -> tuple[str, str]:
        if (provider, model) in self._models or len(self._models) < _MOST_MODELS:
            self._models.add((provider, model))
            return provider, model
        return provider, "other"
