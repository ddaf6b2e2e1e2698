"""A span for each exchange with a model, in the words of OpenTelemetry's conventions for generative AI; none where
nobody collects spans. What was said never stands in one.

Source: the semantic conventions for GenAI spans, version 1.41 (status: development).
"""

from collections.abc import Mapping
from typing import Any

from opentelemetry.trace import Span, StatusCode, Tracer

from ai_service.completions.stages import Answer, Ask
from ai_service.routing.resolving import USUAL
from kernel.problems import Problem
from kernel.telemetry import SPAN_CLIENT

_PROVIDERS: Mapping[str, str] = {"openai": "openai", "anthropic": "anthropic", "google": "gcp.gemini"}
_REASONS = {"end": "stop", "tools": "tool_calls", "length": "length", "refused": "content_filter"}


class Trace:
    """The span of one exchange; ended once."""

    def __init__(self, span: Span | None) -> None:
        self._span = span

    def answered(self, answer: Answer, alias: str | None) -> None:
        """It was answered, or its stream has ended."""
        if self._span is None:
            return
        tally, candidate = answer.tally, answer.candidate
        facts: dict[str, Any] = {
            "gen_ai.provider.name": _PROVIDERS.get(candidate.kind, candidate.preset or candidate.kind),
            "gen_ai.response.model": tally.model,
            "gen_ai.response.finish_reasons": [_REASONS[tally.stop]],
            "gen_ai.usage.input_tokens": answer.spent.tokens.taken,
            "gen_ai.usage.output_tokens": answer.spent.tokens.given,
            "gen_ai.usage.cache_read.input_tokens": answer.spent.tokens.cached,
            "platform.cache": answer.cache,
            "platform.attempts": answer.attempts,
            "platform.alias": alias or "",
        }
        if not tally.complete:
            facts["error.type"] = "broken_off"
            self._span.set_status(StatusCode.ERROR)
        self._span.set_attributes(facts)
        self._span.end()

    def failed(self, error: BaseException) -> None:
        """It was not."""
        if self._span is not None:
            self._span.set_attribute("error.type", error.type if isinstance(error, Problem) else type(error).__name__)
            self._span.set_status(StatusCode.ERROR)
            self._span.end()


def begun(ask: Ask, tracer: Tracer | None) -> Trace:
    """Begin the span of an exchange; without a tracer there is none."""
    if tracer is None:
        return Trace(None)
    model = ask.model or USUAL
    facts: dict[str, Any] = {
        "gen_ai.operation.name": ask.task,
        "gen_ai.request.model": model,
        "gen_ai.request.stream": ask.stream,
        "platform.company": ask.by.company_id,
        "platform.run": ask.on_behalf_of.run_id or "",
    }
    if ask.needs.output_tokens:
        facts["gen_ai.request.max_tokens"] = ask.needs.output_tokens
    return Trace(tracer.start_span(f"{ask.task} {model}", kind=SPAN_CLIENT, attributes=facts))
