"""Effects that may have happened, undoing, time-outs of runs, defaults, and which problems are tried again."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from company.tests.engine.worlds import COMPANY, World, graph_of
from company_service.engine.graph import Retry
from company_service.engine.retries import next_try

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EDGES = [("b", "success", "c"), ("b", "error", "look")]
SEES = {"id": "c", "type": "echo", "with": {"of": "{{ steps.b.output }}"}}
CUT_SHORT = graph_of({"id": "b", "type": "send"}, SEES, "look", edges=EDGES)


async def cut_short(world: World, graph: Any = CUT_SHORT) -> str:
    """A run whose effect was under way when the process stopped."""
    run_id = await world.start(graph)
    async with asyncio.timeout(10):
        await world.steps.reached.wait()
    await world.restart()
    run = await world.until(run_id, "waiting")
    assert run["waiting_for"]["kind"] == "uncertain"
    return run_id


async def test_an_effect_cut_short_waits_for_a_person_and_is_told(world: World) -> None:
    run_id = await cut_short(world)

    (told,) = world.hearing.unsure
    assert (told.run_id, told.company_id, told.step, told.kind) == (run_id, COMPANY, "b", "uncertain")
    assert told.problem["type"] == "/problems/uncertain-effect"
    assert world.steps.done == ["b"]


async def test_it_happened_and_the_run_goes_on_with_what_the_person_says_it_gave(world: World) -> None:
    run_id = await cut_short(world)

    await world.signal(run_id, "b", {"answer": "happened", "output": {"id": 7}})

    run = await world.result(run_id)
    assert (run["status"], run["output"]) == ("succeeded", {"c": {"of": {"id": 7}}})
    assert world.steps.done == ["b", "c"]


@pytest.mark.parametrize("answer", ["did_not_happen", "retry"])
async def test_it_did_not_happen_and_is_done_now_with_the_same_key(world: World, answer: str) -> None:
    run_id = await cut_short(world)
    world.steps.held.set()

    await world.signal(run_id, "b", {"answer": answer})

    assert (await world.result(run_id))["status"] == "succeeded"
    assert world.steps.keys[:2] == [f"{run_id}:b"] * 2


async def test_it_is_given_up_and_goes_the_way_of_errors(world: World) -> None:
    run_id = await cut_short(world)

    await world.signal(run_id, "b", {"answer": "fail"})

    assert (await world.result(run_id))["status"] == "succeeded"
    steps = await world.steps_of(run_id)
    assert steps["b"]["error"]["type"] == "/problems/uncertain-effect"
    assert steps["look"]["status"] == "succeeded"


async def test_what_is_done_now_and_cut_short_again_is_asked_again(world: World) -> None:
    run_id = await cut_short(world)
    world.steps.reached.clear()

    await world.signal(run_id, "b", {"answer": "did_not_happen"})
    async with asyncio.timeout(10):
        await world.steps.reached.wait()
    await world.restart()
    await world.until(run_id, "waiting")

    assert len(world.hearing.unsure) == 2


async def test_an_effect_that_does_not_answer_in_time_is_uncertain(world: World) -> None:
    run_id = await world.start(graph_of({"id": "b", "type": "send", "timeout": "50ms", "retry": {"max": 3}}))

    run = await world.until(run_id, "waiting")

    assert run["waiting_for"]["kind"] == "uncertain"
    assert world.steps.done == ["b"]


async def test_an_effect_said_to_be_idempotent_is_repeated_by_itself(world: World) -> None:
    run_id = await world.start(graph_of({"id": "b", "type": "send", "effect": "idempotent"}))
    async with asyncio.timeout(10):
        await world.steps.reached.wait()
    await world.restart()
    world.steps.held.set()

    assert (await world.result(run_id))["status"] == "succeeded"
    assert world.steps.keys == [f"{run_id}:b"] * 2


async def test_cancelling_withdraws_the_question(world: World) -> None:
    run_id = await cut_short(world)

    await world.engine.cancel(COMPANY, run_id)

    assert (await world.result(run_id))["status"] == "cancelled"
    assert [each.step for each in world.hearing.withdrawn] == ["b"]


def undoable(step_id: str, **undo: Any) -> dict[str, Any]:
    settings = {"of": f"{{{{ steps.{step_id}.output.n }}}}"}
    return {"id": step_id, "type": "echo", "with": {"n": step_id}, "undo": {"type": "echo", "with": settings} | undo}


async def test_what_was_done_is_undone_in_reverse_order_when_the_run_fails(world: World) -> None:
    run_id = await world.start(graph_of(undoable("a"), undoable("b"), {"id": "c", "type": "break"}))

    run = await world.result(run_id)

    assert (run["status"], run["error"]["step"]) == ("failed", "c")
    assert world.steps.done == ["a", "b", "b~undo", "a~undo"]
    steps = await world.steps_of(run_id)
    assert (steps["a~undo"]["name"], steps["a~undo"]["output"]) == ("Undo a", {"of": "a"})


async def test_a_cancelled_run_undoes_what_its_loops_did_and_sees_their_items(world: World) -> None:
    inner = undoable("a", **{"with": {"of": "{{ item }}"}}) | {"in": "each"}
    each = {"id": "each", "type": "for_each", "with": {"items": [1, 2]}}
    graph = {"steps": [each, inner, {"id": "ask", "type": "ask"}], "edges": [{"from": "each", "to": "ask"}]}
    run_id = await world.start(graph)
    await world.until(run_id, "waiting")
    await world.restart()

    await world.engine.cancel(COMPANY, run_id)

    assert (await world.result(run_id))["status"] == "cancelled"
    steps = await world.steps_of(run_id)
    assert [steps[f"each[{index}]/a~undo"]["output"] for index in (0, 1)] == [{"of": 1}, {"of": 2}]
    assert world.steps.done[-2:] == ["each[1]/a~undo", "each[0]/a~undo"]


async def test_a_run_that_succeeds_undoes_nothing(world: World) -> None:
    await world.run(graph_of(undoable("a"), "b"))

    assert world.steps.done == ["a", "b"]


async def test_a_failed_undo_waits_until_a_person_has_it_tried_again(world: World) -> None:
    flaky = undoable("a", type="break", **{"with": {}})
    run_id = await world.start(graph_of(undoable("z"), flaky, {"id": "c", "type": "break"}))
    waiting = await world.until(run_id, "waiting")
    assert (waiting["waiting_for"]["kind"], world.hearing.unsure[-1].kind) == ("undo", "undo")

    await world.signal(run_id, "a~undo", {"answer": "retry"})
    async with asyncio.timeout(10):
        while len(world.hearing.unsure) < 2:
            await asyncio.sleep(0.01)
    await world.signal(run_id, "a~undo", {"answer": "fail"})

    assert (await world.result(run_id))["status"] == "failed"
    steps = await world.steps_of(run_id)
    assert (steps["a~undo"]["status"], steps["z~undo"]["status"]) == ("failed", "succeeded")


@pytest.mark.embedded_only("the test's clock is not the server's")
async def test_a_run_that_takes_too_long_fails_and_says_so(world: World) -> None:
    waits = await world.start(graph_of({"id": "ask", "type": "ask"}, timeout="1h"))
    works = await world.start(graph_of({"id": "b", "type": "hold"}, timeout="1h"))
    await world.until(waits, "waiting")
    async with asyncio.timeout(10):
        await world.steps.reached.wait()

    world.offset = timedelta(hours=1, seconds=1)
    world.engine.nudge()

    for run_id in (waits, works):
        run = await world.result(run_id)
        assert (run["status"], run["error"]["type"]) == ("failed", "/problems/run-timed-out")
        assert "gives a run 1h" in run["error"]["detail"]


async def test_a_default_stands_in_for_a_step_that_failed_for_good(world: World) -> None:
    bad = {"id": "a", "type": "flaky", "with": {"times": 9}, "retry": {"max": 1, "backoff": "1ms"}}
    ill = {"id": "b", "type": "echo", "with": {"x": "{{ input.nothing }}"}, "default": None}
    run_id = await world.start(graph_of(bad | {"default": {"n": "{{ input.n }}"}}, ill, "c"), {"n": 5})

    run = await world.result(run_id)

    steps = await world.steps_of(run_id)
    assert run["status"] == "succeeded"
    assert (steps["a"]["status"], steps["a"]["output"], steps["a"]["attempt"]) == ("succeeded", {"n": 5}, 2)
    assert steps["a"]["error"]["type"] == "/problems/unavailable"
    assert steps["b"]["output"] is None


def pause(retry: dict[str, Any], attempt: int = 1, status: int = 503, kind: str = "/problems/unavailable") -> Any:
    again = next_try(
        Retry.model_validate({"max": 5, "jitter": 0.0, **retry}), attempt, NOON, status=status, kind=kind,
        retry_after=None, key="run:a",
    )  # fmt: skip
    return again and (again - NOON).total_seconds()


def test_pauses_grow_by_their_factor_up_to_the_longest() -> None:
    retry = {"backoff": "1s", "factor": 3.0, "max_backoff": "10s"}

    assert [pause(retry, attempt) for attempt in (1, 2, 3, 4, 5, 6)] == [1, 3, 9, 10, 10, None]


def test_jitter_spreads_a_pause_by_its_share() -> None:
    spread = {pause({"backoff": "10s", "factor": 1.0, "jitter": 0.5}, attempt) for attempt in (1, 2, 3, 4)}

    assert len(spread) == 4
    assert all(5 <= each <= 15 for each in spread)


@pytest.mark.parametrize(
    ("on", "tried"),
    [(["5xx"], True), (["503"], True), (["unavailable"], True), (["/problems/unavailable"], True), (["4xx"], False)],
)
def test_what_is_worth_another_try_can_be_named(on: list[str], tried: bool) -> None:
    assert (pause({"on": on}) is not None) == tried
