"""What the machine asks for, turned into events and tries. Decides by itself whatever needs no waiting; no I/O.

Both drivers use it: what a run does must not depend on who drives it. Time is handed in. What takes time (trying a
step, a pause, a message) is left in the advance for the driver.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from company_service.engine import events as e
from company_service.engine.active import ActiveRun, Advance, StepTypes, UnknownStepType, problem_of
from company_service.engine.commands import (
    Abort,
    Command,
    Compensate,
    Complete,
    Continue,
    EndIteration,
    Finish,
    Settle,
    Skip,
    Start,
    Wake,
    Withdraw,
)  # fmt: skip
from company_service.engine.iterations import completed, iteration_ended, loop_of
from company_service.engine.machine import OutOfPlace
from company_service.engine.outcomes import answered_at_once, check_settings, event_of, failed, recovered, settled
from company_service.engine.steps import Answer, ContainerType, PayloadReader, PureStepType, RunInfo, Runs, StepType
from kernel.problems import Problem


class Decider:
    """Carries commands out as far as nobody has to be waited for."""

    def __init__(
        self, types: StepTypes, payloads: PayloadReader, runs: Runs, clock: Callable[[], datetime], max_recoveries: int
    ) -> None:
        self._types = types
        self._payloads = payloads
        self._runs = runs
        self._clock = clock
        self._max_recoveries = max_recoveries
        self.draining = False
        """Nothing new begins any more."""
        self.paused: Callable[[RunInfo], bool] = lambda _run: False
        """Whether no further step of such a run may begin."""

    def take_in(self, advance: Advance, event: e.Event, message: str | None) -> list[Command]:
        """Something came for the run: a message (by its name), the end of a pause, or its time is over."""
        if message:
            advance.entry.taken.append((advance.run.id, message))
        elif isinstance(event, e.RetryDue | e.StepSignalled):
            advance.entry.timers[event.step] = None
        elif isinstance(event, e.RunTimedOut):
            advance.entry.timers[e.RUN] = None
        try:
            return advance.apply(event)
        except OutOfPlace:
            return []  # it ended or was answered first

    def take_up(self, advance: Advance, arrived: Iterable[tuple[e.Event, str | None]]) -> None:
        """A run was read from its journal: take in what arrived meanwhile, then do what is outstanding.

        Each event comes with the name of the message that it answers, if any.
        """
        machine = advance.run.machine
        begun = {step for step in machine.open if machine.steps[step].status == "running"}
        followed: list[Command] = []
        for event, message in arrived:
            followed += self.take_in(advance, event, message)
        told = [each for each in followed if isinstance(each, Withdraw | Wake | Settle)]
        settled_now = {each.step for each in told if isinstance(each, Settle)}
        outstanding = [
            each
            for each in machine.outstanding()
            if not isinstance(each, Wake) and not (isinstance(each, Continue) and each.step in settled_now)
        ]
        self.carry_out(advance, [*told, *outstanding], begun)

    def carry_out(self, advance: Advance, commands: Iterable[Command], recovering: Collection[str] = ()) -> None:
        """Do what the machine asks for, and what follows from that. `recovering`: steps that a crash cut short."""
        todo = deque(commands)
        while todo:
            todo.extend(self._do(advance, todo.popleft(), recovering))

    def _do(self, advance: Advance, command: Command, recovering: Collection[str]) -> list[Command]:
        run = advance.run
        match command:
            case Start(step, attempt):
                return self._start(advance, step, attempt)
            case Continue(step, attempt):
                return self._continue(advance, step, attempt, recovering=step in recovering)
            case Settle(step, attempt):
                event = settled(run, command, self._clock())
                if event:
                    return advance.apply(event)
                advance.execute.append((step, attempt))
            case Wake():
                advance.set_timers([command])
            case Withdraw(step, child):
                advance.withdraw(step, child, self._clock())
            case Abort(step, attempt):
                return self._abort(advance, step, attempt)
            case EndIteration() | Complete() | Compensate() | Finish():
                return self._conclude(advance, command)
            case Skip():
                pass
        return []

    def _conclude(self, advance: Advance, command: EndIteration | Complete | Compensate | Finish) -> list[Command]:
        """Journal what follows from everything inside being over."""
        run, at = advance.run, self._clock()
        match command:
            case EndIteration(step, index):
                event = iteration_ended(run, command, at) if f"{step}[{index}]/" in run.machine.ending else None
            case Complete(step):
                event = completed(run, step, at) if step in run.machine.ending else None
            case Compensate():
                event = e.RunCompensating(at)
            case Finish():
                event = self._end(run, command)
                if run.plan.timeout:
                    advance.entry.timers[e.RUN] = None
        return advance.apply(event) if event else []

    def _start(self, advance: Advance, step: str, attempt: int) -> list[Command]:
        run = advance.run
        state = run.machine.steps.get(step)
        if self.draining or state is None or state.status != "ready":
            return []
        if advance.is_full:
            advance.rest.append(Start(step, attempt))
            return []
        if self.paused(run.info):
            run.held_back = True
            return []
        at = self._clock()
        planned = state.planned.step
        if held := run.answer_at_hand(step):
            return [command for event in answered_at_once(held, step, attempt, at) for command in advance.apply(event)]
        try:
            kind = self._type(planned.type)
            settings = run.settings_of(step)
            check_settings(run, step, kind, settings)
        except Problem as problem:
            return advance.apply(failed(run, step, attempt, problem, at))
        run.inputs[step] = settings
        if isinstance(kind, ContainerType):
            return advance.apply(e.StepStarted(at, step, attempt, settings, loop=loop_of(state.planned, settings)))
        effect = planned.effect or kind.effect_of(settings)
        commands = advance.apply(e.StepStarted(at, step, attempt, settings, effect, kind.repeatable(settings)))
        if not isinstance(kind, PureStepType):
            advance.execute.append((step, attempt))
            return commands
        try:
            answer: Answer | Problem = kind.compute(run.call(step, self._payloads, self._runs, at))
        except Problem as problem:
            answer = problem
        return commands + advance.apply(event_of(run, step, attempt, answer, at))

    def _type(self, name: str) -> StepType:
        kind = self._types.get(name)
        if kind is None:
            raise UnknownStepType(f"There is no kind of step called {name!r} on this installation.")
        return kind

    def _continue(self, advance: Advance, step: str, attempt: int, *, recovering: bool) -> list[Command]:
        if recovering:
            found = recovered(advance.run, step, self._clock(), self._max_recoveries)
            commands = advance.apply(found)
            if not isinstance(found, e.StepRecovered):
                return commands
        advance.execute.append((step, attempt))
        return []

    def _abort(self, advance: Advance, step: str, attempt: int) -> list[Command]:
        run = advance.run
        task = run.tasks.get(step)
        if task:
            task.cancel()
            return []
        state = run.machine.steps.get(step)
        if state is None or state.status != "running":
            return []
        return advance.apply(e.StepCancelled(self._clock(), step, attempt))

    def _end(self, run: ActiveRun, finish: Finish) -> e.RunEnded:
        at = self._clock()
        try:
            return e.RunEnded(at, finish.status, run.output(finish), finish.error)
        except Problem as problem:
            return e.RunEnded(at, "failed", None, problem_of(problem, run, None))
