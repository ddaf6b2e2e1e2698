"""Every change is noted in the audit log, or says why not; and whatever is noted is told in words."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from kernel.outbox import Watch
from tests.rules.routes import permissions
from tests.rules.tree import Finding

LANGUAGES = ("en", "de")
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}
_LEAST_REASON = 10


def _routes(api: FastAPI) -> Iterator[tuple[str, str, bool]]:
    """Each route of people's and keys': its function's name, its method, and whether services alone may use it."""
    asked = permissions(api)
    for route in iter_route_contexts(api.routes):
        name = getattr(getattr(route, "endpoint", None), "__name__", "")
        for method in route.methods or ():
            yield name, method, asked.get(f"{method} {route.path}") == "internal"


def written(api: FastAPI) -> set[str]:
    """The functions of routes by which people and keys change something."""
    return {name for name, method, internal in _routes(api) if method in _WRITES and not internal}


def noted(api: FastAPI, watch: Watch) -> set[str]:
    """The functions of routes that leave an entry."""
    return (written(api) - set(watch.silent)) | watch.reads


def misnamed(service: str, api: FastAPI, watch: Watch) -> list[Finding]:
    """Exemptions without a reason or a route, and sensitive reads that no route makes."""
    writes, reads = written(api), {name for name, method, _ in _routes(api) if method == "GET"}
    findings: list[Finding] = []
    for name, reason in watch.silent.items():
        if name not in writes:
            findings.append(Finding(service, 0, f"`{name}` is silent, but no route of that name changes anything"))
        if len(reason) < _LEAST_REASON:
            findings.append(Finding(service, 0, f"`{name}` is silent without a reason"))
    return [
        *findings,
        *(Finding(service, 0, f"`{name}` is a sensitive read, but no route") for name in watch.reads - reads),
    ]


def ambiguous(service: str, api: FastAPI) -> list[Finding]:
    """Routes that share a function's name: nobody could tell their entries apart."""
    owners: dict[str, set[int]] = {}
    for route in iter_route_contexts(api.routes):
        endpoint = getattr(route, "endpoint", None)
        if endpoint is not None:
            owners.setdefault(endpoint.__name__, set()).add(id(endpoint))
    return [Finding(service, 0, f"two routes are called `{name}`") for name, each in owners.items() if len(each) > 1]


def untold(service: str, names: set[str], words: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """What is noted, and the audit log on the screen has no words for (`did.<service>.<name>` in `audit.json`)."""
    return [
        Finding(f"frontend/src/locales/{language}/audit.json", 0, f"no words for `did.{service}.{name}`")
        for language in LANGUAGES
        for name in sorted(names)
        if not words[language].get("did", {}).get(service, {}).get(name)
    ]


def words_in(root: Path) -> dict[str, Mapping[str, Any]]:
    """What the screen says, by language."""
    folder = root / "frontend/src/locales"
    return {each: json.loads((folder / each / "audit.json").read_text(encoding="utf-8")) for each in LANGUAGES}
