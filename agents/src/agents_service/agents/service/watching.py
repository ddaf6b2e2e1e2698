"""Watches over agents at work: counts what happens, stops one that spends or fails too much, lets it go on in time."""

from collections.abc import Sequence

from agents_service.agents import repo
from agents_service.agents.schemas import AgentDay, AgentOpinion, AgentOpinionBody, AgentPerformance
from agents_service.agents.service import views
from agents_service.deps import Deps
from agents_service.metrics import repo as metrics_repo
from agents_service.metrics import service as metrics
from agents_service.metrics.rules import goals
from agents_service.metrics.rules.goals import Counted
from agents_service.metrics.rules.health import why_pause
from contracts.agents import AgentInput
from contracts.events import AgentChanged, AgentPausedItself
from kernel.db import Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, page


async def count(tx: Tx, told: Sequence[metrics.Told], *, deps: Deps) -> None:
    """Count what happened, and let agents stop that must not go on."""
    for company_id, agent_id in await metrics.count(tx, told):
        await _stop_if_it_must(tx, company_id, agent_id, deps)


async def _stop_if_it_must(tx: Tx, company_id: str, agent_id: str, deps: Deps) -> None:
    row, now = await repo.get(tx, company_id, agent_id), deps.clock()
    if row is None or row["status"] != "active":
        return
    agent = AgentInput.model_validate(row["content"])
    spent = await metrics.spent_this_month(tx, company_id, agent_id, now)
    pause = why_pause(agent, spent, await metrics_repo.recent(tx, company_id, agent_id), now)
    if pause is None or pause.cause == "person":
        return
    await repo.set_status(tx, company_id, agent_id, "paused", pause, now=now)
    tx.tell(AgentChanged(company_id=company_id, agent_id=agent_id, status="paused"))
    tx.tell(
        AgentPausedItself(
            company_id=company_id,
            agent_id=agent_id,
            name=row["name"],
            owner_id=row["owner_id"],
            reason=pause.cause,
            figures=pause.figures,
        )
    )


async def renew(deps: Deps) -> None:
    """Let agents go on whose month's budget was spent, once the next month has begun."""
    now = deps.clock()
    async with deps.db.begin() as tx:
        for row in await repo.renewing(tx, now):
            await repo.set_status(tx, row["company_id"], row["id"], "active", None, now=now)
            tx.tell(AgentChanged(company_id=row["company_id"], agent_id=row["id"], status="active"))


async def performance(agent_id: str, *, by: Principal, deps: Deps) -> AgentPerformance:
    """How the agent did in the last 30 days, and where its goals stand."""
    wanted = goals.days_until(deps.clock().date())
    async with deps.db.read() as tx:
        row = await views.found(tx, agent_id, by)
        days = await metrics.days(tx, by.company_id, agent_id, wanted)
    new = goals.is_new(row["created_at"], deps.clock())
    progress = goals.progress(AgentInput.model_validate(row["content"]), days, new=new)
    return AgentPerformance(days=[_day(name, each) for name, each in zip(wanted, days, strict=True)], goals=progress)


def _day(name: str, of: Counted) -> AgentDay:
    return AgentDay(
        day=name,
        runs=of.runs,
        succeeded=of.succeeded,
        failed=of.failed,
        seconds=of.seconds,
        cost=round(of.cost, 6),
        approvals=of.approvals,
        approval_seconds=of.approval_seconds,
        liked=of.liked,
        disliked=of.disliked,
    )


async def give_feedback(agent_id: str, body: AgentOpinionBody, *, by: Principal, deps: Deps) -> AgentOpinion:
    """Keep what a person thinks of a run, instead of what they thought of it before."""
    now = deps.clock()
    said = {
        "run_id": body.run_id,
        "user_id": by.user_id or "",
        "liked": body.liked,
        "reason": body.reason.strip(),
        "created_at": now,
    }
    async with deps.db.begin() as tx:
        await views.found(tx, agent_id, by)
        row = {**said, "company_id": by.company_id, "agent_id": agent_id, "day": f"{now:%Y-%m-%d}"}
        await metrics_repo.put_opinion(tx, row)
    return AgentOpinion.model_validate(said)


async def feedback(agent_id: str, paging: Paging, *, by: Principal, deps: Deps) -> Page[AgentOpinion]:
    """What people thought of the agent's runs, those of the newest first."""
    async with deps.db.read() as tx:
        await views.found(tx, agent_id, by)
        rows = await metrics_repo.opinions(tx, by.company_id, agent_id, paging)
    return page(
        rows,
        paging,
        key=lambda row: f"{row['run_id']}:{row['user_id']}",
        view=lambda row: AgentOpinion.model_validate(dict(row)),
    )
