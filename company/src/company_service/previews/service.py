"""What earlier runs of a workflow found, and what an expression comes to with it."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from company_service.deps import Deps
from company_service.engine.events import stamp
from company_service.engine.expressions import Scope
from company_service.engine.plan import id_of
from company_service.previews import repo, rules
from company_service.previews.problems import OtherWorkflow
from company_service.previews.schemas import EvaluateBody, Evaluation, KnownData, KnownStep, ScopeData
from company_service.runs import repo as of_runs
from company_service.runs.schemas import StepRunView
from company_service.runs.service import read
from company_service.workflows import service as workflows
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.problems import Forbidden

_RECENT = 20
"""Runs that are looked through for the newest answer of a step."""
_ABOUT = ("id", "workflow_id", "workflow_name", "version", "agent_id", "trigger", "trigger_id", "started_by")
"""What expressions see of the run itself, besides when it began."""
Entries = Mapping[tuple[str, int], Row]


async def known(workflow_id: str, *, by: Principal, deps: Deps) -> KnownData:
    """The newest answer of each step of a workflow; of what is in loops that of a first round."""
    await workflows.check(workflow_id, by=by, deps=deps)
    async with deps.db.read() as tx:
        runs = await repo.newest(tx, by.company_id, workflow_id, _RECENT)
        rows = rules.newest_of_each(await repo.answers(tx, by.company_id, [run["id"] for run in runs]))
        entries = await _entries(tx, by.company_id, rows)
    triggers = {run["id"]: run["trigger"] for run in runs}
    given = next((run for run in runs if run["input"]), None)
    return KnownData(
        input=orjson.loads(given["input"]) if given else None,
        input_run=given["id"] if given else None,
        steps=[_shown(row, entries, triggers[row["run_id"]]) for row in rows],
    )


def _shown(row: Mapping[str, Any], entries: Entries, trigger: str) -> KnownStep:
    given, answer = (entries.get((row["run_id"], row[name])) for name in ("input_seq", "output_seq"))
    if row["status"] != "succeeded":
        answer = None
    entries_of = {"input": given, "output": answer}
    values = {name: _small(each) for name, each in entries_of.items()}
    left_out = [name for name, each in entries_of.items() if each and each["value_ref"]]
    shown = {**row, **values, "step_id": id_of(row["step"]), "loop": None, "left_out": left_out}
    return KnownStep(run_id=row["run_id"], trigger=trigger, cut=bool(left_out), step=StepRunView.model_validate(shown))


def _small(entry: Row | None) -> Any:
    return orjson.loads(entry["value"]) if entry and entry["value"] else None


async def _entries(tx: Tx, company_id: str, rows: Iterable[Mapping[str, Any]]) -> Entries:
    wanted: dict[str, set[int]] = {}
    for row in rows:
        numbers = {row["input_seq"], row["output_seq"]} - {None}
        wanted.setdefault(row["run_id"], set()).update(numbers)
    found = {run_id: await of_runs.values(tx, company_id, run_id, numbers) for run_id, numbers in wanted.items()}
    return {(run_id, number): each for run_id, entries in found.items() for number, each in entries.items()}


async def evaluate(workflow_id: str, body: EvaluateBody, *, by: Principal, deps: Deps) -> Evaluation:
    """What a setting comes to with the data that is known. What is wrong with it is an answer too."""
    if not by.may("run.read"):
        raise Forbidden("Your role may not see the data of runs. An owner or admin can change that.")
    rules.check_data(body.data)
    await workflows.check(workflow_id, by=by, deps=deps)
    source = rules.read_source(body)
    if isinstance(source, Evaluation):
        return source
    known = await _seen(workflow_id, source, body, by=by, deps=deps)
    return known if isinstance(known, Evaluation) else await asyncio.to_thread(rules.worked_out, source, known)


async def _seen(
    workflow_id: str, source: rules.Source, body: EvaluateBody, *, by: Principal, deps: Deps
) -> Scope | Evaluation:
    """What the setting sees, or what of it nothing is known of."""
    loops = await _loops(workflow_id, source, body.step, by=by, deps=deps)
    given = body.data or ScopeData()
    wanted = (source.steps | {loop for loop, _ in loops}) - given.steps.keys()
    async with deps.db.read() as tx:
        runs = await _runs(tx, workflow_id, body.run_id, by=by)
        rows = await repo.answers(tx, by.company_id, [run["id"] for run in runs], wanted) if wanted else ()
        order = {run["id"]: place for place, run in enumerate(runs)}
        best = rules.best_of_each(sorted(rows, key=lambda row: order[row["run_id"]]))
        best = {step: row for step, row in best.items() if step in wanted}
        entries = await _entries(tx, by.company_id, best.values())
    steps = {step: {"status": "succeeded", "output": each, "error": None} for step, each in given.steps.items()}
    inputs: dict[str, Any] = {}
    for step, row in best.items():
        inputs[step], output = await _values(row, entries, by=by, deps=deps)
        steps[step] = {"status": row["status"], "output": output, "error": row["error"]}
    run = runs[0] if runs else None
    has_input = "input" in given.model_fields_set
    names = rules.first_round(loops, inputs)
    if missing := rules.not_known(source, steps, names, has_input=has_input or run is not None):
        return rules.nothing_known(missing)
    run_input = given.input if has_input or run is None else (await read.get(run["id"], by=by, deps=deps)).input
    return Scope(run_input, steps, _about(run), **names)


async def _runs(tx: Tx, workflow_id: str, first: str | None, *, by: Principal) -> Sequence[Row]:
    """The newest runs of a workflow, after the one that is asked for."""
    newest = await repo.newest(tx, by.company_id, workflow_id, _RECENT)
    if first is None:
        return newest
    row = await read.find(tx, by.company_id, first)
    if row["workflow_id"] != workflow_id:
        raise OtherWorkflow("Name a run of the workflow you work on.")
    return [row, *(each for each in newest if each["id"] != first)]


async def _values(row: Mapping[str, Any], entries: Entries, *, by: Principal, deps: Deps) -> tuple[Any, Any]:
    """Input and output of a step, wherever they are kept."""
    owner = (by.company_id, row["run_id"])
    found = (entries.get((row["run_id"], row[name])) for name in ("input_seq", "output_seq"))
    given, answer = [await read.value_of(each, owner, deps) if each else None for each in found]
    return given, answer if row["status"] == "succeeded" else None


def _about(run: Row | None) -> dict[str, Any]:
    if run is None:
        return {}
    return {**{name: run[name] for name in _ABOUT}, "started_at": stamp(run["started_at"] or run["created_at"])}


async def _loops(
    workflow_id: str, source: rules.Source, step: str | None, *, by: Principal, deps: Deps
) -> Sequence[tuple[str, str]]:
    """The loops around a step. Only asked for where the setting names what a round has."""
    if step is None or not source.of_loop:
        return ()
    return rules.loops_around((await workflows.get(workflow_id, by=by, deps=deps)).draft.graph, step)
