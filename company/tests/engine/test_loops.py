"""Loops and regions: what they give, what a failure inside means, what expressions see, what is left of them."""

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from company.tests.engine.worlds import COMPANY, World, graph_of
from company_service.engine.loading import Loader, Plans
from company_service.engine.tables import journal, runs, step_runs


def echo(step_id: str, inside: str | None = None, **settings: Any) -> dict[str, Any]:
    step = {"id": step_id, "type": "echo", "with": settings}
    return step | {"in": inside} if inside else step


def each(items: Any, **more: Any) -> dict[str, Any]:
    return {"id": "each", "type": "for_each", "with": {"items": items, **more}}


def loop(*steps: Any, edges: Any = (), **more: Any) -> dict[str, Any]:
    joined = [{"from": source, "port": port, "to": target} for source, port, target in edges]
    return {"steps": list(steps), "edges": joined, **more}


async def outputs(world: World, graph: Any, run_input: Any = None) -> Any:
    run = await world.run(graph, run_input)
    assert run["status"] == "succeeded", run["error"]
    return run["output"]


async def test_a_loop_does_its_steps_for_each_item_and_gives_what_they_gave_in_order(world: World) -> None:
    graph = loop(
        each("{{ input.names }}"),
        echo("greet", "each", text="{{ index }}: hello {{ item }}"),
        echo("after", of="{{ steps.each.output.items[1].greet.text }}", n="{{ steps.each.output.count }}"),
        edges=[("each", "success", "after")],
    )

    found = await outputs(world, graph, {"names": ["Ada", "Grace"]})

    assert found == {"after": {"of": "1: hello Grace", "n": 2}}
    assert world.steps.done == ["each[0]/greet", "each[1]/greet", "after"]
    assert world.steps.keys[0].endswith(":each[0]/greet")


async def test_the_output_of_a_loop_says_what_each_round_gives(world: World) -> None:
    graph = loop(each([1, 2, 3], output="{{ item * 10 + index }}"), echo("a", "each"))

    assert await outputs(world, graph) == {"each": {"items": [10, 21, 32], "errors": [], "count": 3}}


async def test_an_empty_list_succeeds_at_once(world: World) -> None:
    assert await outputs(world, loop(each([]), echo("a", "each"))) == {
        "each": {"items": [], "errors": [], "count": 0}
    }  # fmt: skip


async def test_so_many_items_are_under_way_at_a_time(world: World) -> None:
    run_id = await world.start(loop(each(list(range(7)), parallel=3), {"id": "b", "type": "hold", "in": "each"}))
    async with asyncio.timeout(10):
        while len(world.steps.done) < 3:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)

    assert sorted(world.steps.done) == ["each[0]/b", "each[1]/b", "each[2]/b"]
    world.steps.held.set()
    assert len((await world.result(run_id))["output"]["each"]["items"]) == 7


ODD_FAILS = {"id": "odd", "type": "branch", "in": "each", "with": {"cases": [{"port": "bad", "when": "item % 2 == 1"}]}}
BREAK = {"id": "bad", "type": "flaky", "in": "each", "with": {"times": 9}}
FAILING = [("odd", "bad", "bad")]


@pytest.mark.parametrize(
    ("mode", "status", "seen"), [("stop", "failed", 2), ("continue", "succeeded", 4), ("collect", "failed", 4)]
)
async def test_what_a_failed_item_means_is_the_loops_mode(world: World, mode: str, status: str, seen: int) -> None:
    graph = loop(each([0, 1, 2, 3], mode=mode, output="{{ item }}"), ODD_FAILS, BREAK, edges=FAILING)

    run_id = await world.start(graph)
    run = await world.result(run_id)

    steps = await world.steps_of(run_id)
    assert run["status"] == status
    assert len([key for key in steps if key.endswith("/odd")]) == seen
    if mode == "continue":
        assert run["output"]["each"]["items"] == [0, None, 2, None]
        assert [each["index"] for each in run["output"]["each"]["errors"]] == [1, 3]
    elif mode == "collect":
        assert "2 of 4 items failed. The first is number 2" in run["error"]["detail"]
        assert [each["pointer"] for each in run["error"]["errors"]] == ["/items/1", "/items/3"]
    else:
        assert (run["error"]["step"], run["error"]["index"]) == ("each[1]/bad", 1)


