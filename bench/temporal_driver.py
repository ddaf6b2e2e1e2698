"""What our Temporal driver costs over a workflow of ten activities that somebody writes by hand, on the same server.

The programs are up all the time and take turns, a few seconds each, so that what else the machine does hits all alike.
Figures: runs/s, milliseconds of a run, and CPU milliseconds per run, user and system, of the program and the server
together; ours writes its tables besides. `over` is by how much ours is more, of the medians of the rounds; `pinned` is
the same workflow by hand with versioned workers, which ours always has, and which is most of what the server adds.
"""

import asyncio
import os
import statistics
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.engine import loop_ns, percentile, prepare, say
from bench.peers.running import Measured, Program, program
from setup.paths import ROOT
from tests.servers.temporal_server import temporal

_AT = (1, 8)
_PROGRAMS: dict[str, tuple[str, dict[str, str]]] = {
    "by_hand": ("temporal_by_hand.py", {}),
    "pinned": ("temporal_by_hand.py", {"BENCH_VERSION": "1"}),
    "ours": ("temporal_ours.py", {}),
}
GOAL = 0.15


def _figures(rounds: list[Measured]) -> dict[str, float]:
    times = [time for each in rounds for time in each.times_ms]
    return {
        "runs": sum(each.runs for each in rounds),
        "runs_per_s": round(statistics.median(each.runs / each.seconds for each in rounds), 2),
        "run_p50_ms": round(percentile(times, 0.5), 1),
        "cpu_ms_per_run": round(statistics.median(1000 * each.cpu_seconds / each.runs for each in rounds), 1),
    }


def _over(ours: dict[str, float], by_hand: dict[str, float]) -> dict[str, float]:
    return {
        "cpu": round(ours["cpu_ms_per_run"] / by_hand["cpu_ms_per_run"] - 1, 3),
        "run_p50": round(ours["run_p50_ms"] / by_hand["run_p50_ms"] - 1, 3),
        "runs_per_s": round(by_hand["runs_per_s"] / ours["runs_per_s"] - 1, 3),
    }


def run(*, quick: bool) -> dict[str, Any]:
    """The figures of both, and how they compare."""
    seconds, rounds = (4.0, 3) if quick else (8.0, 6)
    found: dict[tuple[str, int], list[Measured]] = {}
    with ExitStack() as stack:
        server = stack.enter_context(temporal())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="agent-platform-bench-")))
        url = f"sqlite+aiosqlite:///{folder / 'bench.db'}"
        asyncio.run(prepare(url))
        programs: dict[str, Program] = {}
        for name, (file, more) in _PROGRAMS.items():
            command = [sys.executable, str(ROOT / "bench" / "peers" / file)]
            environment = {"BENCH_TEMPORAL": server.address, "BENCH_DATABASE": url, **more}
            programs[name] = stack.enter_context(program(command, environment, [server.pid]))
            programs[name].measure(1, 2.0)  # warm
        for turn in range(rounds):
            for at in _AT:
                for name in sorted(programs, reverse=bool(turn % 2)):
                    measured = programs[name].measure(at, seconds)
                    found.setdefault((name, at), []).append(measured)
                    cpu = 1000 * measured.cpu_seconds / measured.runs
                    say(f"round {turn + 1}: {name}, {at} at a time: {measured.runs} runs, {cpu:.1f} ms CPU a run")
    figures = {name: {str(at): _figures(found[name, at]) for at in _AT} for name in programs}
    return {
        "loop_ns": loop_ns(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "settings": {"seconds": seconds, "rounds": rounds, "server": "SQLite file, WAL, synchronous=OFF"},
        "figures": figures,
        "over": {
            name: {str(at): _over(figures["ours"][str(at)], figures[name][str(at)]) for at in _AT}
            for name in ("by_hand", "pinned")
        },
        "goal": GOAL,
    }
