"""From the SDK's errors to our problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ai_service.providers import faults
from ai_service.providers.faults import Place, Refusal
from ai_service.providers.openai.responses_wire import ResponseFailed

if TYPE_CHECKING:
    from kernel.problems import Problem

_STATUS_OF_CODE = {
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
    "server_error": 500,
    "invalid_api_key": 401,
    "model_not_found": 404,
}


def explain(error: Exception, place: Place, model: str) -> Problem:
    """The problem an error of the SDK stands for."""
    import httpx2
    import openai

    match error:
        case openai.APITimeoutError() | httpx2.TimeoutException():
            return faults.too_slow(place)
        case openai.APIConnectionError() | httpx2.HTTPError():
            return faults.unreachable(place)
        case openai.APIStatusError():
            wait = error.response.headers.get("retry-after")
            return faults.refused(Refusal(error.status_code, _said(error), wait), place, model)
        case openai.APIResponseValidationError():
            return faults.nonsense(place)
        case openai.APIError():
            return faults.refused(Refusal(_status(error.code), error.message), place, model)
        case ResponseFailed():
            return faults.refused(Refusal(_status(error.failure.code), error.failure.message), place, model)
        case _:
            return faults.nonsense(place)


def _said(error: Exception) -> str:
    """The vendor's own words; some servers wrap them, some send no JSON at all."""
    body = cast("object", getattr(error, "body", None))
    said = cast("dict[str, object]", body).get("message") if isinstance(body, dict) else None
    return str(said or getattr(error, "message", ""))


def _status(code: str | None) -> int:
    """In a stream that has begun with status 200, the code tells what happened; some send the status as code."""
    if code and code.isdigit() and 400 <= int(code) < 600:
        return int(code)
    return _STATUS_OF_CODE.get(code or "", 400 if "context" in (code or "") else 500)
