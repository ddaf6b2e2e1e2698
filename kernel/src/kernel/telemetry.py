"""What operators see: structured JSON logs with secrets redacted, Prometheus metrics, OpenTelemetry traces (off unless
an endpoint is configured)."""

import logging
import re
import sys
from collections.abc import Generator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, cast

import structlog
from opentelemetry import trace
from opentelemetry.propagate import extract
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder

_SECRET_NAMES = re.compile(
    r"pass(word|phrase)?$|secret|token$|authorization|cookie|api[-_]?key|private[-_]?key|credential|encryption_keys",
    re.IGNORECASE,
)
_SECRET_VALUES = re.compile(
    r"(?P<jwt>eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)|(?P<bearer>(?i:bearer)\s+[\w.~+/=-]{8,})|(?P<key>\bsk-[\w-]{12,})"
    r"|(?P<url>(?<=://)[^/\s:@]+:[^/\s@]+(?=@))|(?P<sealed>\bv1\.[\w-]{1,32}\.[\w=-]{20,}\.[\w=-]{20,})"
)
REDACTED = "[redacted]"


def redact(value: Any) -> Any:
    """The value with everything that looks like a secret taken out, however deep."""
    if isinstance(value, str):
        return _SECRET_VALUES.sub(REDACTED, value)
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Any]", value)
        return {k: REDACTED if _SECRET_NAMES.search(str(k)) and v else redact(v) for k, v in entries.items()}
    if isinstance(value, list | tuple | set):
        return [redact(item) for item in cast("list[Any]", value)]
    return value


_FACTS: ContextVar[Mapping[str, Any]] = ContextVar("log_facts", default={})  # noqa: B039 - read only
# One variable, not structlog's one for each fact: those took an eighth of a request's time.


def _with_facts(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    span = trace.get_current_span().get_span_context()
    return {**({"trace_id": f"{span.trace_id:032x}"} if span.is_valid else {}), **_FACTS.get(), **event}


def _redact_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return redact(event)


def setup_logging(service: str, *, level: str = "INFO", json_lines: bool = True) -> None:
    """Send every log record, ours and the libraries', to standard error as one JSON object a line."""
    shared: list[structlog.typing.Processor] = [
        _with_facts,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact_event,
    ]
    renderer = structlog.processors.JSONRenderer() if json_lines else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        # What is not logged at this level is dropped before any work is done for it.
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx2", "httpcore2", "uvicorn.access", "alembic", "aiosqlite", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    _FACTS.set({**_FACTS.get(), "service": service})


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module; log an event name and its facts as keywords."""
    return structlog.stdlib.get_logger(name)


@contextmanager
def logged_with(**facts: Any) -> Generator[None]:
    """Every record inside carries these facts (`run_id`, `company_id` …)."""
    before = _FACTS.set({**_FACTS.get(), **facts})
    try:
        yield
    finally:
        _FACTS.reset(before)


def log_facts() -> Mapping[str, Any]:
    """The facts every record carries here."""
    return _FACTS.get()


class Metrics:
    """One process's metrics; services share it and label their own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        labels = ["service", "method", "route"]
        self.requests = Counter("http_requests", "HTTP requests answered", [*labels, "status"], registry=registry)
        self.seconds = Histogram("http_request_seconds", "Time to answer", labels, registry=registry)
        self.lag = Gauge("outbox_oldest_seconds", "What was told waits to leave", ["service"], registry=registry)

    def text(self, accept: str = "") -> tuple[bytes, str]:
        """The exposition that Prometheus asks for, and its media type; exemplars are in OpenMetrics alone."""
        encode, media_type = choose_encoder(accept)
        return encode(self.registry), media_type


def setup_tracing(service: str, endpoint: str) -> None:
    """Send traces to an OTLP/HTTP collector at `endpoint`; never called when none is configured.

    Imported here because the exporter is heavy and most installations have no collector.
    """
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Ids(RandomIdGenerator):
        def generate_trace_id(self) -> int:
            return first_span.get()[0] or super().generate_trace_id()

        def generate_span_id(self) -> int:
            return first_span.get()[1] or super().generate_span_id()

    provider = TracerProvider(resource=Resource.create({"service.name": service}), id_generator=Ids())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint.rstrip("/") + "/v1/traces")))
    trace.set_tracer_provider(provider)


first_span: ContextVar[tuple[int, int]] = ContextVar("first_span", default=(0, 0))
"""The ids of a trace that is named after something, and of its first span: whoever knows the name adds to it."""
tracer = trace.get_tracer("platform")
"""Starts spans; they go nowhere until `setup_tracing` was called."""
SPAN_CLIENT = trace.SpanKind.CLIENT


def is_tracing() -> bool:
    """Whether anybody collects spans here."""
    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


def exemplar() -> dict[str, str] | None:
    """What leads from a figure to the trace it was measured in."""
    span = trace.get_current_span().get_span_context()
    return {"trace_id": f"{span.trace_id:032x}"} if span.is_valid and is_tracing() else None


def answering(method: str, headers: Mapping[str, str]) -> AbstractContextManager[trace.Span]:
    """The span of a request being answered, under its caller's; costs nothing where nobody traces."""
    if not is_tracing() and "traceparent" not in headers:
        return nullcontext(trace.INVALID_SPAN)
    return tracer.start_as_current_span(method, extract(headers), trace.SpanKind.SERVER)
