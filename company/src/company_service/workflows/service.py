"""What can be done with workflows."""

import asyncio
from collections.abc import Awaitable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, cast

from company_service.deps import Deps
from company_service.edits import rules as edits_rules
from company_service.edits import service as edits
from company_service.grants import service as grants
from company_service.live import say_changed
from company_service.workflows import problems, repo, rules
from company_service.workflows.schemas import (
    CreateBody,
    Draft,
    DraftBody,
    EditedWorkflow,
    Findings,
    GraphData,
    GraphDiff,
    GraphFinding,
    ListedVersion,
    StepTypeView,
    VersionView,
    WorkflowDetail,
    WorkflowView,
)
from contracts import ids
from contracts.agents import AgentSummary
from kernel.db import Database, Row, Tx
from kernel.identity import Principal
from kernel.ids import check_id
from kernel.paging import Page, Paging, page
from kernel.problems import FieldError, NotFound, RemoteProblem

_GRAPHS_KEPT = 500
Known = MutableMapping[tuple[str, str, int], Mapping[str, Any]]
"""Graphs of published versions that were read: company, workflow, version."""


async def step_types(*, deps: Deps) -> Page[StepTypeView]:
    """Every kind of step a workflow can have."""
    shown = (each.info for each in deps.step_types.values() if not each.info.hidden)
    items = [StepTypeView.model_validate(info.document()) for info in shown]
    return Page(items=items, next=None)


async def list_page(agent_id: str | None, paging: Paging, *, by: Principal, deps: Deps) -> Page[WorkflowView]:
    """A page of the company's workflows, newest first."""
    async with deps.db.read() as tx:
        hidden = await grants.hidden(tx, by)
        rows = await repo.page(tx, by.company_id, agent_id, hidden, paging)
    return page(rows, paging, key=lambda row: row["id"], view=lambda row: WorkflowView.model_validate(_facts(row)))


async def create(body: CreateBody, *, by: Principal, deps: Deps) -> WorkflowDetail:
    """Create a workflow, as a draft, for an agent of the company."""
    rules.check_draft(body.graph)
    await agent(body.agent_id, by=by, deps=deps)
    return await insert(deps.new_id(ids.WORKFLOW), body, by=by, deps=deps)


async def agent(agent_id: str, *, by: Principal, deps: Deps) -> AgentSummary:
    """The agent a workflow is to belong to. Raises `UnknownAgent`."""
    async with deps.db.read() as tx:
        is_for_me = await grants.may(tx, agent_id, "run.start", by)
    try:
        if not is_for_me:
            raise NotFound
        return await deps.agents.get(check_id(ids.AGENT, agent_id), by)
    except (NotFound, RemoteProblem) as problem:
        if isinstance(problem, RemoteProblem) and problem.code != 404:
            raise
        message = f"Your company has no agent {agent_id[:60]!r}. Choose one from the list of agents."
        raise problems.UnknownAgent(message, errors=[FieldError("/agent_id", message)]) from None


async def insert(workflow_id: str, body: CreateBody, *, by: Principal, deps: Deps) -> WorkflowDetail:
    """Store a workflow under this id, unless it is there already."""
    now = deps.clock()
    row: dict[str, Any] = {
        "id": workflow_id,
        "company_id": by.company_id,
        "name": body.name,
        "description": body.description,
        "agent_id": body.agent_id,
        "graph": body.graph,
        "draft_revision": 1,
        "live_version": None,
        "created_by": by.user_id,
        "created_at": now,
        "updated_at": now,
        "deleted_at": None,
    }
    async with deps.db.begin() as tx:
        await repo.insert(tx, row)
        return _detail(await _row(tx, by.company_id, workflow_id))


async def untouched(agent_id: str, graph: GraphData, *, by: Principal, deps: Deps) -> str | None:
    """The agent's newest workflow with this very draft that nobody changed or published, if there is one."""
    async with deps.db.read() as tx:
        rows = await repo.untouched(tx, by.company_id, agent_id)
    return next((row["id"] for row in rows if row["graph"] == graph), None)


async def get(workflow_id: str, *, by: Principal, deps: Deps) -> WorkflowDetail:
    """One workflow with its draft."""
    async with deps.db.read() as tx:
        return _detail(await _row(tx, by.company_id, workflow_id))


async def check(workflow_id: str, *, by: Principal, deps: Deps) -> None:
    """Raises `WorkflowNotFound` unless the company has this workflow."""
    async with deps.db.read() as tx:
        await _found(repo.head(tx, by.company_id, workflow_id))


