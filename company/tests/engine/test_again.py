"""Runs that go on from what another run found: what holds is taken over at no cost, the rest is done anew."""

from collections.abc import Collection
from typing import Any

from company.tests.engine.worlds import COMPANY, World, graph_of
from company_service.engine.again import Again
from company_service.engine.reading import Shown

FAILS_ONCE = {"id": "shaky", "type": "flaky", "with": {"times": 1}}


async def again(
    world: World, run_id: str, graph: dict[str, Any], redo: Collection[str] | None = None, **more: Any
) -> tuple[Shown, dict[str, Shown]]:
    past = await world.engine.past(COMPANY, run_id)
    chosen = Again(past.run_id, past.plan, past.journal, redo)
    new = await world.start(graph, more.pop("run_input", None), again=chosen, **more)
    return await world.result(new), await world.steps_of(new)


def flaky(**more: Any) -> dict[str, Any]:
    return {"id": "shaky", "type": "flaky", "with": {"times": 0}, **more}


async def test_what_succeeded_is_taken_over_and_what_failed_is_done_anew(world: World):
    failed = await world.start(graph_of("read", "sort", FAILS_ONCE, "last"))
    assert (await world.result(failed))["status"] == "failed"
    world.steps.done.clear()

    run, steps = await again(world, failed, graph_of("read", "sort", flaky(), "last"))

    assert (run["status"], run["origin_run_id"]) == ("succeeded", failed)
    assert world.steps.done == ["shaky", "last"]
    assert [steps[each]["reused_from"] for each in ("read", "sort", "shaky", "last")] == [failed, failed, None, None]
    assert steps["read"]["output"] == {}
    assert (steps["read"]["cost"], run["cost"]) == (0, 0.25)


async def test_a_run_is_forked_at_any_step_with_another_input(world: World):
    echo = {"id": "two", "type": "echo", "with": {"seen": "{{ input.a }}", "before": "{{ steps.one.output.seen }}"}}
    graph = graph_of({"id": "one", "type": "echo", "with": {"seen": "{{ input.a }}"}}, echo, "three")
    first = await world.start(graph, {"a": 1})
    await world.result(first)
    world.steps.done.clear()

    run, steps = await again(world, first, graph, ["two"], run_input={"a": 2})

    assert run["status"] == "succeeded"
    assert world.steps.done == ["two", "three"]
    assert steps["two"]["output"] == {"seen": 2, "before": 1}


async def test_branches_that_do_not_lead_from_the_step_hold(world: World):
    edges = [("a", "success", "b"), ("a", "success", "c"), ("b", "success", "d"), ("c", "success", "d")]
    graph = graph_of("a", "b", "c", "d", edges=edges)
    first = await world.start(graph)
    await world.result(first)
    world.steps.done.clear()

    run, _ = await again(world, first, graph, ["b"])

    assert run["status"] == "succeeded"
    assert world.steps.done == ["b", "d"]


def loop(mode: str, parallel: int, times: str) -> dict[str, Any]:
    return graph_of(
        {"id": "each", "type": "for_each", "with": {"items": "{{ input.items }}", "mode": mode, "parallel": parallel}},
        {"id": "read", "type": "echo", "in": "each", "with": {"item": "{{ item }}"}},
        {"id": "send", "type": "flaky", "in": "each", "with": {"times": times}},
        {"id": "last", "type": "echo"},
        edges=[("read", "success", "send"), ("each", "success", "last")],
    )


async def test_of_a_loop_only_the_rounds_that_failed_are_done_anew(world: World):
    items = {"items": list(range(12))}
    first = await world.start(loop("collect", 3, "{{ item % 4 == 1 ? 9 : 0 }}"), items)
    assert (await world.result(first))["status"] == "failed"
    world.steps.done.clear()

    run, steps = await again(world, first, loop("collect", 3, "{{ 0 }}"), run_input=items)

    assert run["status"] == "succeeded"
    assert sorted(world.steps.done) == sorted(["each[1]/send", "each[5]/send", "each[9]/send", "last"])
    assert steps["each[5]/read"]["reused_from"] == first
    assert steps["each"]["output"]["count"] == 12
    assert not steps["each"]["output"]["errors"]


async def test_rounds_that_were_never_begun_are_done(world: World):
    items = {"items": [0, 1, 2]}
    first = await world.start(loop("stop", 1, "{{ item == 1 ? 9 : 0 }}"), items)
    assert (await world.result(first))["status"] == "failed"
    world.steps.done.clear()

    run, _ = await again(world, first, loop("stop", 1, "{{ 0 }}"), run_input=items)

    assert run["status"] == "succeeded"
    assert world.steps.done == ["each[1]/send", "each[2]/read", "each[2]/send", "last"]


