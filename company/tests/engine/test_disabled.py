"""Disabled steps: passed over without their effect, while what follows them goes on."""

from typing import Any

from hypothesis import given, settings

from company.tests.engine.random_graphs import Case, Simulation, cases
from company.tests.engine.worlds import DemoSteps, World, graph_of
from company_service.engine.builtin import BUILT_IN
from company_service.engine.validation import check_graph

TYPES = {each.info.type: each for each in (*BUILT_IN, *DemoSteps().types())}


def off(step_id: str, kind: str = "echo", *, given: Any = None, inside: str | None = None) -> dict[str, Any]:
    around = {"in": inside} if inside else {}
    return {"id": step_id, "type": kind, "disabled": True, "with": given or {}, **around}


def statuses(steps: dict[str, Any]) -> dict[str, str]:
    return {name: each["status"] for name, each in steps.items()}


async def test_a_disabled_step_is_skipped_and_what_follows_goes_on(world: World) -> None:
    last = {"id": "c", "type": "echo", "with": {"text": "{{ steps.b.output }}"}}

    run = await world.run(graph_of("a", off("b", given={"text": "never said"}), last))

    steps = await world.steps_of(run["id"])
    assert run["status"] == "succeeded"
    assert statuses(steps) == {"a": "succeeded", "b": "skipped", "c": "succeeded"}
    assert (steps["b"]["output"], steps["b"]["started_at"], steps["c"]["input"]) == (None, None, {"text": None})


async def test_a_workflow_of_disabled_steps_alone_ends_at_once(world: World) -> None:
    run = await world.run(graph_of(off("a"), off("b")))

    assert run["status"] == "succeeded"
    assert statuses(await world.steps_of(run["id"])) == {"a": "skipped", "b": "skipped"}


async def test_a_join_counts_a_disabled_branch_as_one_that_came(world: World) -> None:
    edges = [("a", "success", "b"), ("a", "success", "c"), ("b", "success", "d"), ("c", "success", "d")]
    both = graph_of("a", off("b"), "c", {"id": "d", "type": "echo", "join": 2}, edges=edges)
    neither = graph_of("a", off("b"), off("c"), {"id": "d", "type": "echo", "join": "all"}, edges=edges)

    first, second = await world.run(both), await world.run(neither)

    assert statuses(await world.steps_of(first["id"]))["d"] == "succeeded"
    assert statuses(await world.steps_of(second["id"]))["d"] == "succeeded"


async def test_a_disabled_step_that_was_not_reached_leads_nowhere(world: World) -> None:
    branch = {"id": "b", "type": "branch", "with": {"cases": [{"port": "yes", "when": "false"}]}}
    edges = [("b", "yes", "off"), ("off", "success", "after"), ("b", "otherwise", "other")]

    run = await world.run(graph_of(branch, off("off"), "after", "other", edges=edges))

    assert statuses(await world.steps_of(run["id"])) == {
        "b": "succeeded", "off": "skipped", "after": "skipped", "other": "succeeded",
    }  # fmt: skip


async def test_a_disabled_branch_takes_none_of_its_named_ways(world: World) -> None:
    branch = off("b", "branch", given={"cases": [{"port": "yes", "when": "true"}]})
    edges = [("b", "yes", "named"), ("b", "success", "always")]

    run = await world.run(graph_of(branch, "named", "always", edges=edges))

    assert statuses(await world.steps_of(run["id"])) == {"b": "skipped", "named": "skipped", "always": "succeeded"}


async def test_a_disabled_loop_does_nothing_that_stands_in_it(world: World) -> None:
    loop = off("each", "for_each", given={"items": "{{ [1, 2] }}"})
    inner = {"id": "in_it", "type": "echo", "in": "each"}

    run = await world.run(graph_of(loop, inner, "after", edges=[("each", "success", "after")]))

    assert statuses(await world.steps_of(run["id"])) == {"each": "skipped", "after": "succeeded"}


async def test_a_round_of_disabled_steps_alone_is_over_at_once(world: World) -> None:
    loop = {"id": "each", "type": "for_each", "with": {"items": "{{ [1, 2] }}"}}

    inner = off("in_it", inside="each")

    run = await world.run(graph_of(loop, inner, "after", edges=[("each", "success", "after")]))

    assert run["status"] == "succeeded"
    assert (await world.steps_of(run["id"]))["each"]["output"]["count"] == 2


async def test_a_long_row_of_disabled_steps_is_passed_over(world: World) -> None:
    row = [off(f"s{at}") for at in range(3_000)]

    run = await world.run(graph_of(*row, "end"))

    assert run["status"] == "succeeded"


@given(cases(joins=("all", "any", 2), outcomes=("success", "a", "fail", "wait"), loops=True, undo=True, disabled=True))
@settings(max_examples=200)
def test_disabled_steps_never_start_and_nothing_hangs(case: Case) -> None:
    simulation = Simulation(case)

    simulation.run()

    asked = {getattr(event, "step", "").rpartition("/")[2] for event in simulation.journal}
    assert not simulation.machine.open
    assert not asked & {step.id for step in case.plan.graph.steps if step.disabled}


def test_what_a_disabled_step_lacks_does_not_matter_but_looking_at_it_is_worth_a_word() -> None:
    lacking = off("a", "branch")
    looking = {"id": "b", "type": "echo", "with": {"text": "{{ steps.a.output }}"}}

    found = check_graph(graph_of(lacking, looking, edges=[("a", "success", "b")]), TYPES)

    assert [(each.severity, each.step, each.field) for each in found] == [("warning", "b", "text")]


def test_a_named_way_out_of_a_disabled_step_is_worth_a_word() -> None:
    branch = off("a", "branch", given={"cases": [{"port": "yes", "when": "true"}]})

    found = check_graph(graph_of(branch, "b", edges=[("a", "yes", "b")]), TYPES)

    assert [(each.severity, each.step, each.pointer) for each in found] == [("warning", "a", "/edges/0/port")]
