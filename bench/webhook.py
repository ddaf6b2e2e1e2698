"""How many webhooks a second the platform accepts, each a run that is on disk before the 202 leaves.

Beside it, in turns on the same machine, what people write themselves: a FastAPI route that stores each delivery in
SQLite (WAL, `synchronous=FULL`) before it answers, and does nothing with it. Both get JSON of about 200 bytes over kept
connections from a process of its own. Afterwards the runs are counted: as many as were accepted.
"""

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

from bench.engine import say
from tests.journey.journey import Traveller
from tests.journey.shapes import Standalone, free_port, ready

_AT_ONCE = 64
_BODY = json.dumps({"order": 4711, "customer": "Nordwind Werke", "lines": [{"article": "A-1", "count": 3}] * 3})
_GRAPH: dict[str, Any] = {
    "steps": [{"id": "keep", "type": "set", "with": {"values": {"order": "{{ input.order }}"}}}],
    "edges": [],
    "output": {"order": "{{ steps.keep.output.order }}"},
}
_PLAIN = """
import sqlite3, sys, uvicorn
from fastapi import FastAPI, Request
app = FastAPI()
db = sqlite3.connect(sys.argv[2], isolation_level=None, check_same_thread=False)
db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
db.execute("CREATE TABLE IF NOT EXISTS d (id INTEGER PRIMARY KEY, body TEXT)")
@app.post("/hook", status_code=202)
async def hook(request: Request):
    row = db.execute("INSERT INTO d (body) VALUES (?)", [(await request.body()).decode()])
    return {"id": row.lastrowid}
@app.get("/readyz")
async def readyz():
    return {}
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
"""


async def _client(port: int, path: str, until: float, waits: list[float]) -> int:
    """Sends one delivery after another over one connection; answers how many were accepted."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(_BODY)}\r\n\r\n"
    )  # fmt: skip
    request, accepted = (head + _BODY).encode(), 0
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        began = time.perf_counter()
        writer.write(request)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await reader.readexactly(int(answer.split("content-length:")[1].split("\r\n")[0]))
        waits.append(time.perf_counter() - began)
        accepted += answer.split()[1] == "202"
    writer.close()
    return accepted


async def load(port: int, path: str, seconds: float) -> dict[str, Any]:
    """Keep so many connections busy for so long."""
    waits: list[float] = []
    began = time.perf_counter()
    accepted = sum(
        await asyncio.gather(*(_client(port, path, began + seconds, waits) for _ in range(_AT_ONCE)))
    )  # fmt: skip
    took = time.perf_counter() - began
    cuts = statistics.quantiles(waits, n=100)
    return {
        "accepted": accepted,
        "asked": len(waits),
        "per_second": accepted / took,
        "p50_ms": cuts[49] * 1e3,
        "p99_ms": cuts[98] * 1e3,
    }


def _loaded(port: int, path: str, seconds: float) -> dict[str, Any]:
    """The load from a process of its own."""
    command = [sys.executable, "-m", "bench.webhook", str(port), path, str(seconds)]
    root = Path(__file__).parents[1]
    return json.loads(subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout)


async def _hook(platform: Standalone) -> str:
    async with httpx2.AsyncClient(base_url=platform.url, trust_env=False, timeout=30) as http:
        me = Traveller(http)
        await me.sign_up()
        agent = await me.ask("POST", "/api/agents/v1/agents", expect=201, json={"name": "Orders"})
        new = {"name": "Take orders", "agent_id": agent["id"], "graph": _GRAPH}
        workflow = await me.ask("POST", "/api/company/v1/workflows", expect=201, json=new)
        path = f"/api/company/v1/workflows/{workflow['id']}"
        await me.ask("POST", f"{path}/publish", json={"note": ""})
        trigger = await me.ask(
            "POST", f"{path}/triggers", expect=201, json={"name": "Orders", "settings": {"kind": "webhook"}}
        )
        return str(trigger["url"])


@contextmanager
def _plain(folder: Path) -> Generator[int]:
    port = free_port()
    command = [sys.executable, "-c", _PLAIN, str(port), str(folder / "plain.db")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _runs(data: Path) -> int:
    with sqlite3.connect(data / "company.db") as db:
        return int(db.execute("SELECT COUNT(*) FROM runs").fetchone()[0])


async def _measure(*, quick: bool) -> dict[str, Any]:
    seconds, rounds = (2.0, 2) if quick else (5.0, 4)
    ours: list[dict[str, Any]] = []
    plain: list[dict[str, Any]] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        platform = Standalone(folder / "data")
        with platform.running(), _plain(folder) as plain_port:
            await platform.ready()
            await ready(f"http://127.0.0.1:{plain_port}", platform.log)
            path = "/hooks/" + (await _hook(platform)).rpartition("/hooks/")[2]
            _loaded(platform.port, path, 1.0)
            before = _runs(platform.data_dir)
            for number in range(rounds):
                say(f"webhook: round {number + 1} of {rounds}")
                ours.append(_loaded(platform.port, path, seconds))
                plain.append(_loaded(plain_port, "/hook", seconds))
            kept = _runs(platform.data_dir) - before
    return _told(ours, plain, kept)


def _told(ours: list[dict[str, Any]], plain: list[dict[str, Any]], kept: int) -> dict[str, Any]:
    def middle(found: list[dict[str, Any]]) -> dict[str, float]:
        names = ("per_second", "p50_ms", "p99_ms")
        return {name: round(statistics.median(each[name] for each in found), 2) for name in names}

    us, them = middle(ours), middle(plain)
    return {
        "connections": _AT_ONCE,
        "figures": {"platform": us, "own_fastapi_route": them},
        "ratios": {"accepted_per_second": round(us["per_second"] / them["per_second"], 2)},
        "accepted": sum(each["accepted"] for each in ours),
        "refused": sum(each["asked"] - each["accepted"] for each in ours),
        "runs_on_disk": kept,
        "goals": {"accepted_per_second": 1_000},
    }


def run(*, quick: bool) -> dict[str, Any]:
    """Measure both, in turns."""
    return asyncio.run(_measure(quick=quick))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(load(int(sys.argv[1]), sys.argv[2], float(sys.argv[3])))))