async def test_a_round_that_was_passed_over_stays_so_when_another_step_is_chosen(world: World):
    items = {"items": [0, 1, 2]}
    graph = loop("continue", 1, "{{ item == 1 ? 9 : 0 }}")
    first = await world.start(graph, items)
    assert (await world.result(first))["status"] == "succeeded"
    world.steps.done.clear()

    run, steps = await again(world, first, graph, ["each[2]/send"], run_input=items)

    assert run["status"] == "succeeded"
    assert world.steps.done == ["each[2]/send", "last"]
    assert [each["index"] for each in steps["each"]["output"]["errors"]] == [1]


async def test_a_loop_that_holds_is_one_answer(world: World):
    items = {"items": [0, 1]}
    graph = loop("stop", 1, "{{ 0 }}")
    first = await world.start(graph, items)
    await world.result(first)
    world.steps.done.clear()

    run, steps = await again(world, first, graph, ["last"], run_input=items)

    assert run["status"] == "succeeded"
    assert world.steps.done == ["last"]
    assert set(steps) == {"each", "last"}


async def test_a_failure_that_was_dealt_with_holds(world: World):
    edges = [("shaky", "error", "mend"), ("mend", "success", "stop")]
    stop = {"id": "stop", "type": "fail", "with": {"message": "No."}}
    graph = graph_of(FAILS_ONCE, "mend", stop, edges=edges)
    first = await world.start(graph)
    assert (await world.result(first))["status"] == "failed"
    world.steps.done.clear()

    run, steps = await again(world, first, graph)

    assert run["status"] == "failed"
    assert world.steps.done == []
    assert steps["shaky"]["status"] == "failed"
    assert steps["shaky"]["reused_from"] == first


async def test_what_was_undone_is_done_anew_and_what_another_run_did_is_not_undone(world: World):
    book = {"id": "book", "type": "echo", "undo": {"type": "echo", "with": {"n": 1}}}
    first = await world.start(graph_of(book, FAILS_ONCE))
    assert (await world.result(first))["status"] == "failed"
    assert world.steps.done == ["book", "shaky", "book~undo"]
    world.steps.done.clear()

    run, _ = await again(world, first, graph_of(book, flaky()))
    assert run["status"] == "succeeded"
    assert world.steps.done == ["book", "shaky"]
    world.steps.done.clear()

    forked, _ = await again(world, run["id"], graph_of(book, FAILS_ONCE), ["shaky"])
    assert forked["status"] == "failed"
    assert world.steps.done == ["shaky"]


async def test_in_another_version_steps_that_are_new_or_changed_in_kind_are_done(world: World):
    first = await world.start(graph_of("a", "b", "c"))
    await world.result(first)
    world.steps.done.clear()

    newer = graph_of("a", {"id": "b", "type": "set", "with": {"values": {"x": 1}}}, "added", "c")
    run, steps = await again(world, first, newer, [])

    assert run["status"] == "succeeded"
    assert world.steps.done == ["added"]
    assert steps["b"]["output"] == {"x": 1}


async def test_answers_at_hand_survive_a_restart_and_a_second_retry(world: World):
    hold = {"id": "wait", "type": "ask"}
    edges = [("a", "success", "wait"), ("wait", "yes", "shaky"), ("shaky", "success", "b")]
    graph = graph_of("a", hold, "b", FAILS_ONCE, edges=edges)
    first = await world.start(graph)
    await world.until(first, "waiting")
    await world.signal(first, "wait", {"choice": "yes"})
    assert (await world.result(first))["status"] == "failed"
    past = await world.engine.past(COMPANY, first)
    world.steps.done.clear()

    second = await world.start(graph, again=Again(past.run_id, past.plan, past.journal, ["wait"]))
    await world.until(second, "waiting")
    await world.restart()
    await world.signal(second, "wait", {"choice": "yes"})
    assert (await world.result(second))["status"] == "failed"
    run, steps = await again(world, second, graph_of("a", hold, "b", flaky(), edges=edges))

    assert run["status"] == "succeeded"
    assert world.steps.done == ["wait", "shaky", "shaky", "b"]
    assert steps["a"]["reused_from"] == first
    assert steps["wait"]["reused_from"] == second


async def test_a_pinned_step_is_not_tried(world: World):
    pinned = {"id": "read", "type": "break", "pinned": {"output": {"n": 3}, "port": "success"}}
    graph = graph_of(pinned, {"id": "next", "type": "echo", "with": {"n": "{{ steps.read.output.n }}"}})

    run = await world.run(graph)

    assert run["status"] == "succeeded"
    assert run["output"]["next"] == {"n": 3}
