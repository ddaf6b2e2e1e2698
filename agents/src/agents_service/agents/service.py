"""What can be done with agents."""

from collections.abc import Mapping
from typing import Any, cast

from agents_service.agents import problems, repo, rules
from agents_service.agents.schemas import AgentVersionView, AgentView
from agents_service.deps import Deps
from agents_service.grants import repo as grants_repo
from agents_service.grants import service as grants
from agents_service.grants.problems import NotShared
from agents_service.metrics import repo as metrics_repo
from agents_service.metrics.rules import MetricsView
from agents_service.metrics.rules import view as metrics_view
from contracts import ids
from contracts.access import Level, suffices
from contracts.agents import AgentBrief, AgentBriefs, AgentDescription, AgentInput, AgentStatus, AgentSummary
from contracts.events import AgentChanged
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, page


async def create(agent: AgentInput, *, by: Principal, deps: Deps) -> AgentView:
    """Create an agent as a draft owned by whoever creates it."""
    agent_id = deps.new_id(ids.AGENT)
    async with deps.db.begin() as tx:
        await _insert(tx, agent_id, agent, "draft", key=agent_id, by=by, deps=deps)
        return await _view(tx, agent_id, by)


async def create_once(agent: AgentInput, key: str, *, by: Principal, deps: Deps) -> AgentSummary:
    """Create an active agent for another service; the same key again answers the one that is there."""
    async with deps.db.begin() as tx:
        await _insert(tx, deps.new_id(ids.AGENT), agent, "active", key=key, by=by, deps=deps)
        row = await repo.by_creation_key(tx, by.company_id, key)
        return _summary(cast("Row", row))


async def _insert(
    tx: Tx, agent_id: str, agent: AgentInput, status: AgentStatus, *, key: str, by: Principal, deps: Deps
) -> None:
    now = deps.clock()
    row: dict[str, Any] = {
        "id": agent_id,
        "company_id": by.company_id,
        "name": agent.name,
        "content": agent.model_dump(mode="json"),
        "status": status,
        "version": 1,
        "owner_id": by.user_id or "",
        "creation_key": key,
        "created_at": now,
        "updated_at": now,
    }
    if await repo.insert(tx, row):
        await repo.insert_version(tx, _version(row, "Created", by))
        tx.tell(AgentChanged(company_id=by.company_id, agent_id=agent_id, status=status))


def _version(row: Mapping[str, Any], note: str, by: Principal) -> dict[str, Any]:
    return {
        "agent_id": row["id"],
        "version": row["version"],
        "company_id": row["company_id"],
        "content": row["content"],
        "note": note,
        "saved_by": by.user_id or "",
        "saved_at": row["updated_at"],
    }


async def get(agent_id: str, *, by: Principal, deps: Deps) -> AgentView:
    """One agent with its figures."""
    async with deps.db.read() as tx:
        return await _view(tx, agent_id, by)


async def summary(agent_id: str, *, by: Principal, deps: Deps) -> AgentSummary:
    """What other services need to know of an agent."""
    async with deps.db.read() as tx:
        return _summary(await _row(tx, agent_id, by))


async def describe(agent_id: str, *, by: Principal, deps: Deps) -> AgentDescription:
    """All of an agent, for the service that lets it work."""
    async with deps.db.read() as tx:
        row = await _row(tx, agent_id, by)
    agent = AgentInput.model_validate(row["content"])
    return AgentDescription(**_summary(row).model_dump(), agent=agent)


async def briefs(*, by: Principal, deps: Deps) -> AgentBriefs:
    """Every agent of the company in brief, for the service that shows its figures."""
    async with deps.db.read() as tx:
        rows = await repo.briefs(tx, by.company_id)
    minutes = [(row, float(row["content"].get("minutes_saved_per_run") or 0)) for row in rows]
    return AgentBriefs(
        items=[AgentBrief(id=row["id"], name=row["name"], minutes_saved_per_run=saved) for row, saved in minutes]
    )


async def list_page(status: AgentStatus | None, paging: Paging, *, by: Principal, deps: Deps) -> Page[AgentView]:
    """A page of the company's agents, newest first."""
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, status, await grants.hidden(tx, by), paging)
        totals = await metrics_repo.of(tx, by.company_id, [row["id"] for row in rows])
    return page(rows, paging, key=lambda row: row["id"], view=lambda row: _shape(row, totals.get(row["id"])))