async def edit(workflow_id: str, *, by: Principal, deps: Deps) -> EditedWorkflow:
    """One workflow with its draft and what the caller can undo in it."""
    async with deps.db.read() as tx:
        row = await _row(tx, by.company_id, workflow_id)
        history = await edits.history(tx, workflow_id, by=by)
    return EditedWorkflow.model_validate({**_shown(row), "history": history})


async def save_draft(
    workflow_id: str, revision: int, body: DraftBody, *, by: Principal, deps: Deps, restored: int | None = None
) -> WorkflowDetail:
    """Save a draft made from `revision`, with its edits. Raises `DraftChanged` when there is a newer one."""
    rules.check_draft(body.graph)
    if body.edits:
        edits_rules.check_sent(body.edits)
    now, new = deps.clock(), revision + 1
    changed = {**body.model_dump(exclude_none=True, exclude={"edits"}), "draft_revision": new, "updated_at": now}
    async with deps.db.begin() as tx:
        row = await _row(tx, by.company_id, workflow_id)
        if not await repo.update(tx, by.company_id, workflow_id, revision, changed):
            raise problems.DraftChanged(
                f"It is at revision {row['draft_revision']} now, you changed revision {revision}. "
                "Load it and make your change again."
            )
        if body.edits:
            await edits.record(tx, workflow_id, new, body.edits, now, by=by)
        elif row["graph"] != body.graph:
            await edits.replaced(tx, workflow_id, new, (row["graph"], body.graph), restored, now, by=by)
        return _detail(await _row(tx, by.company_id, workflow_id))


async def validate(workflow_id: str, graph: GraphData | None, *, by: Principal, deps: Deps) -> Findings:
    """What is wrong with a graph, or with the draft when none is given."""
    stored = await get(workflow_id, by=by, deps=deps)
    asked = stored.draft.graph if graph is None else graph
    return Findings(problems=await _findings(asked, deps))


async def _findings(graph: GraphData, deps: Deps) -> list[GraphFinding]:
    """As `rules.findings`, in a thread: a large graph takes its time, and code is checked by a worker process."""
    return await asyncio.to_thread(rules.findings, graph, deps.step_types)


async def publish(workflow_id: str, note: str, *, by: Principal, deps: Deps) -> VersionView:
    """Make the draft the live version. Raises `WorkflowNotReady` when it has errors."""
    draft = await get(workflow_id, by=by, deps=deps)
    return await _publish(workflow_id, draft.draft.graph, draft.draft_revision, note, by=by, deps=deps)


async def publish_again(workflow_id: str, number: int, note: str, *, by: Principal, deps: Deps) -> VersionView:
    """Make an earlier version live again, as a new one; the draft stays. Raises `WorkflowNotReady`."""
    stored = await version(workflow_id, number, by=by, deps=deps)
    return await _publish(workflow_id, stored.graph, None, note, by=by, deps=deps)


async def _publish(
    workflow_id: str, graph: GraphData, revision: int | None, note: str, *, by: Principal, deps: Deps
) -> VersionView:
    """Make a graph the live version; of a draft, if it is still at this revision."""
    rules.check_ready(await _findings(graph, deps))
    now = deps.clock()
    async with deps.db.begin() as tx:
        current = await _row(tx, by.company_id, workflow_id)
        number = (current["live_version"] or 0) + 1
        live = {"live_version": number, "updated_at": now}
        at = current["draft_revision"] if revision is None else revision
        if not await repo.update(tx, by.company_id, workflow_id, at, live):
            raise problems.DraftChanged("Somebody saved the draft while it was being published. Look at it again.")
        row = {
            "workflow_id": workflow_id,
            "version": number,
            "company_id": by.company_id,
            "graph": rules.without_pins(graph),
            "note": note,
            "published_by": by.user_id or "",
            "published_at": now,
        }
        await repo.insert_version(tx, row)
    await say_changed(deps.bus, deps.firing)
    return VersionView.model_validate(row)


async def delete(workflow_id: str, *, by: Principal, deps: Deps) -> None:
    """Take a workflow away. Runs under way go on with the version they began with; past runs stay."""
    async with deps.db.begin() as tx:
        row = await _row(tx, by.company_id, workflow_id)
        await repo.update(tx, by.company_id, workflow_id, row["draft_revision"], {"deleted_at": deps.clock()})
        await edits.forget_draft(tx, workflow_id, by=by)
    await say_changed(deps.bus, deps.firing)


