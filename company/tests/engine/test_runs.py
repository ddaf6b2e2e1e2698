"""Runs through the whole engine, on SQLite and on MySQL."""

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from company.tests.engine.worlds import COMPANY, World, graph_of, told_ends
from company_service.engine.facade import NothingWaits
from company_service.engine.schemas import InvalidInput
from company_service.engine.tables import run_ends
from kernel.db import Tx
from kernel.problems import Conflict, NotFound


async def test_a_run_goes_step_by_step_and_tells_all(world: World) -> None:
    first = {
        "id": "a",
        "type": "echo",
        "name": "First",
        "with": {"text": "Hello {{ input.name }}", "n": "{{ input.n }}"},
    }
    second = {
        "id": "b",
        "type": "echo",
        "with": {"said": "{{ steps.a.output.text }}", "more": "{{ steps.a.output.n + 1 }}"},
    }
    graph = graph_of(first, second, output={"answer": "{{ steps.b.output }}"})

    run = await world.run(graph, {"name": "Ana", "n": 2})

    assert (run["status"], run["output"]) == ("succeeded", {"answer": {"said": "Hello Ana", "more": 3}})
    assert (run["cost"], run["trigger"], run["started_by"], run["input"]) == (
        0.5,
        "manual",
        "usr_a",
        {"name": "Ana", "n": 2},
    )
    steps = await world.steps_of(run["id"])
    assert steps["a"]["name"] == "First"
    assert steps["a"]["input"] == {"text": "Hello Ana", "n": 2}
    assert steps["a"]["answered_by"]["model"] == "echo"
    assert [each["status"] for each in steps.values()] == ["succeeded", "succeeded"]
    assert steps["a"]["ended_at"] <= steps["b"]["ended_at"] <= run["ended_at"]


async def test_branches_choose_and_what_was_not_taken_is_shown_as_skipped(world: World) -> None:
    branch = {
        "id": "big",
        "type": "branch",
        "with": {"cases": [{"port": "yes", "when": "input.total > 100"}], "otherwise": "no"},
    }
    edges = [("big", "yes", "ask"), ("big", "no", "pay"), ("ask", "success", "end"), ("pay", "success", "end")]
    graph = graph_of(branch, "ask", "pay", "end", edges=edges, output={"asked": "{{ steps.ask.output.text }}"})

    run = await world.run(graph, {"total": 20.5})

    steps = await world.steps_of(run["id"])
    assert (run["status"], run["output"]) == ("succeeded", {"asked": None})
    assert {name: each["status"] for name, each in steps.items()} == {
        "big": "succeeded", "ask": "skipped", "pay": "succeeded", "end": "succeeded",
    }  # fmt: skip
    assert steps["big"]["port"] == "no"


async def test_parallel_branches_are_under_way_at_the_same_time(world: World) -> None:
    edges = [("a", "success", "b"), ("a", "success", "c"), ("b", "success", "d"), ("c", "success", "d")]
    hold_b, hold_c = {"id": "b", "type": "hold"}, {"id": "c", "type": "hold"}
    run_id = await world.start(graph_of("a", hold_b, hold_c, "d", edges=edges))

    async with asyncio.timeout(10):
        while {"b", "c"} - set(world.steps.done):
            await asyncio.sleep(0.01)
    world.steps.held.set()

    assert (await world.result(run_id))["status"] == "succeeded"
    assert world.steps.done[-1] == "d"


async def test_a_failed_step_is_tried_again_after_a_pause_with_the_same_key(world: World) -> None:
    graph = graph_of({"id": "a", "type": "flaky", "with": {"times": 2}, "retry": {"max": 3, "backoff": "10ms"}}, "b")

    run = await world.run(graph)

    assert run["status"] == "succeeded"
    assert (await world.steps_of(run["id"]))["a"]["attempt"] == 3
    assert world.steps.keys == [f"{run['id']}:a"] * 3 + [f"{run['id']}:b"]