async def save(agent_id: str, version: int, agent: AgentInput, *, by: Principal, deps: Deps) -> AgentView:
    """Save a new version made from `version`."""
    async with deps.db.begin() as tx:
        row = await _row(tx, agent_id, by, "edit")
        changed = {
            "name": agent.name,
            "content": agent.model_dump(mode="json"),
            "version": version + 1,
            "updated_at": deps.clock(),
        }
        if not await repo.update(tx, by.company_id, agent_id, version, changed):
            raise problems.AgentChanged(f"It is at version {row['version']} now. Load it and make your change again.")
        await repo.insert_version(tx, _version({**row, **changed}, "", by))
        tx.tell(AgentChanged(company_id=by.company_id, agent_id=agent_id, status=row["status"]))
        return await _view(tx, agent_id, by)


async def set_status(agent_id: str, status: AgentStatus, *, by: Principal, deps: Deps) -> AgentView:
    """Let the agent take a status."""
    async with deps.db.begin() as tx:
        row = await _row(tx, agent_id, by, "edit")
        if not rules.may_become(row["status"], status):
            raise problems.StatusNotPossible(f"It is {row['status']}; it cannot become {status}.")
        await repo.update(tx, by.company_id, agent_id, row["version"], {"status": status, "updated_at": deps.clock()})
        tx.tell(AgentChanged(company_id=by.company_id, agent_id=agent_id, status=status))
        return await _view(tx, agent_id, by)


async def delete(agent_id: str, *, by: Principal, deps: Deps) -> None:
    """Delete a draft."""
    async with deps.db.begin() as tx:
        row = await _row(tx, agent_id, by, "edit")
        if row["status"] != "draft":
            raise problems.AgentInUse("Retire it instead: its runs stay readable.")
        await repo.delete(tx, by.company_id, agent_id)
        await grants_repo.forget(tx, by.company_id, agent_id)
        tx.tell(AgentChanged(company_id=by.company_id, agent_id=agent_id, status="deleted"))


async def made(prefix: str, *, by: Principal, deps: Deps) -> list[AgentSummary]:
    """The agents that another service created with keys that begin like this."""
    async with deps.db.read() as tx:
        return [_summary(row) for row in await repo.by_key_prefix(tx, by.company_id, prefix)]


async def remove(agent_id: str, *, by: Principal, deps: Deps) -> None:
    """Delete an agent with its figures, whatever its status, for the service that made it."""
    async with deps.db.begin() as tx:
        if await repo.get(tx, by.company_id, agent_id):
            await repo.delete(tx, by.company_id, agent_id)
            await metrics_repo.forget(tx, by.company_id, agent_id)
            await grants_repo.forget(tx, by.company_id, agent_id)
            tx.tell(AgentChanged(company_id=by.company_id, agent_id=agent_id, status="deleted"))


async def versions(agent_id: str, paging: Paging, *, by: Principal, deps: Deps) -> Page[AgentVersionView]:
    """How the agent was, newest first."""
    async with deps.db.read() as tx:
        await _row(tx, agent_id, by)
        rows = await repo.versions(tx, by.company_id, agent_id, paging)
    return page(rows, paging, key=lambda row: str(row["version"]), view=_version_view)


async def metrics(agent_id: str, *, by: Principal, deps: Deps) -> MetricsView:
    """The agent's figures alone."""
    return (await get(agent_id, by=by, deps=deps)).metrics


async def _row(tx: Tx, agent_id: str, by: Principal, wanted: Level = "read") -> Row:
    """An agent that is shared with whoever asks. Raises `AgentNotFound`, `NotShared`."""
    row = await repo.get(tx, by.company_id, agent_id)
    level = await grants.level(tx, agent_id, by)
    if row is None or level is None:
        raise problems.AgentNotFound("Look it up in the list of agents.")
    if not suffices(level, wanted):
        raise NotShared("Ask whoever may change it to share it with you for more.")
    return row


async def _view(tx: Tx, agent_id: str, by: Principal) -> AgentView:
    row = await _row(tx, agent_id, by)
    totals = await metrics_repo.of(tx, by.company_id, [agent_id])
    return _shape(row, totals.get(agent_id))


def _shape(row: Row, totals: Row | None) -> AgentView:
    return AgentView(
        **AgentInput.model_validate(row["content"]).model_dump(),
        id=row["id"],
        status=row["status"],
        owner_id=row["owner_id"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        metrics=metrics_view(totals, row["content"]["minutes_saved_per_run"]),
    )


def _summary(row: Row) -> AgentSummary:
    return AgentSummary(id=row["id"], name=row["name"], status=row["status"], version=row["version"])


def _version_view(row: Row) -> AgentVersionView:
    return AgentVersionView(
        version=row["version"],
        agent=AgentInput.model_validate(row["content"]),
        note=row["note"],
        saved_by=row["saved_by"],
        saved_at=row["saved_at"],
    )
