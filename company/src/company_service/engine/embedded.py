"""The embedded driver: carries out what the machine asks for, in this process, with asyncio.

Everything it decides is decided at once (`advance` never waits): events go into the machine, the entry goes to the
journal's writer, and only when that is on disk are steps tried, waiters told and views refreshed. A run that only waits
is let go: its rows say what it waits for, and it holds no memory.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from company_service.engine import events as e
from company_service.engine.active import ActiveRun, Advance, StepTypes
from company_service.engine.commands import Command, Start
from company_service.engine.deciding import Decider
from company_service.engine.entries import Outcome
from company_service.engine.journal import GroupCommit
from company_service.engine.machine import OutOfPlace
from company_service.engine.observing import Observer, Unobserved
from company_service.engine.outcomes import StepBroke, event_of
from company_service.engine.payloads import PayloadStore
from company_service.engine.runner import Live
from company_service.engine.steps import Answer, ContainerType, Runs, StepResult, Waits, Write
from company_service.engine.tries import Tries
from kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class TemporalServer:
    """A Temporal server, and what this installation calls itself there."""

    address: str
    namespace: str = "default"
    task_queue: str = "agent-platform"
    most_events: int = 0
    """Events of a workflow's history after which it continues as new; 0: when the server suggests it."""


@dataclass(frozen=True, slots=True)
class Options:
    """Limits and times of a process. Seconds."""

    max_runs: int = 256
    max_steps: int = 64
    lease: float = 10.0
    poll: float = 1.0
    drain: float = 10.0
    max_recoveries: int = 10
    """So many times may the process die while a step is under way before the step is blamed for it."""
    instance: str | None = None
    """A name that only this process uses, also after a restart: then it takes up its own runs at once."""
    observer: Observer = field(default_factory=Unobserved)
    has_room: Callable[[], bool] = lambda: True
    """Whether one more run may wait for its turn; asked of those that no other run started."""
    temporal: TemporalServer | None = None
    """Where to let a Temporal server hold the runs instead of this process."""


class Owner(Protocol):
    """What the driver tells the dispatcher."""

    worker_id: str

    def let_go(self, run_id: str) -> None:
        """The run is on disk without an owner."""
        ...

    def lost(self, run_id: str) -> None:
        """The run must be read again, if it is ours at all."""
        ...

    def due(self, moment: datetime) -> None:
        """A timer was set."""
        ...


