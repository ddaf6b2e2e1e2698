"""What a vendor's refusal means, by its status and its error body. Pure."""

import email.utils
import math
from collections.abc import Mapping
from typing import Any, cast

import orjson

from ai_service.providers import problems
from kernel.problems import Problem

_LONGEST_WAIT = 3600
_TOO_LONG = {"context_length_exceeded", "string_above_max_length"}
_TOO_LONG_WORDS = ("context length", "prompt is too long", "maximum context")


def problem_of(status: int, headers: Mapping[str, str], body: bytes, *, where: str, now: float) -> Problem:
    """The problem; `vendor_error` in it is the vendor's own error. `now` is in seconds since 1970."""
    error = _error_in(body)
    said = str(error.get("message") or "")[:300] or f"status {status}"
    code = error.get("code")
    if status in {401, 403}:
        return problems.KeyRefused(f"{where} refuses the API key ({said}). Enter a valid one under Settings → AI.")
    if status == 404:
        return problems.ModelUnknown(f"{where} does not know this model, or the address is wrong: {said}")
    if status in {429, 529}:
        detail = f"{where} asks for fewer requests, or the quota is used up: {said}"
        return problems.EndpointBusy(detail, retry_after=wait_of(headers, now), vendor_error=error)
    if status in {408, 504}:
        return problems.EndpointTooSlow(f"{where} took too long: {said}")
    if status >= 500 or status < 400:
        return problems.EndpointUnreachable(f"{where} failed with status {status}: {said}")
    if code in _TOO_LONG or any(words in said.lower() for words in _TOO_LONG_WORDS):
        return problems.ContextTooLong(f"{where}: {said}", vendor_error=error)
    return problems.RequestRefused(f"{where} refused the request: {said}", vendor_error=error)


def _error_in(body: bytes) -> dict[str, Any]:
    try:
        document: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    inner: Any = cast("dict[str, Any]", document).get("error") if isinstance(document, dict) else None
    if isinstance(inner, str):
        return {"message": inner}
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}


def wait_of(headers: Mapping[str, str], now: float) -> int:
    """How long to wait (seconds), as `Retry-After` says in seconds or as a date; 20 where nothing is said."""
    milliseconds = headers.get("retry-after-ms", "")
    given = headers.get("retry-after", "")
    try:
        wait = float(milliseconds) / 1000 if milliseconds else float(given)
    except ValueError:
        parsed = email.utils.parsedate_tz(given)
        wait = email.utils.mktime_tz(parsed) - now if parsed else 20.0
    return int(min(_LONGEST_WAIT, max(1, math.ceil(wait)))) if math.isfinite(wait) else 20
