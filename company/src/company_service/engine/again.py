"""Doing a run again: which of the answers in its journal still hold when some of its steps are done anew. Pure.

A new run is begun with those answers *at hand*: when it comes to such a step it takes the answer instead of trying, at
no cost. Done anew are the named steps, everything behind them, and the end of every loop they stand in, whose other
rounds hold. A loop that holds as a whole is one answer. What the first run undid is done anew as well.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from company_service.engine import events as e
from company_service.engine.plan import UNDO, Plan, id_of, place_of
from company_service.engine.steps import SUCCESS

Over = e.StepSucceeded | e.StepFailed


@dataclass(frozen=True, slots=True)
class Again:
    """A run to go on from: its journal, the plan it followed, and the keys of the steps that are done anew.

    `redo` is None to do anew whatever kept the run from succeeding.
    """

    run_id: str
    plan: Plan
    journal: Sequence[e.Event]
    redo: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An answer at hand. With an `error` and no `defaulted` the step failed."""

    run_id: str
    input: Any = None
    output: Any = None
    port: str = SUCCESS
    answered_by: dict[str, Any] | None = None
    error: e.Problem | None = None
    defaulted: bool = False


def held_as_bytes(held: Mapping[str, Held]) -> bytes:
    """Answers at hand, to be kept with their run."""
    return orjson.dumps(held)


def held_from_bytes(data: bytes) -> dict[str, Held]:
    """What `held_as_bytes` kept."""
    return {key: Held(**each) for key, each in orjson.loads(data).items()}


@dataclass(slots=True)
class _Past:
    """What became of each step at last."""

    begun: dict[str, e.StepStarted] = field(default_factory=dict[str, e.StepStarted])
    over: dict[str, Over] = field(default_factory=dict[str, Over])
    undone: set[str] = field(default_factory=set[str])

    def take(self, event: e.Event) -> None:
        match event:
            case e.StepStarted():
                self.begun[event.step] = event
                self.over.pop(event.step, None)
            case e.StepSucceeded():
                self.over[event.step] = event
                if event.step.endswith(UNDO):
                    self.undone.add(event.step.removesuffix(UNDO))
            case e.StepFailed() if event.retry_at is None:
                self.over[event.step] = event
            case _:
                pass


def answers_at_hand(plan: Plan, again: Again) -> dict[str, Held]:
    """The answers that a new run of `plan` is begun with, by key."""
    past = _Past()
    for event in again.journal:
        past.take(event)
    wanted = again.redo if again.redo is not None else _in_the_way(again.plan, past)
    anew = _Anew(plan)
    for key in [*wanted, *past.undone]:
        if _is_step(plan, key):
            anew.add(key)
    found: dict[str, Held] = {}
    for key, end in past.over.items():
        holds = _is_the_same(plan, again.plan, key) and not anew.has(key) and key not in anew.loops
        if holds and not _is_fatal(again.plan, past, key, end):
            found[key] = _held(again.run_id, past.begun.get(key), end)
    return {key: each for key, each in found.items() if not any(around in found for around in _around(key))}


class _Anew:
    """What is done anew: `whole` steps with all that is in them, and `loops` of which other rounds may hold."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.whole: set[str] = set()
        self.loops: set[str] = set()

    def add(self, key: str) -> None:
        """This step, all behind it, and all behind the loops around it."""
        left = [key]
        while left:
            key = left.pop()
            if key in self.whole:
                continue
            self.whole.add(key)
            left += self._behind(key)
            for around in _around(key):
                if around not in self.loops:
                    self.loops.add(around)
                    left += self._behind(around)

    def _behind(self, key: str) -> Iterator[str]:
        prefix = key[: len(key) - len(id_of(key))]
        yield from (prefix + way.target for way in self._plan.at(key).ways)

    def has(self, key: str) -> bool:
        """Whether the step is done anew, itself or with what it stands in."""
        return any(each in self.whole for each in (key, *_around(key)))


def _around(key: str) -> Iterator[str]:
    """The keys of the containers that a step stands in, the innermost first."""
    around = place_of(key)[0]
    while around is not None:
        yield around
        around = place_of(around)[0]


def _is_step(plan: Plan, key: str) -> bool:
    return id_of(key) in plan.steps and not key.endswith(UNDO)


def _is_the_same(plan: Plan, old: Plan, key: str) -> bool:
    """Whether the step is what it was and where it was: in another version it may be another one, or gone."""
    path = [key, *_around(key)]
    if not all(_is_step(plan, each) and _is_step(old, each) for each in path):
        return False
    inside = [plan.at(each).step.inside for each in path]
    return plan.at(key).step.type == old.at(key).step.type and inside == [*map(id_of, path[1:]), None]


def _in_the_way(plan: Plan, past: _Past) -> Iterable[str]:
    """The steps that kept a run from succeeding: who failed and nobody dealt with it, and who was cut off."""
    fatal = [key for key, end in past.over.items() if _is_fatal(plan, past, key, end)]
    inside = {around for key in fatal for around in _around(key)}
    yield from (key for key in fatal if key not in inside)  # a loop that failed by one of its steps goes on there
    yield from (key for key, begun in past.begun.items() if key not in past.over and begun.loop is None)


def _is_fatal(plan: Plan, past: _Past, key: str, end: Over) -> bool:
    """Whether the run ended by this: it says so, or it failed and nobody dealt with it, here or further out."""
    if key.endswith(UNDO):
        return False
    if isinstance(end, e.StepSucceeded):
        return end.ends is not None
    if plan.at(key).handles_errors:
        return False
    around = next(_around(key), None)
    loop = past.over.get(around) if around else None
    return around is None or loop is None or (isinstance(loop, e.StepFailed) and _is_fatal(plan, past, around, loop))


def _held(run_id: str, begun: e.StepStarted | None, end: Over) -> Held:
    given = begun.value if begun else None
    if isinstance(end, e.StepFailed):
        return Held(end.reused_from or run_id, given, error=end.error)
    return Held(
        end.reused_from or run_id, given, end.value, end.port, end.answered_by, end.error, end.defaulted
    )  # fmt: skip
