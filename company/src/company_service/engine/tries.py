"""Steps being tried: so many at a time as asyncio tasks, each within its time."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial

from company_service.engine.active import ActiveRun, StepTypes
from company_service.engine.observing import Observer, observed
from company_service.engine.outcomes import answer_of, too_late
from company_service.engine.payloads import PayloadStore
from company_service.engine.steps import DEADLINE, Answer, Runs
from kernel.problems import Problem

Answered = Callable[[ActiveRun, str, int, "Answer | Problem | None"], None]
"""Called with what became of a try: run, step, attempt, and its answer; None when it was broken off."""


class Tries:
    """The tries of this process that are under way, and those that wait for room."""

    def __init__(
        self,
        types: StepTypes,
        payloads: PayloadStore,
        runs: Runs,
        clock: Callable[[], datetime],
        most: int,
        answered: Answered,
        *,
        observer: Observer,
    ) -> None:
        self._types = types
        self._payloads = payloads
        self._runs = runs
        self._clock = clock
        self._most = most
        self._observer = observer
        self._answered = answered
        self._ready: deque[tuple[ActiveRun, str, int]] = deque()
        self._under_way = 0
        self._elsewhere = 0
        """Of these, how many wait for workers of their own."""
        self.quiet = asyncio.Event()
        """Set while no step is under way."""
        self.quiet.set()

    def add(self, run: ActiveRun, step: str, attempt: int) -> None:
        """Try this as soon as there is room (see `go_on`)."""
        self._ready.append((run, step, attempt))

    def go_on(self) -> None:
        """Begin what there is room for."""
        while self._ready and self._under_way - self._elsewhere < self._most:
            run, step, attempt = self._ready.popleft()
            state = run.machine.steps.get(step)
            if run.lost or state is None or state.status != "running" or state.attempt != attempt:
                continue
            self._try(run, step, attempt)

    def _try(self, run: ActiveRun, step: str, attempt: int) -> None:
        planned = run.plan.at(step)
        kind = self._types[planned.step.type]
        loop = asyncio.get_running_loop()
        task = loop.create_task(
            observed(kind, run.call(step, self._payloads, self._runs, self._clock()), self._observer)
        )
        run.tasks[step] = task
        self._under_way += 1
        self._elsewhere += kind.info.own_pool
        self.quiet.clear()
        limit = loop.call_later(planned.timeout or kind.info.timeout, task.cancel, DEADLINE)
        task.add_done_callback(partial(self._over, run, step, attempt, limit, kind.info.own_pool))

    def _over(
        self,
        run: ActiveRun,
        step: str,
        attempt: int,
        limit: asyncio.TimerHandle,
        own_pool: bool,  # noqa: FBT001 - bound in place, so that the task's callback can be a plain partial
        task: asyncio.Task[Answer],
    ) -> None:
        self._under_way -= 1
        self._elsewhere -= own_pool
        in_time = not limit.cancelled() and limit.when() > asyncio.get_running_loop().time()
        limit.cancel()
        run.tasks.pop(step, None)
        self.go_on()
        if not self._under_way:
            self.quiet.set()
        if not task.cancelled():
            self._answered(run, step, attempt, answer_of(run.info, step, task))
        elif in_time:
            self._answered(run, step, attempt, None)
        else:
            planned, state = run.plan.at(step), run.machine.steps[step]
            seconds = planned.timeout or self._types[planned.step.type].info.timeout
            late = too_late(planned.step.title, seconds, repeatable=state.may_be_repeated)
            self._answered(run, step, attempt, late)
