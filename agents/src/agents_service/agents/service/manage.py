"""What people do with agents: make, change, restore, duplicate, hand over, put to work, retire."""

from collections.abc import Mapping
from typing import Any

from agents_service.agents import problems, repo, rules
from agents_service.agents.schemas import AgentCopyBody, AgentVersionView, AgentView
from agents_service.agents.service import views
from agents_service.deps import Deps
from agents_service.grants import repo as grants_repo
from agents_service.grants import service as grants
from agents_service.metrics import repo as metrics_repo
from agents_service.metrics import service as metrics
from agents_service.metrics.rules.figures import MetricsView
from agents_service.metrics.rules.health import AgentPause, is_spent, next_month
from contracts import ids
from contracts.agents import AgentInput, AgentStatus
from contracts.events import AgentChanged
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, page
from kernel.problems import FieldError


async def create(agent: AgentInput, *, by: Principal, deps: Deps) -> AgentView:
    """Create an agent as a draft owned by whoever creates it."""
    agent_id = deps.new_id(ids.AGENT)
    async with deps.db.begin() as tx:
        await insert(tx, agent_id, agent, "draft", "Created", key=agent_id, by=by, deps=deps)
        return await views.one(tx, agent_id, by, deps.clock())


async def insert(
    tx: Tx, agent_id: str, agent: AgentInput, status: AgentStatus, note: str, *, key: str, by: Principal, deps: Deps
) -> None:
    """Add an agent, unless one is there that was created under this key."""
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
        await repo.insert_version(tx, _version(row, note, by))
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


async def duplicate(agent_id: str, body: AgentCopyBody, *, by: Principal, deps: Deps) -> AgentView:
    """Make a draft that is described as an agent is, owned by whoever makes it. Runs and figures stay behind."""
    copy_id = deps.new_id(ids.AGENT)
    async with deps.db.begin() as tx:
        row = await views.found(tx, agent_id, by)
        name = body.name.strip() or f"{row['name'][:113]} (copy)"
        agent = AgentInput.model_validate({**row["content"], "name": name})
        await insert(tx, copy_id, agent, "draft", f"Copy of {row['name']}", key=copy_id, by=by, deps=deps)
        return await views.one(tx, copy_id, by, deps.clock())


async def get(agent_id: str, *, by: Principal, deps: Deps) -> AgentView:
    """One agent with its figures."""
    async with deps.db.read() as tx:
        return await views.one(tx, agent_id, by, deps.clock())


async def metrics_of(agent_id: str, *, by: Principal, deps: Deps) -> MetricsView:
    """The agent's figures alone."""
    return (await get(agent_id, by=by, deps=deps)).metrics


async def list_page(status: AgentStatus | None, paging: Paging, *, by: Principal, deps: Deps) -> Page[AgentView]:
    """A page of the company's agents, newest first."""
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, status, await grants.hidden(tx, by), paging)
        shown = {each.id: each for each in await views.several(tx, rows, by, deps.clock())}
    return page(rows, paging, key=lambda row: row["id"], view=lambda row: shown[row["id"]])


async def save(agent_id: str, version: int, agent: AgentInput, *, by: Principal, deps: Deps) -> AgentView:
    """Save a new version made from `version`."""
    async with deps.db.begin() as tx:
        row = await views.found(tx, agent_id, by, "edit")
        return await _save(tx, row, version, agent, "", by=by, deps=deps)


async def restore(agent_id: str, number: int, version: int, *, by: Principal, deps: Deps) -> AgentView:
    """Save an earlier version as the newest, made from `version`."""
    async with deps.db.begin() as tx:
        row = await views.found(tx, agent_id, by, "edit")
        earlier = await repo.version(tx, by.company_id, agent_id, number)
        if earlier is None:
            raise problems.VersionNotFound(f"{row['name']} has versions 1 to {row['version']}.")
        agent = AgentInput.model_validate(earlier["content"])
        return await _save(tx, row, version, agent, f"Version {number} restored", by=by, deps=deps)