@pytest.mark.embedded_only("the test's clock is not the server's")
async def test_a_run_in_a_pause_holds_nothing_and_says_what_it_waits_for(world: World) -> None:
    graph = graph_of({"id": "a", "type": "flaky", "name": "Post it", "retry": {"max": 1, "backoff": "1h"}})
    run_id = await world.start(graph)

    waiting = await world.until(run_id, "waiting")
    world.offset += world.offset.resolution * 2 * 3600 * 10**6
    world.engine.nudge()

    assert waiting["waiting_for"]["kind"] == "retry"
    assert "Post it" in waiting["waiting_for"]["title"]
    assert (await world.result(run_id))["status"] == "succeeded"


async def test_a_failure_without_error_edge_fails_the_run_and_names_the_step(world: World) -> None:
    run = await world.run(graph_of("a", {"id": "b", "type": "flaky", "name": "Send it"}, "c"))

    assert run["status"] == "failed"
    assert (run["error"]["step"], run["error"]["step_name"]) == ("b", "Send it")
    assert run["error"]["detail"] == "The other side is away."
    assert world.steps.done == ["a", "b"]


async def test_an_error_edge_is_taken_and_sees_the_problem(world: World) -> None:
    told = {"id": "c", "type": "echo", "with": {"why": "{{ steps.b.error.detail }}"}}
    graph = graph_of(
        {"id": "b", "type": "flaky"}, "never", told, edges=[("b", "success", "never"), ("b", "error", "c")]
    )

    run = await world.run(graph)

    assert (run["status"], run["output"]) == ("succeeded", {"c": {"why": "The other side is away."}})


async def test_a_step_that_breaks_tells_no_internals(world: World) -> None:
    run = await world.run(graph_of({"id": "b", "type": "break"}))

    assert run["error"]["type"] == "/problems/step-broke"
    assert "ZeroDivision" not in str(run["error"])


async def test_a_value_that_cannot_be_worked_out_fails_the_step_and_names_the_field(world: World) -> None:
    run = await world.run(
        graph_of({"id": "b", "type": "echo", "name": "Say", "with": {"x": {"y": "{{ input.nmae }}"}}}), {"name": 1}
    )

    assert run["status"] == "failed"
    assert "Say, x › y: input has no 'nmae'. It has: name." in run["error"]["detail"]


async def test_a_step_that_does_not_answer_in_time_fails(world: World) -> None:
    run = await world.run(graph_of({"id": "b", "type": "hold", "timeout": "50ms"}))

    assert run["error"]["type"] == "/problems/deadline-exceeded"


async def test_an_effect_that_does_not_answer_in_time_is_uncertain_and_not_repeated(world: World) -> None:
    run_id = await world.start(
        graph_of({"id": "b", "type": "send", "timeout": "50ms", "retry": {"max": 5, "backoff": "1ms"}})
    )

    assert (await world.until(run_id, "waiting"))["waiting_for"]["kind"] == "uncertain"
    assert world.steps.done == ["b"]


async def test_a_decision_goes_on_by_the_port_of_its_choice(world: World) -> None:
    edges = [("ask", "approve", "pay"), ("ask", "reject", "tell")]
    ask = {"id": "ask", "type": "ask", "with": {"choices": ["approve", "reject"]}}
    run_id = await world.start(graph_of(ask, "pay", "tell", edges=edges))
    waiting = await world.until(run_id, "waiting")

    await world.signal(run_id, "ask", {"choice": "approve"})

    run = await world.result(run_id)
    assert waiting["waiting_for"] == {"kind": "approval", "title": "Pay?", "approval_id": "apr_1", "until": None}
    assert (run["status"], run["waiting_for"]) == ("succeeded", None)
    assert {name: each["status"] for name, each in (await world.steps_of(run_id)).items()} == {
        "ask": "succeeded", "pay": "succeeded", "tell": "skipped",
    }  # fmt: skip


