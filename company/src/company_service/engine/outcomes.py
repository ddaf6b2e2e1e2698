"""What a step's answer, failure or disappearance means for its run: an event. Decides; does nothing."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from company_service.engine import events as e
from company_service.engine.active import ActiveRun, bad_expression, problem_of
from company_service.engine.again import Held
from company_service.engine.commands import Settle
from company_service.engine.plan import UNDO
from company_service.engine.retries import next_try
from company_service.engine.schemas import violations
from company_service.engine.steps import Answer, EndsRun, RunInfo, StepResult, StepType, UncertainEffect, Waits
from company_service.engine.templates import TemplateError
from company_service.engine.values import object_of
from kernel.problems import DeadlineExceeded, FieldError, InvalidRequest, Problem
from kernel.telemetry import get_logger

_log = get_logger(__name__)


class InvalidSettings(InvalidRequest):
    """What a step was given does not fit it."""

    title = "The step was given something it cannot use"


class StepBroke(Problem):
    """A step type failed in a way it did not foresee."""

    title = "This step broke"


class RunTimedOut(DeadlineExceeded):
    """The run took longer than its workflow allows."""

    title = "The run took too long"


class RunFailed(InvalidRequest):
    """The workflow says that this run failed."""

    title = "The workflow ended this run as failed"


def check_settings(run: ActiveRun, step: str, kind: StepType, settings: Mapping[str, Any]) -> None:
    """Raise `InvalidSettings` when what the expressions came to does not fit the step."""
    planned = run.plan.at(step)
    if not planned.settings.found:
        return  # nothing in it that validation has not seen
    found = [(at.removeprefix("/"), message) for at, message, _ in violations(kind.info.input_schema, settings)]
    if found:
        told = "; ".join(f"{at.replace('/', ' › ')}: {message}" for at, message in found)
        errors = [FieldError(f"/with/{at}", message) for at, message in found]
        raise InvalidSettings(f"{planned.step.title}, {told}", errors=errors)


def recovered(run: ActiveRun, step: str, at: datetime, most: int) -> e.Event:
    """What to say of a step that was begun by a process that is gone."""
    state, title = run.machine.steps[step], run.plan.at(step).step.title
    if not state.may_be_repeated:
        problem = UncertainEffect(
            f"{title} was under way when the program was stopped. Look in the other system whether it happened, "
            "then say so here."
        )
        return failed(run, step, state.attempt, problem, at)
    if state.recoveries >= most:
        problem = StepBroke(f"The program running it died {state.recoveries} times at {title}.")
        return failed(run, step, state.attempt, problem, at)
    return e.StepRecovered(at, step, state.attempt)


def answer_of(info: RunInfo, step: str, task: asyncio.Task[Answer]) -> Answer | Problem:
    """The answer or problem of a try that is over."""
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(error, Problem):
        return error
    _log.error("step_broke", run_id=info.id, company_id=info.company_id, step=step, exc_info=error)
    return StepBroke("It failed in a way nobody foresaw. The administrator finds more in the log.")


def too_late(title: str, limit: float, *, repeatable: bool) -> Problem:
    """The problem of a try that took too long."""
    if not repeatable:
        return UncertainEffect(
            f"{title} did not answer within {limit:g} s, so it is not certain whether it happened. "
            "Look in the other system, then say so here."
        )
    return DeadlineExceeded(f"{title} did not answer within {limit:g} s.")


def event_of(run: ActiveRun, step: str, attempt: int, answer: Answer | Problem, at: datetime) -> e.Event:
    """An answer as an event."""
    if isinstance(answer, Problem):
        return failed(run, step, attempt, answer, at)
    try:
        match answer:
            case StepResult(output, port, cost, answered_by):
                by = as_journaled(dict(answered_by)) if answered_by else None
                return e.StepSucceeded(at, step, attempt, as_journaled(output), port, float(cost), by)
            case Waits(kind, title, reference, detail, until):
                about = {"kind": kind, "title": title, "reference": reference}
                return e.StepWaiting(at, step, attempt, as_journaled(dict(detail)), about, until)
            case EndsRun("succeeded", output):
                return e.StepSucceeded(at, step, attempt, as_journaled(output), ends="succeeded")
            case EndsRun():
                error = problem_of(RunFailed(answer.message), run, step)
                return e.StepSucceeded(at, step, attempt, ends="failed", error=error)
    except TypeError as error:
        return failed(run, step, attempt, cannot_be_kept(error), at)


def cannot_be_kept(error: TypeError) -> StepBroke:
    """The problem of an answer that is no JSON data."""
    return StepBroke(f"Its answer cannot be kept: {error}.")


def failed(run: ActiveRun, step: str, attempt: int, problem: Problem, at: datetime) -> e.StepEvent:
    """What a failure comes to: another try, a question to a person, or the end.

    An effect that may have happened, and an undo that failed, are neither repeated nor given up by themselves.
    """
    document = problem_of(problem, run, step)
    is_begun = run.machine.steps[step].status == "running"
    if isinstance(problem, UncertainEffect) and is_begun:
        return _asks_a_person(run, step, attempt, document, at, e.UNCERTAIN)
    if not isinstance(problem, UncertainEffect):
        again = next_try(
            run.plan.at(step).step.retry, attempt, at, status=document["status"], kind=document["type"],
            retry_after=problem.retry_after, key=f"{run.id}:{step}",
        )  # fmt: skip
        if again:
            return e.StepFailed(at, step, attempt, document, again)
    if step.endswith(UNDO) and is_begun:
        return _asks_a_person(run, step, attempt, document, at, e.UNDO_FAILED)
    return given_up(run, step, attempt, document, at)


def _asks_a_person(
    run: ActiveRun, step: str, attempt: int, document: e.Problem, at: datetime, kind: str
) -> e.StepWaiting:
    name = run.plan.at(step).step.title
    title = f"Did it happen? {name}" if kind == e.UNCERTAIN else f"Not undone yet: {name}"
    return e.StepWaiting(at, step, attempt, {"problem": document}, {"kind": kind, "title": title, "reference": None})


def timed_out(run: ActiveRun, at: datetime) -> e.RunTimedOut:
    """The run has had all the time its workflow gives it."""
    problem = RunTimedOut(f"The workflow gives a run {run.plan.graph.timeout}, and this one was not done by then.")
    return e.RunTimedOut(at, problem_of(problem, run, None))


def given_up(
    run: ActiveRun, step: str, attempt: int, error: e.Problem, at: datetime
) -> e.StepFailed | e.StepSucceeded:  # fmt: skip
    """A step failed for good: it fails, or its default stands in for what it would have given."""
    default = run.plan.at(step).default
    if default is None:
        return e.StepFailed(at, step, attempt, error)
    try:
        value = as_journaled(default.fill(run.scope_at(step)))
    except TemplateError as problem:
        bad = bad_expression(run.plan.at(step).step.title, f"default{problem.pointer}", problem.message)
        return e.StepFailed(at, step, attempt, problem_of(bad, run, step))
    return e.StepSucceeded(at, step, attempt, value, error=error, defaulted=True)


def answered_at_once(held: Held, step: str, attempt: int, at: datetime) -> tuple[e.StepEvent, e.StepEvent]:
    """A step whose answer is at hand: it is begun and over, at no cost."""
    begun, source = e.StepStarted(at, step, attempt, held.input), held.run_id or None
    if held.error and not held.defaulted:
        return begun, e.StepFailed(at, step, attempt, held.error, reused_from=source)
    return begun, e.StepSucceeded(
        at, step, attempt, held.output, held.port, answered_by=held.answered_by, error=held.error,
        defaulted=held.defaulted, reused_from=source,
    )  # fmt: skip


def settled(run: ActiveRun, told: Settle, at: datetime) -> e.StepSucceeded | e.StepFailed | None:
    """What follows from a person's answer to what became of a step; None: it is tried again, with the same key."""
    answer = object_of(told.answer)
    match answer.get("answer"):
        case "happened":
            return e.StepSucceeded(at, told.step, told.attempt, as_journaled(answer.get("output")))
        case "fail":
            return given_up(run, told.step, told.attempt, dict(object_of(told.told)["problem"]), at)
        case _:
            return None


def as_journaled(value: Any) -> Any:
    """The value as it will be read from the journal. Raises `TypeError` when it is no JSON data."""
    return None if value is None else orjson.loads(orjson.dumps(value))
