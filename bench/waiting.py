"""100,000 waiting runs: what they cost in memory, and how late they wake; 1,000 open runs: how soon they go on again.

Each waiting run stands at a pause of its own length; a process opens the engine on a database full of them. Figures:
resident memory (MiB) of that whole process while they wait; how late (ms, p50 and p99) the pauses of a share of them
end, counted from the moment they are due to the moment the step runs; seconds from the start of the engine, after a
process with 1,000 runs under way was killed, to the first step that goes on, and to all 1,000 going on.
"""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from bench.engine import percentile, prepare, say
from company_service.engine.builtin import BUILT_IN
from company_service.engine.embedded import Options
from company_service.engine.facade import Engine, NewRun
from company_service.engine.payloads import FilePayloads
from company_service.engine.steps import Answer, StepCall, StepInfo, StepResult, StepType, Waits
from kernel.db import Database
from kernel.ids import new_id
from kernel.service import utc_now

_WAITING, _DUE_SECONDS = 100_000, 20.0
_OPEN = 1_000
_GRAPHS: dict[str, dict[str, Any]] = {
    kind: {"steps": [{"id": "a", "type": kind, "with": {"until": "{{ input.until }}"}}], "edges": []}
    for kind in ("pause", "hold")
}


class Pause(StepType):
    """Waits until the moment it is given, and notes how late it was woken."""

    info = StepInfo("pause", "Pause", description="", category="logic", icon="box", effect="read", input_schema={})

    def __init__(self, expected: int = 0) -> None:
        self.late_ms: list[float] = []
        self.woken = asyncio.Event()
        self._expected = expected

    async def run(self, call: StepCall) -> Answer:
        until = datetime.fromisoformat(call.input["until"])
        if call.signal is None:
            return Waits("time", "A pause", until=until)
        self.late_ms.append((datetime.now(UTC) - until).total_seconds() * 1000)
        if len(self.late_ms) == self._expected:
            self.woken.set()
        return StepResult({})


class Hold(StepType):
    """Is under way until the process ends."""

    info = StepInfo("hold", "Hold", description="", category="logic", icon="box", effect="read", input_schema={})

    def __init__(self, expected: int = 0) -> None:
        self.moments: list[float] = []
        self.all = asyncio.Event()
        self._expected = expected

    async def run(self, call: StepCall) -> Answer:
        self.moments.append(time.perf_counter())
        if len(self.moments) == self._expected:
            self.all.set()
        await asyncio.sleep(3600)
        return StepResult({})


def _engine(db: Database, folder: Path, step: StepType) -> Engine:
    options = Options(max_runs=2000, max_steps=2000, drain=0.1, instance="bench")
    return Engine(db, [*BUILT_IN, step], FilePayloads(folder / "payloads"), clock=utc_now, options=options)


def _new(kind: str, until: str) -> NewRun:
    return NewRun(new_id("run"), "com_a", "wfl_a", "Waits", 1, _GRAPHS[kind], {"until": until})


async def _fill(db: Database, folder: Path, count: int) -> None:
    """Real runs, started by the engine, that wait for a year."""
    far = (utc_now() + timedelta(days=365)).isoformat()
    async with _engine(db, folder, Pause()) as engine:
        for low in range(0, count, 1000):
            await asyncio.gather(*(engine.start(_new("pause", far)) for _ in range(min(1000, count - low))))


async def wait(url: str, folder: Path, due: int) -> dict[str, float]:
    """The process that is measured: an engine on a database of waiting runs, of which some become due."""
    db = Database(url)
    pause = Pause(due)
    async with _engine(db, folder, pause) as engine:
        await asyncio.sleep(3)
        for number in range(due):
            until = (utc_now() + timedelta(seconds=2 + _DUE_SECONDS * number / due)).isoformat()
            await engine.start(_new("pause", until))
        memory = psutil.Process().memory_info().rss / 1024**2
        async with asyncio.timeout(_DUE_SECONDS + 60):
            await pause.woken.wait()
    await db.close()
    late = pause.late_ms
    return {
        "memory_mib": round(memory, 1),
        "timers": due,
        "late_p50_ms": round(percentile(late, 0.5), 1),
        "late_p99_ms": round(percentile(late, 0.99), 1),
    }


async def hold(url: str, folder: Path, count: int) -> None:
    """A process with so many runs under way, which waits to be killed."""
    db = Database(url)
    async with _engine(db, folder, Hold()) as engine:
        for _ in range(count):
            await engine.start(_new("hold", ""))
        sys.stdout.write("under way\n")
        sys.stdout.flush()
        await asyncio.sleep(3600)


async def resume(url: str, folder: Path, count: int) -> dict[str, float]:
    """The process after it."""
    db = Database(url)
    step = Hold(count)
    began = time.perf_counter()
    async with _engine(db, folder, step), asyncio.timeout(60):
        await step.all.wait()
        first, last = step.moments[0] - began, step.moments[-1] - began
    await db.close()
    return {"first_step_s": round(first, 2), "all_steps_s": round(last, 2)}


def _ask(what: str, url: str, folder: Path, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.waiting", what, url, str(folder), str(count)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _kill_one_that_holds(url: str, folder: Path, count: int) -> None:
    command = [sys.executable, "-m", "bench.waiting", "hold", url, str(folder), str(count)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True) as process:
        if process.stdout and process.stdout.readline():
            time.sleep(0.5)
        process.send_signal(signal.SIGKILL)


async def _filled(url: str, folder: Path, count: int) -> None:
    await prepare(url)
    db = Database(url)
    await _fill(db, folder, count)
    await db.close()


def run(*, quick: bool) -> dict[str, Any]:
    """Measure on SQLite (quick: 10,000 waiting runs)."""
    count, due = (_WAITING // 10, 500) if quick else (_WAITING, 2000)
    with TemporaryDirectory(prefix="agent-platform-bench-") as name:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder / 'waiting.db'}"
        began = time.perf_counter()
        asyncio.run(_filled(url, folder, count))
        with sqlite3.connect(folder / "waiting.db") as db:
            (waiting,) = db.execute("SELECT COUNT(*) FROM runs WHERE status = 'waiting' AND owner IS NULL").fetchone()
        say(f"{waiting} runs wait, after {time.perf_counter() - began:.0f} s (load {os.getloadavg()[0]:.1f})")
        waits = {"waiting_runs": waiting, **_ask("wait", url, folder, due)}
        say(f"woken: {waits}")
        asyncio.run(prepare(open_url := f"sqlite+aiosqlite:///{folder / 'open.db'}"))
        _kill_one_that_holds(open_url, folder, _OPEN)
        restart = {"open_runs": _OPEN, **_ask("resume", open_url, folder, _OPEN)}
    return {
        "load_average": round(os.getloadavg()[0], 2),
        "waiting": waits,
        "restart": restart,
        "goals": {"memory_mib": 150, "late_p99_ms": 1000, "all_steps_s": 2},
    }


if __name__ == "__main__":
    task = {"wait": wait, "hold": hold, "resume": resume}[sys.argv[1]]
    print(json.dumps(asyncio.run(task(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])))))
