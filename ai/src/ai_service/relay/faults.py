"""What a vendor's refusal means, by its status and its error body. Pure."""

import email.utils
import math
from collections.abc import Mapping
from typing import Any, cast

import orjson

from ai_service.providers import faults
from ai_service.providers.faults import Place, Refusal
from ai_service.providers.vocabulary import Access
from kernel.problems import Problem


def problem_of(
    status: int, headers: Mapping[str, str], body: bytes, *, asked: tuple[Access, str], now: float
) -> Problem:
    """The problem; `vendor_error` in it is the vendor's own error. `asked`: how and which model; `now`: seconds since
    1970."""
    access, model = asked
    error = error_in(body)
    said = " ".join(str(error[name]) for name in ("message", "code") if error.get(name))
    refusal = Refusal(status if status >= 400 else 500, said, wait_of(headers, now))
    problem = faults.refused(refusal, Place(access.base_url, access.seconds), model)
    if error:
        problem.extra["vendor_error"] = error
    return problem


def error_in(body: bytes) -> dict[str, Any]:
    """The error that a body holds; an empty one where it holds none."""
    try:
        document: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    inner: Any = cast("dict[str, Any]", document).get("error") if isinstance(document, dict) else None
    if isinstance(inner, str):
        return {"message": inner}
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}


def wait_of(headers: Mapping[str, str], now: float) -> str | None:
    """How long to wait (whole seconds): `Retry-After` is in seconds or a date; some say it in milliseconds."""
    milliseconds, given = headers.get("retry-after-ms", ""), headers.get("retry-after", "")
    try:
        wait = float(milliseconds) / 1000 if milliseconds else float(given)
    except ValueError:
        parsed = email.utils.parsedate_tz(given)
        if parsed is None:
            return None
        wait = email.utils.mktime_tz(parsed) - now
    return str(max(1, math.ceil(wait))) if math.isfinite(wait) else None
