"""The figures of agents follow the ends of runs, each counted once."""

from datetime import UTC, datetime
from typing import Any

from agents.tests.agents.test_agents import API, made
from agents_service.metrics.consumers import count, count_all
from contracts.events import RunEnded, RunWaiting
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
