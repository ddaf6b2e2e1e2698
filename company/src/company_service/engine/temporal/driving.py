"""One run inside its workflow: what arrives goes into the machine, what follows becomes entries, tries and timers.

Deterministic: time is the workflow's, nothing is left to chance, and all that takes time is an activity or a timer of
Temporal. It is replayed from the history whenever a worker has to remember the run.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from company_service.engine import events as e
from company_service.engine.active import ActiveRun, Advance, StepTypes
from company_service.engine.again import held_from_bytes
from company_service.engine.commands import Abort, Command, Continue, Start, Wake
from company_service.engine.deciding import Decider
from company_service.engine.entries import Outcome
from company_service.engine.machine import MACHINE_VERSION
from company_service.engine.outcomes import event_of, timed_out
from company_service.engine.plan import Plan
from company_service.engine.projections import rebuild
from company_service.engine.steps import Answer, ChildRun, StepCall
from company_service.engine.temporal.wire import Order, Wire, beginning_of, entry_to
from kernel.db import Tx
from kernel.problems import NotFound, Problem

BACKLOG = 100
"""Journal rows that may wait for the next activity to take them to the tables."""

VERSION = f"machine-{MACHINE_VERSION}"


class Surroundings(Protocol):
    """What a run needs of its workflow."""

    def now(self) -> datetime:
        """The workflow's time."""
        ...

    def attempt(self, step: str, attempt: int) -> "asyncio.Task[None]":
        """Have a step tried; what becomes of it arrives."""
        ...

    def remind(self, due: datetime, then: Callable[[], None]) -> "asyncio.Task[None]":
        """Do this at that moment."""
        ...


Arrival = Callable[[Advance], None]
"""Something that came for the run, taken into an advance."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The event that asks for a try, by its number. `starts`: it is the step's start, which a pause holds back."""

    seq: int
    starts: bool


class NoPayloads:
    """The payload store for steps that only compute: they have none."""

    async def put(self, company_id: str, data: bytes, *, run_id: str = "") -> str:
        """Raises `NotFound`."""
        raise NotFound("A step that only computes keeps nothing.")

    async def get(self, company_id: str, digest: str, *, run_id: str = "") -> bytes:
        """Raises `NotFound`."""
        raise NotFound("A step that only computes reads nothing.")


class NoRuns:
    """Other runs for steps that only compute: there are none."""

    patience: timedelta | None = None

    async def start_child(self, call: StepCall, child: ChildRun) -> str:
        """Raises `NotFound`."""
        raise NotFound("A step that only computes starts nothing.")

    async def end_of_child(self, company_id: str, run_id: str) -> Mapping[str, Any] | None:
        """Raises `NotFound`."""
        raise NotFound("A step that only computes waits for nothing.")

    async def tell_if_ended(self, tx: Tx, call: StepCall, child_id: str) -> None:
        """Raises `NotFound`."""
        raise NotFound("A step that only computes waits for nothing.")


class OnWire(Advance):
    """An advance whose timers are the workflow's own, and whose entry travels to the tables."""

    def __init__(self, run: ActiveRun) -> None:
        super().__init__(run, _nobody)
        self.wakes: list[Wake] = []
        self.events: list[e.Event] = []

    def apply(self, event: e.Event) -> list[Command]:
        commands = super().apply(event)
        self.events.append(event)
        return commands

    def set_timers(self, commands: Iterable[Command]) -> None:
        self.wakes += [each for each in commands if isinstance(each, Wake)]

    def sealed(self) -> Wire | None:
        """The entry, complete; None when nothing has changed."""
        self.entry.fence = self.run.seq
        self.finish(None, None, leaves=False)
        return entry_to(self.entry) if self.entry.journal or self.entry.taken else None

    def cause_of(self, step: str) -> "Cause | None":
        """The event in here that asks for a step: its start, or what it waited for."""
        rows = [row for row in self.entry.journal if row[4] == step and row[3] in {"step.started", "step.signalled"}]
        return Cause(int(rows[-1][1]), rows[-1][3] == "step.started") if rows else None


