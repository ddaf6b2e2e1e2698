"""The machine: a graph and what has happened give what is to be done next. No I/O, no clock, no chance.

`Machine.apply` takes one event in time proportional to what it changes; `decide` replays a journal. Both give the same.

The rules. A step is reached when its incoming edges are resolved: each is *taken* or *dead*. With `join: all` (the
default) it starts once all are resolved and at least one was taken; if all are dead, it is skipped, the edges behind it
are dead (dead-path elimination), so that a join never waits for a branch that was not taken. With `any` or a number
it starts as soon as so many were taken. A step that failed for good takes its `error` edges; when it has none, the run
is *closing*: nothing new starts, what waits is withdrawn, what is under way is let finish, then the run ends as failed.
`stop` and `fail` close a run in the same way. A cancelled run also breaks off what is under way.

A disabled step that is reached is over at once: it is skipped without its effect, and the edges without a port behind
it are taken, those of its named ways are dead.

A container (`containers`) is entered when it starts, and opens *frames*: each iteration has steps of its own, keyed
`each[2]/send`, which are dropped once it is over. A failure nobody handles inside closes its frame only, as a run is
closed: what waits in it is withdrawn, what is under way finishes, then the iteration ends as failed; what that means
for the others is the container's `mode`. A run that failed or was cancelled is compensated before it ends: the steps
that have an undo and succeeded are undone one by one, the last one first.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from company_service.engine import events as e
from company_service.engine.agents import AGENT
from company_service.engine.commands import Abort, Command, Compensate, Continue, Settle, Start, Wake
from company_service.engine.plan import FOR_EACH, Plan
from company_service.engine.progress import Progress
from company_service.engine.states import RESTING, Closing, Loop, StepState, StepStatus
from company_service.engine.steps import ERROR

MACHINE_VERSION = 1


class OutOfPlace(Exception):
    """An event that cannot happen in this state: a second answer of a step, a signal nobody waits for."""


class Machine(Progress):
    """One run of one plan, advanced event by event."""

    __slots__ = ()

    def apply(self, event: e.Event) -> list[Command]:
        """Take in what happened; answers what is to be done because of it. Raises `OutOfPlace`, changing nothing."""
        if self.ended or (self.started is None) != isinstance(event, e.RunStarted):
            raise OutOfPlace(event.kind)
        self._commands = []
        match event:
            case e.RunStarted():
                self._start(event)
            case e.CancelRequested():
                self._break_off(event, Closing("cancelled"))
            case e.RunTimedOut():
                self._break_off(event, Closing("failed", error=event.error))
            case e.RunCompensating():
                self._compensate(event)
            case e.RunEnded():
                self._end(event)
            case _:
                self._apply_to_step(event)
        if self.compensating and self.undoable and not self.open:
            self._undo_next()
        last = self._last()
        if last:
            self._commands.append(last)
        return self._commands

    def _apply_to_step(self, event: e.StepEvent) -> None:
        state = self.steps.get(event.step)
        if state is None:
            raise OutOfPlace(f"{event.kind} of {event.step}")
        frame = state.frame
        self.ON_STEPS[type(event)](self, event, state)
        if frame.container:
            self._check(frame)

    def outstanding(self) -> list[Command]:
        """Everything that is to be done now, however it came to be: what a driver does with a run it has loaded."""
        if self.ended or not self.started:
            return []
        found: list[Command] = []
        for key in self.open:
            state = self.steps[key]
            if state.status == "ready":
                found.append(Start(key, state.attempt + 1))
            elif state.status == "running":
                found.append((Abort if self.cancelling else Continue)(key, state.attempt))
            elif state.until:
                found.append(Wake(key, state.attempt, state.until))
        found += self.ending.values()
        last = self._last()
        return [*found, last] if last else found

    @property
    def idle(self) -> bool:
        """Whether nothing can go on without a signal or the passing of time."""
        for key in self.open:
            if self.steps[key].status not in RESTING:
                return False
        return bool(self.open) and not self.ending

    # -- what each event does ------------------------------------------------------------------------------------------

    def _start(self, event: e.RunStarted) -> None:
        self.started = event
        self.input = event.value
        if self.plan.timeout:
            self._commands.append(Wake(e.RUN, 0, event.at + self.plan.timeout))
        for step_id in self.plan.top.first:
            self._reach(step_id)

    @staticmethod
    def _in_place(event: Any, state: StepState, *statuses: StepStatus) -> None:
        if state.status not in statuses or event.attempt != state.attempt:
            raise OutOfPlace(f"{event.kind} of {event.step}")

    def _step_started(self, event: e.StepStarted, state: StepState) -> None:
        if state.status != "ready" or event.attempt != state.attempt + 1:
            raise OutOfPlace(f"{event.kind} of {event.step}")
        state.status = "running"
        state.attempt = event.attempt
        state.effect = event.effect
        state.repeatable = event.repeatable
        state.recoveries = 0
        state.waited = state.signal = state.until = None
        if event.loop is not None:
            state.status = "entered"
            state.loop = Loop(event.loop, event.value["items"] if event.value and "items" in event.value else None)
            if state.planned.step.type == AGENT:
                state.loop.last = {"given": event.value}
            self._go_round(event.step, state)

    def _answers(self, event: e.StepSucceeded | e.StepFailed, state: StepState) -> None:
        """A step ended, whichever way it does: a try, a container, or a step whose input could not be worked out."""
        given_up = isinstance(event, e.StepFailed) or event.defaulted
        if state.status == "ready" and given_up and event.attempt == state.attempt + 1:
            state.attempt = event.attempt
        elif event.step in self.ending and event.attempt == state.attempt:
            del self.ending[event.step]
        else:
            self._in_place(event, state, "running")

    def _step_succeeded(self, event: e.StepSucceeded, state: StepState) -> None:
        self._answers(event, state)
        self._over(event.step, state, "succeeded", event.value, event.error if event.defaulted else None)
        was_done_here = not (event.defaulted or event.reused_from or state.planned.step.pinned)
        if state.planned.step.undo and was_done_here:
            self.undoable.append((event.step, state.frame))
        if event.ends:
            has_output = event.ends == "succeeded" and event.value is not None
            self._close(Closing(event.ends, event.value, has_output, event.error))
        else:
            self._leave(state, event.port)

    def _step_failed(self, event: e.StepFailed, state: StepState) -> None:
        self._answers(event, state)
        if event.retry_at and not state.frame.closing:
            state.status = "retrying"
            state.until = event.retry_at
            self._commands.append(Wake(event.step, event.attempt, event.retry_at))
            return
        self._over(event.step, state, "failed", None, event.error)
        if state.planned.handles_errors:
            self._leave(state, ERROR)
        elif state.frame.container:
            self._fail_frame(state.frame, event.error)
        else:
            self._close(Closing("failed", error=event.error))

    def _step_waiting(self, event: e.StepWaiting, state: StepState) -> None:
        self._in_place(event, state, "running")
        if event.waits_for["kind"] in e.BY_A_PERSON:
            state.before = (state.waited, state.signal)
        state.status = "waiting"
        state.waited = event
        state.signal = None
        state.until = event.until
        if state.frame.closing and not self._keeps_waiting(event):
            self._withdraw(event.step, state)
        elif event.until:
            self._commands.append(Wake(event.step, event.attempt, event.until))

    def _step_signalled(self, event: e.StepSignalled, state: StepState) -> None:
        self._in_place(event, state, "waiting")
        state.status = "running"
        state.until = None
        if state.waited and state.waited.waits_for["kind"] in e.BY_A_PERSON:
            self._commands.append(Settle(event.step, event.attempt, event.value, state.waited.value))
            state.waited, state.signal = state.before
        else:
            state.signal = event
            self._commands.append(Continue(event.step, event.attempt))

    def _step_recovered(self, event: e.StepRecovered, state: StepState) -> None:
        self._in_place(event, state, "running")
        state.recoveries += 1

    def _step_cancelled(self, event: e.StepCancelled, state: StepState) -> None:
        self._in_place(event, state, "running")
        self._over(event.step, state, "cancelled")

    def _retry_due(self, event: e.RetryDue, state: StepState) -> None:
        self._in_place(event, state, "retrying")
        state.status = "ready"
        state.until = None
        self._commands.append(Start(event.step, state.attempt + 1))

    def _iteration_ended(self, event: e.IterationEnded, state: StepState) -> None:
        loop = state.loop
        frame = loop.frames.get(event.index) if loop else None
        if loop is None or frame is None or frame.prefix not in self.ending or event.attempt != state.attempt:
            raise OutOfPlace(f"{event.kind} of {event.step}")
        del self.ending[frame.prefix]
        self._drop(frame, loop)
        if event.error is None:
            loop.last = event.value
            if state.planned.step.type == FOR_EACH:
                loop.outputs[event.index] = event.value
        elif loop.mode in {"continue", "collect"}:
            loop.errors.append({"index": event.index, "error": event.error})
        else:
            loop.problem = {**event.error, "index": event.index}
            for other in list(loop.frames.values()):
                self._close_under(other.prefix)
        if event.done:
            loop.met = True
            loop.count = loop.next
        self._go_round(event.step, state)

    def _break_off(self, event: e.Event, closing: Closing) -> None:
        if self.cancelling or self.compensating:
            raise OutOfPlace(event.kind)
        self.cancelling = True
        self._close(closing, replace=True)
        for key in self.open:
            if self.steps[key].status == "running":
                self._commands.append(Abort(key, self.steps[key].attempt))

    def _compensate(self, event: e.RunCompensating) -> None:
        if not isinstance(self._last(), Compensate):
            raise OutOfPlace(event.kind)
        self.compensating = True
        self.cancelling = False

    def _end(self, event: e.RunEnded) -> None:
        if self.open:
            raise OutOfPlace(event.kind)
        self.ended = event

    ON_STEPS: ClassVar[dict[type[e.StepEvent], Callable[["Machine", Any, StepState], None]]] = {
        e.StepStarted: _step_started,
        e.StepSucceeded: _step_succeeded,
        e.StepFailed: _step_failed,
        e.StepWaiting: _step_waiting,
        e.StepSignalled: _step_signalled,
        e.RetryDue: _retry_due,
        e.StepRecovered: _step_recovered,
        e.StepCancelled: _step_cancelled,
        e.IterationEnded: _iteration_ended,
    }


def replay(plan: Plan, journal: Iterable[e.Event]) -> Machine:
    """The machine after all that is journaled."""
    machine = Machine(plan)
    for event in journal:
        machine.apply(event)
    return machine


def decide(plan: Plan, journal: Iterable[e.Event]) -> list[Command]:
    """What is to be done, given what has happened."""
    return replay(plan, journal).outstanding()
