"""The machine over random graphs: it always ends, joins never hang, and event by event it is what a replay says."""

from typing import Any

import pytest
from hypothesis import given, settings

from company.tests.engine.random_graphs import NOON, PROBLEM, Case, Simulation, cases, oracle, picture, unhandled
from company_service.engine import events as e
from company_service.engine.commands import Finish, Skip, Start, Wake, Withdraw
from company_service.engine.graph import Graph
from company_service.engine.machine import Machine, OutOfPlace, decide, replay
from company_service.engine.plan import make_plan


def machine_of(*edges: tuple[str, str, str], joins: dict[str, Any] | None = None) -> Machine:
    ids = dict.fromkeys(name for source, _, target in edges for name in (source, target))
    graph = {
        "steps": [{"id": each, "type": "test", "join": (joins or {}).get(each, "all")} for each in ids],
        "edges": [{"from": source, "port": port, "to": target} for source, port, target in edges],
    }
    machine = Machine(make_plan(Graph.model_validate(graph)))
    machine.apply(e.RunStarted(NOON))
    return machine


def succeed(machine: Machine, step: str, port: str = "success", **more: Any) -> list[Any]:
    attempt = machine.steps[step].attempt + 1
    machine.apply(e.StepStarted(NOON, step, attempt))
    return list(machine.apply(e.StepSucceeded(NOON, step, attempt, port=port, **more)))


def fail(machine: Machine, step: str) -> list[Any]:
    attempt = machine.steps[step].attempt + 1
    machine.apply(e.StepStarted(NOON, step, attempt))
    return list(machine.apply(e.StepFailed(NOON, step, attempt, PROBLEM)))


@given(cases(outcomes=("success", "a", "fail", "wait")))
@settings(max_examples=400)
def test_every_run_ends_and_skips_exactly_what_the_definition_skips(case: Case) -> None:
    simulation = Simulation(case)

    ended = simulation.run()

    expected = oracle(case)
    found = {name: state.status for name, state in simulation.machine.steps.items()}
    unhandled = {name for name, end in expected.items() if end == "failed" and not case.plan.steps[name].handles_errors}
    if not unhandled:
        assert (ended.status, found) == ("succeeded", expected)
        assert set(simulation.skipped) == {Skip(name) for name, end in expected.items() if end == "skipped"}
    else:
        assert ended.status == "failed"
        assert {found[name] for name in found} <= {expected[name] for name in found} | {"pending", "cancelled"}


@given(cases(joins=("all", "any", 2), outcomes=("success", "a", "b", "fail", "wait")))
@settings(max_examples=300)
def test_no_join_of_any_kind_hangs_and_nothing_is_left_open(case: Case) -> None:
    simulation = Simulation(case)

    simulation.run()

    assert not simulation.machine.open
    assert not simulation.machine.outstanding()


@given(cases(joins=("all", "any", 2), outcomes=("success", "a", "fail", "wait")))
@settings(max_examples=150)
def test_a_replay_at_any_moment_gives_the_same_machine(case: Case) -> None:
    simulation = Simulation(case)

    simulation.run(cancel_after=case.seed % 60)

    machine = Machine(case.plan)
    for length, event in enumerate(simulation.journal, 1):
        machine.apply(event)
        assert picture(machine) == picture(replay(case.plan, simulation.journal[:length]))


@given(cases(joins=("all", "any"), outcomes=("success", "a", "fail", "wait")))
@settings(max_examples=150)
def test_a_driver_that_dies_after_any_event_goes_on_from_what_is_outstanding(case: Case) -> None:
    whole = Simulation(case)
    whole.run()

    for length in range(1, len(whole.journal)):
        later = Simulation(case, whole.journal[:length])
        while not later.machine.ended:
            assert later.open, "the run hangs after a crash"
            later.turn()


