"""How totals become the figures people read, and how an ended run changes them."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel


class MetricsView(BaseModel):
    """An agent's figures. Rates are 0 to 1 (null before the first ended run); `cost` is in USD."""

    runs: int
    succeeded: int
    failed: int
    waiting: int
    success_rate: float | None
    mean_seconds: float | None
    cost: float
    seconds_saved: float


def view(totals: Mapping[str, Any] | None, minutes_saved_per_run: float) -> MetricsView:
    """The figures of these totals; time is saved by runs that succeeded."""
    runs = int(totals["runs"]) if totals else 0
    succeeded = int(totals["succeeded"]) if totals else 0
    return MetricsView(
        runs=runs,
        succeeded=succeeded,
        failed=int(totals["failed"]) if totals else 0,
        waiting=int(totals["waiting"]) if totals else 0,
        success_rate=succeeded / runs if runs else None,
        mean_seconds=float(totals["seconds"]) / runs if totals and runs else None,
        cost=round(float(totals["cost"]), 6) if totals else 0.0,
        seconds_saved=succeeded * minutes_saved_per_run * 60,
    )


Outcome = Literal["succeeded", "failed", "cancelled"]


def change(status: str, seconds: float, cost: float) -> dict[str, float]:
    """What an ended run adds to the totals. A cancelled run counts as a run, neither success nor failure."""
    return {
        "runs": 1,
        "succeeded": int(status == "succeeded"),
        "failed": int(status == "failed"),
        "seconds": seconds,
        "cost": cost,
    }