async def test_only_the_first_decision_counts(world: World) -> None:
    run_id = await world.start(graph_of({"id": "ask", "type": "ask"}, output="{{ steps.ask.output.choice }}"))
    await world.until(run_id, "waiting")

    await world.signal(run_id, "ask", {"choice": "yes"})
    with pytest.raises(NothingWaits):
        await world.signal(run_id, "ask", {"choice": "no"})

    assert (await world.result(run_id))["output"] == "yes"
    with pytest.raises(NothingWaits):
        await world.signal(run_id, "ask", {"choice": "no"})


async def test_a_decision_may_come_while_another_branch_is_under_way(world: World) -> None:
    edges = [("a", "success", "ask"), ("a", "success", "hold"), ("ask", "success", "end"), ("hold", "success", "end")]
    run_id = await world.start(
        graph_of("a", {"id": "ask", "type": "ask"}, {"id": "hold", "type": "hold"}, "end", edges=edges)
    )
    async with asyncio.timeout(10):
        while (await world.steps_of(run_id)).get("ask", {}).get("status") != "waiting":
            await asyncio.sleep(0.01)

    await world.signal(run_id, "ask", {"choice": "yes"})
    await asyncio.sleep(0.05)
    world.steps.held.set()

    assert (await world.result(run_id))["status"] == "succeeded"
    assert world.steps.done.count("ask") == 1


async def test_a_wait_that_nobody_ends_goes_on_when_it_is_due(world: World) -> None:
    ask = {"id": "ask", "type": "ask", "with": {"wait": 0.05}}
    run = await world.run(graph_of(ask, output="{{ steps.ask.output }}"))

    assert run["output"] == {"choice": "late", "detail": {"n": 1}}


async def test_cancelling_breaks_off_what_is_under_way_and_withdraws_what_waits(world: World) -> None:
    edges = [("a", "success", "ask"), ("a", "success", "hold"), ("hold", "success", "end")]
    run_id = await world.start(
        graph_of("a", {"id": "ask", "type": "ask"}, {"id": "hold", "type": "hold"}, "end", edges=edges)
    )
    async with asyncio.timeout(10):
        await world.steps.reached.wait()
        while "hold" not in world.steps.done:
            await asyncio.sleep(0.01)

    await world.engine.cancel(COMPANY, run_id, by="usr_b")

    run = await world.result(run_id)
    assert run["status"] == "cancelled"
    assert {name: each["status"] for name, each in (await world.steps_of(run_id)).items()} == {
        "a": "succeeded", "ask": "cancelled", "hold": "cancelled",
    }  # fmt: skip
    assert [(each.run_id, each.step) for each in world.hearing.withdrawn] == [(run_id, "ask")]
    with pytest.raises(Conflict):
        await world.engine.cancel(COMPANY, run_id)


async def test_a_waiting_run_can_be_cancelled(world: World) -> None:
    run_id = await world.start(graph_of({"id": "ask", "type": "ask"}))
    await world.until(run_id, "waiting")

    await world.engine.cancel(COMPANY, run_id)

    assert (await world.result(run_id))["status"] == "cancelled"
    with pytest.raises(NothingWaits):
        await world.signal(run_id, "ask", {"choice": "yes"})


async def test_a_run_is_started_once_however_often_it_is_asked_for(world: World) -> None:
    new = world.new_run(graph_of("a"))

    first = await world.engine.start(new)
    await world.result(new.id)
    second = await world.engine.start(new)

    assert (first.new, second.new, second.status) == (True, False, "succeeded")
    assert world.steps.done == ["a"]


async def test_another_company_sees_nothing_and_can_do_nothing(world: World) -> None:
    run_id = await world.start(graph_of({"id": "ask", "type": "ask"}))
    await world.until(run_id, "waiting")

    with pytest.raises(NotFound):
        await world.engine.reading.run("com_b", run_id)
    with pytest.raises(NotFound):
        await world.engine.cancel("com_b", run_id)
    with pytest.raises(NothingWaits):
        async with world.db.begin() as tx:
            await world.engine.signal(tx, "com_b", run_id, "ask", {"choice": "yes"})
    assert await world.engine.reading.runs("com_b") == []
    assert await world.engine.reading.steps("com_b", run_id) == []


