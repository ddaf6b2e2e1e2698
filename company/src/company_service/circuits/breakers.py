"""The circuits of this process, by company and what is called. They are kept in memory: each process finds out for
itself what does not work, and a restart begins with all of them closed.
"""

import math
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from company_service.circuits import rules
from company_service.circuits.problems import CircuitOpen
from company_service.circuits.rules import Circuit, Closed, Outcome, Policy, Refused
from kernel.telemetry import get_logger

_log = get_logger(__name__)
_MANY = 10_000

Key = tuple[str, str]
"""A company, and what of it is called: `host:port`, or the id of a connection."""


@dataclass
class Trying:
    """A try under way. Who makes it says how it ended; else that is not known."""

    outcome: Outcome = "unknown"

    def answered(self, *, well: bool) -> None:
        """The other system answered: as it should, or that it is not well itself."""
        self.outcome = "success" if well else "failure"

    def failed(self) -> None:
        """The other system could not be reached, or did not answer in time."""
        self.outcome = "failure"


class Breakers(Collector):
    """Asks before each call of another system, and remembers what became of it."""

    def __init__(self, clock: Callable[[], datetime], policy: Policy | None = None) -> None:
        self._clock = clock
        self.policy = policy or Policy()
        self._circuits: dict[Key, Circuit] = {}
        self._opened = Counter("circuits_opened", "Circuits that opened: another system kept failing", registry=None)
        self._refused = Counter("circuit_refusals", "Calls not made because of an open circuit", registry=None)

    @contextmanager
    def trying(self, key: Key, name: str) -> Generator[Trying]:
        """A try to call what people know as `name`. Raises `CircuitOpen`."""
        circuit, leave = rules.ask(self._of(key), self._clock(), self.policy)
        self._keep(key, circuit)
        if isinstance(leave, Refused):
            self._refused.inc()
            raise self._problem(name, leave.until)
        tried = Trying()
        try:
            yield tried
        finally:
            self._take(key, rules.told(self._of(key), leave, tried.outcome, self._clock(), self.policy))

    def _of(self, key: Key) -> Circuit:
        return self._circuits.get(key, Closed())

    def _take(self, key: Key, circuit: Circuit) -> None:
        if isinstance(circuit, rules.Open) and circuit != self._of(key):
            self._opened.inc()
            _log.warning("circuit_opened", company_id=key[0], target=key[1], until=circuit.until.isoformat())
        self._keep(key, circuit)

    def _keep(self, key: Key, circuit: Circuit) -> None:
        if circuit == Closed():
            self._circuits.pop(key, None)
            return
        self._circuits[key] = circuit
        if len(self._circuits) > _MANY:
            now = self._clock()
            left = {key: each for key, each in self._circuits.items() if not rules.is_idle(each, now, self.policy)}
            self._circuits = left

    def _problem(self, name: str, until: datetime) -> CircuitOpen:
        seconds = max(1, math.ceil((until - self._clock()).total_seconds()))
        at = until.astimezone(UTC).strftime("%H:%M:%S UTC")
        return CircuitOpen(
            f"{name} has failed {self.policy.failures} times in a row; the next try is possible at {at}.",
            retry_after=seconds,
        )

    # -- metrics -------------------------------------------------------------------------------------------------------

    def collect(self) -> Iterator[Metric]:
        """What `/metrics` shows: counts, and each circuit that is open now."""
        is_open = GaugeMetricFamily("circuit_open", "Not called for a while", labels=["company_id", "target"])
        for (company_id, target), circuit in list(self._circuits.items()):
            if not isinstance(circuit, Closed):
                is_open.add_metric([company_id, target], 1)
        yield is_open
        yield from self._opened.collect()
        yield from self._refused.collect()

    @contextmanager
    def shown_in(self, registry: CollectorRegistry) -> Generator[None]:
        """Be among these metrics."""
        registry.register(self)
        try:
            yield
        finally:
            registry.unregister(self)
