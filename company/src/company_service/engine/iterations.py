"""What containers mean: how often they go round, what an iteration gives, what the whole gives. Decides; does nothing.

`for_each` gives `{items, errors, count}`: `items` has what each iteration gave, in the order of the list (nothing for
one that failed), `errors` has `{index, error}` of those. `repeat` gives `{last, count}`. `try` gives what its steps do.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from company_service.engine import events as e
from company_service.engine.active import ActiveRun, bad_expression, problem_of
from company_service.engine.agents import AGENT, DEFAULT_TURNS
from company_service.engine.commands import EndIteration
from company_service.engine.expressions import ExpressionError, compiled
from company_service.engine.outcomes import as_journaled, given_up
from company_service.engine.plan import FOR_EACH, REPEAT, PlannedStep
from company_service.engine.states import Frame, StepState
from company_service.engine.templates import TemplateError
from kernel.problems import FieldError, InvalidRequest, Problem

MAX_ITERATIONS = 10_000
MAX_OUTPUT = 32 * 1024 * 1024
"""Bytes that the outputs of all iterations together may have."""


class SomeIterationsFailed(InvalidRequest):
    """A loop that goes on after failures is over, and there were some."""

    title = "Some items of this loop failed"


class RepeatedTooOften(InvalidRequest):
    """A repeat came to its bound before its condition was met."""

    title = "The condition was not met in time"


class NotDoneInTime(InvalidRequest):
    """An agent had all the turns it may take."""

    title = "The agent was not done in time"


class TooMuchOutput(InvalidRequest):
    """What a loop would give is too large to keep."""

    title = "The loop's output is too large"


def loop_of(planned: PlannedStep, settings: Mapping[str, Any]) -> dict[str, Any]:
    """How a container goes round, as its start journals it."""
    if planned.step.type == FOR_EACH:
        parallel, mode = settings.get("parallel") or 1, settings.get("mode") or "stop"
        return {"count": len(settings["items"]), "parallel": parallel, "mode": mode}
    if planned.step.type == AGENT:
        return {"count": settings.get("max_turns") or DEFAULT_TURNS}
    return {"count": settings["max"] if planned.step.type == REPEAT else 1}


def iteration_ended(run: ActiveRun, command: EndIteration, at: datetime) -> e.IterationEnded:
    """The end of an iteration whose steps are all over."""
    state = run.machine.steps[command.step]
    frame = run.machine.frames[f"{command.step}[{command.index}]/"]
    if frame.problem:
        return e.IterationEnded(at, command.step, state.attempt, index=command.index, error=frame.problem)
    try:
        output = as_journaled(_output(run, state.planned, frame))
        done = _is_met(run, state.planned, frame)
    except Problem as problem:
        error = problem_of(problem, run, command.step)
        return e.IterationEnded(at, command.step, state.attempt, index=command.index, error=error)
    return e.IterationEnded(at, command.step, state.attempt, output, command.index, done=done)


def _output(run: ActiveRun, planned: PlannedStep, frame: Frame) -> Any:
    if planned.output is None:
        return run.last_outputs(run.plan.bodies[planned.step.id], frame)
    try:
        return planned.output.fill(run.scope(frame))
    except TemplateError as error:
        where = f"output{error.pointer}"
        raise bad_expression(planned.step.title, where, error.message) from error


def _is_met(run: ActiveRun, planned: PlannedStep, frame: Frame) -> bool:
    if planned.until is None:
        return False
    try:
        return compiled(planned.until).holds(run.scope(frame))
    except ExpressionError as error:
        raise bad_expression(planned.step.title, "until", str(error)) from error


def completed(run: ActiveRun, key: str, at: datetime) -> e.StepSucceeded | e.StepFailed:
    """The end of a container whose iterations are all over."""
    state = run.machine.steps[key]
    try:
        value = _whole(state)
    except Problem as problem:
        return given_up(run, key, state.attempt, problem_of(problem, run, key), at)
    if state.loop and state.loop.problem:
        return given_up(run, key, state.attempt, state.loop.problem, at)
    return e.StepSucceeded(at, key, state.attempt, value)


def _whole(state: StepState) -> Any:
    loop, title = state.loop, state.planned.step.title
    if loop is None or loop.problem:
        return None
    if state.planned.step.type == AGENT:
        if not loop.met:
            raise NotDoneInTime(f"{title} took {loop.next} turns, which is all it may take, and was not done.")
        return {**loop.last["think"]["result"], "turns": loop.next}
    if state.planned.step.type == REPEAT:
        if not loop.met:
            raise RepeatedTooOften(f"{title} was repeated {loop.next:,} times, and its condition was never met.")
        return {"last": loop.last, "count": loop.next}
    if state.planned.step.type != FOR_EACH:
        return loop.last
    if loop.errors and loop.mode == "collect":
        first = loop.errors[0]
        raise SomeIterationsFailed(
            f"{title}: {len(loop.errors):,} of {loop.count:,} items failed. "
            f"The first is number {first['index'] + 1}: {first['error'].get('detail') or first['error'].get('title')}",
            errors=[FieldError(f"/items/{each['index']}", _said(each["error"])) for each in loop.errors[:100]],
        )
    errors = sorted(loop.errors, key=lambda each: each["index"])
    items = [loop.outputs.get(index) for index in range(loop.count)]
    value = {"items": items, "errors": errors, "count": loop.count}
    if len(orjson.dumps(value)) > MAX_OUTPUT:
        raise TooMuchOutput(
            f"What the items of {title} give is more than {MAX_OUTPUT // 1024**2} MB together. Give the loop an output "
            "with only what later steps need."
        )
    return value


def _said(error: e.Problem) -> str:
    return str(error.get("detail") or error.get("title") or "It failed.")
