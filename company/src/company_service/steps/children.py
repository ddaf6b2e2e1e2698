"""Steps that are runs of their own: started once for a try, waited for, and taken over when they have ended."""

from datetime import timedelta
from typing import Any

from company_service.engine.events import SUBWORKFLOW
from company_service.engine.steps import ChildRun, StepCall, StepResult, Waits
from company_service.engine.values import object_of
from kernel.db import Tx
from kernel.problems import InvalidRequest

_LONGEST = timedelta(minutes=5)


class SubworkflowFailed(InvalidRequest):
    """The run that was called did not succeed."""

    title = "The workflow that was called did not succeed"


async def started(call: StepCall, child: ChildRun) -> Waits:
    """Start the run, and wait for its end. Raises `InvalidInput`, `TooDeep`, `NotStarted`."""
    return _waits(call, await call.runs.start_child(call, child), child.workflow_name)


def _waits(call: StepCall, child_id: str, name: str, looked: int = 0) -> Waits:
    async def check(tx: Tx) -> None:
        await call.runs.tell_if_ended(tx, call, child_id)

    patience = call.runs.patience
    until = call.at + min(patience * 2**looked, _LONGEST) if patience else None
    return Waits(SUBWORKFLOW, name, child_id, {"run_id": child_id, "name": name, "looked": looked}, until, check)


async def ended(call: StepCall) -> StepResult | Waits:
    """What the run answered that this call waited for, or another wait. Raises `SubworkflowFailed`."""
    waited: Any = call.waited or {}
    child_id, name = str(waited["run_id"]), str(waited["name"])
    found = await call.runs.end_of_child(call.run.company_id, child_id)
    if found is None:
        return _waits(call, child_id, name, int(waited["looked"]) + 1)
    end = object_of(found)
    if end["status"] == "succeeded":
        return StepResult(end["output"])
    error = object_of(end["error"])
    said = error.get("detail") or error.get("title") or ""
    told = f"{name} was cancelled." if end["status"] == "cancelled" else f"{name} failed: {said}"
    raise SubworkflowFailed(told, run_id=child_id)
