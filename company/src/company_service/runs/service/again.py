"""Doing runs again: retrying what failed, going on from any step, trying a draft with what an earlier run found."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson

from company_service.deps import Deps
from company_service.engine.again import Again
from company_service.engine.plan import Plan, id_of
from company_service.engine.steps import TEST
from company_service.grants import service as grants
from company_service.runs import repo, rules
from company_service.runs.problems import NothingToRetry, RunNotFound, RunNotOver, UnknownStep
from company_service.runs.schemas import AGAIN, DraftRunBody, ForkBody, RunStarted, RunView
from company_service.runs.service import read
from company_service.runs.service.start import Begun, begin, id_for
from company_service.workflows import service as workflows
from contracts import ids
from kernel.db import Row
from kernel.identity import Principal
from kernel.problems import FieldError


async def retry(run_id: str, key: str | None, wait: int, *, by: Principal, deps: Deps) -> RunStarted | RunView:
    """Do what kept a run from succeeding once more, in a new run that has all answers there were before."""
    row = await _over(run_id, by=by, deps=deps)
    if row["status"] == "succeeded":
        raise NothingToRetry("It succeeded. To do a part of it once more, start again from a step.")
    past = await deps.engine.past(by.company_id, run_id)
    return await _again(row, past, ForkBody(), key, wait, by=by, deps=deps)


async def fork(
    run_id: str, body: ForkBody, key: str | None, wait: int, *, by: Principal, deps: Deps
) -> RunStarted | RunView:
    """A new run that goes on from some steps of an earlier one, with another input or version if wanted."""
    row = await _over(run_id, by=by, deps=deps)
    past = await _from_steps(run_id, body.steps, by=by, deps=deps)
    return await _again(row, past, body, key, wait, by=by, deps=deps)


async def test(workflow_id: str, body: DraftRunBody, wait: int, *, by: Principal, deps: Deps) -> RunStarted | RunView:
    """Run the draft as it is saved, or up to a step. Steps that are not pinned really do what they do.

    The agent's figures do not count it.
    """
    draft = await workflows.draft(workflow_id, body.up_to, by=by, deps=deps)
    begun = Begun(body.input, TEST)
    if body.from_run:
        async with deps.db.read() as tx:
            row = await read.find(tx, by.company_id, body.from_run)
            if row["workflow_id"] in await grants.hidden(tx, by):
                raise RunNotFound("Look it up in the list of runs.")
        past = await _to_try(body.from_run, body, by=by, deps=deps)
        begun = replace(begun, again=past, input=body.input or await _input(row, by=by, deps=deps))
    return await begin(deps.new_id(ids.RUN), workflow_id, draft, begun, wait, by=by, deps=deps)


async def _to_try(run_id: str, body: DraftRunBody, *, by: Principal, deps: Deps) -> Again:
    """What a run has found so far, the named steps done anew; else the one that is tried, which may be new."""
    if body.steps or not body.up_to:
        return await _from_steps(run_id, body.steps, by=by, deps=deps)
    past = await deps.engine.past(by.company_id, run_id)
    return replace(past, redo=rules.first_rounds(body.up_to, past.plan))


async def _over(run_id: str, *, by: Principal, deps: Deps) -> Row:
    async with deps.db.read() as tx:
        row = await read.find(tx, by.company_id, run_id)
    if row["status"] not in rules.ENDED:
        raise RunNotOver("Wait for its end, or cancel it first.")
    return row


async def _from_steps(run_id: str, steps: Sequence[str], *, by: Principal, deps: Deps) -> Again:
    past = await deps.engine.past(by.company_id, run_id)
    wanted = [each for each in steps if each] or list(past.plan.top.first)
    _check(past.plan, wanted)
    return replace(past, redo=wanted)


def _check(plan: Plan, steps: Sequence[str]) -> None:
    unknown = [(place, key) for place, key in enumerate(steps) if id_of(key) not in plan.steps]
    if unknown:
        errors = [FieldError(f"/steps/{place}", f"The run has no step {key!r}.") for place, key in unknown]
        raise UnknownStep("Take a step from the list of its steps.", errors=errors)


async def _again(
    row: Row, past: Again, body: ForkBody, key: str | None, wait: int, *, by: Principal, deps: Deps
) -> RunStarted | RunView:
    if body.version is None:
        async with deps.db.read() as tx:
            graph = await repo.graph(tx, by.company_id, row["graph_hash"])
        live = workflows.Live(row["workflow_name"], row["agent_id"], row["version"], graph)
    else:
        live = await workflows.live(row["workflow_id"], by=by, deps=deps, pinned=body.version)
    given = await _input(row, by=by, deps=deps) if body.input is None else body.input
    asked = orjson.dumps([past.redo and sorted(past.redo), body.input, body.version]).decode()
    run_id = await id_for(f"{row['id']} {asked}", key, by=by, deps=deps)
    begun = Begun(given, TEST if row["trigger"] == TEST else AGAIN, past)
    return await begin(run_id, row["workflow_id"], live, begun, wait, by=by, deps=deps)


async def _input(row: Row, *, by: Principal, deps: Deps) -> Any:
    return (await read.get(row["id"], by=by, deps=deps)).input
