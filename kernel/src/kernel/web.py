"""The web edge of a service: request ids, identity, limits, deadlines, problems, access log, metrics, idempotency keys.

One ASGI wrapper (`Edge`) around a FastAPI application. Routes stay thin: they authorise by type (`kernel.identity`),
take what they need by type (`provided`) and make one call.
"""

import asyncio
import hashlib
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any, Protocol, TypeVar

import orjson
import sqlalchemy as sa
from fastapi import Depends, FastAPI, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic_core import PydanticSerializationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kernel import problems
from kernel.db import Database, idempotency_table
from kernel.identity import Principal, TokenVerifier, authenticate, signed_in
from kernel.ids import uuid7_hex
from kernel.problems import FieldError, InvalidRequest, Problem, status_of
from kernel.telemetry import Metrics, answering, exemplar, get_logger, logged_with

_log = get_logger(__name__)
_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_TOKEN = re.compile(r"^(/(?:hooks|forms)/).*", re.DOTALL)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_IN_FLIGHT = timedelta(seconds=60)
_STORED_BODY = 1024 * 1024
MIB = 1024 * 1024


def provided() -> Any:
    """Route parameter: the service's dependencies (its own `Deps` value), as its manifest's `open` gave them."""

    async def give(request: Request) -> Any:
        return request.scope["state"]["deps"]

    return Depends(give)


async def _if_match(request: Request, if_match: Annotated[str | None, Header()] = None) -> int:
    signed_in(request)
    if if_match is None:
        raise problems.PreconditionRequired("Read the current version first and send its ETag as If-Match.")
    text = if_match.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidRequest(errors=[FieldError("/header/if-match", 'This must be a version such as "3".')])
    return int(text)


IfMatch = Annotated[int, Depends(_if_match)]
"""Route parameter: the version number the change was made from."""


class Versioned(Protocol):
    """A view that carries the version it was read at."""

    version: int


V = TypeVar("V", bound=Versioned)


def tagged(response: Response, view: V) -> V:
    """Send the view's version as ETag, to come back as If-Match."""
    response.headers["etag"] = f'"{view.version}"'
    return view


A = TypeVar("A")


def shown_once(response: Response, view: A) -> A:
    """Answer with a secret that nothing keeps, not even for a repeat with the same Idempotency-Key."""
    response.headers["x-shown-once"] = "yes"
    return view


class IdempotencyKeyReused(Problem):
    """The same Idempotency-Key came with another request."""

    status = 422
    title = "This Idempotency-Key was used for another request"


class StillWorking(Problem):
    """The first request with this Idempotency-Key is still being worked on."""

    status = 409
    title = "The first request with this Idempotency-Key is still being worked on"


def problem_response(problem: Problem, request_id: str | None) -> Response:
    """The HTTP answer for a problem."""
    headers = {"retry-after": str(problem.retry_after)} if problem.retry_after else {}
    status = status_of(problem)
    if status == 401:
        headers["www-authenticate"] = 'Bearer realm="agent-platform"'
    body = orjson.dumps(problem.document(request_id))
    return Response(body, status, headers, media_type=problems.MEDIA_TYPE)


def _pointer(location: Sequence[int | str]) -> str:
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in location]
    return "/" + "/".join(parts[1:] if parts and parts[0] == "body" else parts)


_SAID = ("Integer exceeds", "Recursion limit", "str is not")  # what `orjson` cannot write, by a bare `TypeError`
_HTTP: Mapping[int, type[Problem]] = {404: problems.NotFound, 405: problems.MethodNotAllowed}


