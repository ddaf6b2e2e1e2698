"""What is shown of a run, derived from its journal: a row for the run, and one for each step it has touched.

Pure. The driver writes the rows that changed in the same transaction as the events that changed them; `rebuild` derives
them again from nothing but the journal, and must come to the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from company_service.engine import events as e
from company_service.engine.commands import Command, Skip, Withdraw
from company_service.engine.machine import Machine
from company_service.engine.plan import Plan


@dataclass(slots=True)
class StepRow:
    """A row of `step_runs`, without its run."""

    step: str
    name: str
    type: str
    status: str = "running"
    attempt: int = 1
    port: str | None = None
    cost: float = 0.0
    error: e.Problem | None = None
    reused_from: str | None = None
    answered_by: dict[str, Any] | None = None
    waiting_for: dict[str, Any] | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    input_seq: int | None = None
    output_seq: int | None = None
    changed_seq: int = 0


@dataclass(slots=True)
class RunRow:
    """The columns of `runs` that change."""

    status: str = "queued"
    output_seq: int | None = None
    error: e.Problem | None = None
    cost: float = 0.0
    waiting_for: dict[str, Any] | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    changed_seq: int = 0


@dataclass(slots=True)
class Projection:
    """The rows of one run. `changed` are the steps whose rows are to be written."""

    plan: Plan
    run: RunRow = field(default_factory=RunRow)
    steps: dict[str, StepRow] = field(default_factory=dict[str, StepRow])
    changed: dict[str, StepRow] = field(default_factory=dict[str, StepRow])
    run_changed: bool = True

    def apply(self, seq: int, event: e.Event, commands: Sequence[Command], machine: Machine) -> None:
        """Take in an event that the machine has taken in, and what followed from it."""
        run = self.run
        before = (run.status, run.cost, run.waiting_for)
        match event:
            case e.RunStarted():
                pass
            case e.CancelRequested() | e.RunTimedOut() | e.RunCompensating():
                run.started_at = run.started_at or event.at
            case e.IterationEnded():
                self._forget(event)
            case e.RunEnded():
                run.status = event.status
                run.error = event.error
                run.started_at = run.started_at or event.at
                run.ended_at = _end(event.at, run.started_at)
                run.waiting_for = None
                run.output_seq = seq
            case _:
                run.started_at = run.started_at or event.at
                self._step_event(seq, event)
        for command in commands:
            if isinstance(command, Skip | Withdraw):
                row = self._row(command.step, seq)
                row.status = "skipped" if isinstance(command, Skip) else "cancelled"
                row.ended_at = _end(event.at, row.started_at)
                row.waiting_for = None
        if run.started_at and not machine.ended:
            self._standing(machine)
        if (run.status, run.cost, run.waiting_for) != before or seq == 1:
            run.changed_seq = seq
            self.run_changed = True

    def _forget(self, event: e.IterationEnded) -> None:
        """The rows of an iteration that is over change no more: what is written need not be remembered."""
        for each in self.plan.bodies[self.plan.at(event.step).step.id].steps:
            self.steps.pop(f"{event.step}[{event.index}]/{each.step.id}", None)

    def _standing(self, machine: Machine) -> None:
        idle = machine.idle
        self.run.status = "waiting" if idle else "running"
        rows = (self.steps[step].waiting_for for step in machine.open) if idle else ()
        self.run.waiting_for = next((each for each in rows if each), None)

    def _row(self, step: str, seq: int) -> StepRow:
        row = self.steps.get(step)
        if row is None:
            planned = self.plan.at(step).step
            row = self.steps[step] = StepRow(step, planned.title, planned.type)
        row.changed_seq = seq
        self.changed[step] = row
        return row

    def _step_event(self, seq: int, event: e.StepEvent) -> None:
        """Not for the end of an iteration, which changes no row."""
        row = self._row(event.step, seq)
        row.attempt = event.attempt
        match event:
            case e.StepStarted():
                row.status = "running"
                row.input_seq = seq
                row.error = row.waiting_for = row.ended_at = None
                row.started_at = row.started_at or event.at
            case e.StepSucceeded():
                self._succeeded(seq, row, event)
            case e.StepFailed():
                self._failed(row, event)
            case e.StepWaiting():
                row.status = "waiting"
                row.output_seq = seq
                row.waiting_for = {**event.waits_for, "step": event.step, "until": _time(event.until)}
            case e.StepSignalled() | e.StepRecovered() | e.RetryDue():
                row.status = "running"
                row.waiting_for = None
            case e.StepCancelled():
                row.status = "cancelled"
                row.ended_at = _end(event.at, row.started_at)
            case e.IterationEnded():
                pass

    def _succeeded(self, seq: int, row: StepRow, event: e.StepSucceeded) -> None:
        row.status = "succeeded"
        row.output_seq = seq
        row.port = event.port
        row.cost += event.cost
        self.run.cost += event.cost
        row.answered_by = event.answered_by
        row.reused_from = event.reused_from
        row.error = event.error
        row.ended_at = _end(event.at, row.started_at)

    def _failed(self, row: StepRow, event: e.StepFailed) -> None:
        row.error = event.error
        row.started_at = row.started_at or event.at
        if event.retry_at:
            row.status = "waiting"
            title = f"Trying {row.name} again after: {event.error.get('title', 'a failure')}"
            row.waiting_for = {"kind": "retry", "title": title, "step": row.step, "until": _time(event.retry_at)}
        else:
            row.status = "failed"
            row.port = "error"
            row.reused_from = event.reused_from
            row.ended_at = _end(event.at, row.started_at)


def _end(at: datetime, begun: datetime | None) -> datetime:
    """When something ended: not before it began, should the clock have been set back in between."""
    return max(at, begun) if begun else at


def _time(moment: datetime | None) -> str | None:
    return e.stamp(moment) if moment else None


def rebuild(plan: Plan, journal: Sequence[tuple[int, e.Event]]) -> tuple[Machine, Projection]:
    """The machine and the rows after all that is journaled."""
    machine = Machine(plan)
    projection = Projection(plan)
    for seq, event in journal:
        projection.apply(seq, event, machine.apply(event), machine)
    return machine, projection
