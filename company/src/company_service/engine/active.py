"""A run that is in memory: its machine, its rows, what it has under way, and one advance of it."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from company_service.engine import events as e
from company_service.engine.again import Held
from company_service.engine.commands import Command, Finish, Start, Wake
from company_service.engine.entries import Ended, Entry, Outcome, Unsure, Withdrawn
from company_service.engine.expressions import ExpressionError, Scope, compiled
from company_service.engine.machine import Machine
from company_service.engine.plan import Body, Plan
from company_service.engine.projections import Projection
from company_service.engine.scopes import scope_of
from company_service.engine.statements import sql_time
from company_service.engine.states import Frame
from company_service.engine.steps import PayloadReader, RunInfo, Runs, Signal, StepCall, StepType, Write
from company_service.engine.templates import TemplateError
from kernel.problems import InvalidRequest, Problem, status_of

BITE = 250
"""Events in one commit of one run, about."""


class BadExpression(InvalidRequest):
    """A value that a step asks for cannot be worked out."""

    title = "A value could not be worked out"


class UnknownStepType(InvalidRequest):
    """The workflow has a step of a type that is not installed here."""

    title = "This kind of step is not installed"


@dataclass(slots=True, eq=False)
class ActiveRun:
    """One run, owned by this process."""

    info: RunInfo
    plan: Plan
    fence: int
    machine: Machine
    projection: Projection
    seq: int = 0
    tasks: dict[str, asyncio.Task[Any]] = field(default_factory=dict[str, "asyncio.Task[Any]"])
    inputs: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    held: Mapping[str, Held] = field(default_factory=dict[str, Held])
    """Answers at hand, by key."""
    held_back: bool = False
    """A step of it could begin and did not, because of a pause."""
    lost: bool = False
    """It belongs to somebody else by now, or must be read again: nothing may come of it any more."""
    _about: dict[str, Any] | None = None

    @property
    def id(self) -> str:
        """The run's id."""
        return self.info.id

    def scope(self, frame: Frame | None = None) -> Scope:
        """What the run's expressions see: of the run, or from inside an iteration."""
        if self._about is None:
            info = self.info
            self._about = {
                "id": info.id,
                "workflow_id": info.workflow_id,
                "workflow_name": info.workflow_name,
                "version": info.version,
                "agent_id": info.agent_id,
                "trigger": info.trigger,
                "trigger_id": info.trigger_id,
                "started_by": info.started_by,
                "started_at": e.stamp(info.started_at),
            }
        return scope_of(frame or self.machine.top, self.machine.input, self._about)

    def scope_at(self, step: str) -> Scope:
        """What a step's own expressions see."""
        return self.scope(self.machine.steps[step].frame)

    def settings_of(self, step: str) -> Mapping[str, Any]:
        """A step's `with`, worked out. Raises `BadExpression`."""
        planned = self.machine.steps[step].planned
        try:
            return planned.settings.fill(self.scope_at(step))
        except TemplateError as error:
            raise bad_expression(planned.step.title, error.pointer.removeprefix("/"), error.message) from error

    def output(self, finish: Finish) -> Any:
        """What the run answers. Raises `BadExpression`."""
        if finish.has_output or finish.status != "succeeded":
            return finish.output
        if self.plan.output is None:
            return self.last_outputs(self.plan.top, self.machine.top)
        try:
            return self.plan.output.fill(self.scope())
        except TemplateError as error:
            raise bad_expression("The workflow's output", error.pointer.removeprefix("/"), error.message) from error

    @staticmethod
    def last_outputs(body: Body, frame: Frame) -> dict[str, Any]:
        """By id, the outputs of those of the last steps that were done."""
        found = ((step_id, frame.results.get(step_id)) for step_id in body.last)
        return {step_id: each["output"] for step_id, each in found if each and each["status"] == "succeeded"}

    def forget(self, prefix: str) -> None:
        """An iteration is over: nothing of its steps is needed any more."""
        for key in [each for each in self.inputs if each.startswith(prefix)]:
            del self.inputs[key]

    def answer_at_hand(self, step: str) -> Held | None:
        """What stands for a step's answer, so that it need not be tried."""
        pinned = self.machine.steps[step].planned.step.pinned
        if pinned is None:
            return self.held.get(step)
        by = {"provider": "", "model": None, "method": "pinned", "note": ""}
        return Held("", output=pinned.output, port=pinned.port, answered_by=by)

    def call(self, step: str, payloads: PayloadReader, runs: Runs, at: datetime) -> StepCall:
        """What a step is called with."""
        state = self.machine.steps[step]
        planned = state.planned
        signal, waited, row = state.signal, state.waited, self.projection.steps.get(step)

        def evaluate(source: str, field: str) -> Any:
            try:
                return compiled(source).value(self.scope_at(step))
            except ExpressionError as error:
                raise bad_expression(planned.step.title, field, str(error)) from error

        return StepCall(
            run=self.info,
            step=step,
            name=planned.step.title,
            input=self.inputs.get(step, {}),
            attempt=state.attempt,
            idempotency_key=f"{self.info.id}:{step}",
            at=at,
            payloads=payloads,
            begun=(row.started_at if row else None) or at,
            evaluate=evaluate,
            runs=runs,
            signal=Signal(signal.signal, signal.value, signal.by, signal.at) if signal else None,
            waited=waited.value if waited else None,
        )