async def test_a_failure_closes_its_round_and_withdraws_what_waits_in_it(world: World) -> None:
    graph = loop(
        each([1], mode="continue"),
        {"id": "ask", "type": "ask", "in": "each"},
        echo("first", "each"),
        {"id": "bad", "type": "break", "in": "each"},
        edges=[("first", "success", "bad")],
    )

    run_id = await world.start(graph)

    assert (await world.result(run_id))["status"] == "succeeded"
    assert [(one.run_id, one.step) for one in world.hearing.withdrawn] == [(run_id, "each[0]/ask")]


async def test_repeat_goes_on_until_its_condition_is_met_and_sees_what_the_round_before_gave(world: World) -> None:
    graph = loop(
        {
            "id": "again",
            "type": "repeat",
            "with": {"until": "steps.add.output.n >= 3", "max": 10, "output": "{{ steps.add.output.n }}"},
        },
        echo("add", "again", n="{{ index == 0 ? 1 : previous + 1 }}"),
    )

    assert await outputs(world, graph) == {"again": {"last": 3, "count": 3}}


async def test_a_repeat_that_never_gets_there_fails_and_can_be_handled(world: World) -> None:
    graph = loop(
        {"id": "again", "type": "repeat", "name": "Ask the bank", "with": {"until": "false", "max": 3}},
        echo("a", "again"),
        echo("plan_b", why="{{ steps.again.error.detail }}"),
        edges=[("again", "error", "plan_b")],
    )

    found = await outputs(world, graph)

    assert found["plan_b"]["why"] == "Ask the bank was repeated 3 times, and its condition was never met."


async def test_what_fails_in_a_try_goes_its_way_out_for_errors(world: World) -> None:
    graph = loop(
        {"id": "guard", "type": "try"},
        echo("a", "guard"),
        {"id": "b", "type": "break", "in": "guard", "name": "Book it"},
        echo("mend", why="{{ steps.guard.error.step_name }}"),
        echo("never"),
        edges=[("a", "success", "b"), ("guard", "error", "mend"), ("guard", "success", "never")],
    )

    run_id = await world.start(graph)
    run = await world.result(run_id)

    assert (run["status"], run["output"]) == ("succeeded", {"mend": {"why": "Book it"}})
    assert (await world.steps_of(run_id))["never"]["status"] == "skipped"


async def test_loops_stand_in_loops_and_steps_see_what_is_around_them(world: World) -> None:
    inner = {
        "id": "inner",
        "type": "for_each",
        "in": "each",
        "with": {"items": "{{ item.rows }}", "output": "{{ loops.each.item.name + string(item) + string(index) }}"},
    }
    graph = loop(
        each("{{ input.groups }}", output="{{ steps.inner.output.items }}"),
        echo("name", "each", of="{{ item.name }}"),
        inner,
        echo("a", "inner", of="{{ steps.name.output.of }}/{{ item }}/{{ loops.each.index }}"),
        edges=[("name", "success", "inner")],
    )

    run_id = await world.start(graph, {"groups": [{"name": "x", "rows": [1, 2]}, {"name": "y", "rows": [3]}]})
    run = await world.result(run_id)

    assert run["output"]["each"]["items"] == [["x10", "x21"], ["y30"]]
    steps = await world.steps_of(run_id)
    shown = steps["each[1]/inner[0]/a"]
    assert (shown["step_id"], shown["container"], shown["iteration"]) == ("a", "each[1]/inner", 0)
    assert steps["each[0]/inner[1]/a"]["output"] == {"of": "x/2/0"}


async def test_stop_inside_a_loop_ends_the_run(world: World) -> None:
    graph = loop(
        each([1, 2, 3], parallel=2),
        {"id": "ask", "type": "ask", "in": "each"},
        {"id": "enough", "type": "stop", "in": "each", "with": {"output": {"at": "{{ index }}"}}},
    )

    run_id = await world.start(graph)
    run = await world.result(run_id)

    assert (run["status"], run["output"]) == ("succeeded", {"at": 0})
    assert (await world.steps_of(run_id))["each"]["status"] == "cancelled"


