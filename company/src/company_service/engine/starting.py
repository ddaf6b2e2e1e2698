"""What a run is started with: read, checked, and made into its first entry, the same whoever drives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from company_service.engine import events as e
from company_service.engine.active import ActiveRun, Advance
from company_service.engine.again import Again, answers_at_hand, held_as_bytes, held_from_bytes
from company_service.engine.entries import Head
from company_service.engine.graph import read_graph
from company_service.engine.loading import Plans
from company_service.engine.machine import MACHINE_VERSION, Machine
from company_service.engine.payloads import digest_of
from company_service.engine.plan import Plan, make_plan
from company_service.engine.projections import Projection
from company_service.engine.schemas import accept_input
from company_service.engine.steps import RunInfo
from kernel.problems import Unavailable


class NotStarted(Unavailable):
    """The run could not be written; nothing of it will happen."""

    title = "The run could not be started just now"


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run to start. Its `id` makes the start conditional: a run that is there already is not started again.

    `graph` is the published graph as JSON data; the run keeps it to its end, whatever becomes of the workflow.
    """

    id: str
    company_id: str
    workflow_id: str
    workflow_name: str
    version: int
    graph: Mapping[str, Any]
    input: Any
    agent_id: str | None = None
    trigger: str = "manual"
    started_by: str | None = None
    trigger_id: str | None = None
    depth: int = 0
    """How many runs led to this one: each was started by what the one before it did or by its end."""
    parent: tuple[str, str] | None = None
    """The run that waits for this one, and which step of it."""
    again: Again | None = None
    """What answers of another run this one is begun with."""


@dataclass(frozen=True, slots=True)
class Started:
    """A run that is on disk. `new` is false when it was there before."""

    id: str
    status: str
    new: bool


@dataclass(frozen=True, slots=True)
class Beginning:
    """A run that may begin: its graph is sound, and its input fits."""

    info: RunInfo
    digest: str
    graph: Mapping[str, Any]
    plan: Plan
    value: Any
    """The input."""
    held: bytes | None = None
    """The answers of another run that it is begun with."""

    def run(self, fence: int) -> ActiveRun:
        """The run, of which nothing has happened yet."""
        run = ActiveRun(self.info, self.plan, fence, Machine(self.plan), Projection(self.plan))
        if self.held is not None:
            run.held = held_from_bytes(self.held)
        return run

    def started(self, advance: Advance) -> e.RunStarted:
        """The run's first event. Answers at hand are kept with the run, so that a restart has them too."""
        facts = {"held": advance.entry.keep(self.held)} if self.held is not None else {}
        return e.RunStarted(self.info.started_at, self.value, facts)

    def introduce(self, advance: Advance) -> None:
        """Give the run's first advance what never changes of its row, and its graph."""
        info, entry = self.info, advance.entry
        columns = (
            info.id, info.company_id, info.workflow_id, info.workflow_name, info.agent_id, info.version, self.digest,
            MACHINE_VERSION, info.trigger, info.started_by, info.trigger_id, info.depth, info.parent_run_id,
            info.parent_step, info.origin_run_id,
        )  # fmt: skip
        entry.head = Head(columns, entry.value(self.value), info.started_at)
        entry.graph = (self.digest, self.graph, info.started_at)


class Beginnings:
    """Reads what runs are started with; each graph once."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans
        self._hashes: dict[tuple[str, int, str], tuple[Mapping[str, Any], str]] = {}

    def read(self, new: NewRun, at: datetime) -> Beginning:
        """Raises `InvalidGraph`, `InvalidInput`."""
        digest, plan = self._plan(new)
        value = orjson.loads(orjson.dumps(accept_input(plan.graph.input, new.input)))
        info = RunInfo(
            new.id, new.company_id, new.workflow_id, new.workflow_name, new.version, new.agent_id, new.trigger,
            new.started_by, at, new.trigger_id, new.depth, *(new.parent or (None, None)),
            new.again.run_id if new.again else None,
        )  # fmt: skip
        held = held_as_bytes(answers_at_hand(plan, new.again)) if new.again else None
        return Beginning(info, digest, new.graph, plan, value, held)

    def _plan(self, new: NewRun) -> tuple[str, Plan]:
        # A published version never changes, so its graph is read and hashed once.
        key = (new.company_id, new.version, new.workflow_id)
        known = self._hashes.get(key)
        if known and known[0] is new.graph:
            digest = known[1]
        else:
            digest = digest_of(orjson.dumps(new.graph, option=orjson.OPT_SORT_KEYS))
            if len(self._hashes) > 1000:
                self._hashes.clear()
            self._hashes[key] = (new.graph, digest)
        plan = self._plans.get(new.company_id, digest)
        return digest, plan or self._plans.keep(new.company_id, digest, make_plan(read_graph(new.graph)))
