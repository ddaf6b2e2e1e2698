"""What came in at a webhook, as the workflow sees it: body, safe headers, query, method."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

from company_service.triggers.problems import UnreadableBody
from kernel.problems import UnsupportedMediaType

MAX_FIELDS = 1_000
_KEYS = (
    "idempotency-key", "webhook-id", "x-github-delivery", "x-gitlab-event-uuid", "x-shopify-webhook-id",
    "x-request-idempotency-key",
)  # fmt: skip
_SECRET = (
    "authorization",
    "cookie",
    "proxy-",
    "forwarded",
    "x-forwarded-",
    "x-real-ip",
    "webhook-signature",
    "x-api-key",
)
_SECRET_PARTS = ("signature", "token", "secret", "password")
_CONNECTION = {
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "te",
    "upgrade",
    "expect",
    "accept-encoding",
}
_MAX_HEADERS, _MAX_HEADER = 60, 2_000


def received(
    method: str, headers: Mapping[str, str], query: str, body: bytes, also_secret: Iterable[str] = ()
) -> dict[str, Any]:
    """The request as data. `headers` have lower-case names; credentials are left out. Raises `UnreadableBody`."""
    return {
        "method": method,
        "query": pairs(query),
        "headers": safe_headers(headers, also_secret),
        "body": content(headers.get("content-type", ""), body),
    }


def safe_headers(headers: Mapping[str, str], also_secret: Iterable[str] = ()) -> dict[str, str]:
    """The headers that a run may keep: no credentials, nothing of the connection."""
    hidden = {name.lower() for name in also_secret}
    kept = {
        name: value[:_MAX_HEADER]
        for name, value in headers.items()
        if name not in _CONNECTION | hidden
        and not name.startswith(_SECRET)
        and not any(part in name for part in _SECRET_PARTS)
    }
    return dict(list(kept.items())[:_MAX_HEADERS])


def content(content_type: str, body: bytes) -> Any:
    """The body by its type: JSON, a form, or text. No body is null."""
    kind = content_type.partition(";")[0].strip().lower()
    if not body:
        return None
    if kind in {"", "application/json"} or kind.endswith("+json"):
        return _json(body)
    if kind == "application/x-www-form-urlencoded":
        return pairs(text(body))
    if kind.startswith("text/") or kind in {"application/xml", "application/x-ndjson"} or kind.endswith("+xml"):
        return text(body)
    raise UnsupportedMediaType("Send JSON, a form (application/x-www-form-urlencoded) or text.")


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnreadableBody(f"This is not JSON: {str(error)[:200]}.") from None


def text(body: bytes) -> str:
    """The body as text. Raises `UnreadableBody`."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise UnreadableBody("This is not text in UTF-8.") from None


def pairs(encoded: str) -> dict[str, Any]:
    """Name and value pairs; a name that comes several times has a list."""
    try:
        found = parse_qsl(encoded, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except (ValueError, UnicodeDecodeError):
        raise UnreadableBody(f"These are not name and value pairs in UTF-8, {MAX_FIELDS} at most.") from None
    values: dict[str, Any] = {}
    for name, value in found:
        if name not in values:
            values[name] = value
        elif isinstance(values[name], list):
            values[name].append(value)
        else:
            values[name] = [values[name], value]
    return values


def natural_input(request: Mapping[str, Any]) -> Any:
    """What a run gets when the trigger does not say: the body when it is an object, the query when there is none."""
    body = request["body"]
    if isinstance(body, dict):
        return body  # pyright: ignore[reportUnknownVariableType] - any JSON
    return request["query"] if body is None else {"body": body}


def delivery_key(headers: Mapping[str, str], own: str | None) -> str | None:
    """What tells a repeated delivery, if the caller says: the trigger's own header, or one of those in common use."""
    for name in [own.lower()] if own else _KEYS:
        if value := headers.get(name, "").strip():
            return value[:500]
    return None