def as_problem(error: Exception) -> Problem:
    """What a caller is told about an exception."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return InvalidRequest(errors=[FieldError(_pointer(e["loc"]), e["msg"]) for e in error.errors()[:50]])
        case HTTPException():
            cause = error.__cause__
            return cause if isinstance(cause, Problem) else _HTTP.get(error.status_code, InvalidRequest)(error.detail)
        case OperationalError() | InterfaceError() | PoolTimeout():
            return problems.Unavailable("The database cannot be used just now. Nothing was changed.", retry_after=5)
        case PydanticSerializationError() if "surrogates" in str(error):
            return InvalidRequest("The request holds text that is not valid Unicode.")
        case Exception() if isinstance(error, RecursionError | OverflowError | UnicodeError) or str(error).startswith(
            _SAID
        ):
            return InvalidRequest("The request holds a value that cannot be stored (too deep, too large, or not text).")
        case TimeoutError():
            return problems.DeadlineExceeded()
        case _:
            return Problem("This was recorded. Give the request id to your administrator if it happens again.")


def _loggable(path: str) -> str:
    """A path without what is a credential in it: the token of a public address."""
    return _TOKEN.sub(r"\1(token)", path)


def _recorded(error: Exception, path: str) -> Problem:
    """What a caller is told about an exception; what nobody foresaw is recorded with its trace."""
    problem = as_problem(error)
    if status_of(problem) >= 500 and not isinstance(error, Problem):
        _log.error("request_failed", path=_loggable(path), exc_info=error)
    return problem


def handle_problems(app: FastAPI) -> None:
    """Let every exception of a route leave as a problem document."""

    async def answer(request: Request, error: Exception) -> Response:
        return problem_response(_recorded(error, request.url.path), request.scope["state"].get("request_id"))

    for kind in (Problem, RequestValidationError, HTTPException, OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(kind, answer)
    for kind in (RecursionError, OverflowError, UnicodeError, TypeError, TimeoutError, Exception):
        app.add_exception_handler(kind, answer)


@dataclass
class _Answer:
    """How far the answer went."""

    status: int = 500
    started: bool = False
    finished: bool = False


@dataclass(frozen=True)
class Edge:
    """Everything that is the same for every request of a service."""

    app: ASGIApp
    service: str
    verifier: TokenVerifier
    db: Database
    metrics: Metrics
    body_limits: Mapping[str, int] = field(default_factory=dict[str, int])
    body_limit: int = MIB
    keeps_answers: bool = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        request_id = headers.get("x-request-id", "")
        if not _REQUEST_ID.fullmatch(request_id):
            request_id = f"req_{uuid7_hex()}"
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = request_id
        answer = _Answer()

        async def tagged_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status, answer.started = message["status"], True
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode()), *_SECURITY_HEADERS]
            else:
                answer.finished = not message.get("more_body", False)
            await send(message)

        began = time.perf_counter()
        with logged_with(request_id=request_id), answering(scope["method"], headers) as span:
            try:
                await self._guarded(scope, receive, tagged_send, headers)
            except Exception as error:
                # A route's exception was answered and recorded by the application, which lets it through all the same.
                if not answer.started:
                    await problem_response(_recorded(error, scope["path"]), request_id)(scope, receive, tagged_send)
                elif not answer.finished:
                    raise
            finally:
                route = self._record(scope, answer.status, time.perf_counter() - began)
                span.update_name(f"{scope['method']} {route}")
                span.set_attributes({"http.route": route, "http.response.status_code": answer.status})

    async def _guarded(self, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str]) -> None:
        state = scope["state"]
        try:
            address = str((scope.get("client") or ("",))[0])
            state["authenticate"] = again = partial(authenticate, headers, self.verifier, address)
            state["principal"] = await again()
        except problems.Unauthenticated as refusal:
            state["refusal"] = refusal
        principal: Principal | None = state.get("principal")
        limited = _limited(receive, headers, self._limit(scope["path"]))
        with logged_with(company_id=principal.company_id if principal else None):
            async with asyncio.timeout(_deadline(headers, principal)):
                key = headers.get("idempotency-key")
                keeps = self.keeps_answers and principal is not None and bool(principal.company_id)
                if keeps and principal and key is not None and scope["method"] == "POST":
                    await self._once(scope, limited, send, key, principal)
                else:
                    await self.app(scope, limited, send)

    def _limit(self, path: str) -> int:
        return next((n for prefix, n in self.body_limits.items() if path.startswith(prefix)), self.body_limit)

    def _record(self, scope: Scope, status: int, seconds: float) -> str:
        """Count and log an answer; says which route gave it."""
        route = getattr(scope.get("route"), "path", "other")
        self.metrics.requests.labels(self.service, scope["method"], route, str(status)).inc()
        self.metrics.seconds.labels(self.service, scope["method"], route).observe(seconds, exemplar())
        if route not in _QUIET:
            ms = round(seconds * 1000, 1)
            _log.info("request", method=scope["method"], path=_loggable(scope["path"]), status=status, ms=ms)
        return route

    async def _once(self, scope: Scope, receive: Receive, send: Send, key: str, principal: Principal) -> None:
        """Do what a POST asks once for its Idempotency-Key; answer repeats with what the first one got.

        The answer leaves only after it was kept, so that who has it can rely on a repeat.
        """
        if not _KEY.fullmatch(key):
            raise InvalidRequest(
                errors=[FieldError("/header/idempotency-key", "Use 1 to 255 visible ASCII characters, such as a UUID.")]
            )
        who = principal.user_id if principal.kind == "user" else principal.service
        scope_id = f"{principal.company_id}:{who}"[:80]
        body = await _read_all(receive)
        asked = hashlib.sha256(b"\n".join([scope["path"].encode(), scope["query_string"], body])).hexdigest()
        stored = await self._claim(scope_id, key, asked)
        if stored is not None:
            replay = Response(stored["body"], stored["status"], {"idempotency-replayed": "true"}, "application/json")
            await replay(scope, receive, send)
            return
        sent: list[Message] = []

        async def hold(message: Message) -> None:
            sent.append(message)

        try:
            await self.app(scope, _replayed(body, receive), hold)
        finally:
            await self._settle(scope_id, key, sent)
            for message in sent:
                await send(message)

    async def _claim(self, scope_id: str, key: str, asked: str) -> Mapping[str, Any] | None:
        table, now = idempotency_table, datetime.now(UTC)
        row = {"scope": scope_id, "key": key, "request_hash": asked, "status": None, "body": None, "created_at": now}
        mine = (table.c.scope == scope_id) & (table.c.key == key)
        async with self.db.begin() as tx:
            if await tx.insert_if_absent(table, row):
                return None
            stored = await tx.one_or_none(sa.select(table).where(mine))
            if stored is None:
                raise StillWorking(retry_after=1)
            if stored["request_hash"] != asked:
                raise IdempotencyKeyReused("Use a new key for a new request.")
            if stored["status"] is not None:
                return stored
            if stored["created_at"] > now - _IN_FLIGHT:
                raise StillWorking(retry_after=2)
            taken = sa.update(table).where(mine, table.c.created_at == stored["created_at"]).values(created_at=now)
            if (await tx.execute(taken)).rowcount != 1:
                raise StillWorking(retry_after=2)
            return None

    async def _settle(self, scope_id: str, key: str, sent: Sequence[Message]) -> None:
        """Keep a success; forget a refusal, so that a corrected or repeated request may use the key.

        An answer that is shown once (`shown_once`) is not kept either: nothing may hold the secret in it.
        """
        table = idempotency_table
        mine = (table.c.scope == scope_id) & (table.c.key == key)
        async with self.db.begin() as tx:
            body = b"".join(message.get("body", b"") for message in sent)
            is_kept = bool(sent) and sent[0]["status"] < 400 and (b"x-shown-once", b"yes") not in sent[0]["headers"]
            if is_kept and len(body) <= _STORED_BODY:
                kept = {"status": sent[0]["status"], "body": body.decode("utf-8", "replace")}
                await tx.execute(sa.update(table).where(mine).values(**kept))
            else:
                await tx.execute(sa.delete(table).where(mine))


_QUIET = {"/healthz", "/readyz", "/metrics"}
_SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


def _deadline(headers: Mapping[str, str], principal: Principal | None) -> float | None:
    """How long the calling service will wait (seconds); nobody else's word is taken for it."""
    if principal is None or principal.kind != "service":
        return None
    given = headers.get("x-deadline-ms", "")
    return int(given) / 1000 if given.isascii() and given.isdigit() and len(given) < 10 else None


def _limited(receive: Receive, headers: Mapping[str, str], limit: int) -> Receive:
    """Refuse a body over the limit, by what it declares or by what comes."""
    declared = headers.get("content-length", "")
    too_large = problems.TooLarge(f"This route takes at most {limit // 1024} KiB.")
    if declared.isdigit() and int(declared[:18]) > limit:
        raise too_large
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise too_large
        return message

    return counted


async def _read_all(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise InvalidRequest("The request broke off.")
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
