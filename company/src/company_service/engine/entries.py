"""What one advance of a run writes: its events, and the rows that follow from them, as values for the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson

from company_service.engine import events as e
from company_service.engine.payloads import LARGE, digest_of
from company_service.engine.plan import place_of
from company_service.engine.projections import Projection, RunRow, StepRow
from company_service.engine.statements import Values, sql_json, sql_time
from company_service.engine.steps import Write
from kernel.db import Tellable, message_row

Outcome = Literal["written", "taken_over", "attached", "failed", "no_room"]


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that is over, as listeners hear of it."""

    run_id: str
    company_id: str
    workflow_id: str
    workflow_name: str
    agent_id: str | None
    version: int
    status: e.Status
    trigger: str
    started_by: str | None
    cost: float
    error: e.Problem | None
    created_at: datetime
    started_at: datetime
    ended_at: datetime
    parent: tuple[str, str] | None = None
    """The run and the step of it that wait for this one."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A step that waited and no longer does, because its run is closing. `child` is the run it waited for, if any."""

    run_id: str
    company_id: str
    step: str
    child: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Unsure:
    """A step of which a person must say what became of it. `kind` is `uncertain` or `undo`."""

    run_id: str
    company_id: str
    workflow_id: str
    workflow_name: str
    agent_id: str | None
    step: str
    name: str
    kind: str
    problem: e.Problem
    at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """What never changes of a run's row: the first columns, its input (as text or by name), its birth."""

    columns: Values
    input: tuple[str | None, str | None]
    created_at: datetime


class Entry:
    """What one advance of one run writes. `done` is called once, after the commit or when there is none."""

    __slots__ = (
        "company_id", "done", "ended", "fence", "graph", "head", "journal", "large", "new_run", "run", "run_id",
        "size", "steps", "taken", "timers", "told", "unsure", "valid", "withdrawn", "writes",
    )  # fmt: skip

    # Not a dataclass: making one with this many lists takes four times as long, and a run makes many.
    def __init__(
        self, run_id: str, company_id: str, fence: int, done: Callable[[Outcome], None], valid: Callable[[], bool]
    ) -> None:
        self.run_id = run_id
        self.company_id = company_id
        self.fence = fence
        self.done = done
        self.valid = valid
        """False once an earlier entry of the run was refused: this one would leave a gap."""
        self.head: Head | None = None
        """Of a new run: what never changes of its row."""
        self.new_run: Values | None = None
        self.graph: tuple[str, Any, datetime] | None = None
        """Of a new run: the graph with its hash, and when the run was begun with it."""
        self.journal: list[Values] = []
        self.steps: list[Values] = []
        self.run: Values | None = None
        self.timers: dict[str, Values | None] = {}
        """By step: the timer that is set, or None for the one that is over."""
        self.taken: list[Values] = []
        self.large: list[bytes] = []
        """Values for the payload store, which has them before this is written (`uploads`)."""
        self.writes: list[Write] = []
        self.ended: Ended | None = None
        self.told: list[Values] = []
        """What is told of its end, as rows of the outbox."""
        self.withdrawn: list[Withdrawn] = []
        self.unsure: list[Unsure] = []
        self.size = 0

    @property
    def concerns_others(self) -> bool:
        """Whether somebody else has a part in it: step types and listeners."""
        return bool(self.writes or self.withdrawn or self.unsure or (self.ended and self.ended.parent))

    def tell_of_end(self, happened: Tellable) -> None:
        """Have others told of the run's end, in the same commit."""
        row = message_row(happened)
        payload, at = sql_json(row["payload"]), sql_time(row["created_at"])
        self.told.append((row["id"], row["topic"], row["company_id"], payload, at))

    def tell(self, outcome: Outcome) -> None:
        """Say what became of this, and let go of who is told: it holds this entry, and circles cost collections."""
        done, self.done = self.done, _nobody
        done(outcome)

    def value(self, value: Any) -> tuple[str | None, str | None]:
        """A value for its two columns: as text, or as the name it has in the payload store."""
        if value is None:
            return None, None
        data = orjson.dumps(value)
        if len(data) >= LARGE:
            return None, self.keep(data)
        self.size += len(data)
        return data.decode(), None

    def keep(self, data: bytes) -> str:
        """Have the payload store keep this, before the entry is written; answers its name there."""
        self.large.append(data)
        self.size += len(data)
        return digest_of(data)

    def add_event(self, seq: int, event: e.Event) -> None:
        """An event as a row of the journal."""
        text, ref = self.value(getattr(event, "value", None))
        facts = orjson.dumps(e.facts_of(event)).decode()
        step, attempt = getattr(event, "step", None), getattr(event, "attempt", 0)
        at = sql_time(event.at)
        self.journal.append((self.run_id, seq, self.company_id, event.kind, step, attempt, facts, text, ref, at))

    def add_rows(self, projection: Projection, output: Any, owner: str | None, *, leaves: bool) -> None:
        """The rows that changed; of a new run the row that is first written."""
        self.steps = [_step_values(self.run_id, self.company_id, row) for row in projection.changed.values()]
        if self.head is not None:
            self.new_run = _new_run_values(self.head, projection.run, self.value(output), owner, self.fence)
        elif projection.run_changed or leaves:
            self.run = _run_values(self.run_id, projection.run, self.value(output), owner)
        projection.changed.clear()
        projection.run_changed = False


def _nobody(_outcome: Outcome) -> None:
    """Who is told a second time."""


def _step_values(run_id: str, company_id: str, row: StepRow) -> Values:
    return (
        run_id, row.step, company_id, row.name, row.type, *place_of(row.step), row.status, row.attempt,
        row.port, row.cost, row.reused_from, sql_json(row.error), sql_json(row.answered_by), sql_json(row.waiting_for),
        sql_time(row.started_at), sql_time(row.ended_at), row.input_seq, row.output_seq, row.changed_seq,
    )  # fmt: skip


def _run_values(run_id: str, row: RunRow, output: tuple[str | None, str | None], owner: str | None) -> Values:
    return (
        row.status, *output, sql_json(row.error), row.cost, sql_json(row.waiting_for),
        sql_time(row.started_at), sql_time(row.ended_at), row.changed_seq, owner, run_id,
    )  # fmt: skip


def _new_run_values(
    head: Head, row: RunRow, output: tuple[str | None, str | None], owner: str | None, fence: int
) -> Values:
    return (
        *head.columns, row.status, *head.input, *output, sql_json(row.error), row.cost, sql_json(row.waiting_for),
        sql_time(head.created_at), sql_time(row.started_at), sql_time(row.ended_at), row.changed_seq, owner, fence,
    )  # fmt: skip
