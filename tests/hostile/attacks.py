"""What a hostile caller sends: made from the API's own description, so that a new route is attacked at once."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, cast

Json = dict[str, Any]

PER_ROUTE = 30
_NESTED = b'{"a":' * 5000 + b"1" + b"}" * 5000
_STRINGS = (
    "' OR '1'='1' --",
    "\u0000",
    "../../../../etc/passwd",
    "{{ 7*7 }}${7*7}",
    "🦊" * 50,
    "<script>alert(1)</script>",
    "%00%ff",
    "-1",
    "null",
    "x" * 3000,
)
_VALUES: tuple[Any, ...] = (None, True, -1, 2**63, 1e308, [], {}, [[]], {"$ne": 1}, "", *_STRINGS)
_BODIES: tuple[bytes, ...] = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"12",
    b"\xff\xfe\x00",
    b'{"__proto__":{"admin":true}}',
    b'{"a":1e999}',
    b'{"name":"\\ud800"}',
    _NESTED,
)


@dataclass(frozen=True)
class Attack:
    """One hostile request. `token` names whose access token it carries, or how it is forged."""

    method: str
    path: str
    token: str = "own"
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Route:
    """An operation of the API's description."""

    method: str
    path: str
    query: tuple[str, ...]
    schema: Json | None

    def at(self, ids: Mapping[str, str], default: str) -> str:
        """Its path with every parameter filled in."""
        return re.sub(r"\{(\w+)\}", lambda match: ids.get(match[1], default), self.path)

    @property
    def parameters(self) -> list[str]:
        """The names in its path."""
        return re.findall(r"\{(\w+)\}", self.path)


def routes(description: Json) -> list[Route]:
    """Every operation."""
    found: list[Route] = []
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            parameters = cast("list[Json]", operation.get("parameters", []))
            query = tuple(p["name"] for p in parameters if p["in"] == "query")
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            found.append(Route(method.upper(), path, query, _resolved(schema, description)))
    return found


def _resolved(schema: Json | None, description: Json) -> Json | None:
    if schema and "$ref" in schema:
        return cast("Json", description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    return schema


def attacks(route: Route, own: Mapping[str, str], others: Mapping[str, str]) -> list[Attack]:
    """At least `PER_ROUTE` hostile requests to a route: `own` and `others` are ids of mine and of another company."""
    made = [*_identities(route, own), *_foreign(route, own, others), *_bodies(route, own), *_fields(route, own)]
    made += [*_queries(route, own), *_paths(route)]
    odd = islice(_odd_headers(route, own), max(0, PER_ROUTE - len(made)))
    return [*made, *odd]


def _identities(route: Route, own: Mapping[str, str]) -> Iterator[Attack]:
    for token in ("none", "expired", "forged", "other-audience", "alg-none", "garbage", "basic"):
        yield Attack(route.method, route.at(own, "x"), token, body=b"{}")


def _foreign(route: Route, own: Mapping[str, str], others: Mapping[str, str]) -> Iterator[Attack]:
    for name in route.parameters:
        yield Attack(route.method, route.at({**own, name: others.get(name, "x")}, "x"), body=b"{}")
    swapped = json.dumps({name: others.get(name, "x") for name in _names(route)}).encode()
    yield Attack(route.method, route.at(own, "x"), body=swapped)


def _names(route: Route) -> list[str]:
    return list((route.schema or {}).get("properties", {}))


def _bodies(route: Route, own: Mapping[str, str]) -> Iterator[Attack]:
    if route.method in {"POST", "PUT", "PATCH"}:
        for body in _BODIES:
            yield Attack(route.method, route.at(own, "x"), body=body, headers={"if-match": '"1"'})
        yield Attack(route.method, route.at(own, "x"), body=b" " * 40_000_000)


def _fields(route: Route, own: Mapping[str, str]) -> Iterator[Attack]:
    """Each field in turn with a value it should not have, the others as their schema's simplest."""
    properties = cast("dict[str, Json]", (route.schema or {}).get("properties", {}))
    simplest = {name: simple(schema) for name, schema in properties.items()}
    for number, name in enumerate(properties):
        for value in _VALUES[number % 3 :: 3]:
            body = json.dumps({**simplest, name: value}).encode()
            yield Attack(route.method, route.at(own, "x"), body=body, headers={"if-match": '"1"'})


def simple(schema: Json) -> Any:
    either = cast("list[Json]", schema.get("anyOf") or [{}])
    kind = str(schema.get("type") or either[0].get("type", "object"))
    simple: Json = {"string": "a", "integer": 1, "number": 1.0, "boolean": True, "array": []}
    return simple.get(kind, {})


def _queries(route: Route, own: Mapping[str, str]) -> Iterator[Attack]:
    for name in (*route.query, "unknown"):
        for value in _STRINGS[::2]:
            yield Attack(route.method, route.at(own, "x"), query={name: value}, body=b"{}")


def _paths(route: Route) -> Iterator[Attack]:
    for name in route.parameters:
        for value in ("..%2f..%2fetc", "%00", "x" * 2000, "run_" + "0" * 32, "%F0%9F%A6%8A", "'--", "0"):
            yield Attack(route.method, route.at({name: value}, "x"), body=b"{}")


def _odd_headers(route: Route, own: Mapping[str, str]) -> Iterator[Attack]:
    path = route.at(own, "x")
    for content_type in ("text/xml", "multipart/form-data", "application/json; charset=utf-7", "", "a" * 500):
        yield Attack(route.method, path, body=b"{}", headers={"content-type": content_type})
    for name, value in (
        ("idempotency-key", "x" * 300),
        ("idempotency-key", " "),
        ("if-match", "*"),
        ("if-match", '"99999999999999999999"'),
        ("x-request-id", "a" * 5000),
        ("x-request-id", '"},{"'),
        ("x-company-id", "cmp_" + "0" * 32),
        ("x-user-id", "usr_" + "0" * 32),
        ("x-deadline-ms", "0"),
        ("x-deadline-ms", "-5"),
        ("range", "bytes=0-"),
        ("last-event-id", "abc"),
        ("last-event-id", "-1"),
        ("content-length", "abc"),
        ("accept", "application/x-nothing"),
        ("origin", "https://evil.example"),
        ("cookie", "refresh=abc"),
        ("host", "evil.example"),
        ("x-forwarded-for", "127.0.0.1"),
        ("transfer-encoding", "chunked"),
        ("expect", "100-continue"),
        ("te", "trailers"),
        ("upgrade", "websocket"),
        ("content-encoding", "gzip"),
        ("accept-language", "x" * 4000),
    ):
        yield Attack(route.method, path, body=b"{}", headers={name: value})
