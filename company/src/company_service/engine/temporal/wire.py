"""What travels between workflow, activities and the courier, as JSON. The only place that knows its shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from company_service.engine import events as e
from company_service.engine.entries import Ended, Entry, Outcome, Unsure, Withdrawn
from company_service.engine.outcomes import cannot_be_kept
from company_service.engine.plan import Plan
from company_service.engine.starting import Beginning
from company_service.engine.steps import Answer, EndsRun, RunInfo, StepResult, UncertainEffect, Waits
from company_service.engine.temporal.codec import COMPANY
from kernel.problems import Problem, RemoteProblem, status_of

Wire = dict[str, Any]


def sealed(company_id: str, data: Any) -> RawValue:
    """JSON data of a company as Temporal takes it."""
    metadata = {"encoding": b"json/plain", COMPANY: company_id.encode()}
    return RawValue(Payload(metadata=metadata, data=orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS)))


def opened(raw: RawValue) -> Any:
    """The reverse of `sealed`."""
    return orjson.loads(raw.payload.data)


# -- runs --------------------------------------------------------------------------------------------------------------


def info_to(info: RunInfo) -> Wire:
    """What steps are told of their run."""
    return {name: getattr(info, name) for name in info.__dataclass_fields__} | {"started_at": e.stamp(info.started_at)}


def info_from(wire: Mapping[str, Any]) -> RunInfo:
    """The reverse of `info_to`."""
    return RunInfo(**_timed(wire, "started_at"))


def _timed(wire: Mapping[str, Any], *names: str) -> Wire:
    """With these moments read."""
    return {**wire, **{name: datetime.fromisoformat(wire[name]) for name in names}}


@dataclass(frozen=True, slots=True)
class Order:
    """What a workflow is started with, or continues as new with: then `events` has what happened so far."""

    info: RunInfo
    digest: str
    graph: Mapping[str, Any]
    value: Any
    lease: float
    most_events: int
    max_recoveries: int
    events: tuple[e.Event, ...] = ()
    names: tuple[str, ...] = ()
    """Names of the messages that were taken."""
    held: str | None = None
    """The answers of another run that it is begun with (JSON)."""


def order_to(order: Order) -> Wire:
    """An order as JSON data."""
    names = ("digest", "graph", "value", "lease", "most_events", "max_recoveries", "names", "held")
    wire = {name: getattr(order, name) for name in names}
    return {**wire, "info": info_to(order.info), "events": [_event_to(each) for each in order.events]}


def order_from(wire: Wire) -> Order:
    """The reverse of `order_to`."""
    changed: Wire = {"info": info_from(wire["info"]), "names": tuple(wire["names"])}
    changed["events"] = tuple(_event_from(each) for each in wire["events"])
    return Order(**{**wire, **changed})


def order_of(beginning: Beginning, lease: float, most_events: int, max_recoveries: int) -> Order:
    """The order for a run that begins."""
    return Order(
        beginning.info, beginning.digest, beginning.graph, beginning.value, lease, most_events, max_recoveries,
        held=beginning.held.decode() if beginning.held is not None else None,
    )  # fmt: skip


def beginning_of(order: Order, plan: Plan) -> Beginning:
    """The reverse of `order_of`; `plan` is that of the order's graph."""
    held = order.held.encode() if order.held is not None else None
    return Beginning(order.info, order.digest, order.graph, plan, order.value, held)


def _event_to(event: e.Event) -> list[Any]:
    step, attempt, value = (getattr(event, name, None) for name in ("step", "attempt", "value"))
    return [event.kind, e.stamp(event.at), step, attempt or 0, e.facts_of(event), value]


def _event_from(wire: list[Any]) -> e.Event:
    kind, at, step, attempt, facts, value = wire
    return e.rebuild(kind, datetime.fromisoformat(at), step, attempt, facts, value)


# -- entries -----------------------------------------------------------------------------------------------------------

_PLAIN = ("new_run", "graph", "journal", "steps", "run", "taken")