def bad_expression(title: str, field: str, message: str) -> BadExpression:
    """The problem of a value that cannot be worked out, naming the step and the field."""
    where = field.replace("/", " › ")
    return BadExpression(f"{title}, {where}: {message}" if where else f"{title}: {message}", field=field)


def problem_of(problem: Problem, run: ActiveRun, step: str | None) -> e.Problem:
    """A problem as the journal keeps it, naming the step it happened at."""
    document = problem.document() | {"status": status_of(problem)}
    if step:
        document |= {"step": step, "step_name": run.plan.at(step).step.title}
    return orjson.loads(orjson.dumps(document, default=str))


class Advance:
    """One advance of a run: events go in, an entry for the journal comes out."""

    def __init__(self, run: ActiveRun, done: Callable[["Advance", Outcome], None]) -> None:
        self.run = run
        self.entry = Entry(
            run.id, run.info.company_id, run.fence, lambda outcome: done(self, outcome), lambda: not run.lost
        )  # fmt: skip
        self.leaves = False
        self.execute: list[tuple[str, int]] = []
        """Tries to be made once this is on disk."""
        self.due: list[datetime] = []
        self.rest: list[Start] = []
        """What is to be started once this is on disk, because this is large enough."""

    def apply(self, event: e.Event) -> list[Command]:
        """Take an event into the machine, the rows and the entry."""
        run = self.run
        commands = run.machine.apply(event)
        run.seq += 1
        self.entry.add_event(run.seq, event)
        run.projection.apply(run.seq, event, commands, run.machine)
        if isinstance(event, e.IterationEnded):
            run.forget(f"{event.step}[{event.index}]/")
        elif isinstance(event, e.StepWaiting) and event.waits_for["kind"] in e.BY_A_PERSON:
            self.entry.unsure.append(self._unsure(event))
        return commands

    def set_timers(self, commands: Iterable[Command]) -> None:
        """Come back to steps, and to the run, at their moments."""
        run = self.run
        for each in commands:
            if isinstance(each, Wake):
                row = (run.id, each.step, run.info.company_id, each.attempt, sql_time(each.due))
                self.entry.timers[each.step] = row
                self.due.append(each.due)

    def withdraw(self, step: str, child: str | None, at: datetime) -> None:
        """The step no longer waits."""
        self.entry.timers[step] = None
        self.entry.withdrawn.append(Withdrawn(self.run.id, self.run.info.company_id, step, child, at))

    @property
    def is_full(self) -> bool:
        """Whether it is large enough: a loop that only computes must not keep everybody else waiting."""
        return len(self.entry.journal) >= BITE

    def finish(self, owner: str | None, write: Write | None, *, leaves: bool | None = None) -> None:
        """Complete the entry: the rows that changed, and who owns the run from here on (nobody: it leaves)."""
        run, machine = self.run, self.run.machine
        if write:
            self.entry.writes.append(write)
        output = machine.ended.value if machine.ended else None
        self.entry.add_rows(run.projection, output, owner, leaves=owner is None if leaves is None else leaves)
        if machine.ended:
            self.entry.ended = self._ended(machine.ended)

    def _unsure(self, event: e.StepWaiting) -> Unsure:
        info = self.run.info
        return Unsure(
            run_id=info.id,
            company_id=info.company_id,
            workflow_id=info.workflow_id,
            workflow_name=info.workflow_name,
            agent_id=info.agent_id,
            step=event.step,
            name=self.run.plan.at(event.step).step.title,
            kind=event.waits_for["kind"],
            problem=event.value["problem"],
            at=event.at,
        )

    def _ended(self, event: e.RunEnded) -> Ended:
        info, row = self.run.info, self.run.projection.run
        return Ended(
            run_id=info.id,
            company_id=info.company_id,
            workflow_id=info.workflow_id,
            workflow_name=info.workflow_name,
            agent_id=info.agent_id,
            version=info.version,
            status=event.status,
            trigger=info.trigger,
            started_by=info.started_by,
            cost=row.cost,
            error=event.error,
            created_at=info.started_at,
            started_at=row.started_at or event.at,
            ended_at=row.ended_at or event.at,
            parent=(info.parent_run_id, info.parent_step) if info.parent_run_id and info.parent_step else None,
        )


StepTypes = Mapping[str, StepType]
