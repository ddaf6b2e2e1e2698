"""Random graphs, random outcomes, a driver without a clock, and an oracle that is too simple to be wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from company_service.engine import events as e
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
)
from company_service.engine.graph import Graph, Step
from company_service.engine.machine import Machine, replay
from company_service.engine.plan import Plan, id_of, make_plan

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANSWERED = {e.StepSucceeded.kind, e.StepFailed.kind, e.StepWaiting.kind}
PROBLEM = {"type": "/problems/test", "title": "It failed", "status": 500}


@dataclass(frozen=True)
class Case:
    """A graph, and for each step how it answers each time it is asked: a port, `fail` or `wait`; then `success`."""

    plan: Plan
    outcomes: dict[str, list[str]]
    seed: int


@st.composite
def cases(
    draw: st.DrawFn,
    joins: tuple[Any, ...] = ("all",),
    outcomes: tuple[str, ...] = ("success", "a", "fail"),
    *,
    loops: bool = False,
    undo: bool = False,
    disabled: bool = False,
) -> Case:
    count = draw(st.integers(1, 12))
    ids = [f"s{index}" for index in range(count)]
    steps: list[dict[str, Any]] = []
    for each in ids:
        step = {"id": each, "type": "test", "join": draw(st.sampled_from(joins))}
        if loops:
            step |= draw(_containers([one for one in steps if one["type"] != "test" and _depth(steps, one) < 2]))
        if undo and step["type"] == "test" and draw(st.booleans()):
            step["undo"] = {"type": "test"}
        if disabled:
            step["disabled"] = draw(st.booleans())
        steps.append(step)
    edges: list[dict[str, str]] = []
    for target in range(1, count):
        for source in draw(st.lists(st.integers(0, target - 1), max_size=3, unique=True)):
            port = draw(st.sampled_from(["success", "success", "a", "b", "error"]))
            if steps[source].get("in") == steps[target].get("in"):
                edges.append({"from": ids[source], "port": port, "to": ids[target]})
    graph = Graph.model_validate({"steps": steps, "edges": edges})
    ends = {each: draw(st.lists(st.sampled_from(outcomes), min_size=1, max_size=3)) for each in ids}
    return Case(make_plan(graph), ends, draw(st.integers(0, 2**16)))


def _depth(steps: list[dict[str, Any]], step: dict[str, Any]) -> int:
    around = next((each for each in steps if each["id"] == step.get("in")), None)
    return 1 + _depth(steps, around) if around else 0


@st.composite
def _containers(draw: st.DrawFn, around: list[dict[str, Any]]) -> dict[str, Any]:
    """What makes a step a container, or puts it into one (mostly)."""
    found: dict[str, Any] = {}
    if around and draw(st.integers(0, 3)):
        found["in"] = draw(st.sampled_from(around))["id"]
    match draw(st.sampled_from(["test", "test", "for_each", "repeat", "try"])):
        case "for_each":
            settings = {"items": list(range(draw(st.integers(0, 4)))), "parallel": draw(st.integers(1, 3))}
            found |= {"type": "for_each", "with": settings | {"mode": draw(st.sampled_from(MODES))}}
        case "repeat":
            found |= {"type": "repeat", "with": {"until": "done", "max": draw(st.integers(1, 3)), "at": 1}}
        case "try":
            found |= {"type": "try"}
        case _:
            pass
    return found


MODES = ["stop", "continue", "collect"]


class Simulation:
    """Drives a machine: whatever may happen next happens in a random order."""

    def __init__(self, case: Case, journal: Sequence[e.Event] = ()) -> None:
        self.case = case
        self.journal = list(journal)
        self.machine = replay(case.plan, journal)
        self.open: list[Command] = self.machine.outstanding()
        self.skipped: list[Command] = []
        self.asked = {
            key: sum(event.kind in ANSWERED and getattr(event, "step", None) == key for event in journal)
            for key in {getattr(event, "step", "") for event in journal}
        }
        self.random = Random(case.seed)
        self.at = NOON

    def happen(self, event: e.Event) -> None:
        self.journal.append(event)
        for command in self.machine.apply(event):
            (self.skipped if isinstance(command, Skip) else self.open).append(command)

    def run(self, *, cancel_after: int | None = None) -> e.RunEnded:
        self.happen(e.RunStarted(self.at, {"x": 1}))
        for turn in range(10_000):
            if self.machine.ended:
                return self.machine.ended
            if turn == cancel_after and not self.machine.cancelling and not self.machine.compensating:
                self.happen(e.CancelRequested(self.at))
                continue
            assert self.open, "the run hangs"
            self.turn()
        raise AssertionError("the run does not end")

    def turn(self) -> None:
        """One of the open commands is carried out, whichever."""
        command = self.open.pop(self.random.randrange(len(self.open)))
        self.at += timedelta(seconds=1)
        self._do(command)

    def _do(self, command: Command) -> None:
        match command:
            case Start() | Continue() | Abort():
                self._work(command)
            case Wake(step, attempt):
                self._wake(step, attempt)
            case Skip() | Withdraw():
                pass
            case Settle(step, attempt):
                if command.step in self.machine.steps and self.machine.steps[step].status == "running":
                    self.happen(e.StepSucceeded(self.at, step, attempt, "told"))
            case EndIteration() | Complete():
                if command in self.machine.outstanding():
                    self.conclude(command)
            case Finish() | Compensate():
                self.conclude_run()

    def conclude_run(self) -> None:
        for last in self.machine.outstanding():  # as it is now: the run may have been cancelled since
            if isinstance(last, Finish):
                self.happen(e.RunEnded(self.at, last.status, last.output, last.error))
            elif isinstance(last, Compensate):
                self.happen(e.RunCompensating(self.at))

    def conclude(self, command: EndIteration | Complete) -> None:
        state = self.machine.steps[command.step]
        assert state.loop
        if isinstance(command, EndIteration):
            error = self.machine.frames[f"{command.step}[{command.index}]/"].problem
            done = state.planned.step.type == "repeat" and command.index == state.planned.step.settings["at"]
            value = None if error else {"index": command.index}
            self.happen(
                e.IterationEnded(self.at, command.step, state.attempt, value, command.index, error, done and not error)
            )
            return
        unmet = state.planned.step.type == "repeat" and not state.loop.met
        failed = state.loop.problem or (PROBLEM if unmet else None)
        if state.loop.errors and state.loop.mode == "collect":
            failed = PROBLEM
        if failed:
            self.happen(e.StepFailed(self.at, command.step, state.attempt, failed))
        else:
            value = [state.loop.outputs.get(index) for index in range(state.loop.count)]
            self.happen(e.StepSucceeded(self.at, command.step, state.attempt, value))

    def _work(self, command: Start | Continue | Abort) -> None:
        step, attempt = command.step, command.attempt
        state = self.machine.steps.get(step)
        status = state.status if state else "gone"
        if isinstance(command, Start) and state and status == "ready":
            loop = loop_of(state.planned.step)
            value = {"items": state.planned.step.settings["items"]} if state.planned.step.type == "for_each" else None
            self.happen(e.StepStarted(self.at, step, attempt, value, loop=loop))
            if loop is None:
                self.open.append(Continue(step, attempt))
        elif isinstance(command, Continue) and status == "running":
            self._answer(step, attempt)
        elif isinstance(command, Abort) and status == "running":
            self.happen(e.StepCancelled(self.at, step, attempt))

    def _answer(self, step: str, attempt: int) -> None:
        outcomes = self.case.outcomes.get(id_of(step), ["success"])
        asked = self.asked.get(step, 0)
        outcome = outcomes[asked] if asked < len(outcomes) else "success"
        self.asked[step] = asked + 1
        if outcome == "fail":
            again = self.at + timedelta(seconds=2) if self.asked[step] < len(outcomes) else None
            self.happen(e.StepFailed(self.at, step, attempt, PROBLEM, again))
        elif outcome == "wait":
            until = self.at + timedelta(days=1)
            self.happen(e.StepWaiting(self.at, step, attempt, None, {"kind": "test", "title": "?"}, until))
        elif outcome == "unsure":
            self.happen(e.StepWaiting(self.at, step, attempt, None, {"kind": "uncertain", "title": "?"}))
            self.open.append(Wake(step, attempt, self.at))  # a person will come
        else:
            self.happen(e.StepSucceeded(self.at, step, attempt, {"n": self.asked[step]}, outcome))

    def _wake(self, step: str, attempt: int) -> None:
        state = self.machine.steps.get(step)
        status = state.status if state and state.attempt == attempt else "gone"
        if status == "retrying":
            self.happen(e.RetryDue(self.at, step, attempt))
        elif status == "waiting":
            self.happen(e.StepSignalled(self.at, step, attempt, None, "due"))


def loop_of(step: Step) -> dict[str, Any] | None:
    settings = step.settings
    match step.type:
        case "for_each":
            return {"count": len(settings["items"]), "parallel": settings["parallel"], "mode": settings["mode"]}
        case "repeat":
            return {"count": settings["max"]}
        case "try":
            return {"count": 1}
        case _:
            return None


def oracle(case: Case, inside: str | None = None) -> dict[str, str]:
    """How each step of a graph of `all` joins ends, were no failure to stop it: by the definition, in order."""
    ends: dict[str, str] = {}
    ports: dict[str, str | None] = {}
    edges = case.plan.graph.edges
    for step in case.plan.graph.steps:
        if step.inside != inside:
            continue
        into = [edge for edge in edges if edge.target == step.id]
        taken = [edge for edge in into if _taken(edge.port, ports[edge.source])]
        if into and not taken:
            ends[step.id], ports[step.id] = "skipped", None
            continue
        end = _end_of_loop(case, step) if loop_of(step) else _end(case.outcomes[step.id])
        ends[step.id] = "failed" if end == "fail" else "succeeded"
        ports[step.id] = "error" if end == "fail" else end
    return ends


def unhandled(case: Case, ends: dict[str, str]) -> bool:
    """Whether a failure among these ends has no error edge."""
    return any(end == "failed" and not case.plan.steps[name].handles_errors for name, end in ends.items())


def _end_of_loop(case: Case, step: Step) -> str:
    """Every iteration meets the same outcomes, so one tells of all."""
    settings = step.settings
    if step.type == "for_each" and not settings["items"]:
        return "success"
    fails = unhandled(case, oracle(case, step.id))
    if step.type == "for_each" and settings["mode"] == "continue":
        return "success"
    if step.type == "repeat":
        return "fail" if fails or settings["max"] <= settings["at"] else "success"
    return "fail" if fails else "success"


def _end(outcomes: list[str]) -> str:
    """How a step ends: a failure but the last is tried again, who waits is asked again."""
    certain = [each for each in outcomes[:-1] if each not in {"fail", "wait"}] + outcomes[-1:]
    return "success" if certain[0] in {"wait", "unsure"} else certain[0]


def _taken(edge: str, port: str | None) -> bool:
    if port is None:
        return False
    if port == "error":
        return edge == "error"
    return edge in {port, "success"}


def picture(machine: Machine) -> Any:
    """Everything a machine knows, to compare two of them."""
    steps = {
        name: (each.status, each.attempt, each.left, each.taken, each.until, each.waited, each.signal, each.recoveries)
        for name, each in machine.steps.items()
    }
    frames = {
        prefix: (each.open, each.results, each.problem, each.closing, each.dropped, each.item, each.previous)
        for prefix, each in machine.frames.items()
    }
    undoable = [key for key, _ in machine.undoable]
    return (
        steps, frames, dict(machine.ending), undoable, machine.compensating, list(machine.open), machine.results,
        machine.closing, machine.cancelling, machine.ended, sorted(map(repr, machine.outstanding())),
    )  # fmt: skip
