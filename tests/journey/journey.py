"""One newcomer's way through the platform over its public API; used by the tests and by `make compose-test`.

python -m tests.journey.journey http://127.0.0.1:8080
"""

import asyncio
import base64
import secrets
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import httpx2

ENDED = {"succeeded", "failed", "cancelled"}
Json = dict[str, Any]


class JourneyFailed(AssertionError):
    """The platform did not do what a newcomer may expect."""


@dataclass
class Traveller:
    """A person at the platform's door."""

    http: httpx2.AsyncClient
    company: str = "Journey Ltd"
    email: str = field(default_factory=lambda: f"ana+{secrets.token_hex(4)}@journey.example")
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    token: str = ""

    async def ask(self, method: str, path: str, *, expect: int = 200, **kwargs: Any) -> Any:
        """Make a request and check its status."""
        headers: dict[str, str] = {**kwargs.pop("headers", {})}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        if method == "POST":
            headers.setdefault("idempotency-key", secrets.token_hex(16))
        answer = await self.http.request(method, path, headers=headers, **kwargs)
        if answer.status_code != expect:
            raise JourneyFailed(f"{method} {path}: {answer.status_code} instead of {expect}: {answer.text[:600]}")
        return answer.json() if answer.content else None

    async def sign_up(self) -> Json:
        """Create the account and its company."""
        body = {"email": self.email, "password": self.password, "name": "Ana Journey", "company": self.company}
        entered = await self.ask("POST", "/api/auth/v1/signup", expect=201, json=body)
        self.token = entered["access_token"]
        return entered

    async def log_in(self) -> Json:
        """Come back."""
        self.token = ""
        entered = await self.ask("POST", "/api/auth/v1/login", json={"email": self.email, "password": self.password})
        self.token = entered["access_token"]
        return entered

    async def upload(self, name: str, content: bytes) -> Json:
        """Hand in a file."""
        files = {"file": (name, content, "application/pdf")}
        return await self.ask("POST", "/api/company/v1/files", expect=201, files=files)

    async def start(self, workflow_id: str, given: Mapping[str, Any]) -> str:
        """Start a run."""
        path = f"/api/company/v1/workflows/{workflow_id}/runs"
        return str((await self.ask("POST", path, expect=202, json={"input": given}))["id"])

    async def settled(self, run_ids: Sequence[str], *, seconds: float = 120) -> list[Json]:
        """Wait until each run has ended or waits for a person."""
        async with asyncio.timeout(seconds):
            return [await self._settled(run_id) for run_id in run_ids]

    async def ended(self, run_ids: Sequence[str], *, seconds: float = 120) -> list[Json]:
        """Wait until each run has ended."""
        async with asyncio.timeout(seconds):
            return [await self._settled(run_id, ENDED) for run_id in run_ids]

    async def _settled(self, run_id: str, wanted: set[str] = ENDED | {"waiting"}) -> Json:
        while True:
            run = cast("Json", await self.ask("GET", f"/api/company/v1/runs/{run_id}"))
            if run["status"] in wanted:
                return run
            await asyncio.sleep(0.1)

    async def follow(self, run_id: str) -> list[str]:
        """The kinds of live events a run sends until its end."""
        kinds: list[str] = []
        headers = {"authorization": f"Bearer {self.token}", "accept": "text/event-stream"}
        path = f"/api/company/v1/runs/{run_id}/events"
        async with asyncio.timeout(60), self.http.stream("GET", path, headers=headers) as stream:
            if stream.status_code != 200:
                raise JourneyFailed(f"GET {path}: {stream.status_code}")
            async for line in stream.aiter_lines():
                if line.startswith("event:"):
                    kinds.append(line.removeprefix("event:").strip())
                    if kinds[-1] == "end":
                        break
        return kinds

    async def approve_everything(self) -> list[Json]:
        """Decide every waiting approval."""
        waiting = (await self.ask("GET", "/api/company/v1/approvals", params={"status": "waiting", "limit": 200}))[
            "items"
        ]
        for approval in waiting:
            decision: Json = {"choice": approval["choices"][0], "fields": {}, "comment": "Checked."}
            await self.ask("POST", f"/api/company/v1/approvals/{approval['id']}/decide", json=decision)
        return waiting


