"""The figures of agents follow the ends of runs, each counted once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agents.tests.agents.test_agents import API, made
from agents_service.agents.consumers import count, count_all, tell_owner
from agents_service.agents.service.watching import renew
from agents_service.agents.tables import agents as agents_table
from contracts.events import AgentPausedItself, ApprovalDecided, RunEnded, RunWaiting
from contracts.fakes.notifications import FakeNotifications
from kernel.bus import Event, Message
from kernel.ids import new_id
from tests.harness import COMPANY, ServiceUnderTest


def message(event: Event) -> Message:
    payload = event.model_dump(mode="json")
    return Message(
        id=new_id("evt"), topic=event.topic, company_id=COMPANY, payload=payload, created_at=datetime.now(UTC)
    )


def ended(agent_id: str, status: Any = "succeeded", seconds: float = 3.0, cost: float = 0.5) -> Message:
    return message(
        RunEnded(
            company_id=COMPANY,
            run_id=new_id("run"),
            workflow_id=new_id("wfl"),
            agent_id=agent_id,
            status=status,
            seconds=seconds,
            cost=cost,
            ended_at=datetime.now(UTC),
        )
    )


def waits(agent_id: str, *, waiting: bool) -> Message:
    return message(RunWaiting(company_id=COMPANY, run_id="run_1", agent_id=agent_id, waiting=waiting))


async def figures(agents: ServiceUnderTest, agent_id: str) -> dict[str, Any]:
    return (await (await agents.signed_in()).get(f"{API}/agents/{agent_id}/metrics")).json()


async def test_ended_runs_are_counted_with_their_time_and_cost(agents: ServiceUnderTest):
    agent = await made(await agents.signed_in())

    await count(agents.deps, ended(agent["id"]))
    await count_all(agents.deps, [ended(agent["id"], "failed", 5.0, 0.0), ended(agent["id"]), ended("agt_x")])

    shown = await figures(agents, agent["id"])
    assert (shown["runs"], shown["succeeded"], shown["failed"]) == (3, 2, 1)
    assert (shown["cost"], shown["seconds_saved"]) == (1.0, 2 * 8 * 60)
    assert shown["success_rate"] == 2 / 3


async def test_a_repeat_counts_once_alone_and_among_others(agents: ServiceUnderTest):
    agent = await made(await agents.signed_in())
    first, second = ended(agent["id"]), ended(agent["id"])

    await count(agents.deps, first)
    await count(agents.deps, first)
    await count_all(agents.deps, [first, second, second])

    assert (await figures(agents, agent["id"]))["runs"] == 2


async def test_waiting_runs_come_and_go(agents: ServiceUnderTest):
    agent = await made(await agents.signed_in())

    await count_all(agents.deps, [waits(agent["id"], waiting=True), waits(agent["id"], waiting=True)])
    before = (await figures(agents, agent["id"]))["waiting"]
    await count(agents.deps, waits(agent["id"], waiting=False))

    assert (before, (await figures(agents, agent["id"]))["waiting"]) == (2, 1)


async def at_work(agents: ServiceUnderTest, **more: Any) -> tuple[Any, str]:
    """An agent at work, as its owner sees it."""
    client = await agents.signed_in()
    path = f"{API}/agents/{(await made(client, **more))['id']}"
    await client.post(f"{path}/status", json={"status": "active"})
    return client, path


async def test_an_agent_whose_budget_is_spent_stops_and_goes_on_next_month(agents: ServiceUnderTest):
    client, path = await at_work(agents, budget={"monthly_usd": 1})
    agent_id = path.rsplit("/", 1)[-1]

    await count_all(agents.deps, [ended(agent_id), ended(agent_id, cost=0.6)])
    stopped = (await client.get(path)).json()
    refused = await client.post(f"{path}/status", json={"status": "active"})
    await renew(replace(agents.deps, clock=lambda: datetime.now(UTC) + timedelta(days=32)))
    later = (await client.get(path)).json()

    assert (stopped["status"], stopped["pause"]["cause"], stopped["pause"]["figures"]["spent"]) == (
        "paused",
        "budget",
        1.1,
    )
    assert (stopped["health"]["state"], stopped["health"]["reasons"][0]["code"]) == ("unwell", "paused_budget")
    assert (refused.status_code, "Raise its monthly limit" in refused.json()["detail"]) == (409, True)
    assert (later["status"], later["pause"]) == ("active", None)


async def test_an_agent_that_fails_too_often_stops_and_is_judged_anew_when_it_begins_again(agents: ServiceUnderTest):
    client, path = await at_work(agents, limits={"failure_rate": 0.5, "of_last": 5})
    agent_id = path.rsplit("/", 1)[-1]

    await count_all(agents.deps, [ended(agent_id, each) for each in ("succeeded", *["failed"] * 4)])
    stopped = (await client.get(path)).json()
    await client.post(f"{path}/status", json={"status": "active"})
    await count(agents.deps, ended(agent_id, "failed"))
    again = (await client.get(path)).json()

    assert (stopped["status"], stopped["pause"]["figures"]) == ("paused", {"failed": 4, "of": 5, "limit": 0.5})
    assert (again["status"], again["health"]["state"]) == ("active", "unknown")


async def test_performance_shows_days_decisions_opinions_and_goals(agents: ServiceUnderTest):
    goals = [{"kind": "within", "target": 0.8, "seconds": 60}, {"kind": "liked", "target": 0.5}]
    client, path = await at_work(agents, goals=goals)
    agent_id, run = path.rsplit("/", 1)[-1], new_id("run")
    decision = ApprovalDecided(
        company_id=COMPANY, approval_id="apr_1", run_id=run, agent_id=agent_id, seconds=90, decided_at=datetime.now(UTC)
    )

    await count_all(agents.deps, [ended(agent_id), ended(agent_id, seconds=600), message(decision)])
    for liked in (False, True):
        await client.post(f"{path}/feedback", json={"run_id": run, "liked": liked, "reason": "Quick."})
    shown = (await client.get(f"{path}/performance")).json()
    said = (await client.get(f"{path}/feedback")).json()["items"]

    today = shown["days"][-1]
    assert (len(shown["days"]), today["runs"], today["approvals"], today["approval_seconds"]) == (30, 2, 1, 90)
    assert [(each["actual"], each["state"]) for each in shown["goals"]] == [(0.5, "missed"), (1.0, "met")]
    assert [(each["liked"], each["reason"]) for each in said] == [(True, "Quick.")]


async def test_a_missed_goal_is_said_with_its_figures_once_there_was_time_to_reach_it(agents: ServiceUnderTest):
    client, path = await at_work(agents, goals=[{"kind": "time_saved", "target": 10}])
    agent_id = path.rsplit("/", 1)[-1]

    await count_all(agents.deps, [*(ended(agent_id) for _ in range(6))])
    early = (await client.get(path)).json()["health"]
    async with agents.host.db.begin() as tx:
        long_ago = datetime.now(UTC) - timedelta(days=31)
        await tx.execute(sa.update(agents_table).where(agents_table.c.id == agent_id).values(created_at=long_ago))
    health = (await client.get(path)).json()["health"]

    reason = {"code": "goal_missed", "figures": {"actual": 0.8, "target": 10.0}, "goal": 0}
    assert early["state"] == "well"
    assert health == {"state": "watch", "reasons": [reason]}


async def test_the_owner_hears_why_an_agent_stopped(agents: ServiceUnderTest):
    notifications = FakeNotifications()
    stopped = AgentPausedItself(
        company_id=COMPANY, agent_id="agt_1", name="Ada", owner_id="usr_1", reason="failures",
        figures={"failed": 4, "of": 5, "limit": 0.5},
    )  # fmt: skip

    await tell_owner(replace(agents.deps, notifications=notifications), message(stopped))

    [notice] = notifications.accepted.values()
    assert (notice.to, notice.template, notice.data["failed"]) == (["usr_1"], "agent-paused-failures", "4")
