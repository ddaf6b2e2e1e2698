"""A run's journal turned into what a page that follows it hears: pure, entry by entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from company_service.engine import events as e
from company_service.engine.machine import Machine
from company_service.engine.plan import Plan, id_of, place_of
from company_service.engine.projections import Projection, StepRow
from company_service.runs.rules import waiting_for

HEARTBEAT = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class Told:
    """One server-sent event. `seq` is set on the last one of a journal entry: from there one can resume."""

    name: str
    seq: int | None
    data: dict[str, Any]

    def encoded(self) -> bytes:
        """As the wire format of server-sent events has it."""
        number = b"" if self.seq is None else f"id: {self.seq}\n".encode()
        return number + f"event: {self.name}\n".encode() + b"data: " + orjson.dumps(self.data) + b"\n\n"


class Feed:
    """Follows one run of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._machine = Machine(plan)
        self._projection = Projection(plan)
        self._shown: dict[str, Any] = {}

    def take(self, seq: int, event: e.Event) -> list[Told]:
        """What is to be told of a journal entry."""
        self._projection.apply(seq, event, self._machine.apply(event), self._machine)
        changed = dict(self._projection.changed)
        self._projection.changed.clear()
        if isinstance(event, e.IterationEnded) and event.step in self._projection.steps:
            changed.setdefault(event.step, self._projection.steps[event.step])
        told = [{"seq": seq, "kind": event.kind, "step": self._step(row, seq, event)} for row in changed.values()]
        run = self._run(event)
        if told and run:
            told[-1]["run"] = run
        elif run:
            told.append({"seq": seq, "kind": event.kind, "run": run})
        return list(_named(told, seq, event))

    def _step(self, row: StepRow, seq: int, event: e.Event) -> dict[str, Any]:
        shown = _step(row, seq, event)
        state = self._machine.steps.get(row.step)
        if state and state.loop:
            loop = state.loop
            failed = len(loop.errors) + (loop.problem is not None)
            shown["loop"] = {"count": loop.count, "done": loop.next - len(loop.frames), "failed": failed}
        return shown

    def _run(self, event: e.Event) -> dict[str, Any]:
        """What of the run's own facts is new."""
        row = self._projection.run
        shown = waiting_for(row.waiting_for)
        facts: dict[str, Any] = {
            "status": row.status,
            "cost": row.cost,
            "error": row.error,
            "waiting_for": shown.model_dump() if shown else None,
            "started_at": _time(row.started_at),
            "ended_at": _time(row.ended_at),
        }
        if isinstance(event, e.RunEnded):
            facts["output"] = event.value
        new = {name: value for name, value in facts.items() if name not in self._shown or self._shown[name] != value}
        self._shown.update(facts)
        return new


def _named(told: list[dict[str, Any]], seq: int, event: e.Event) -> Iterator[Told]:
    for place, data in enumerate(told, 1):
        is_last = place == len(told)
        name = "end" if is_last and isinstance(event, e.RunEnded) else "step" if "step" in data else "run"
        yield Told(name, seq if is_last else None, data)


def _step(row: StepRow, seq: int, event: e.Event) -> dict[str, Any]:
    container, iteration = place_of(row.step)
    shown: dict[str, Any] = {
        "step": row.step,
        "step_id": id_of(row.step),
        "container": container,
        "iteration": iteration,
        "name": row.name,
        "type": row.type,
        "status": row.status,
        "attempt": row.attempt,
        "port": row.port,
        "cost": row.cost,
        "error": row.error,
        "answered_by": row.answered_by,
        "reused_from": row.reused_from,
        "started_at": _time(row.started_at),
        "ended_at": _time(row.ended_at),
    }
    if isinstance(event, e.StepStarted) and row.input_seq == seq:
        shown["input"] = event.value
    elif isinstance(event, e.StepSucceeded) and row.output_seq == seq:
        shown["output"] = event.value
    return shown


def _time(moment: datetime | None) -> str | None:
    return e.stamp(moment) if moment else None