@given(cases(joins=("all", "any", 2), outcomes=("success", "a", "fail", "wait")))
@settings(max_examples=150)
def test_a_cancelled_run_ends_and_starts_nothing_more(case: Case) -> None:
    simulation = Simulation(case)

    ended = simulation.run(cancel_after=case.seed % 20)

    asked = [each.kind for each in simulation.journal]
    if e.CancelRequested.kind in asked:
        assert ended.status == "cancelled"
        assert e.StepStarted.kind not in asked[asked.index(e.CancelRequested.kind) :]


@given(cases(outcomes=("success", "a", "fail", "wait"), loops=True))
@settings(max_examples=400)
def test_loops_end_as_their_definition_says_whatever_is_inside_them(case: Case) -> None:
    simulation = Simulation(case)

    ended = simulation.run()

    expected = oracle(case)
    found = {name: simulation.machine.steps[name].status for name in expected}
    if unhandled(case, expected):
        assert ended.status == "failed"
    else:
        assert (ended.status, found) == ("succeeded", expected)
    assert set(simulation.machine.steps) == set(expected)  # nothing is left of any iteration
    assert not simulation.machine.frames


@given(cases(joins=("all", "any", 2), outcomes=("success", "a", "b", "fail", "wait"), loops=True, undo=True))
@settings(max_examples=300)
def test_a_run_with_loops_that_dies_or_is_cancelled_at_any_moment_comes_to_the_same_end(case: Case) -> None:
    simulation = Simulation(case)
    simulation.run(cancel_after=case.seed % 60)

    machine = Machine(case.plan)
    for length, event in enumerate(simulation.journal, 1):
        machine.apply(event)
        again = replay(case.plan, simulation.journal[:length])
        assert picture(machine) == picture(again)
        if length % 5 == case.seed % 5:
            later = Simulation(case, simulation.journal[:length])
            while not later.machine.ended:
                assert later.open, "the run hangs after a crash"
                later.turn()


@given(cases(outcomes=("success", "a", "fail", "wait", "unsure"), loops=True, undo=True))
@settings(max_examples=300)
def test_what_succeeded_is_undone_in_reverse_order_when_the_run_does_not(case: Case) -> None:
    simulation = Simulation(case)

    ended = simulation.run(cancel_after=case.seed % 40)

    done = [each.step for each in simulation.journal if isinstance(each, e.StepSucceeded)]
    undone = [each.removesuffix("~undo") for each in done if each.endswith("~undo")]
    undoable = [each for each in done if not each.endswith("~undo") and case.plan.at(each).step.undo]
    assert undone == ([] if ended.status == "succeeded" else undoable[::-1])


def test_parallel_branches_start_together_and_a_join_waits_for_all() -> None:
    machine = machine_of(("a", "success", "b"), ("a", "success", "c"), ("b", "success", "d"), ("c", "success", "d"))

    first = succeed(machine, "a")
    second = succeed(machine, "b")
    third = succeed(machine, "c")

    assert first == [Start("b", 1), Start("c", 1)]
    assert second == []
    assert third == [Start("d", 1)]


def test_a_join_does_not_wait_for_the_branch_not_taken() -> None:
    machine = machine_of(("a", "yes", "b"), ("a", "no", "c"), ("b", "success", "d"), ("c", "success", "d"))

    first = succeed(machine, "a", "yes")

    assert first == [Start("b", 1), Skip("c")]
    assert succeed(machine, "b") == [Start("d", 1)]


def test_a_join_of_any_starts_once() -> None:
    edges = (("a", "success", "b"), ("a", "success", "c"), ("b", "success", "d"), ("c", "success", "d"))
    machine = machine_of(*edges, joins={"d": "any"})
    succeed(machine, "a")

    assert succeed(machine, "b") == [Start("d", 1)]
    assert succeed(machine, "d") == []
    assert succeed(machine, "c") == [Finish("succeeded", None, False, None)]


def test_a_failed_step_takes_its_error_edge_and_the_run_goes_on() -> None:
    machine = machine_of(("a", "success", "b"), ("a", "error", "c"))

    commands = fail(machine, "a")

    assert set(commands) == {Skip("b"), Start("c", 1)}
    assert machine.results["a"]["error"] == PROBLEM
    assert succeed(machine, "c") == [Finish("succeeded", None, False, None)]


