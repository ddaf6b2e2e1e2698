"""Hears of ends of runs, for operators: figures, and the span that a run's trace begins with."""

from collections.abc import Sequence

from opentelemetry.context import Context

from company_service.deps import Deps
from company_service.engine.observing import trace_of
from contracts.events import RunEnded
from kernel.bus import Message
from kernel.telemetry import first_span, is_tracing, tracer

_NANOSECONDS = 1_000_000_000


async def measure(deps: Deps, message: Message) -> None:
    """Count one run that ended. A repeat is counted again: figures are no books."""
    ended = RunEnded.model_validate(message.payload)
    deps.figures.run_ended(ended.run_id, ended.status, ended.seconds, ended.cost)
    if is_tracing():
        _show(ended)


async def measure_together(deps: Deps, messages: Sequence[Message]) -> None:
    """As `measure`, for many."""
    for message in messages:
        await measure(deps, message)


def _show(ended: RunEnded) -> None:
    """Write the span of the whole run, beneath which those of its steps lie already."""
    ids = trace_of(ended.run_id)
    if ids is None:
        return
    end = int(ended.ended_at.timestamp() * _NANOSECONDS)
    facts = {
        "platform.run": ended.run_id,
        "platform.company": ended.company_id,
        "platform.workflow": ended.workflow_id,
        "platform.agent": ended.agent_id,
        "platform.status": ended.status,
        "platform.cost_usd": ended.cost,
    }
    before = first_span.set(ids)
    try:
        span = tracer.start_span("run", Context(), attributes=facts, start_time=end - int(ended.seconds * _NANOSECONDS))
    finally:
        first_span.reset(before)
    span.end(end)
