"""What operators see of runs: how many ended and how, how long runs and steps took, and what waits for its turn.

A figure of a run or step leads to its trace (an exemplar), which is named after the run: see `engine.observing`.
"""

from collections.abc import Callable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from company_service.engine.observing import Ending, trace_of
from kernel.telemetry import is_tracing

_STEP_SECONDS = (0.001, 0.005, 0.02, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_RUN_SECONDS = (0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400)


def _leading_to(run_id: str) -> dict[str, str] | None:
    ids = trace_of(run_id) if is_tracing() else None
    return {"trace_id": f"{ids[0]:032x}"} if ids else None


class Figures:
    """The counters and gauges of one process. Hears of tries of steps as the engine's observer."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._steps = Histogram(
            "step_seconds", "Time of a try of a step", ("type", "ending"), registry=registry, buckets=_STEP_SECONDS
        )
        self._of_steps: dict[tuple[str, Ending], Histogram] = {}
        self._runs = Histogram(
            "run_seconds", "Time from a run's start to its end", ("status",), registry=registry, buckets=_RUN_SECONDS
        )
        self._cost = Counter("run_cost_usd", "What runs that ended had cost", registry=registry)
        self._queued = Gauge("runs_queued", "Runs of the installation that wait for their turn", registry=registry)
        self._oldest = Gauge("runs_queued_oldest_seconds", "How long the first of them has waited", registry=registry)
        self.queued = 0
        self._in_memory = Gauge("runs_in_memory", "Runs that this process is busy with", registry=registry)

    def tried(self, kind: str, ending: Ending, seconds: float, run_id: str) -> None:
        """A try of a step has ended."""
        one = self._of_steps.get((kind, ending))
        if one is None:
            one = self._of_steps[kind, ending] = self._steps.labels(kind, ending)
        one.observe(seconds, _leading_to(run_id))

    def run_ended(self, run_id: str, status: str, seconds: float, cost: float) -> None:
        """A run has ended, and it is on disk."""
        self._runs.labels(status).observe(seconds, _leading_to(run_id))
        self._cost.inc(cost)

    def queue(self, count: int, oldest: datetime | None, now: datetime) -> None:
        """So many runs wait for their turn, the first since then."""
        self.queued = count
        self._queued.set(count)
        self._oldest.set(max(0.0, (now - oldest).total_seconds()) if oldest else 0.0)

    def busy_with(self, count: Callable[[], int]) -> None:
        """Ask this whenever the figures are looked at."""
        self._in_memory.set_function(count)