def test_a_failure_nobody_handles_lets_what_is_under_way_finish_and_withdraws_what_waits() -> None:
    machine = machine_of(("a", "success", "b"), ("a", "success", "c"), ("a", "success", "d"), ("b", "success", "z"))
    succeed(machine, "a")
    machine.apply(e.StepStarted(NOON, "c", 1))
    machine.apply(e.StepWaiting(NOON, "c", 1, None, {"kind": "approval", "title": "Pay?"}))
    machine.apply(e.StepStarted(NOON, "b", 1))

    assert fail(machine, "d") == [Withdraw("c")]
    assert machine.apply(e.StepSucceeded(NOON, "b", 1)) == [Finish("failed", None, False, PROBLEM)]
    assert machine.steps["z"].status == "pending"


def test_a_failed_try_comes_back_when_its_pause_is_over() -> None:
    machine = machine_of(("a", "success", "b"))
    machine.apply(e.StepStarted(NOON, "a", 1))

    assert machine.apply(e.StepFailed(NOON, "a", 1, PROBLEM, NOON)) == [Wake("a", 1, NOON)]
    assert machine.idle
    assert machine.apply(e.RetryDue(NOON, "a", 1)) == [Start("a", 2)]


def test_stop_ends_the_run_with_its_own_output() -> None:
    machine = machine_of(("a", "success", "b"), ("a", "success", "c"))
    succeed(machine, "a")

    assert succeed(machine, "b", value={"x": 1}, ends="succeeded") == [Finish("succeeded", {"x": 1}, True, None)]


@pytest.mark.parametrize(
    "event",
    [
        e.RunStarted(NOON),
        e.StepSucceeded(NOON, "a", 1),
        e.StepSucceeded(NOON, "zzz", 1),
        e.StepStarted(NOON, "b", 1),
        e.StepStarted(NOON, "a", 3),
        e.StepSignalled(NOON, "a", 1),
        e.RetryDue(NOON, "a", 0),
        e.RunEnded(NOON, "succeeded"),
    ],
    ids=lambda event: f"{event.kind}",
)
def test_an_event_that_cannot_happen_is_refused_and_changes_nothing(event: e.Event) -> None:
    machine = machine_of(("a", "success", "b"))
    before = picture(machine)

    with pytest.raises(OutOfPlace):
        machine.apply(event)

    assert picture(machine) == before


def test_a_second_answer_of_the_same_step_is_refused() -> None:
    machine = machine_of(("a", "success", "b"))
    succeed(machine, "a")

    with pytest.raises(OutOfPlace):
        machine.apply(e.StepSucceeded(NOON, "a", 1))


def test_a_workflow_of_five_thousand_steps_in_a_row_is_skipped_without_recursion() -> None:
    edges = [{"from": f"s{index}", "to": f"s{index + 1}"} for index in range(4_998)]
    edges[0]["port"] = "never"
    graph = {"steps": [{"id": f"s{index}", "type": "test"} for index in range(4_999)], "edges": edges}
    plan = make_plan(Graph.model_validate(graph))

    commands = decide(plan, [e.RunStarted(NOON), e.StepStarted(NOON, "s0", 1), e.StepSucceeded(NOON, "s0", 1)])

    assert commands == [Finish("succeeded", None, False, None)]


@given(cases(joins=("all", "any", 2), outcomes=("success", "a", "fail", "wait")))
def test_an_event_survives_its_way_through_the_journal(case: Case) -> None:
    simulation = Simulation(case)
    simulation.run(cancel_after=case.seed % 40)

    for event in simulation.journal:
        step, attempt = getattr(event, "step", None), getattr(event, "attempt", 0)
        value = getattr(event, "value", None)
        assert e.rebuild(event.kind, event.at, step, attempt, e.facts_of(event), value) == event
