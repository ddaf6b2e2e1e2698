"""`kill -9` of the whole platform at random moments while 200 runs go on: what was lost, what was done twice.

Each run makes five calls, one after the other, to a ledger on loopback that writes down every call. At each kill the
database file of the dead process says which steps were journaled; a call of one of those may never come again.
"""

import asyncio
import random
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2

from tests.journey.journey import Traveller
from tests.journey.shapes import Standalone

_STEPS = 5


class _Ledger:
    """An HTTP server that counts the calls of each step of each run."""

    def __init__(self) -> None:
        self.calls: Counter[tuple[str, str]] = Counter()
        self.port = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            query = parse_qs(urlsplit(head.split()[1]).query)
            self.calls[query["run"][0], query["step"][0]] += 1
            await asyncio.sleep(0.005)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def _graph(port: int) -> dict[str, Any]:
    url = f"http://127.0.0.1:{port}/?run={{{{ run.id }}}}&step="
    steps = [
        {"id": f"s{n}", "type": "http.request", "name": f"Call {n}", "with": {"method": "GET", "url": f"{url}s{n}"}}
        for n in range(_STEPS)
    ]
    edges = [{"from": f"s{n}", "to": f"s{n + 1}"} for n in range(_STEPS - 1)]
    return {"input": {"type": "object", "properties": {}}, "steps": steps, "edges": edges, "output": {}}


def _journaled(data_dir: Path) -> set[tuple[str, str]]:
    """The steps whose result was on disk when the process died."""
    with sqlite3.connect(f"file:{data_dir / 'company.db'}?mode=ro", uri=True) as db:
        return set(db.execute("SELECT run_id, step FROM journal WHERE kind = 'step.succeeded'"))


async def _run(runs: int, kills: int, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    ledger = _Ledger()
    server = await asyncio.start_server(ledger.answer, "127.0.0.1", 0)
    ledger.port = server.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        platform = Standalone(Path(folder) / "data", {"ALLOW_PRIVATE_ADDRESSES": "127.0.0.0/8"})
        seen: dict[tuple[str, str], int] = {}
        run_ids: list[str] = []
        done = 0
        async with httpx2.AsyncClient(base_url=platform.url, timeout=60, trust_env=False) as http:
            ana = Traveller(http)
            workflow = ""
            began = time.monotonic()
            while done < kills:
                with platform.running() as process:
                    await platform.ready()
                    if not workflow:
                        await ana.sign_up()
                        workflow = await _workflow(ana, ledger.port)
                    else:
                        await ana.log_in()
                    share = runs * (done + 1) // kills - len(run_ids)
                    run_ids += [await ana.start(workflow, {}) for _ in range(share)]
                    await asyncio.sleep(chance.uniform(0, 0.4))
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                done += 1
                for key in _journaled(platform.data_dir):
                    seen.setdefault(key, ledger.calls[key])
            with platform.running():
                await platform.ready()
                await ana.log_in()
                ended = await ana.ended(run_ids, seconds=300)
        server.close()
        journal = _journaled(Path(folder) / "data")
    again = {key: ledger.calls[key] for key, calls in seen.items() if ledger.calls[key] != calls}
    return {
        "kills": done,
        "runs": len(run_ids),
        "runs_by_end": dict(Counter(run["status"] for run in ended)),
        "steps_journaled": len(journal),
        "steps_expected": len(run_ids) * _STEPS,
        "steps_lost": len(run_ids) * _STEPS - len(journal),
        "steps_done_again_after_they_were_journaled": len(again),
        "calls_repeated_because_they_were_under_way": sum(ledger.calls.values()) - len(journal),
        "seconds": round(time.monotonic() - began, 1),
        "seed": seed,
    }


async def _workflow(ana: Traveller, port: int) -> str:
    agent = await ana.ask("POST", "/api/agents/v1/agents", expect=201, json={"name": "Caller"})
    new = {"name": "Five calls", "agent_id": agent["id"], "graph": _graph(port)}
    workflow = await ana.ask("POST", "/api/company/v1/workflows", expect=201, json=new)
    await ana.ask("POST", f"/api/company/v1/workflows/{workflow['id']}/publish", json={"note": ""})
    return str(workflow["id"])


def run(*, quick: bool) -> dict[str, Any]:
    """Kill 50 times during 200 runs (5 times during 20 when quick)."""
    return asyncio.run(_run(20 if quick else 200, 5 if quick else 50, seed=20261122))