async def versions(
    workflow_id: str, paging: Paging, *, by: Principal, deps: Deps, counts: bool = False
) -> Page[ListedVersion]:
    """The versions of a workflow, newest first; with `counts`, what changed with each."""
    graphs: dict[int, Any] = {}
    async with deps.db.read() as tx:
        await _row(tx, by.company_id, workflow_id)
        rows = await repo.versions(tx, by.company_id, workflow_id, paging)
        if counts and rows:
            first, last = rows[-1]["version"] - 1, rows[0]["version"]
            graphs = await repo.graphs(tx, by.company_id, workflow_id, first, last)
    changes = await asyncio.to_thread(rules.counts_by_version, graphs)
    return page(
        rows,
        paging,
        key=lambda row: str(row["version"]),
        view=lambda row: ListedVersion.model_validate({**row, "changes": changes.get(row["version"])}),
    )


async def version(workflow_id: str, number: int, *, by: Principal, deps: Deps) -> VersionView:
    """One version."""
    async with deps.db.read() as tx:
        await _row(tx, by.company_id, workflow_id)
        row = await repo.version(tx, by.company_id, workflow_id, number)
    if row is None:
        raise problems.VersionNotFound("Look it up in the list of versions.")
    return VersionView.model_validate(dict(row))


async def diff(workflow_id: str, old: str, new: str, *, by: Principal, deps: Deps) -> GraphDiff:
    """What differs between two versions; `draft` is the draft."""
    before = await _graph(workflow_id, old, by=by, deps=deps)
    after = await _graph(workflow_id, new, by=by, deps=deps)
    return rules.diff(before, after)


async def _graph(workflow_id: str, which: str, *, by: Principal, deps: Deps) -> GraphData:
    if which == "draft":
        return rules.without_pins((await get(workflow_id, by=by, deps=deps)).draft.graph)
    return (await version(workflow_id, int(which), by=by, deps=deps)).graph


async def restore(workflow_id: str, number: int, revision: int, *, by: Principal, deps: Deps) -> WorkflowDetail:
    """Make a version the draft again, in place of the draft at `revision`. Raises `DraftChanged`."""
    stored = await version(workflow_id, number, by=by, deps=deps)
    body = DraftBody(graph=stored.graph)
    return await save_draft(workflow_id, revision, body, by=by, deps=deps, restored=number)


async def draft(workflow_id: str, up_to: str | None = None, *, by: Principal, deps: Deps) -> "Live":
    """The draft, or as much of it as leads to a step, as something to try: version 0. Raises `DraftNotReady`."""
    stored = await get(workflow_id, by=by, deps=deps)
    graph = stored.draft.graph if up_to is None else rules.up_to(stored.draft.graph, up_to)
    rules.check_ready(await _findings(graph, deps), problems.DraftNotReady)
    return Live(stored.name, stored.agent_id, 0, graph)


@dataclass(frozen=True)
class Live:
    """The version of a workflow that runs, and what a run knows of its workflow."""

    name: str
    agent_id: str
    version: int
    graph: Mapping[str, Any]


async def live(workflow_id: str, *, by: Principal, deps: Deps, pinned: int | None = None) -> Live:
    """The version that runs, or a `pinned` one. Raises `NotPublished` and `VersionNotFound`."""
    return await published(deps.db, deps.published, by.company_id, workflow_id, pinned)


async def published(
    db: Database, known: Known, company_id: str, workflow_id: str, pinned: int | None = None
) -> Live:  # fmt: skip
    """As `live`, for who has no more than a database and the graphs that were `known` before."""
    async with db.read() as tx:
        row = await _found(repo.head(tx, company_id, workflow_id))
        number: int | None = row["live_version"]
        if number is None:
            raise problems.NotPublished("Publish it first; then it can run.")
        if pinned is not None and pinned > number:
            raise problems.VersionNotFound(f"The latest version is {number}; there is no version {pinned}.")
        number = pinned or number
        # A version never changes, so its graph is read once.
        place = (company_id, workflow_id, number)
        graph = known.get(place)
        if graph is None:
            stored = await repo.version(tx, company_id, workflow_id, number) or {}
            graph = cast("Mapping[str, Any]", stored["graph"])
            if len(known) >= _GRAPHS_KEPT:
                known.clear()
            known[place] = graph
    return Live(row["name"], row["agent_id"], number, graph)


async def _row(tx: Tx, company_id: str, workflow_id: str) -> Row:
    return await _found(repo.get(tx, company_id, workflow_id))


async def _found(asked: Awaitable[Row | None]) -> Row:
    row = await asked
    if row is None:
        raise problems.WorkflowNotFound("Look it up in the list of workflows.")
    return row


def _facts(row: Row) -> dict[str, Any]:
    return {**row, "status": "draft" if row["live_version"] is None else "live"}


def _detail(row: Row) -> WorkflowDetail:
    return WorkflowDetail.model_validate(_shown(row))


def _shown(row: Row) -> dict[str, Any]:
    return {**_facts(row), "draft": Draft(graph=row["graph"])}
