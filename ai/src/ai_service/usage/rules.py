"""The arithmetic of usage, and how it looks as comma-separated values. Pure."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ai_service.usage.schemas import Dimension, Forecast

COLUMNS: Mapping[Dimension, str] = {
    "day": "day",
    "task": "task",
    "provider": "provider",
    "model": "model",
    "alias": "alias",
    "agent": "agent_id",
    "workflow": "workflow_id",
    "run": "run_id",
    "step": "step",
    "user": "user_id",
    "key": "key_id",
    "cache": "cache",
    "prompt": "prompt",
}
"""Where each dimension stands in a record."""

EXPORTED = (
    "at", "task", "provider", "model", "alias", "agent_id", "workflow_id", "run_id", "step", "user_id", "key_id",
    "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens", "cost", "price_known", "cache", "saved",
    "attempts", "seconds", "first_token_seconds", "prompt", "prompt_version",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_USUAL_DAYS = 30


def span(first: date | None, last: date | None, today: date) -> tuple[str, str]:
    """From which day to which, both included: the last thirty where nothing is said."""
    until = last or today
    return (first or until - timedelta(days=_USUAL_DAYS - 1)).isoformat(), until.isoformat()


def csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as text. What a spreadsheet would take for a formula gets an apostrophe (OWASP: CSV injection)."""
    text = io.StringIO()
    csv.writer(text).writerows([_cell(each) for each in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def of_runs(costs: Sequence[float], *, price_known: bool) -> Forecast:
    """What a run will likely cost by what the last ones did: their mean, and between which most of them lay."""
    ordered = sorted(costs)
    return Forecast(
        basis="runs",
        runs=len(ordered),
        likely=sum(ordered) / len(ordered),
        low=_quantile(ordered, 0.1),
        high=_quantile(ordered, 0.9),
        price_known=price_known,
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, math.floor(share * len(ordered)))]