async def test_cancelling_closes_every_round(world: World) -> None:
    run_id = await world.start(loop(each([1, 2, 3], parallel=2), {"id": "ask", "type": "ask", "in": "each"}))
    await world.until(run_id, "waiting")

    await world.engine.cancel(COMPANY, run_id)

    assert (await world.result(run_id))["status"] == "cancelled"
    assert {each["status"] for each in (await world.steps_of(run_id)).values()} == {"cancelled"}


async def test_people_can_be_asked_in_every_round_and_the_run_holds_no_memory(world: World) -> None:
    asking = each(["a", "b", "c"], parallel=2, output="{{ steps.ask.output.choice }}")
    run_id = await world.start(loop(asking, {"id": "ask", "type": "ask", "in": "each"}))
    await world.until(run_id, "waiting")
    await world.restart()

    await world.signal(run_id, "each[1]/ask", {"choice": "second"})
    async with asyncio.timeout(10):
        while "each[2]/ask" not in await world.steps_of(run_id):
            await asyncio.sleep(0.01)
    await world.until(run_id, "waiting")
    await world.signal(run_id, "each[0]/ask", {"choice": "first"})
    await world.signal(run_id, "each[2]/ask", {"choice": "third"})

    assert (await world.result(run_id))["output"]["each"]["items"] == ["first", "second", "third"]


async def test_a_large_list_and_large_results_are_kept_apart_from_the_journal(world: World) -> None:
    items = [{"text": "x" * 20_000, "n": n} for n in range(4)]
    graph = loop(each("{{ input.rows }}"), echo("a", "each", of="{{ item }}"), echo("b", "each"))

    run_id = await world.start(graph, {"rows": items})
    await world.restart()
    run = await world.result(run_id)

    assert [one["a"]["of"]["n"] for one in run["output"]["each"]["items"]] == [0, 1, 2, 3]


async def test_a_loop_that_only_computes_lets_others_go_on_and_forgets_its_rounds(world: World) -> None:
    items = list(range(2_000))
    run_id = await world.start(
        loop(
            each(items, output="{{ steps.a.output.n }}"),
            {"id": "a", "type": "set", "in": "each", "with": {"values": {"n": "{{ index }}"}}},
        )
    )
    quick = await world.run(graph_of("a"))
    run = await world.result(run_id)

    assert quick["status"] == "succeeded"
    assert run["output"]["each"]["items"] == items
    async with world.db.read() as tx:
        largest = sa.select(sa.func.count()).select_from(journal).where(journal.c.run_id == run_id)
        assert await tx.scalar(largest) == 3 * 2_000 + 4
    assert world.engine.journal.commits > 20


async def test_too_many_items_are_refused_with_the_number(world: World) -> None:
    run = await world.run(loop(each("{{ input.rows }}"), echo("a", "each")), {"rows": [0] * 10_001})

    assert "10,000 items at most; it has 10,001" in run["error"]["detail"]


async def test_the_rows_of_loops_are_what_the_journal_alone_gives(world: World) -> None:
    graph = loop(each([0, 1, 2, 3], mode="continue", parallel=2), ODD_FAILS, BREAK, echo("a", "each"), edges=FAILING)
    run_id = await world.start(graph)
    await world.result(run_id)

    loader = Loader(world.db, world.payloads, Plans())
    async with world.db.read() as tx:
        run = await tx.one_or_none(sa.select(runs).where(runs.c.id == run_id))
        steps = await tx.all(sa.select(step_runs).where(step_runs.c.run_id == run_id))
    assert run
    rows = await loader.rows(run, (await loader.entries([run_id]))[run_id])

    names = (
        "status",
        "attempt",
        "port",
        "cost",
        "error",
        "started_at",
        "ended_at",
        "input_seq",
        "output_seq",
        "changed_seq",
    )
    shown = {row["step"]: {name: row[name] for name in names} for row in steps}
    assert shown == {key: {name: getattr(row, name) for name in names} for key, row in rows.items()}
    assert len(shown) == 1 + 4 * 3
