"""What only the Temporal driver has: histories that continue, payloads outside them, and entries brought twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from temporalio.client import Client, WorkflowHandle

from company.tests.engine.conftest import database
from company.tests.engine.test_durability import kinds
from company.tests.engine.worlds import COMPANY, DemoSteps, Hearing, World, graph_of, told_ends
from company_service.engine.embedded import TemporalServer
from company_service.engine.journal import GroupCommit
from company_service.engine.loading import Plans
from company_service.engine.payloads import FilePayloads
from company_service.engine.starting import Beginnings
from company_service.engine.steps import StepResult
from company_service.engine.tables import journal, run_inbox, runs
from company_service.engine.temporal.driving import VERSION, Driving
from company_service.engine.temporal.projecting import ProjectionBatch, Projector, before
from company_service.engine.temporal.wire import order_of
from kernel.db import Database, Tx
from kernel.ids import new_id
from kernel.service import utc_now
from tests.servers.temporal_server import Temporal

FEW = 60
"""Events of a history in these tests."""


@pytest.fixture
async def small(temporal_server: Temporal, tmp_path: Path) -> AsyncIterator[World]:
    """An engine whose workflows continue as new soon."""
    server = TemporalServer(temporal_server.address, task_queue=new_id("queue"), most_events=FEW)
    async with database(f"sqlite+aiosqlite:///{tmp_path / 'small.db'}") as db, AsyncExitStack() as stack:
        world = World(db, DemoSteps(), FilePayloads(tmp_path / "payloads"), stack, server)
        await world.open()
        yield world


async def workflow_of(world: World, run_id: str) -> WorkflowHandle[Any, Any]:
    assert world.temporal
    return (await Client.connect(world.temporal.address)).get_workflow_handle(run_id)


async def test_a_long_run_continues_as_new_and_forgets_nothing(small: World) -> None:
    each = {"id": "each", "type": "for_each", "with": {"items": list(range(25)), "output": "{{ steps.a.output.n }}"}}
    inner = {"id": "a", "type": "echo", "in": "each", "with": {"n": "{{ item }}"}}
    ask = {"id": "ask", "type": "ask"}
    graph = {"steps": [each, inner, ask], "edges": [{"from": "ask", "to": "each"}]}
    run_id = await small.start(graph)
    await small.until(run_id, "waiting")
    await small.signal(run_id, "ask", {"choice": "yes"})

    run = await small.result(run_id, timeout=60)

    assert run["output"]["each"]["items"] == list(range(25))
    described = await (await workflow_of(small, run_id)).describe()
    versioning = described.raw_description.workflow_execution_info.versioning_info
    assert described.history_length < 3 * FEW
    assert described.raw_description.workflow_execution_info.first_run_id != described.run_id
    assert versioning.deployment_version.build_id == VERSION
    assert small.steps.done == ["ask", *(f"each[{index}]/a" for index in range(25))]


async def test_a_run_that_waits_and_retries_goes_on_after_it_continued_as_new(small: World) -> None:
    again = {"id": "again", "type": "repeat", "with": {"until": "false", "max": 9}}
    flaky = {"id": "b", "type": "flaky", "in": "again", "retry": {"max": 2, "backoff": "10ms"}}
    late = {"id": "late", "type": "ask", "with": {"wait": 3}}
    plan_b = {"id": "end", "type": "echo", "with": {"detail": "{{ steps.late.output.detail }}"}}
    edges = [{"from": "again", "port": "error", "to": "end"}, {"from": "late", "to": "end"}]

    run = await small.run({"steps": [again, flaky, late, plan_b], "edges": edges, "timeout": "1h"})

    assert (run["status"], run["output"]) == ("succeeded", {"end": {"detail": {"n": 1}}})
    assert small.steps.done.count("late") == 1


async def test_large_values_are_not_in_the_history(small: World) -> None:
    text = "large value " * 10_000
    graph = graph_of({"id": "a", "type": "echo", "with": {"text": "{{ input.text }}"}}, "b")

    run_id = await small.start(graph, {"text": text})
    run = await small.result(run_id)
    history = (await (await workflow_of(small, run_id)).fetch_history()).to_json()

    assert run["input"] == {"text": text}
    assert len(history) < 60_000
    assert (await small.steps_of(run_id))["a"]["output"] == {"text": text}


async def test_a_run_that_is_cancelled_by_temporals_own_means_ends_as_cancelled(small: World) -> None:
    run_id = await small.start(graph_of({"id": "ask", "type": "ask"}))
    await small.until(run_id, "waiting")

    await (await workflow_of(small, run_id)).cancel()

    assert (await small.result(run_id))["status"] == "cancelled"
    assert [each.step for each in small.hearing.withdrawn] == ["ask"]


async def test_a_run_that_takes_too_long_fails_by_a_timer_of_temporal(small: World) -> None:
    run = await small.run(graph_of({"id": "ask", "type": "ask"}, timeout="1s"))

    assert (run["status"], run["error"]["type"]) == ("failed", "/problems/run-timed-out")


async def test_a_message_that_was_taken_is_marked_and_not_sent_again(small: World) -> None:
    run_id = await small.start(graph_of({"id": "ask", "type": "ask"}))
    await small.until(run_id, "waiting")

    await small.signal(run_id, "ask", {"choice": "yes"})
    await small.result(run_id)

    async with small.db.read() as tx:
        taken = await tx.all(sa.select(run_inbox.c.taken).where(run_inbox.c.run_id == run_id))
    assert [row["taken"] for row in taken] == [True]


async def test_a_write_that_is_recorded_is_not_done_again_when_its_step_is_asked_again(small: World) -> None:
    written: list[Any] = []

    async def write(tx: Tx) -> None:
        written.append(tx)
        if len(written) == 1:
            raise ZeroDivisionError

    small.steps.write = write
    run_id = await small.start(graph_of("a", "b"))

    assert (await small.result(run_id))["status"] == "succeeded"
    assert small.steps.done == ["a", "a", "b"]  # asked again, because nothing of the first time was kept
    assert len(written) == 3
    async with small.db.read() as tx:
        records = await tx.all(sa.select(run_inbox.c.name).where(run_inbox.c.run_id == run_id))
    assert sorted(row["name"][:2] for row in records) == ["a~", "b~"]


class Unmoved:
    """A workflow in which no time passes; what is tried or waited for never comes by itself."""

    def now(self) -> datetime:
        return datetime.fromisoformat("2026-11-22T12:00:00+00:00")

    def attempt(self, step: str, attempt: int) -> "asyncio.Task[None]":
        return asyncio.create_task(asyncio.sleep(0))

    def remind(self, due: datetime, then: Any) -> "asyncio.Task[None]":
        return asyncio.create_task(asyncio.sleep(0))


@pytest.fixture
async def tables(tmp_path: Path) -> AsyncIterator[Database]:
    async with database(f"sqlite+aiosqlite:///{tmp_path / 'tables.db'}") as db:
        yield db


async def test_entries_brought_twice_late_and_in_parts_are_written_once(tables: Database, tmp_path: Path) -> None:
    world = World(tables, DemoSteps(), FilePayloads(tmp_path / "payloads"), AsyncExitStack())
    types = {kind.info.type: kind for kind in world.steps.types()}
    beginning = Beginnings(Plans()).read(world.new_run(graph_of("a", "b")), utc_now())
    driving = Driving.of(order_of(beginning, 10, 0, 10), beginning.plan, types, Unmoved())
    driving.begin()
    for step in ("a", "b"):
        driving.answered(step, 1, StepResult({"of": step}))
        driving.go_on()
    entries = orjson.loads(orjson.dumps([entry for _, entry in driving.pending]))
    ended = list[str]()
    writer = GroupCommit(tables, world.payloads, Hearing(), ProjectionBatch)
    projector = Projector(writer, lambda _company, _run, _seq: None, ended.append)
    writer.open()

    for carried in (entries[:1], [before(entries[1], 2)], entries[:3], entries[:2], entries, entries[2:], entries):
        await projector.write(carried)
    await writer.close()

    run_id = beginning.info.id
    assert driving.ended
    assert [told["run_id"] for told in await told_ends(tables)] == [run_id] == ended
    assert await kinds(world, run_id) == [
        "run.started", "step.started", "step.succeeded", "step.started", "step.succeeded", "run.ended",
    ]  # fmt: skip
    async with tables.read() as tx:
        row = await tx.one_or_none(sa.select(runs).where(runs.c.company_id == COMPANY, runs.c.id == run_id))
        last = await tx.scalar(sa.select(sa.func.max(journal.c.seq)).where(journal.c.run_id == run_id))
    assert row
    assert (row["status"], row["fence"], row["owner"], orjson.loads(row["output"])) == (
        "succeeded", last, None, {"b": {"of": "b"}},
    )  # fmt: skip


async def test_a_run_whose_history_temporal_forgot_is_not_started_again(small: World) -> None:
    new = small.new_run(graph_of("a"), id="run_made_from_something_else")
    await small.engine.start(new)
    await small.result(new.id)
    assert small.temporal
    other = replace(small.temporal, task_queue=new_id("queue"))

    small.temporal = other
    await small.restart()
    again = await small.engine.start(new)

    assert (again.new, again.status, small.steps.done) == (False, "succeeded", ["a"])


async def test_who_asks_again_finds_the_run_of_a_starter_that_died_before_there_was_a_row(small: World) -> None:
    new = small.new_run(graph_of({"id": "ask", "type": "ask"}))
    first = await small.engine.start(new)
    await small.until(new.id, "waiting")
    mine = (runs.c.company_id == COMPANY) & (runs.c.id == new.id)
    async with small.db.begin() as tx:
        row = await tx.one_or_none(sa.select(runs).where(mine))
        await tx.execute(sa.delete(runs).where(mine))
        await tx.execute(sa.delete(journal).where(journal.c.company_id == COMPANY, journal.c.run_id == new.id))

    again = await small.engine.start(replace(new, input={"of": "somebody else"}))

    shown = await small.engine.reading.row(COMPANY, new.id)
    assert row
    assert (first.new, again.new, shown["created_at"], shown["input"]) == (True, False, row["created_at"], row["input"])


async def test_a_pause_that_is_long_over_is_not_waited_for(small: World) -> None:
    past = {"id": "ask", "type": "ask", "with": {"wait": -timedelta(hours=1).total_seconds()}}

    run = await small.run(graph_of(past, output="{{ steps.ask.output.choice }}"))

    assert run["output"] == "late"