def entry_to(entry: Entry) -> Wire:
    """An entry as JSON data, without what is empty."""
    wire: Wire = {name: value for name in _PLAIN if (value := getattr(entry, name))}
    wire |= {name: value for name in ("ended", "withdrawn", "unsure") if (value := getattr(entry, name))}
    if entry.large:
        wire["large"] = [data.decode() for data in entry.large]
    return {"run_id": entry.run_id, "company_id": entry.company_id, "fence": entry.fence, **wire}


def entry_from(wire: Wire, done: Callable[[Outcome], None]) -> Entry:
    """The reverse of `entry_to`; `done` is told when it is on disk."""
    entry = Entry(wire["run_id"], wire["company_id"], wire["fence"], done, lambda: True)
    for name in _PLAIN:
        if name in wire:
            setattr(entry, name, wire[name])
    if entry.graph:
        digest, graph, at = entry.graph
        entry.graph = (digest, graph, datetime.fromisoformat(str(at)))
    entry.large = [text.encode() for text in wire.get("large", ())]
    entry.size = sum(len(row[-3] or "") for row in entry.journal) + sum(len(data) for data in entry.large)
    if "ended" in wire:
        parent = wire["ended"].get("parent")
        ended = {**wire["ended"], "parent": tuple(parent) if parent else None}
        entry.ended = Ended(**_timed(ended, "created_at", "started_at", "ended_at"))
    entry.withdrawn = [Withdrawn(**_timed(each, "at")) for each in wire.get("withdrawn", ())]
    entry.unsure = [Unsure(**_timed(each, "at")) for each in wire.get("unsure", ())]
    return entry


# -- answers of steps --------------------------------------------------------------------------------------------------

HELD = {"kind": "held"}
"""Nothing was done, because of a pause or a limit."""


def answer_to(answer: Answer | Problem) -> Wire:
    """A step's answer, or its problem, as JSON data."""
    try:
        return orjson.loads(orjson.dumps(_answer_to(answer)))
    except TypeError as error:
        return answer_to(cannot_be_kept(error))


def _answer_to(answer: Answer | Problem) -> Wire:
    match answer:
        case StepResult(output, port, cost, by):
            return {"kind": "result", "output": output, "port": port, "cost": float(cost), "by": dict(by or {})}
        case Waits(kind, title, reference, detail, until):
            told = {"waits": kind, "title": title, "reference": reference, "detail": dict(detail)}
            return {"kind": "waits", **told, "until": e.stamp(until) if until else None}
        case EndsRun(status, output, message):
            return {"kind": "ends", "status": status, "output": output, "message": message}
        case Problem():
            document = orjson.loads(orjson.dumps(answer.document() | {"status": status_of(answer)}, default=str))
            uncertain = isinstance(answer, UncertainEffect)
            return {"kind": "problem", "document": document, "again": answer.retry_after, "uncertain": uncertain}


def answer_from(wire: Wire) -> Answer | Problem:
    """The reverse of `answer_to`."""
    match wire["kind"]:
        case "result":
            return StepResult(wire["output"], wire["port"], wire["cost"], wire["by"] or None)
        case "waits":
            until = datetime.fromisoformat(wire["until"]) if wire["until"] else None
            return Waits(wire["waits"], wire["title"], wire["reference"], wire["detail"], until)
        case "ends":
            return EndsRun(wire["status"], wire["output"], wire["message"])
        case _:
            kind = _ToldUncertain if wire["uncertain"] else RemoteProblem
            problem = kind(wire["document"]["status"], wire["document"])
            problem.retry_after = wire["again"]
            return problem


class _ToldUncertain(UncertainEffect):
    """An uncertain effect as an activity told it."""

    def __init__(self, _status: int, document: Mapping[str, Any]) -> None:
        super().__init__(str(document.get("detail", "")))
        self._document = dict(document)

    @property
    def type(self) -> str:
        return str(self._document["type"])

    def document(self, request_id: str | None = None) -> dict[str, Any]:
        return dict(self._document)
