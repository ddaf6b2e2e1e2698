"""The machine against a simple interpreter: random graphs, outcomes, and crashes; both agree at every moment."""

import os
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from company.tests.engine.random_graphs import NOON, PROBLEM, Case, Simulation, cases, loop_of, picture
from company.tests.engine.reference import LOOPS, Reference
from company_service.engine import events as e
from company_service.engine.commands import Abort, Command, Compensate, Complete, Continue, EndIteration, Finish, Start
from company_service.engine.graph import Graph
from company_service.engine.machine import Machine
from company_service.engine.plan import UNDO

OVER = {"succeeded", "failed", "skipped", "cancelled"}
EXAMPLES = 5_000 if os.environ.get("FAULTS") == "all" else 200
WHICH = st.integers(0, 40)
OUTCOMES = st.sampled_from(
    ["success", "success", "success", "a", "b", "fail", "retry", "wait", "unsure", "stop", "end"]
)


class Against(RuleBasedStateMachine):
    """A run, driven by chance through the machine and the reference alike."""

    def __init__(self) -> None:
        super().__init__()
        self.simulation: Simulation | None = None
        self.reference = Reference(Graph(steps=[]))

    @initialize(case=cases(joins=("all", "any", 2, 3), loops=True, undo=True))
    def a_run_is_accepted(self, case: Case) -> None:
        self.simulation = Simulation(case)
        self.reference = Reference(case.plan.graph)
        self.happen(e.RunStarted(NOON, {"x": 1}))

    @property
    def machine(self) -> Machine:
        assert self.simulation
        return self.simulation.machine

    def happen(self, event: e.Event) -> None:
        """An event, and the ends of rounds, containers and the run that follow from it, as a driver journals them."""
        simulation = self.simulation
        assert simulation
        simulation.happen(event)
        while ends := [each for each in self.machine.outstanding() if isinstance(each, EndIteration | Complete)]:
            simulation.conclude(ends[0])
        if any(isinstance(each, Finish | Compensate) for each in self.machine.outstanding()):
            simulation.conclude_run()

    def of(self, *kinds: type[Command]) -> list[Any]:
        return [each for each in self.machine.outstanding() if isinstance(each, kinds)]

    def standing(self, *statuses: str) -> list[str]:
        return sorted(key for key in self.machine.open if self.machine.steps[key].status in statuses)

    def goes_on(self) -> bool:
        return self.simulation is not None and not self.machine.ended

    # -- what may happen -----------------------------------------------------------------------------------------------

    @precondition(lambda self: self.goes_on() and self.of(Start))
    @rule(which=WHICH)
    def a_step_starts(self, which: int) -> None:
        starts = self.of(Start)
        chosen = starts[which % len(starts)]
        step = self.machine.steps[chosen.step].planned.step
        is_loop = step.type in LOOPS
        value = {"items": step.settings["items"]} if step.type == "for_each" else None
        loop = loop_of(step) if is_loop else None
        self.happen(e.StepStarted(NOON, chosen.step, chosen.attempt, value, loop=loop))
        self.reference.start(chosen.step)

    @precondition(lambda self: self.goes_on() and self.of(Continue))
    @rule(which=WHICH, outcome=OUTCOMES)
    def a_step_answers(self, which: int, outcome: str) -> None:
        under_way = self.of(Continue)
        chosen = under_way[which % len(under_way)]
        key, attempt = chosen.step, chosen.attempt
        if key.endswith(UNDO) and outcome in {"stop", "end"}:
            outcome = "success"  # an undo ends no run
        match outcome:
            case "fail":
                self.happen(e.StepFailed(NOON, key, attempt, PROBLEM))
                self.reference.fail(key)
            case "retry":
                self.happen(e.StepFailed(NOON, key, attempt, PROBLEM, NOON + timedelta(seconds=1)))
                self.reference.retry_later(key)
            case "wait":
                self.happen(e.StepWaiting(NOON, key, attempt, None, {"kind": "test", "title": "?"}, NOON))
                self.reference.wait(key)
            case "unsure":
                self.happen(e.StepWaiting(NOON, key, attempt, None, {"kind": "uncertain", "title": "?"}))
                self.reference.doubt(key)
            case "stop" | "end":
                status = "succeeded" if outcome == "stop" else "failed"
                self.happen(e.StepSucceeded(NOON, key, attempt, ends=status))
                self.reference.end_run(key, status)
            case _:
                self.happen(e.StepSucceeded(NOON, key, attempt, 1, outcome))
                self.reference.succeed(key, outcome)

    @precondition(lambda self: self.goes_on() and self.standing("waiting", "retrying"))
    @rule(which=WHICH)
    def what_was_waited_for_is_there(self, which: int) -> None:
        resting = self.standing("waiting", "retrying")
        key = resting[which % len(resting)]
        state = self.machine.steps[key]
        if state.status == "retrying":
            self.happen(e.RetryDue(NOON, key, state.attempt))
            self.reference.due(key)
        else:
            self.happen(e.StepSignalled(NOON, key, state.attempt, {"answer": "retry"}))
            self.reference.signal(key)

    @precondition(lambda self: self.goes_on() and not self.machine.cancelling and not self.machine.compensating)
    @rule(chance=st.integers(0, 5))
    def somebody_cancels(self, chance: int) -> None:
        if chance == 5:
            self.happen(e.CancelRequested(NOON))
            self.reference.cancel()

    @precondition(lambda self: self.goes_on() and self.of(Abort))
    @rule(which=WHICH)
    def what_is_under_way_is_broken_off(self, which: int) -> None:
        aborts = self.of(Abort)
        chosen = aborts[which % len(aborts)]
        self.happen(e.StepCancelled(NOON, chosen.step, chosen.attempt))
        self.reference.broken_off(chosen.step)

    @precondition(lambda self: self.simulation is not None)
    @rule()
    def the_process_dies_and_reads_the_journal(self) -> None:
        """A new machine, of nothing but what is on disk; what was under way is found begun and unfinished."""
        simulation = self.simulation
        assert simulation
        read = [_read(event) for event in simulation.journal]
        before = picture(self.machine)
        simulation.machine = Machine(simulation.case.plan)
        for event in read:
            simulation.machine.apply(event)
        assert picture(self.machine) == before
        for chosen in self.of(Continue):
            self.happen(e.StepRecovered(NOON, chosen.step, chosen.attempt))

    # -- what must be so -----------------------------------------------------------------------------------------------

    @invariant()
    def both_agree(self) -> None:
        if self.simulation is None:
            return
        machine, reference = self.machine, self.reference
        assert {each.step for each in self.of(Start)} == reference.may_start()
        begun = {key: machine.steps[key].status for key in machine.open if machine.steps[key].status != "ready"}
        assert begun == {key: "waiting" if how == "unsure" else how for key, how in reference.begun.items()}
        over = {key: state.status for key, state in machine.steps.items() if state.status in OVER}
        assert over == {key: end for key, (end, _) in reference.ends.items()}
        assert (machine.ended.status if machine.ended else None) == reference.status

    def teardown(self) -> None:
        """Whatever happened, the run comes to its end when everything answers."""
        for _ in range(2_000):
            if not self.goes_on():
                return
            if self.of(Start):
                self.a_step_starts(0)
            elif self.of(Abort):
                self.what_is_under_way_is_broken_off(0)
            elif self.of(Continue):
                self.a_step_answers(0, "success")
            else:
                self.what_was_waited_for_is_there(0)
            self.both_agree()
        raise AssertionError("the run does not end")


def _read(event: e.Event) -> e.Event:
    """The event as the journal gives it back."""
    step, attempt, value = (getattr(event, name, None) for name in ("step", "attempt", "value"))
    return e.rebuild(event.kind, event.at, step, attempt or 0, e.facts_of(event), value)


TestTheMachineDoesWhatTheReferenceDoes = Against.TestCase
TestTheMachineDoesWhatTheReferenceDoes.settings = settings(max_examples=EXAMPLES, stateful_step_count=60)