def _nobody(_advance: Advance, _outcome: Outcome) -> None:
    """Nobody is told: the activity that carries the entry says so itself."""


@dataclass
class Driving:
    """A run under way."""

    order: Order
    run: ActiveRun
    decider: Decider
    around: Surroundings
    arrived: list[Arrival] = field(default_factory=list[Arrival])
    pending: list[tuple[int, Wire]] = field(default_factory=list[tuple[int, Wire]])
    """Entries that are not known to be in the tables, by their last number."""
    history: list[e.Event] = field(default_factory=list[e.Event])
    names: dict[str, None] = field(default_factory=dict[str, None])
    causes: dict[str, Cause] = field(default_factory=dict[str, Cause])
    alarms: dict[str, "tuple[datetime, asyncio.Task[None]]"] = field(
        default_factory=dict[str, "tuple[datetime, asyncio.Task[None]]"]
    )
    rest: list[Start] = field(default_factory=list[Start])
    admitted: bool = False
    """A step of it was tried: it has begun, as far as limits are concerned."""

    @classmethod
    def of(cls, order: Order, plan: Plan, types: StepTypes, around: Surroundings) -> "Driving":
        """The run of an order, as far as it has come."""
        decider = Decider(types, NoPayloads(), NoRuns(), around.now, order.max_recoveries)
        numbered = list(enumerate(order.events, 1))
        machine, projection = rebuild(plan, numbered)
        projection.changed.clear()
        projection.run_changed = not numbered
        run = ActiveRun(order.info, plan, 0, machine, projection, seq=len(numbered))
        driving = cls(order, run, decider, around, history=list(order.events), names=dict.fromkeys(order.names))
        driving.admitted = bool(order.events)
        if order.held is not None:
            run.held = held_from_bytes(order.held.encode())
        started = (event for event in order.events if isinstance(event, e.StepStarted))
        run.inputs = {event.step: event.value or {} for event in started if event.step in machine.open}
        return driving

    @property
    def ended(self) -> bool:
        """Whether the run is over."""
        return self.run.machine.ended is not None

    def begin(self) -> None:
        """The run's first advance, or the first since it continued as new."""
        if self.order.events:
            self._rearm()
            advance = OnWire(self.run)
            self.decider.take_up(advance, ())
            self._settle(advance)
            return
        first, beginning = OnWire(self.run), beginning_of(self.order, self.run.plan)
        beginning.introduce(first)
        commands = first.apply(beginning.started(first))
        self._settle(first)  # an entry of its own, because whoever starts the run writes it, too
        then = OnWire(self.run)
        self.decider.carry_out(then, commands)
        self._settle(then)

    def go_on(self) -> None:
        """Take in what arrived; or go on with a large advance."""
        advance = OnWire(self.run)
        arrived, self.arrived = self.arrived, []
        rest, self.rest = self.rest, []
        for each in arrived:
            each(advance)
        self.decider.carry_out(advance, rest)
        self._settle(advance)

    def _settle(self, advance: OnWire) -> None:
        run = self.run
        self.history += advance.events
        entry = advance.sealed()
        if entry:
            self.pending.append((run.seq, entry))
        self.rest += advance.rest
        self._wake(advance.wakes)
        for step, attempt in advance.execute:
            cause = advance.cause_of(step)
            if cause is not None:
                self.causes[step] = cause
            run.tasks[step] = self.around.attempt(step, attempt)

    # -- what arrives --------------------------------------------------------------------------------------------------

    def hear(self, message: Wire) -> None:
        """A message from the inbox; the second one of a name says nothing new."""
        name, by, at = message["name"], message["by"], self.around.now()
        if name in self.names:
            self.arrived.append(lambda advance: advance.entry.taken.append((self.run.id, name)))
            return
        self.names[name] = None
        event: e.Event = (
            e.CancelRequested(at, by)
            if message["step"] is None
            else e.StepSignalled(at, message["step"], message["attempt"], message["payload"], "signal", by)
        )
        self._arrive(event, name)

    def _arrive(self, event: e.Event, name: str | None = None) -> None:
        self.arrived.append(lambda advance: self.decider.carry_out(advance, self.decider.take_in(advance, event, name)))

    def stop(self) -> None:
        """Somebody wants the run to stop, by Temporal's own means."""
        self._arrive(e.CancelRequested(self.around.now()))

    def answered(self, step: str, attempt: int, answer: Answer | Problem) -> None:
        """A try is over."""
        at = self.around.now()

        def take(advance: Advance) -> None:
            if self._is_at(step, attempt):
                event = event_of(self.run, step, attempt, answer, at)
                self.decider.carry_out(advance, self.decider.take_in(advance, event, None))

        self.admitted = True
        self.run.tasks.pop(step, None)
        self.arrived.append(take)

    def _is_at(self, step: str, attempt: int) -> bool:
        """Whether this try is what the step is at."""
        state = self.run.machine.steps.get(step)
        return state is not None and state.status == "running" and state.attempt == attempt

    def cut_short(self, step: str, attempt: int) -> None:
        """A try has no answer: its worker is gone, or it was broken off."""

        def take(advance: Advance) -> None:
            if self._is_at(step, attempt):
                command = (Abort if self.run.machine.cancelling else Continue)(step, attempt)
                self.decider.carry_out(advance, [command], {step})

        self.run.tasks.pop(step, None)
        self.arrived.append(take)

    # -- time ----------------------------------------------------------------------------------------------------------

    def _wake(self, wakes: Iterable[Wake]) -> None:
        for each in wakes:
            self._forget(each.step)
            self.alarms[each.step] = (each.due, self.around.remind(each.due, lambda each=each: self._due(each)))
        steps = self.run.machine.steps
        for step, (due, _) in list(self.alarms.items()):
            state = steps.get(step)
            if self.ended or (step != e.RUN and (state is None or state.until != due)):
                self._forget(step)

    def _forget(self, step: str) -> None:
        known = self.alarms.pop(step, None)
        if known:
            known[1].cancel()

    def _due(self, wake: Wake) -> None:
        self.alarms.pop(wake.step, None)
        at, state = self.around.now(), self.run.machine.steps.get(wake.step)
        if wake.step == e.RUN:
            self._arrive(timed_out(self.run, at))
        elif state is not None and state.status == "retrying":
            self._arrive(e.RetryDue(at, wake.step, wake.attempt))
        else:
            self._arrive(e.StepSignalled(at, wake.step, wake.attempt, signal="due"))

    def _rearm(self) -> None:
        run = self.run
        wakes = [each for each in run.machine.outstanding() if isinstance(each, Wake)]
        if run.plan.timeout:
            wakes.append(Wake(e.RUN, 0, run.info.started_at + run.plan.timeout))
        self._wake(wakes)

    # -- what travels --------------------------------------------------------------------------------------------------

    @property
    def backlog(self) -> int:
        """Rows that are not known to be in the tables."""
        return sum(len(entry.get("journal", ())) for _, entry in self.pending)

    def carried(self, upto: int) -> None:
        """Entries up to this number are in the tables."""
        self.pending = [each for each in self.pending if each[0] > upto]

    def asked(self, step: str) -> Wire:
        """What the activity is told of the step."""
        call, state, cause = (
            self.run.call(step, NoPayloads(), NoRuns(), self.around.now()),
            self.run.machine.steps[step],
            self.causes[step],
        )
        signal, again = call.signal, state.recoveries > 0
        return {
            "step": step, "name": call.name, "input": call.input, "attempt": call.attempt, "begun": call.begun,
            "waited": call.waited, "repeatable": state.may_be_repeated, "cause": cause.seq, "again": again,
            "starts": cause.starts and not again, "admitted": self.admitted,
            "signal": [signal.kind, signal.payload, signal.by, signal.at] if signal else None,
        }  # fmt: skip

    def order_from_here(self) -> Order:
        """What the workflow continues as new with."""
        old = self.order
        return Order(
            old.info, old.digest, old.graph, None, old.lease, old.most_events, old.max_recoveries,
            tuple(self.history), tuple(self.names), old.held,
        )  # fmt: skip
