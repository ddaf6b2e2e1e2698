"""Problems as each dialect writes them, with the status at which its official clients raise the right exception.

The clients try 409, 429 and 5xx again by themselves; `retryable` says where that is of no use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from ai_service.providers import problems as vendor
from kernel.problems import InvalidRequest, Problem, TooManyRequests, status_of

DialectName = Literal["openai", "anthropic"]

_STATUS: Mapping[type[Problem], int] = {
    vendor.NotOffered: 400,
    InvalidRequest: 400,
    vendor.ModelUnknown: 404,
    vendor.RequestRefused: 400,
    vendor.KeyRefused: 403,
}
"""Where a dialect's status is another than that of the problem. The first match counts."""

_OPENAI_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
_ANTHROPIC_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
}
_CODES: Mapping[type[Problem], str] = {
    vendor.ModelUnknown: "model_not_found",
    vendor.ContextTooLong: "context_length_exceeded",
    TooManyRequests: "rate_limit_exceeded",
}


@dataclass(frozen=True)
class Refusal:
    """How a problem is told in a dialect."""

    status: int
    body: dict[str, Any]
    retryable: bool


def told(problem: Problem, dialect: DialectName, request_id: str) -> Refusal:
    """The problem in a dialect."""
    status = next((s for kind, s in _STATUS.items() if isinstance(problem, kind)), status_of(problem))
    said = f"{problem.title}. {problem.detail}".strip() if problem.detail else problem.title
    body = _openai(problem, said, status) if dialect == "openai" else _anthropic(said, status)
    return Refusal(status, {**body, "request_id": request_id}, retryable=status == 429 or status >= 500)


def _openai(problem: Problem, said: str, status: int) -> dict[str, Any]:
    upstream = _from_vendor(problem)
    kind = _OPENAI_TYPES.get(status, "invalid_request_error" if status < 500 else "api_error")
    code = next((c for each, c in _CODES.items() if isinstance(problem, each)), None)
    where = problem.errors[0].pointer.lstrip("/").replace("/", ".") if problem.errors else None
    error = {
        "message": said,
        "type": upstream.get("type") or kind,
        "param": upstream.get("param") or where,
        "code": upstream.get("code") or code or problem.type.rpartition("/")[2].replace("-", "_"),
    }
    return {"error": error}


def _anthropic(said: str, status: int) -> dict[str, Any]:
    kind = _ANTHROPIC_TYPES.get(status, "invalid_request_error" if status < 500 else "api_error")
    return {"type": "error", "error": {"type": kind, "message": said}}


def _from_vendor(problem: Problem) -> dict[str, Any]:
    """What the vendor's own error said, where it was written in this dialect."""
    said = problem.extra.get("vendor_error")
    return cast("dict[str, Any]", said) if isinstance(said, dict) else {}