@dataclass(frozen=True)
class Report:
    """What the journey came to."""

    runs: list[Json]
    approvals: list[Json]
    events: list[str]
    agent: Json
    notices: list[Json]


async def travel(
    base_url: str, invoices: Mapping[str, bytes] | None = None, restart: Callable[[], Awaitable[None]] | None = None
) -> Report:
    """Sign up, open the sample company, run its invoices (and those handed in), approve, see everything succeed.

    With `restart` the platform is started again while approvals wait, and everything is found as it was.
    """
    async with httpx2.AsyncClient(base_url=base_url, timeout=60, trust_env=False) as http:
        ana = Traveller(http)
        await ana.sign_up()
        await ana.log_in()
        demo = await ana.ask("POST", "/api/company/v1/demo", json={})
        files = [file["id"] for file in demo["files"]]
        for name, content in (invoices or {}).items():
            files.append((await ana.upload(name, content))["id"])
        run_ids = [await ana.start(demo["workflow_id"], {"invoice": file}) for file in files]
        settled = await ana.settled(run_ids)
        failed = [run for run in settled if run["status"] not in {"succeeded", "waiting"}]
        if failed:
            raise JourneyFailed(f"{len(failed)} runs failed: {failed[0]['error']}")
        if not any(run["status"] == "waiting" for run in settled):
            raise JourneyFailed("No invoice waited for a person, though some are above the limit.")
        if restart:
            await restart()
            await ana.log_in()
            found = [run["status"] for run in await ana.settled(run_ids)]
            if found != [run["status"] for run in settled]:
                raise JourneyFailed(f"The restart changed what was there: {found}")
        approvals = await ana.approve_everything()
        runs = await ana.ended(run_ids)
        events = await ana.follow(run_ids[0])
        agent = await _counted(ana, demo["agent_id"], len(run_ids))
        notices = (await ana.ask("GET", "/api/notifications/v1/notices"))["items"]
        return Report(runs, approvals, events, agent, notices)


async def _counted(ana: Traveller, agent_id: str, runs: int) -> Json:
    """The agent, once its figures count every run (they follow the runs by events)."""
    async with asyncio.timeout(30):
        while True:
            agent = cast("Json", await ana.ask("GET", f"/api/agents/v1/agents/{agent_id}"))
            if agent["metrics"]["runs"] >= runs:
                return agent
            await asyncio.sleep(0.2)


def check(report: Report) -> str:
    """Raise `JourneyFailed` unless all went well; answer one line that says so."""
    if any(run["status"] != "succeeded" for run in report.runs):
        raise JourneyFailed(f"Not every run succeeded: {[run['status'] for run in report.runs]}")
    if any(run["started_at"] is None or run["ended_at"] is None or run["cost"] is None for run in report.runs):
        raise JourneyFailed("A run does not say its times and its cost.")
    if "step" not in report.events or report.events[-1] != "end":
        raise JourneyFailed(f"The live events are incomplete: {report.events}")
    if report.agent["metrics"]["succeeded"] != len(report.runs):
        raise JourneyFailed(f"The agent's figures are wrong: {report.agent['metrics']}")
    if not report.notices:
        raise JourneyFailed("Nobody was told anything.")
    return (
        f"{len(report.runs)} runs succeeded, {len(report.approvals)} after a person's approval, "
        f"{len(report.notices)} notices"
    )


def real_invoices(folder: Path) -> dict[str, bytes]:
    """The real invoices of a folder outside the repository, where there is one."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.pdf"))}


def as_document(name: str, content: bytes) -> Json:
    """A PDF as the AI service's tasks take it."""
    return {"name": name, "media_type": "application/pdf", "data": base64.b64encode(content).decode()}


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[3] / "shared" / "data" / "invoices"
    print(check(asyncio.run(travel(sys.argv[1], real_invoices(folder)))))  # noqa: T201 - a command
