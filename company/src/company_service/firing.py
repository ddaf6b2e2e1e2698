"""What a process keeps in memory so that a thousand webhooks a second cost little: lookups of a moment ago, questions
of many asked at once, how often each trigger fired. Losing it loses nothing but time, and a count of the last seconds.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from kernel.problems import TooManyRequests

Q = TypeVar("Q")
A = TypeVar("A")

_LOOKUP_SECONDS = 1.0
_LOOKUPS = 10_000
_TOGETHER = 256


class Lookups:
    """Answers that stay true for a moment. Whoever changes what they rest on says `forget`."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[float, asyncio.Future[Any]]] = {}

    async def get(self, key: Hashable, look: Callable[[], Awaitable[A]]) -> A:
        """The answer, looked up once for all who ask at the same time. A failed look-up is not kept."""
        now = asyncio.get_running_loop().time()
        found = self._known.get(key)
        if found is None or found[0] < now:
            if len(self._known) >= _LOOKUPS:
                self._known.clear()
            found = self._known[key] = (now + _LOOKUP_SECONDS, asyncio.ensure_future(look()))
            found[1].add_done_callback(lambda done: self._drop(key, done))
        return cast("A", await asyncio.shield(found[1]))

    def _drop(self, key: Hashable, done: asyncio.Future[Any]) -> None:
        if done.cancelled() or done.exception() is not None:
            found = self._known.get(key)
            if found is not None and found[1] is done:
                del self._known[key]

    def forget(self) -> None:
        """Something was changed: look everything up anew."""
        self._known.clear()


class Together(Generic[Q, A]):
    """Questions of many, asked with one call: those that come while one is under way go with the next."""

    def __init__(self, ask: Callable[[Sequence[Q]], Awaitable[Sequence[A]]]) -> None:
        self._ask = ask
        self._waiting: deque[tuple[Q, asyncio.Future[A]]] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def ask(self, question: Q) -> A:
        """The answer to this question."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work(), name="together")
        return await answer

    async def _work(self) -> None:
        while self._waiting:
            some = [self._waiting.popleft() for _ in range(min(_TOGETHER, len(self._waiting)))]
            answers = await asyncio.gather(self._ask([question for question, _ in some]), return_exceptions=True)
            for place, (_, waiting) in enumerate(some):
                if waiting.done():
                    continue  # whoever asked has gone
                if isinstance(answers[0], BaseException):
                    waiting.set_exception(answers[0])
                else:
                    waiting.set_result(answers[0][place])


@dataclass(slots=True)
class Fired:
    """How often a trigger fired since the last note, when last, and the run that came of it."""

    count: int = 0
    at: datetime | None = None
    run_id: str | None = None
    problem: Mapping[str, Any] | None = None
    """What went wrong the last time, if nothing went well since."""


class Rate:
    """So many a minute for each key, evenly spread with a burst (GCRA)."""

    def __init__(self, per_minute: float, burst: int) -> None:
        self._apart = 60.0 / per_minute
        self._burst = burst
        self._next: dict[Hashable, float] = {}

    def take(self, key: Hashable) -> None:
        """Raises `TooManyRequests` when this is one too many."""
        now = asyncio.get_running_loop().time()
        due = max(self._next.get(key, now), now)
        wait = due - now - self._apart * (self._burst - 1)
        if wait > 0:
            raise TooManyRequests("Wait a moment, then try again.", retry_after=int(wait) + 1)
        if len(self._next) >= _LOOKUPS:
            self._next = {each: at for each, at in self._next.items() if at > now}
        self._next[key] = due + self._apart


@dataclass(frozen=True)
class Firing:
    """All of it."""

    claims: Together[Mapping[str, Any], str]
    """Rows of what was begun under which key; answers the run of each."""
    lookups: Lookups = field(default_factory=Lookups)
    fired: dict[tuple[str, str], Fired] = field(default_factory=dict[tuple[str, str], Fired])
    """By company and trigger: what is not in the database yet."""
    held: set[str] = field(default_factory=set[str])
    """Runs whose answer some caller waits for in this process."""
    submissions: Rate = field(default_factory=lambda: Rate(per_minute=30, burst=20))
    """Of public forms, by form and address."""

    def began(self, company_id: str, trigger_id: str, run_id: str, at: datetime) -> None:
        """A trigger started a run."""
        note = self._of(company_id, trigger_id)
        note.count += 1
        note.at, note.run_id, note.problem = at, run_id, None

    def failed(self, company_id: str, trigger_id: str, problem: Mapping[str, Any]) -> None:
        """A trigger was to start a run and could not."""
        self._of(company_id, trigger_id).problem = problem

    def written(self, notes: Mapping[tuple[str, str], Fired]) -> None:
        """These copies are in the database now. What came since is still to be written."""
        for key, note in notes.items():
            self.fired[key].count -= note.count
            if self.fired[key] == replace(note, count=0):
                del self.fired[key]

    def _of(self, company_id: str, trigger_id: str) -> Fired:
        return self.fired.setdefault((company_id, trigger_id), Fired())
