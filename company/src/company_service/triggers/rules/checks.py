"""What is wrong with a trigger before it is saved, and what a run gets from what came in."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from company_service.engine.expressions import Expression, ExpressionError, Scope, compiled
from company_service.engine.graph import MAX_DEPTH, depth
from company_service.engine.schemas import InvalidInput
from company_service.engine.templates import Template, TemplateError, compile_each
from company_service.triggers.problems import InvalidTrigger
from company_service.triggers.rules import schedules
from company_service.triggers.schemas import OnEvent, OnWorkflowEnd, Schedule, TriggerBody, Webhook
from kernel.problems import FieldError

MAX_TRIGGERS = 50
"""Of one workflow."""
_MAX_INPUT = 64 * 1024


def check(body: TriggerBody, workflow_id: str) -> None:
    """Raises `InvalidTrigger` naming each thing that cannot work."""
    errors = [*_input_errors(body.input), *_settings_errors(body, workflow_id)]
    if errors:
        raise InvalidTrigger(errors[0].message, errors=errors[:50])


def _input_errors(given: Any) -> Iterator[FieldError]:
    if depth(given) > MAX_DEPTH or len(orjson.dumps(given)) > _MAX_INPUT:
        yield FieldError("/input", f"The input may be nested {MAX_DEPTH} levels deep and have {_MAX_INPUT // 1024} KB.")
        return
    for pointer, found in compile_each(given):
        if isinstance(found, TemplateError):
            yield FieldError(f"/input{pointer}", found.message)
        else:
            yield from _foreign(f"/input{pointer}", found)


def _foreign(pointer: str, expression: Expression) -> Iterator[FieldError]:
    for name in sorted({chain[0] for chain in expression.chains} - {"input"}):
        yield FieldError(pointer, f"There is no {name!r} before a run has started. Use `input`: it is what came in.")


def _settings_errors(body: TriggerBody, workflow_id: str) -> Iterator[FieldError]:
    match body.settings:
        case Schedule():
            yield from _schedule_errors(body.settings)
        case OnEvent():
            yield from _filter_errors(body.settings.filter)
        case OnWorkflowEnd():
            if body.settings.workflow_id == workflow_id:
                message = "A workflow cannot be started by its own end: it would never stop."
                yield FieldError("/settings/workflow_id", message)
        case _:
            pass
    if body.secret and not needs_secret(body):
        yield FieldError("/secret", "This trigger has no use for a secret.")


def _schedule_errors(settings: Schedule) -> Iterator[FieldError]:
    try:
        schedules.zone(settings.timezone)
    except schedules.NoSchedule as error:
        yield FieldError("/settings/timezone", str(error))
        return
    try:
        schedules.words(settings.cron)
    except schedules.NoSchedule as error:
        yield FieldError("/settings/cron", str(error))


def _filter_errors(source: str) -> Iterator[FieldError]:
    if not source.strip():
        return
    try:
        yield from _foreign("/settings/filter", compiled(source))
    except ExpressionError as error:
        yield FieldError("/settings/filter", str(error))


def needs_secret(body: TriggerBody) -> bool:
    """Whether callers must prove that they know a secret."""
    return isinstance(body.settings, Webhook) and body.settings.auth.kind != "none"


def passes(source: str, came_in: Mapping[str, Any]) -> bool:
    """Whether an event's filter holds. Raises `InvalidInput` when it cannot be told."""
    if not source.strip():
        return True
    try:
        return compiled(source).holds(_scope(came_in))
    except ExpressionError as error:
        raise InvalidInput(f"The trigger's filter: {error}") from None


def run_input(template: Template | None, came_in: Any, natural: Any) -> Any:
    """A run's input: what the trigger's own `input` makes of what came in, or that itself. Raises `InvalidInput`."""
    if template is None:
        return natural
    try:
        return template.fill(_scope(came_in))
    except TemplateError as error:
        message = f"The trigger's input: {error.message}"
        raise InvalidInput(message, errors=[FieldError(f"/input{error.pointer}", error.message)]) from None


def _scope(came_in: Any) -> Scope:
    return Scope(came_in, {}, {})