class Driver:
    """Runs the runs of this process."""

    def __init__(
        self,
        types: StepTypes,
        journal: GroupCommit,
        payloads: PayloadStore,
        runs: Runs,
        *,
        clock: Callable[[], datetime],
        live: Live,
        options: Options,
    ) -> None:
        self._types = types
        self._journal = journal
        self._clock = clock
        self._live = live
        self.active: dict[str, ActiveRun] = {}
        self.leaving: set[str] = set()
        """Runs whose last entry is not on disk yet."""
        self.decider = Decider(types, payloads, runs, clock, options.max_recoveries)
        self.tries = Tries(types, payloads, runs, clock, options.max_steps, self._answered, observer=options.observer)
        self.owner: Owner | None = None
        self.ended: Callable[[str], None] = lambda _run_id: None

    @property
    def worker_id(self) -> str:
        """Who owns the runs of this process."""
        return self.owner.worker_id if self.owner else ""

    def has(self, run_id: str) -> bool:
        """Whether the run is in memory."""
        return run_id in self.active or run_id in self.leaving

    # -- advancing -----------------------------------------------------------------------------------------------------

    def begin(self, run: ActiveRun, advance: Advance, event: e.RunStarted) -> None:
        """Start a new run with an advance that has its first row."""
        self.active[run.id] = run
        self._settle(advance, advance.apply(event))

    def advance(self, run: ActiveRun, event: e.Event, write: Write | None = None) -> None:
        """Something happened in a run."""
        if run.lost:
            return
        advance = Advance(run, self.written)
        try:
            commands = advance.apply(event)
        except OutOfPlace:
            return  # too late: the run was cancelled, or somebody answered first
        self._settle(advance, commands, write)

    def resume(self, run: ActiveRun, arrived: list[tuple[e.Event, str | None]]) -> None:
        """A run was read from the journal: take in what arrived while nobody had it, then do what is outstanding.

        Each event comes with the name of the message that it answers, if any.
        """
        self.active[run.id] = run
        advance = Advance(run, self.written)
        self.decider.take_up(advance, arrived)
        self._submit(advance, None)

    def arrive(self, run: ActiveRun, event: e.Event, message: str | None) -> None:
        """A message or the end of a pause, for a run that is in memory."""
        advance = Advance(run, self.written)
        self._settle(advance, self.decider.take_in(advance, event, message))

    def _settle(self, advance: Advance, commands: Iterable[Command], write: Write | None = None) -> None:
        self.decider.carry_out(advance, commands)
        self._submit(advance, write)

    def _submit(self, advance: Advance, write: Write | None) -> None:
        run = advance.run
        machine = run.machine
        leaves = machine.ended is not None or ((machine.idle or run.held_back) and not self._busy(run))
        if leaves:
            del self.active[run.id]
            self.leaving.add(run.id)
        advance.leaves = leaves
        advance.finish(None if leaves else self.worker_id, write)
        self._journal.submit(advance.entry)

    def _busy(self, run: ActiveRun) -> bool:
        return bool(run.tasks) or (run.held_back and any(self._works(run, step) for step in run.machine.open))

    def _works(self, run: ActiveRun, step: str) -> bool:
        """Whether the step itself does something, or is about to; a loop only waits for what is inside it."""
        state = run.machine.steps[step]
        return state.status == "running" and not isinstance(self._types.get(state.planned.step.type), ContainerType)

    def go_on(self) -> None:
        """Begin what was held back by pauses that are over."""
        for run in list(self.active.values()):
            if run.held_back and not self.decider.paused(run.info):
                run.held_back = False
                advance = Advance(run, self.written)
                self._settle(advance, [each for each in run.machine.outstanding() if isinstance(each, Start)])

    # -- after the commit ----------------------------------------------------------------------------------------------

    def written(self, advance: Advance, outcome: Outcome) -> None:
        """An entry is on disk, or was refused."""
        run = advance.run
        if advance.leaves:
            self.leaving.discard(run.id)
        if outcome != "written":
            self.drop(run)
            if self.owner:
                self.owner.lost(run.id)
            return
        self._live(run.info.company_id, run.id, run.seq)
        if run.machine.ended:
            self.ended(run.id)
        elif advance.leaves and self.owner:
            self.owner.let_go(run.id)
        if self.owner and advance.due:
            self.owner.due(min(advance.due))
        for step, attempt in advance.execute:
            self.tries.add(run, step, attempt)
        if advance.rest and self.active.get(run.id) is run:
            more = Advance(run, self.written)
            self._settle(more, advance.rest)
        self.tries.go_on()

    def drop(self, run: ActiveRun) -> None:
        """Forget a run: what it has under way is broken off, and nothing comes of it."""
        run.lost = True
        if self.active.get(run.id) is run:
            del self.active[run.id]
        for task in list(run.tasks.values()):
            task.cancel()

    def _answered(self, run: ActiveRun, step: str, attempt: int, answer: Answer | Problem | None) -> None:
        if run.machine.cancelling and answer is None and not run.lost:
            self.advance(run, e.StepCancelled(self._clock(), step, attempt))
        elif answer is not None or not (run.lost or self.decider.draining):
            told = answer or StepBroke("It broke itself off.")
            write = told.write if isinstance(told, StepResult | Waits) else None
            self.advance(run, event_of(run, step, attempt, told, self._clock()), write)
        # else whoever has the run next finds the step begun and unfinished