async def test_large_values_go_through_the_payload_store_and_come_back_whole(world: World) -> None:
    text = "x" * 100_000
    graph = graph_of(
        {"id": "a", "type": "echo", "with": {"text": "{{ input.text }}"}}, output="{{ steps.a.output.text }}"
    )

    run = await world.run(graph, {"text": text})

    assert (run["input"], run["output"]) == ({"text": text}, text)
    assert (await world.steps_of(run["id"]))["a"]["input"] == {"text": text}
    assert (await world.engine.reading.runs(COMPANY))[0]["output"] is None


async def test_input_that_does_not_fit_is_refused_before_anything_is_written(world: World) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}, "note": {"type": "string"}}, "required": ["n"]}
    graph = graph_of({"id": "a", "type": "echo", "with": {"note": "{{ input.note }}"}}, input=schema)

    with pytest.raises(InvalidInput) as refused:
        await world.start(graph, {"n": "three"})

    assert refused.value.errors[0].pointer == "/input/n"
    assert (await world.run(graph, {"n": 3}))["output"] == {"a": {"note": None}}


async def test_stop_and_fail_end_the_run_at_once(world: World) -> None:
    stop = graph_of({"id": "a", "type": "stop", "with": {"output": {"x": "{{ input.x }}"}}})
    fail = graph_of({"id": "a", "type": "fail", "with": {"message": "No total on {{ input.x }}"}})

    stopped, failed = await world.run(stop, {"x": 1}), await world.run(fail, {"x": 1})

    assert (stopped["status"], stopped["output"]) == ("succeeded", {"x": 1})
    assert (failed["status"], failed["error"]["detail"]) == ("failed", "No total on 1")


async def test_a_step_type_that_is_not_installed_fails_the_run_and_says_so(world: World) -> None:
    run = await world.run(graph_of({"id": "a", "type": "fax.send"}))

    assert run["error"]["type"] == "/problems/unknown-step-type"


async def test_what_a_step_writes_is_there_exactly_when_its_result_is(world: World) -> None:
    told: list[Any] = []

    async def write(tx: Tx) -> None:
        told.append(tx)

    world.steps.write = write
    await world.run(graph_of("a", "b"))

    assert len(told) == 2


async def test_the_end_is_told_and_queued_in_the_same_transaction(world: World) -> None:
    run = await world.run(graph_of("a"))

    (told,) = await told_ends(world.db)
    assert (told["run_id"], told["status"], told["cost"]) == (run["id"], "succeeded", 0.25)
    async with world.db.read() as tx:
        queued = await tx.all(sa.select(run_ends))
    assert [dict(row) for row in queued] == [{"run_id": run["id"], "company_id": COMPANY}]
    assert [run_id for run_id, _ in world.live][-1] == run["id"]


async def test_more_runs_than_there_is_room_for_wait_in_the_queue(world: World) -> None:
    await world.restart(max_runs=3, max_steps=2)

    ids = [await world.start(graph_of("a", "b", "c")) for _ in range(40)]

    assert {(await world.result(each))["status"] for each in ids} == {"succeeded"}


async def test_a_live_view_gets_what_it_does_not_know_yet(world: World) -> None:
    run_id = await world.start(graph_of("a", {"id": "ask", "type": "ask"}, "b"))
    await world.until(run_id, "waiting")

    first, steps = await world.engine.changes(COMPANY, run_id, 0)
    seen = max(each["seq"] for each in [*steps, first or {}])
    await world.signal(run_id, "ask", {"choice": "yes"})
    await world.result(run_id)
    last, later = await world.engine.changes(COMPANY, run_id, seen)

    assert [each["step"] for each in steps] == ["a", "ask"]
    assert [each["step"] for each in later] == ["ask", "b"]
    assert first is not None
    assert last is not None
    assert (first["status"], last["status"]) == ("waiting", "succeeded")
