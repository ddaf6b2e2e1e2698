"""Which files an input names, and how rows are shown."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from company_service.engine.controls import Standing
from company_service.engine.events import StepFailed, StepSucceeded
from company_service.engine.plan import Plan
from company_service.engine.values import list_of, object_of
from company_service.runs.problems import AgentNotWorking
from company_service.runs.schemas import CancelBody, HeldBack, WaitingFor
from contracts.agents import AgentSummary
from kernel.problems import FieldError, InvalidRequest

ENDED = frozenset({"succeeded", "failed", "cancelled"})
_MAX_DEPTH = 12
MOST_SAID = 200
"""Messages of a conversation that an agent is told of."""


def file_ids(schema: Any, value: Any, pointer: str = "/input", level: int = 0) -> Iterator[tuple[str, str]]:
    """The files in a value: (JSON Pointer, id) wherever the schema says `"format": "file"`."""
    described = object_of(schema)
    if level > _MAX_DEPTH or not described:
        return
    if described.get("format") == "file" and isinstance(value, str):
        yield pointer, value
    for index, item in enumerate(list_of(value)):
        yield from file_ids(described.get("items"), item, f"{pointer}/{index}", level + 1)
    properties = object_of(described.get("properties"))
    for name, item in object_of(value).items():
        yield from file_ids(properties.get(name), item, f"{pointer}/{name}", level + 1)


def check_agent(agent: AgentSummary) -> None:
    """A retired agent starts nothing (a paused one's runs are queued). Raises `AgentNotWorking`."""
    if agent.status == "retired":
        raise AgentNotWorking(f"{agent.name} is retired. Give the workflow to another agent first.")


def start_key(user: str, workflow_id: str, key: str) -> str:
    """What an Idempotency-Key of somebody means for one workflow."""
    return hashlib.sha256("\n".join([user, workflow_id, key]).encode("utf-8", "surrogatepass")).hexdigest()


def first_rounds(step_id: str, plan: Plan) -> list[str]:
    """The key under which a run that followed this plan has a step: in loops that of the first round; none if new."""
    if step_id not in plan.steps:
        return []
    key, around = step_id, plan.steps[step_id].step.inside
    while around:
        key, around = f"{around}[0]/{key}", plan.steps[around].step.inside
    return [key]


def check_choice(body: CancelBody) -> None:
    """Something must be named: nobody cancels everything by an empty request."""
    if not (body.workflow_id or body.agent_id or body.status):
        message = "Name the runs, or a workflow, an agent or a status."
        raise InvalidRequest(message, errors=[FieldError("/ids", message)])


_PAUSED = {
    "everything": "All work on this installation is paused",
    "company": "The work of your company is paused",
    "workflow": "This workflow is paused",
    "agent": "The agent is paused",
}


def held_back(run: Mapping[str, Any], standing: Standing) -> HeldBack | None:
    """Why a run that is queued or under way does not go on, if so."""
    if run["status"] not in {"queued", "running"} or (run["owner"] and run["status"] == "queued"):
        return None
    scope = standing.pause(run["company_id"], run["workflow_id"], run["agent_id"])
    if scope:
        ends = "it begins" if run["status"] == "queued" else "it goes on after the step it is at"
        return HeldBack(kind="paused", text=f"{_PAUSED[scope]}; {ends} when the pause is over.")
    if run["status"] == "running":
        return None
    limit = standing.limits.get((run["company_id"], run["workflow_id"]))
    if limit is None:
        return HeldBack(kind="turn", text="It begins when a place is free.")
    told = [
        f"at most {limit.max_running} at work at once" if limit.max_running is not None else "",
        f"at most {limit.max_starts_per_minute} begin a minute" if limit.max_starts_per_minute is not None else "",
    ]
    return HeldBack(kind="limited", text=f"Of this workflow's runs {' and '.join(filter(None, told))}.")


def waiting_for(stored: Mapping[str, Any] | None) -> WaitingFor | None:
    """What a run waits for, as it is shown."""
    if not stored:
        return None
    is_approval = stored.get("kind") == "approval"
    return WaitingFor(
        kind=str(stored.get("kind", "")),
        title=str(stored.get("title", "")),
        approval_id=stored.get("reference") if is_approval else None,
    )


def progress(loops: Mapping[str, Mapping[str, Any]], ends: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """How far loops have come, by key. `loops` says how each goes round, `ends` how rounds ended (`step`, `facts`)."""
    found = {key: {"count": int(loop["count"]), "done": 0, "failed": 0} for key, loop in loops.items()}
    for end in ends:
        one = found[end["step"]]
        one["done"] += 1
        one["failed"] += "error" in end["facts"]
        if end["facts"].get("done"):
            one["count"] = one["done"]
    return found


def rounds(
    begun: Sequence[Mapping[str, Any]], ends: Sequence[Mapping[str, Any]], run_ended: datetime | None
) -> Iterator[dict[str, Any]]:
    """Rounds of one loop as they are shown: those `begun`, with how they ended if they have."""
    by_index = {end["facts"].get("index", 0): end for end in ends}
    for each in begun:
        end = by_index.get(each["index"])
        error = end["facts"].get("error") if end else None
        over = end["at"] if end else each["ended_at"] if run_ended else None
        status = ("failed" if error else "succeeded") if end else "cancelled" if run_ended else "running"
        yield {**each, "status": status, "error": error, "ended_at": over}


def moment(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the journal as it is shown: nothing of it but when, what, which step, and which way it went on."""
    facts = entry["facts"]
    port = None
    if entry["kind"] == StepSucceeded.kind:
        port = facts.get("port", "success")
    elif entry["kind"] == StepFailed.kind and not facts.get("retry_at"):
        port = "error"
    return {**{name: entry[name] for name in ("seq", "at", "kind", "step", "attempt")}, "port": port}