async def _save(
    tx: Tx, row: Row, version: int, agent: AgentInput, note: str, *, by: Principal, deps: Deps
) -> AgentView:  # fmt: skip
    changed = {
        "name": agent.name,
        "content": agent.model_dump(mode="json"),
        "version": version + 1,
        "updated_at": deps.clock(),
    }
    if not await repo.update(tx, by.company_id, row["id"], version, changed):
        raise problems.AgentChanged(f"It is at version {row['version']} now. Load it and make your change again.")
    await repo.insert_version(tx, _version({**row, **changed}, note, by))
    tx.tell(AgentChanged(company_id=by.company_id, agent_id=row["id"], status=row["status"]))
    return await views.one(tx, row["id"], by, deps.clock())


async def set_status(agent_id: str, status: AgentStatus, *, by: Principal, deps: Deps) -> AgentView:
    """Let the agent take a status. One that begins again is judged by what it does from then on."""
    now = deps.clock()
    async with deps.db.begin() as tx:
        row = await views.found(tx, agent_id, by, "edit")
        if not rules.may_become(row["status"], status):
            raise problems.StatusNotPossible(f"It is {row['status']}; it cannot become {status}.")
        if status == "active" and row["status"] != "active":
            await _check_budget(tx, row, by, deps)
            await metrics_repo.set_recent(tx, by.company_id, agent_id, "")
        pause: AgentPause | None = None
        if status == "paused":
            pause = views.pause_of(row) or AgentPause(
                cause="person", at=now, by=by.user_id or "", figures={}, until=None
            )
        await repo.set_status(tx, by.company_id, agent_id, status, pause, now=now)
        tx.tell(AgentChanged(company_id=by.company_id, agent_id=agent_id, status=status))
        return await views.one(tx, agent_id, by, now)


async def _check_budget(tx: Tx, row: Row, by: Principal, deps: Deps) -> None:
    agent, now = AgentInput.model_validate(row["content"]), deps.clock()
    spent = await metrics.spent_this_month(tx, by.company_id, row["id"], now)
    if is_spent(agent, spent):
        raise problems.BudgetSpent(
            f"{row['name']} has spent ${spent:,.2f} of ${agent.budget.monthly_usd:,.2f} this month. Raise its monthly "
            f"limit first, or wait until {next_month(now):%Y-%m-%d}: then it goes on by itself."
        )


async def transfer(agent_id: str, user_id: str, *, by: Principal, deps: Deps) -> AgentView:
    """Give the agent another owner: a member of the company, who hears of it when it stops by itself."""
    if by.company_id not in {each.company_id for each in await deps.company.memberships(user_id)}:
        message = "Choose somebody from the list of members."
        raise problems.NotAMember(message, errors=[FieldError("/user_id", message)])
    async with deps.db.begin() as tx:
        await views.found(tx, agent_id, by, "edit")
        await repo.set_owner(tx, by.company_id, agent_id, user_id, deps.clock())
        return await views.one(tx, agent_id, by, deps.clock())


async def delete(agent_id: str, *, by: Principal, deps: Deps) -> None:
    """Delete a draft."""
    async with deps.db.begin() as tx:
        row = await views.found(tx, agent_id, by, "edit")
        if row["status"] != "draft":
            raise problems.AgentInUse("Retire it instead: its runs stay readable.")
        await forget(tx, agent_id, by)


async def forget(tx: Tx, agent_id: str, by: Principal) -> None:
    """Delete an agent with all that is kept of it."""
    await repo.delete(tx, by.company_id, agent_id)
    await metrics_repo.forget(tx, by.company_id, agent_id)
    await grants_repo.forget(tx, by.company_id, agent_id)
    tx.tell(AgentChanged(company_id=by.company_id, agent_id=agent_id, status="deleted"))


async def versions(agent_id: str, paging: Paging, *, by: Principal, deps: Deps) -> Page[AgentVersionView]:
    """How the agent was, newest first."""
    async with deps.db.read() as tx:
        await views.found(tx, agent_id, by)
        rows = await repo.versions(tx, by.company_id, agent_id, paging)
    return page(rows, paging, key=lambda row: str(row["version"]), view=views.version)
