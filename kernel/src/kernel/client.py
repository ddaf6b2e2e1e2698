"""Typed calls to other services, over whatever transport was handed in.

Every call has a deadline, carries identity and trace in headers, and is refused while a database transaction is open.
Only calls said to be idempotent are tried again. A problem document comes back as a `RemoteProblem`.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, TypeVar, cast

import httpx2
import orjson
from opentelemetry.propagate import inject
from pydantic import BaseModel, TypeAdapter, ValidationError

from kernel.db import transaction_is_open
from kernel.identity import KeyVerifier, Principal, TokenVerifier
from kernel.problems import BadGateway, DeadlineExceeded, RemoteProblem, Unavailable
from kernel.telemetry import SPAN_CLIENT, log_facts, tracer

T = TypeVar("T")

_TRIES = 3
_FIRST_PAUSE = 0.1
GetToken = Callable[[str], Awaitable[str]]


class CallInsideTransaction(Exception):
    """A remote call was about to be made while a database transaction was open. That is a defect of the caller."""


class _Caller(NamedTuple):
    """For whom a call is made, and under which idempotency key."""

    by: Principal | None
    idempotency_key: str | None = None


class ServiceClient:
    """Calls one service as this service, for a company and maybe a person."""

    def __init__(self, service: str, http: httpx2.AsyncClient, token: GetToken | None) -> None:
        self.service = service
        self._http = http
        self._token = token

    async def call(
        self,
        method: str,
        path: str,
        *,
        answer: type[T],
        json: BaseModel | Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        by: Principal | None = None,
        deadline: float = 30.0,
        idempotent: bool = False,
        idempotency_key: str | None = None,
    ) -> T:
        """Make a call and read its answer as `answer` (`type(None)` for none).

        `deadline` is in seconds. Raises `RemoteProblem`, `Unavailable`, `DeadlineExceeded`, `BadGateway`.
        """
        ends = time.monotonic() + deadline
        body = json.model_dump_json().encode() if isinstance(json, BaseModel) else orjson.dumps(json) if json else b""
        may_repeat = idempotent or method == "GET" or idempotency_key is not None
        for attempt in range(1, _TRIES + 1):
            try:
                response = await self._send(
                    method, path, body, query, _Caller(by, idempotency_key), ends - time.monotonic()
                )
                return _read(response, answer, self.service)
            except (Unavailable, _Retryable) as problem:
                pause = _FIRST_PAUSE * 2 ** (attempt - 1)
                if not may_repeat or attempt == _TRIES or time.monotonic() + pause >= ends:
                    raise problem.cause if isinstance(problem, _Retryable) else problem from None
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def _send(
        self, method: str, path: str, body: bytes, query: Mapping[str, str] | None, caller: _Caller, seconds: float
    ) -> httpx2.Response:
        _refuse_inside_transaction()
        try:
            with tracer.start_as_current_span(f"{method} {self.service}", kind=SPAN_CLIENT):
                async with asyncio.timeout(seconds):
                    headers = await self._headers(caller, seconds)
                    return await self._http.request(
                        method, path, content=body, params=query, headers=headers, timeout=seconds
                    )
        except (TimeoutError, httpx2.TimeoutException):
            raise DeadlineExceeded(f"The {self.service} service did not answer within {seconds:.0f} s.") from None
        except httpx2.TransportError as error:
            raise Unavailable(f"The {self.service} service cannot be reached: {error}", retry_after=2) from None

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        *,
        json: BaseModel | None = None,
        by: Principal | None = None,
        deadline: float = 300.0,
    ) -> AsyncGenerator[AsyncIterator[bytes], None]:
        """Make a call and read its answer as it comes. Never tried again."""
        _refuse_inside_transaction()
        headers = await self._headers(_Caller(by), deadline)
        body = json.model_dump_json().encode() if json else b""
        try:
            async with self._http.stream(method, path, content=body, headers=headers, timeout=deadline) as response:
                if response.is_error:
                    await response.aread()
                    _raise_problem(response, self.service)
                yield response.aiter_bytes()
        except _Retryable as refused:
            raise refused.cause from None
        except httpx2.TimeoutException:
            raise DeadlineExceeded(f"The {self.service} service did not answer in time.") from None
        except httpx2.TransportError as error:
            raise Unavailable(f"The {self.service} service broke off: {error}", retry_after=2) from None

    async def _headers(self, caller: _Caller, seconds: float) -> dict[str, str]:
        headers = {"content-type": "application/json", "x-deadline-ms": str(max(1, int(seconds * 1000)))}
        request_id = log_facts().get("request_id")
        if request_id:
            headers["x-request-id"] = str(request_id)
        if self._token:
            headers["authorization"] = f"Bearer {await self._token(self.service)}"
        if caller.by:
            headers["x-company-id"] = caller.by.company_id
            if caller.by.user_id:
                headers["x-user-id"] = caller.by.user_id
        if caller.idempotency_key:
            headers["idempotency-key"] = caller.idempotency_key
        inject(headers)
        return headers


class _Retryable(Exception):
    """A 502, 503 or 504 answer: worth another try where the call is idempotent."""

    def __init__(self, cause: RemoteProblem) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _refuse_inside_transaction() -> None:
    if transaction_is_open():
        raise CallInsideTransaction("Ask first, then write: no call is made while a transaction is open.")


def _read(response: httpx2.Response, answer: type[T], service: str) -> T:
    if response.is_error:
        _raise_problem(response, service)
    if answer is type(None):
        return None  # pyright: ignore[reportReturnType] - T is None here
    try:
        return TypeAdapter(answer).validate_json(response.content)
    except ValidationError as error:
        raise BadGateway(
            f"The {service} service gave an answer this version cannot read: {error.error_count()} errors."
        ) from None


def _raise_problem(response: httpx2.Response, service: str) -> None:
    try:
        document = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        document = None
    if not isinstance(document, dict):
        raise BadGateway(f"The {service} service answered {response.status_code} without saying why.")
    said = cast("dict[str, Any]", document)
    if isinstance(error := said.get("error"), dict):  # as a vendor's dialect has it
        said = {"title": f"The {service} service refused", "detail": str(cast("Any", error).get("message", ""))}
        said |= {"type": "/problems/refused", "status": response.status_code}
    problem = RemoteProblem(response.status_code, said)
    if response.status_code in {502, 503, 504}:
        raise _Retryable(problem)
    raise problem


class Clients:
    """The other services this one may call, by name."""

    def __init__(
        self, transports: Mapping[str, httpx2.AsyncBaseTransport], urls: Mapping[str, str], secret: str, name: str
    ) -> None:
        self._http = {
            service: httpx2.AsyncClient(transport=transports.get(service), base_url=url, trust_env=False)
            for service, url in urls.items()
        }
        self._name = name
        self._secret = secret
        self._tokens: dict[str, tuple[str, float]] = {}
        self._lock = asyncio.Lock()

    def to(self, service: str) -> ServiceClient:
        """A client for the named service."""
        return ServiceClient(service, self._http[service], self._service_token)

    def anonymous(self, service: str) -> ServiceClient:
        """A client that carries no token."""
        return ServiceClient(service, self._http[service], None)

    async def _service_token(self, audience: str) -> str:
        """A token of this service for `audience`, kept until a minute before it ends."""
        async with self._lock:
            token, ends = self._tokens.get(audience, ("", 0.0))
            if time.monotonic() > ends - 60:
                given = await self.anonymous("auth").call(
                    "POST",
                    "/api/auth/v1/service-tokens",
                    answer=_ServiceToken,
                    json={"service": self._name, "secret": self._secret, "audience": audience},
                    idempotent=True,
                )
                token, ends = given.access_token, time.monotonic() + given.expires_in
                self._tokens[audience] = (token, ends)
            return token

    async def close(self) -> None:
        """Close every connection."""
        for http in self._http.values():
            await http.aclose()


class _ServiceToken(BaseModel):
    access_token: str
    expires_in: int


def token_verifier(audience: str, clients: Clients) -> TokenVerifier:
    """Checks tokens and API keys by what the auth service says of them, and of sessions that ended."""

    async def keys() -> dict[str, Any]:
        return await clients.anonymous("auth").call("GET", "/api/auth/v1/jwks", answer=dict[str, Any])

    async def ended() -> list[str]:
        path = "/api/auth/v1/internal/ended-sessions"
        return await clients.to("auth").call("GET", path, answer=list[str], deadline=2.0)

    verifier = TokenVerifier(audience, keys, ended)
    verifier.api_keys = key_verifier(clients)
    return verifier


def key_verifier(clients: Clients) -> KeyVerifier:
    """Checks API keys by asking the auth service whom they stand for."""

    async def holder(key: str, address: str) -> Principal | None:
        asked, path = {"key": key, "address": address}, "/api/auth/v1/internal/key-exchange"
        found = await clients.to("auth").call(
            "POST", path, answer=list[Principal], json=asked, idempotent=True, deadline=10
        )
        return found[0] if found else None

    return KeyVerifier(holder)
