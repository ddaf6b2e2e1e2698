"""What the figures say, on both databases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from company.tests.insights.made import FLOW, Json, at, ended, put, put_answer, put_approval
from company.tests.workflows.graphs import ASK, GREET, one
from company.tests.world import AGENT, API, OTHER_COMPANY, World, opened_world
from company_service.engine.tables import run_ends
from company_service.insights.tables import run_rollups
from company_service.retention import service as retention
from company_service.runs.tables import run_facts
from company_service.samples.packaged import SampleFile
from contracts.agents import AgentInput
from tests.harness import COMPANY, ShiftedClock

PATH = f"{API}/insights"
NOW = at("2026-07-15T12:00")
YES: Json = {"choice": "approve", "fields": {}, "comment": "Fine"}


class FixedClock(ShiftedClock):
    """Always the same moment, put forward."""

    def __call__(self) -> datetime:
        return NOW + self.ahead


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def world(tmp_path: Path, clock: FixedClock, database_url: str) -> AsyncIterator[World]:
    async with opened_world(tmp_path, url=database_url, clock=clock) as opened:
        await opened.join()
        yield opened


@pytest.fixture
async def present(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    """A world in which things really run, now."""
    async with opened_world(tmp_path, url=database_url) as opened:
        await opened.join()
        yield opened


async def _figures(world: World, **params: str) -> Json:
    answer = await world.owner.get(PATH, params={"range": "7d", **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_runs_are_counted_by_outcome_and_compared_with_the_time_before(world: World):
    await put(
        world,
        ended(at("2026-07-15T08:00"), 10, cost=0.4),
        ended(at("2026-07-14T08:00"), 20, cost=0.2),
        ended(at("2026-07-14T09:00"), 5, "failed"),
        ended(at("2026-07-13T09:00"), 5, "cancelled"),
        ended(at("2026-07-03T09:00"), 30),
    )

    found = await _figures(world)

    now, before = found["current"], found["previous"]
    assert (now["runs"], now["succeeded"], now["failed"], now["cancelled"]) == (4, 2, 1, 1)
    assert now["success_rate"] == pytest.approx(2 / 3)
    assert (now["cost"], now["cost_per_success"]) == (pytest.approx(0.6), pytest.approx(0.3))
    assert now["p50_seconds"] == pytest.approx(10, rel=0.02)
    assert now["p95_seconds"] == pytest.approx(20, rel=0.02)
    assert (before["runs"], before["p50_seconds"]) == (1, pytest.approx(30, rel=0.02))


async def test_a_company_without_runs_has_figures_that_say_so(world: World):
    found = await _figures(world)

    now = found["current"]
    assert (now["runs"], now["success_rate"], now["p50_seconds"], now["cost_per_success"]) == (0, None, None, None)
    assert now["automation_rate"] is None
    assert len(found["series"]) == 7
    assert found["workflows"] == found["agents"] == found["models"] == found["failures"] == []


async def test_a_day_is_that_of_the_time_zone(world: World):
    await put(world, ended(at("2026-07-13T19:00")), ended(at("2026-07-13T18:20")))

    kolkata = (await _figures(world, tz="Asia/Kolkata"))["series"]
    london = (await _figures(world, tz="Europe/London"))["series"]

    assert [(day["start"][:16], day["succeeded"]) for day in kolkata if day["succeeded"]] == [
        ("2026-07-12T18:30", 1),
        ("2026-07-13T18:30", 1),
    ]
    assert [(day["start"][:16], day["succeeded"]) for day in london if day["succeeded"]] == [("2026-07-12T23:00", 2)]


async def test_figures_are_narrowed_to_a_workflow_or_an_agent(world: World):
    other = {"workflow_id": "wfl_" + "e" * 32, "agent_id": "agt_" + "b" * 32}
    await put(world, ended(at("2026-07-14T08:00"), 10), ended(at("2026-07-14T08:00"), 100, "failed", **other))

    by_workflow = await _figures(world, workflow_id=FLOW)
    by_agent = await _figures(world, agent_id=other["agent_id"])

    assert (by_workflow["current"]["succeeded"], by_workflow["current"]["failed"]) == (1, 0)
    assert (by_agent["current"]["succeeded"], by_agent["current"]["failed"]) == (0, 1)
    assert sum(day["failed"] for day in by_agent["series"]) == 1
    assert [group["id"] for group in by_agent["workflows"]] == [other["workflow_id"]]


async def test_the_time_that_agents_save_is_their_minutes_for_each_success(world: World):
    world.others.agents.put_whole(COMPANY, AGENT, AgentInput(name="Payer", minutes_saved_per_run=8))
    await put(world, *(ended(at("2026-07-14T08:00"), number) for number in (1, 2, 3)))
    await put(world, ended(at("2026-07-14T08:00"), 4, "failed"))

    found = await _figures(world)
    world.others.agents.away = True
    without = await _figures(world)

    assert found["current"]["seconds_saved"] == 3 * 8 * 60
    assert [(group["name"], group["figures"]["seconds_saved"]) for group in found["agents"]] == [("Payer", 1440)]
    assert (without["current"]["seconds_saved"], without["current"]["runs"]) == (None, 4)


async def test_approvals_their_waiting_and_the_runs_that_needed_nobody_are_told(world: World):
    asked, unanswered, alone = (ended(at("2026-07-14T08:00"), number) for number in (1, 2, 3))
    await put_approval(world, asked, 1_000)
    await put_approval(world, unanswered, None)
    await put(world, asked, unanswered, alone)

    found = await _figures(world)

    now = found["current"]
    assert (now["approvals"], now["decided"]) == (2, 1)
    assert now["automation_rate"] == pytest.approx(2 / 3)
    assert now["p50_wait_seconds"] == pytest.approx(1_000, rel=0.02)
    assert [wait["up_to_seconds"] for wait in found["waits"] if wait["approvals"]] == [3_600]


async def test_failures_are_ranked_by_problem_and_step_and_open_their_runs(world: World):
    error = {"type": "/problems/timeout", "title": "It took too long", "step": "each[2]/send", "step_name": "Send"}
    again = [{**error, "step": f"each[{number}]/send"} for number in (0, 2)]
    rows = [ended(at("2026-07-14T08:00"), 1, "failed", error=each) for each in again]
    await put(world, *rows, ended(at("2026-07-14T09:00"), 1, "failed", error={"type": "x", "title": "Refused"}))

    found = (await _figures(world))["failures"]
    opened = await world.owner.get(f"{API}/runs", params={"reason": found[0]["reason"], "status": "failed"})

    assert [(each["title"], each["step"], each["step_name"], each["runs"]) for each in found] == [
        ("It took too long", "send", "Send", 2),
        ("Refused", "", "", 1),
    ]
    assert {row["id"] for row in opened.json()["items"]} == {row["id"] for row in rows}


async def test_models_are_told_with_their_answers_and_cost_and_what_was_reused_costs_nothing(world: World):
    run = ended(at("2026-07-14T08:00"))
    await put_answer(world, run, "large", 0.5)
    await put_answer(world, run, "large", 0.25)
    await put_answer(world, run, None, 0)
    await put_answer(world, run, "large", 0.9, reused_from="run_" + "1" * 32)
    await put(world, run)

    found = (await _figures(world))["models"]

    assert [(each["provider"], each["model"], each["answers"], each["cost"]) for each in found] == [
        ("prv_1", "large", 2, 0.75),
        ("local", None, 1, 0.0),
    ]


async def test_a_run_is_counted_once_however_often_it_is_told_of(world: World):
    run = ended(at("2026-07-14T08:00"))
    await put(world, run)

    async with world.service.host.db.begin() as tx:
        await tx.execute(sa.insert(run_ends).values(run_id=run["id"], company_id=COMPANY))
    await world.ends_followed()

    assert (await _figures(world))["current"]["runs"] == 1


async def test_nobody_sees_figures_or_reasons_of_another_company(world: World):
    error = {"type": "x", "title": "Secret"}
    await put(world, ended(at("2026-07-14T08:00"), 3, "failed", company_id=OTHER_COMPANY, error=error))
    neighbour = await world.neighbour()

    mine = await _figures(world)
    theirs = (await neighbour.get(PATH, params={"range": "7d"})).json()
    opened = await world.owner.get(f"{API}/runs", params={"reason": theirs["failures"][0]["reason"]})
    exported = await world.owner.get(f"{PATH}/export", params={"range": "7d", "table": "runs", "format": "csv"})

    assert (mine["current"]["runs"], mine["failures"]) == (0, [])
    assert theirs["current"]["failed"] == 1
    assert opened.json()["items"] == []
    assert "Secret" not in exported.text


async def test_what_retention_deletes_stays_counted_with_its_times(world: World, clock: FixedClock):
    rows = [ended(at("2026-07-14T08:00"), number) for number in (10, 20)]
    await put(world, *rows)
    clock.ahead = timedelta(days=91)

    await retention.forget(world.service.deps)

    params = {"range": "custom", "from": "2026-07-14", "to": "2026-07-14"}
    found = (await _figures(world, **params))["current"]
    async with world.service.host.db.read() as tx:
        facts = await tx.all(sa.select(run_facts))
    assert (await world.owner.get(f"{API}/runs")).json()["items"] == []
    assert (found["succeeded"], found["untimed"]) == (2, 0)
    assert found["p95_seconds"] == pytest.approx(20, rel=0.02)
    assert facts == []


async def test_a_run_that_is_deleted_before_it_was_counted_is_counted_as_it_goes(world: World, clock: FixedClock):
    run = ended(at("2026-07-14T08:00"), 10)
    await put(world, run)
    async with world.service.host.db.begin() as tx:
        await tx.execute(sa.delete(run_facts))
        await tx.execute(sa.delete(run_rollups))
    clock.ahead = timedelta(days=91)

    await retention.forget(world.service.deps)

    found = await _figures(world, **{"range": "custom", "from": "2026-07-14", "to": "2026-07-14"})
    assert found["current"]["succeeded"] == 1


async def test_of_runs_deleted_before_anything_was_counted_the_day_is_known_and_no_time(world: World):
    past = {"company_id": COMPANY, "source": "company", "grain": "past", "workflow_id": FLOW, "agent_id": AGENT}
    counts = {"succeeded": 9, "failed": 1, "cancelled": 0, "examined": 0, "decided": 0, "approvals": 0}
    minute = int(at("2026-07-12T00:00").timestamp()) // 60
    row: Json = {**past, **counts, "minute": minute, "cost": 2.0, "seconds": 90.0, "times": {}, "waits": {}}
    async with world.service.host.db.begin() as tx:
        await tx.execute(sa.insert(run_rollups).values(**row))
    await put(world, ended(at("2026-07-14T08:00"), 10))

    found = await _figures(world, tz="America/New_York")

    now = found["current"]
    assert (now["succeeded"], now["failed"], now["untimed"], now["cost"]) == (10, 1, 9, 2.0)
    assert now["p50_seconds"] == pytest.approx(10, rel=0.02)
    assert now["automation_rate"] == 1
    assert [day["start"][:10] for day in found["series"] if day["failed"]] == ["2026-07-12"]


async def test_what_really_runs_is_counted_and_tests_are_not(present: World):
    greet, ask = await present.publish(GREET), await present.publish(ASK)
    fails = await present.publish(one("fail", {"message": "No"}))
    await present.run(greet, {"name": "Ana"})
    await present.run(fails)
    await present.owner.post(f"{API}/workflows/{greet}/test-runs", params={"wait": 20}, json={"input": {"name": "B"}})
    waiting = await present.run(ask, {"amount": 5}, wait=0)
    approval = (await present.until(waiting["id"], "waiting"))["waiting_for"]["approval_id"]
    await present.owner.post(f"{API}/approvals/{approval}/decide", json=YES)
    await present.until(waiting["id"], "succeeded")

    await present.ends_followed()

    found = await _figures(present, range="24h")
    counted = await present.owner.get(f"{API}/runs", params={"source": "company", "from": found["start"]})
    alone = await present.owner.get(f"{API}/runs", params={"source": "company", "decided": "false"})
    assert (found["current"]["succeeded"], found["current"]["failed"], found["current"]["decided"]) == (2, 1, 1)
    assert len(counted.json()["items"]) == found["current"]["runs"]
    assert len(alone.json()["items"]) == 2
    assert [(each["step"], each["runs"]) for each in found["failures"]] == [("only", 1)]


async def test_runs_on_the_sample_invoices_have_figures_of_their_own(present: World):
    state = present.service.opened
    state.deps = replace(state.deps, sample_files=lambda: [SampleFile("a.pdf", b"%PDF-1.7\n")])
    demo = (await present.owner.post(f"{API}/demo", json={})).json()
    own = await present.upload("own.pdf", b"%PDF-1.7\n")
    for file_id in (demo["files"][0]["id"], own):
        started = await present.run(demo["workflow_id"], {"invoice": file_id}, wait=0)
        await present.until(started["id"], "waiting", "succeeded", "failed")
        await present.owner.post(f"{API}/runs/{started['id']}/cancel")
        await present.until(started["id"], "cancelled", "succeeded", "failed")

    await present.ends_followed()

    company = await _figures(present, range="24h")
    sample = await _figures(present, range="24h", source="sample")
    assert (company["current"]["runs"], company["sample_runs"], sample["current"]["runs"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"range": "1y"}, "/query/range"),
        ({"range": "custom"}, "/query/from"),
        ({"range": "custom", "from": "2026-02-30", "to": "2026-03-01"}, "/query/from"),
        ({"range": "custom", "from": "2026-03-02", "to": "2026-03-01"}, "/query/to"),
        ({"tz": "Mars/Olympus"}, "/query/tz"),
        ({"source": "others"}, "/query/source"),
        ({"workflow_id": "w" * 41}, "/query/workflow_id"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused_naming_what_is_wrong(
    world: World, params: dict[str, str], pointer: str
):
    answer = await world.owner.get(PATH, params=params)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_who_may_not_read_runs_sees_no_figures(world: World):
    nobody = await world.service.signed_in("usr_" + "5" * 32, COMPANY, ["agent.read"], role="viewer")

    refused = await nobody.get(PATH)

    assert refused.status_code == 403
