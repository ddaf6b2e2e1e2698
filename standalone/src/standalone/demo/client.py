"""`agent-platform demo`: over the public API of a running platform, lets the sample company's agent do its work."""

import asyncio
import secrets
import sys
from collections.abc import Mapping
from typing import Any, cast

import httpx2

_POLL_SECONDS = 0.3
_ENDED = {"succeeded", "failed", "cancelled"}
_FIELDS = ("supplier", "number", "date", "currency", "total")


class DemoStopped(Exception):
    """The demo cannot go on; the message says why and what to do."""


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class _Platform:
    """The few calls the demo makes."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def call(self, method: str, path: str, json: Mapping[str, Any] | None = None) -> dict[str, Any]:
        key = {"idempotency-key": secrets.token_hex(16)} if method == "POST" else {}
        answer = await self._http.request(method, path, json=json, headers=key)
        body = cast("dict[str, Any]", answer.json()) if answer.content else {}
        if answer.is_error:
            raise DemoStopped(f"{body.get('title', 'The platform refused')}. {body.get('detail', '')}".strip())
        return body

    async def enter(self, email: str, password: str | None) -> None:
        """Log in with the password given, else sign up as somebody new."""
        if password:
            answer = await self.call("POST", "/api/auth/v1/login", {"email": email, "password": password})
        else:
            fresh = secrets.token_urlsafe(15)
            local, _, domain = email.partition("@")
            email = f"{local}+{secrets.token_hex(3)}@{domain}"
            answer = await self.call(
                "POST",
                "/api/auth/v1/signup",
                {"email": email, "password": fresh, "name": "Ana Sample", "company": "Sample Company"},
            )
            _say(f"Signed up as {email} with the password {fresh}")
        self._http.headers["authorization"] = f"Bearer {answer['access_token']}"


async def run_demo(url: str, email: str, password: str | None) -> int:
    """Start one run per sample invoice and follow them; answers 0 when each ended well or waits for a person."""
    async with httpx2.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:
        platform = _Platform(http)
        try:
            await platform.enter(email, password)
            demo = await platform.call("POST", "/api/company/v1/demo", {})
            runs = await _start(platform, demo)
            return await _follow(platform, runs, url)
        except httpx2.TransportError:
            sys.stderr.write(f"Nothing answers at {url}. Start the platform with `make run`, then try again.\n")
        except DemoStopped as stopped:
            sys.stderr.write(f"{stopped}\n")
        return 1


async def _start(platform: _Platform, demo: Mapping[str, Any]) -> dict[str, str]:
    path = f"/api/company/v1/workflows/{demo['workflow_id']}/runs"
    runs: dict[str, str] = {}
    for file in demo["files"]:
        started = await platform.call("POST", path, {"input": {"invoice": file["id"]}})
        runs[started["id"]] = file["name"]
    _say(f"{len(runs)} invoices handed to the accounts-payable agent")
    return runs


async def _follow(platform: _Platform, runs: Mapping[str, str], url: str) -> int:
    open_runs, failed, waiting = dict(runs), 0, 0
    while open_runs:
        for run_id, name in list(open_runs.items()):
            run = await platform.call("GET", f"/api/company/v1/runs/{run_id}")
            if run["status"] not in _ENDED | {"waiting"}:
                continue
            del open_runs[run_id]
            failed += run["status"] == "failed"
            waiting += run["status"] == "waiting"
            _say(_line(name, run, len(runs) - len(open_runs), len(runs)))
        await asyncio.sleep(_POLL_SECONDS)
    if waiting:
        _say(f"{waiting} wait for a person: approve them at {url}/inbox")
    return int(failed > 0)


def _line(name: str, run: Mapping[str, Any], done: int, of: int) -> str:
    output = _part(run, "output")
    values = ", ".join(f"{field} {output[field]}" for field in _FIELDS if output.get(field) is not None)
    match run["status"]:
        case "waiting":
            said = f"waits: {_part(run, 'waiting_for').get('title', 'for a person')}"
        case "failed":
            said = f"failed: {_part(run, 'error').get('detail', 'see the run')}"
        case _:
            said = f"done: {values}"
    return f"[{done:>2}/{of}] {name:<34} {said}  (${run['cost']:.4f})"


def _part(run: Mapping[str, Any], name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", run.get(name) or {})
