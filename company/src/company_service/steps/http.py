"""`http.request`: calls another system over HTTP, through the guard that keeps us out of private networks."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any

import httpx2
import orjson

from company_service.circuits.breakers import Breakers
from company_service.engine.steps import DEADLINE, EffectBy, StepCall, StepInfo, StepResult, StepType, UncertainEffect
from company_service.engine.values import object_of
from company_service.steps.forms import settings, ui
from kernel.problems import (
    BadGateway,
    DeadlineExceeded,
    FieldError,
    InvalidRequest,
    Problem,
    TooManyRequests,
    Unavailable,
)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
_READS = ("GET", "HEAD")
MAX_ANSWER = 1024 * 1024
_SECONDS = 60.0
_KEPT_HEADERS = {
    "content-type", "content-language", "etag", "last-modified", "link", "location", "retry-after",
    "x-request-id", "x-total-count",
}  # fmt: skip
_OURS = {"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect"}
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_TRY_AGAIN: Mapping[int, type[Problem]] = {
    408: DeadlineExceeded, 429: TooManyRequests, 502: BadGateway, 503: Unavailable, 504: DeadlineExceeded,
}  # fmt: skip
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class RequestRefused(Problem):
    """The other system answered that it will not do this; asking again would not change that."""

    status = 424
    title = "The other system refused the request"


class AnswerTooLarge(Problem):
    """The other system answered more than a step can carry."""

    status = 424
    title = "The other system's answer is too large"


class HttpRequest(StepType):
    """Calls another system over HTTP."""

    info = StepInfo(
        type="http.request",
        name="HTTP request",
        description="Call another system's web interface and use what it answers.",
        category="data",
        icon="globe",
        effect="effect",
        effect_by=EffectBy("method", default="GET", values=dict.fromkeys(_READS, "read")),
        input_schema=settings(
            ["url"],
            method={"enum": list(METHODS), "default": "GET", "x-ui": ui("select", "Method")},
            url={
                "type": "string",
                "minLength": 1,
                "maxLength": 8_000,
                "x-ui": ui("text", "Address", placeholder="https://erp.example.com/invoices/{{ input.number }}"),
            },
            headers={"type": "object", "maxProperties": 50, "x-ui": ui("keyvalue", "Headers")},
            query={"type": "object", "maxProperties": 100, "x-ui": ui("keyvalue", "Query parameters")},
            json={"x-ui": ui("code", "JSON body", "Sent as application/json.")},
            body={"type": ["string", "null"], "x-ui": ui("textarea", "Text body", "Sent as it stands.")},
        ),
        output_schema={
            "type": "object",
            "properties": {"status": {"type": "integer"}, "headers": {"type": "object"}, "body": {}},
        },
        timeout=120,
    )

    def __init__(self, http: httpx2.AsyncClient, circuits: Breakers) -> None:
        self._http = http
        self._circuits = circuits

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        url = settings.get("url")
        if isinstance(url, str) and not url.startswith(("http://", "https://", "{{")):
            yield "/url", "An address starts with https:// or http://."
        if settings.get("json") is not None and settings.get("body") is not None:
            yield "/body", "Give a JSON body or a text body, not both."

    async def run(self, call: StepCall) -> StepResult:
        method = str(call.input.get("method", "GET"))
        request = self._request(method, call)
        is_effect = method not in _READS
        try:
            response = await self._try(request, call.run.company_id)
        except _NOT_SENT as error:
            raise Unavailable(f"{request.url.host} cannot be reached: {error}", retry_after=2) from None
        except httpx2.TransportError as error:
            if is_effect:
                raise UncertainEffect(
                    f"{request.url.host} broke off before it answered. Look there whether the request was carried out."
                ) from None
            raise DeadlineExceeded(f"{request.url.host} did not answer: {error or 'it broke off'}") from None
        _check_status(response.status_code, response.headers, request.url.host, is_effect=is_effect)
        return StepResult(output=_output(response))

    def _request(self, method: str, call: StepCall) -> httpx2.Request:
        given = call.input
        headers = _headers(object_of(given.get("headers")))
        if method not in _READS:
            headers.setdefault("idempotency-key", call.idempotency_key)
        content: bytes | None = None
        if given.get("json") is not None:
            headers.setdefault("content-type", "application/json")
            content = orjson.dumps(given["json"])
        elif given.get("body") is not None:
            headers.setdefault("content-type", "text/plain; charset=utf-8")
            content = str(given["body"]).encode()
        query = {name: _text(value) for name, value in object_of(given.get("query")).items() if value is not None}
        try:
            request = self._http.build_request(
                method, given["url"], headers=headers, params=query or None, content=content, timeout=_SECONDS
            )
        except (httpx2.InvalidURL, ValueError) as error:
            raise _wrong("/with/url", f"This is not an address that can be called: {error}") from None
        if request.url.scheme not in {"http", "https"} or not request.url.host:
            raise _wrong("/with/url", "An address starts with https:// or http:// and names a host.")
        return request

    async def _try(self, request: httpx2.Request, company_id: str) -> httpx2.Response:
        """Send it, unless the other system has failed too often lately. Raises `CircuitOpen`."""
        url = request.url
        port = url.port or (443 if url.scheme == "https" else 80)
        with self._circuits.trying((company_id, f"{url.host}:{port}"), url.host) as tried:
            try:
                response = await self._send(request)
            except httpx2.PoolTimeout:  # no place was free on our side
                raise
            except httpx2.TransportError:
                tried.failed()
                raise
            except asyncio.CancelledError as broken_off:
                if DEADLINE in broken_off.args:  # the step's own time is over
                    tried.failed()
                raise
            tried.answered(well=response.status_code < 500)
        return response

    async def _send(self, request: httpx2.Request) -> httpx2.Response:
        response = await self._http.send(request, stream=True)
        try:
            parts: list[bytes] = []
            size = 0
            async for part in response.aiter_bytes():
                size += len(part)
                if size > MAX_ANSWER:
                    raise AnswerTooLarge(
                        f"{request.url.host} answered more than {MAX_ANSWER // 1024 // 1024} MB. Ask for less at once."
                    )
                parts.append(part)
        finally:
            await response.aclose()
        headers = [(n, v) for n, v in response.headers.multi_items() if n not in {"content-encoding", "content-length"}]
        return httpx2.Response(response.status_code, headers=headers, content=b"".join(parts), request=request)


def _headers(given: Mapping[str, Any]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in given.items():
        text = _text(value)
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS:
            raise _wrong(f"/with/headers/{name}", f"{name!r} cannot be set as a header.")
        if not text.isprintable() or not text.isascii():
            raise _wrong(f"/with/headers/{name}", f"The value of {name!r} holds characters that headers cannot carry.")
        headers[name.lower()] = text
    return headers


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _wrong(pointer: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, errors=[FieldError(pointer, message)])


def _check_status(status: int, headers: Mapping[str, str], host: str, *, is_effect: bool) -> None:
    if status < 400:
        return
    message = f"{host} answered {status}."
    if is_effect and status in {408, 502, 504}:
        raise UncertainEffect(f"{message} Look there whether the request was carried out.")
    kind = _TRY_AGAIN.get(status)
    if kind is None:
        raise RequestRefused(message)
    after = headers.get("retry-after", "")
    raise kind(message, retry_after=min(int(after[:9]), 3600) if after.isascii() and after.isdigit() else None)


def _output(response: httpx2.Response) -> dict[str, Any]:
    headers = {name: value for name, value in response.headers.items() if name in _KEPT_HEADERS}
    return {"status": response.status_code, "headers": headers, "body": _body(response)}


def _body(response: httpx2.Response) -> Any:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        try:
            return orjson.loads(response.content) if response.content else None
        except orjson.JSONDecodeError:
            return response.text
    return response.text.replace("\0", "")
