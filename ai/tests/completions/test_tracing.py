"""A span for each exchange, in the words of OpenTelemetry's conventions for generative AI."""

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from ai_service.completions.stages import Answer, Ask, Tally
from ai_service.completions.tracing import Trace, begun
from ai_service.providers.problems import EndpointBusy
from ai_service.providers.vocabulary import Tokens
from ai_service.routing.rules import Candidate, Needs
from contracts.ai import ChatMessage, ChatRequest
from kernel.identity import Principal

SECRET = "what nobody may read in a trace"
ASK = Ask(
    by=Principal("user", "cmp_1"),
    task="chat",
    dialect=None,
    body={},
    request=lambda: ChatRequest(messages=[ChatMessage(role="user", content=SECRET)]),
    needs=Needs(output_tokens=50),
    model="fast",
)


class Spans:
    """A collector of its own: the one of the process is not touched."""

    def __init__(self) -> None:
        self._kept = InMemorySpanExporter()
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self._kept))
        self.tracer = provider.get_tracer("test")

    def only(self) -> ReadableSpan:
        """The one span there is."""
        (span,) = self._kept.get_finished_spans()
        return span


@pytest.fixture
def spans() -> Spans:
    return Spans()


def _answer(*, complete: bool) -> Answer:
    tally = Tally("claude-x", Tokens(taken=12, given=5, cached=4), "tools", complete=complete)
    return Answer(SECRET.encode(), tally, Candidate("prv_1", "Claude", "anthropic", "claude-x", data_stays=False))


def test_a_span_says_who_was_asked_and_what_it_took_and_never_a_word(spans: Spans):
    begun(ASK, spans.tracer).answered(_answer(complete=True), "fast")

    span = spans.only()
    facts = dict(span.attributes or {})
    assert span.name == "chat fast"
    assert facts["gen_ai.operation.name"] == "chat"
    assert facts["gen_ai.provider.name"] == "anthropic"
    assert (facts["gen_ai.request.model"], facts["gen_ai.response.model"]) == ("fast", "claude-x")
    assert (facts["gen_ai.usage.input_tokens"], facts["gen_ai.usage.output_tokens"]) == (12, 5)
    assert facts["gen_ai.response.finish_reasons"] == ("tool_calls",)
    assert SECRET not in span.to_json()


def test_a_failure_and_an_answer_that_broke_off_are_told_as_errors(spans: Spans):
    begun(ASK, spans.tracer).failed(EndpointBusy("later"))
    other = Spans()
    begun(ASK, other.tracer).answered(_answer(complete=False), None)

    assert (spans.only().attributes or {})["error.type"] == "/problems/endpoint-busy"
    assert (other.only().attributes or {})["error.type"] == "broken_off"


def test_where_nobody_collects_spans_there_is_none():
    Trace(None).failed(EndpointBusy("later"))
    begun(ASK, None).answered(_answer(complete=True), None)
