"""A try of a step as operators see it: how long it took, how it ended, and a span in the trace of its run.

The trace of a run is named after the run: its id is the digits of the run's. So whichever process tries a step adds to
the same trace, however often others were killed before it; nothing is handed on; and who has the one id has the other.
"""

from time import perf_counter
from typing import Literal, Protocol

from opentelemetry import context, trace

from company_service.engine.steps import Answer, StepCall, StepType, Waits
from kernel.telemetry import is_tracing, tracer

Ending = Literal["done", "waits", "failed"]
_LOWER_HALF = (1 << 64) - 1
_DIGITS = 32


class Observer(Protocol):
    """Hears of each try."""

    def tried(self, kind: str, ending: Ending, seconds: float, run_id: str) -> None:
        """A try of a step of this type has ended. Must not fail and not block."""
        ...


class Unobserved:
    """Nobody looks."""

    def tried(self, kind: str, ending: Ending, seconds: float, run_id: str) -> None:
        """Nothing."""


def trace_of(run_id: str) -> tuple[int, int] | None:
    """The id of the run's trace, and of the span that stands for the whole run; None for an id of another shape."""
    digits = run_id.rpartition("_")[2]
    try:
        number = int(digits, 16) if len(digits) == _DIGITS else 0
    except ValueError:
        number = 0
    return (number, number & _LOWER_HALF or 1) if number else None


def within(run_id: str) -> context.Context:
    """Where spans of this run belong."""
    ids = trace_of(run_id)
    if ids is None:
        return context.Context()
    whole = trace.SpanContext(*ids, is_remote=True, trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED))
    return trace.set_span_in_context(trace.NonRecordingSpan(whole), context.Context())


async def observed(kind: StepType, call: StepCall, observer: Observer) -> Answer:
    """Try a step, and tell of it. Raises what the step raises."""
    if not is_tracing():
        return await _timed(kind, call, observer)
    facts = {
        "platform.run": call.run.id,
        "platform.company": call.run.company_id,
        "platform.workflow": call.run.workflow_id,
        "platform.step": call.step,
        "platform.step.type": kind.info.type,
        "platform.step.attempt": call.attempt,
    }
    with tracer.start_as_current_span(f"step {kind.info.type}", within(call.run.id), attributes=facts):
        return await _timed(kind, call, observer)


async def _timed(kind: StepType, call: StepCall, observer: Observer) -> Answer:
    began, ending = perf_counter(), "failed"
    try:
        answer = await kind.run(call)
        ending = "waits" if isinstance(answer, Waits) else "done"
        return answer
    finally:
        observer.tried(kind.info.type, ending, perf_counter() - began, call.run.id)
