"""Ten steps in a row that do nothing, each result on disk before the next step starts: our engine and what one would
use instead, taking turns on the same machine.

Every one runs in processes of its own and is told: so many runs at a time, for so many seconds. Figures: runs/s,
milliseconds of a run (p50, p99), of a step (a tenth of that), and CPU milliseconds per run, user and system, of *all*
processes involved, servers and database included. `loop_ns` is what a turn of an empty Python loop costs meanwhile
(about 25 at 2.5 GHz); the load average says how busy the machine was with other things.

`--only sqlite,mysql,dbos` measures these only; `--workers 1,2` measures instead so many processes on one MySQL.
"""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.peers.protocol import RESULT, STEPS
from bench.peers.running import Measured, Peer, PeerFailed, Program, peers, program
from company_service.engine import tables
from kernel.db import Database, service_metadata
from setup.paths import ROOT
from tests.servers.mysql_server import MySqlServer, mysql
from tests.servers.process import NotInstalled

_OURS = {"sqlite": "this engine, SQLite", "mysql": "this engine, MySQL", "mariadb": "this engine, MariaDB"}
_DURABLE = {
    "sqlite": "WAL, synchronous=FULL",
    "mysql": "innodb_flush_log_at_trx_commit=1, doublewrite on",
    "mariadb": "innodb_flush_log_at_trx_commit=1, doublewrite on",
}
_AT = (1, 32, 128)


def say(text: str) -> None:
    """Progress, to standard error."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def loop_ns() -> float:
    """CPU nanoseconds of one turn of an empty loop, just now."""
    turns = 2_000_000
    began = time.process_time()
    for _ in range(turns):
        pass
    return round((time.process_time() - began) * 1e9 / turns, 1)


async def prepare(url: str) -> None:
    """Make the engine's tables."""
    db = Database(url)
    metadata = service_metadata()
    tables.define(metadata)
    async with db.begin() as tx:
        await tx.connection.run_sync(metadata.create_all)
    await db.close()


@contextmanager
def ours(url: str, others: Sequence[int] = ()) -> Generator[Program]:
    """Our engine on a prepared database."""
    command = [sys.executable, str(ROOT / "bench" / "peers" / "engine.py")]
    with program(command, {"BENCH_DATABASE": url}, others) as started:
        yield started


@contextmanager
def _ours(name: str) -> Generator[Program]:
    with ExitStack() as stack:
        server = None if name == "sqlite" else stack.enter_context(mysql(name, durable=True))  # pyright: ignore[reportArgumentType] - one of the two flavours
        folder = stack.enter_context(TemporaryDirectory(prefix="agent-platform-bench-"))
        url = server.database("bench") if server else f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        asyncio.run(prepare(url))
        yield stack.enter_context(ours(url, [server.pid] if server else []))


def _figures(rounds: Sequence[Measured]) -> dict[str, Any]:
    """The median of the rounds, and their range."""
    rates = [each.runs / each.seconds for each in rounds]
    times = [time for each in rounds for time in each.times_ms]
    runs = sum(each.runs for each in rounds)
    return {
        "runs": runs,
        "runs_per_s": round(statistics.median(rates), 2),
        "runs_per_s_range": [round(min(rates), 2), round(max(rates), 2)],
        "cpu_ms_per_run": round(1000 * sum(each.cpu_seconds for each in rounds) / runs, 3),
        "run_p50_ms": round(percentile(times, 0.5), 2),
        "run_p99_ms": round(percentile(times, 0.99), 2),
        "step_p50_ms": round(percentile(times, 0.5) / STEPS, 3),
        "step_p99_ms": round(percentile(times, 0.99) / STEPS, 3),
    }


def _round(started: Program, title: str, at: Sequence[int], seconds: float, found: dict[int, list[Measured]]) -> None:
    started.measure(at[0], 0.5)  # warm
    for concurrency in at:
        measured = started.measure(concurrency, seconds)
        found.setdefault(concurrency, []).append(measured)
        rate, cpu = measured.runs / measured.seconds, 1000 * measured.cpu_seconds / max(measured.runs, 1)
        load = os.getloadavg()[0]
        say(f"{title}: {concurrency} at a time: {rate:.1f} runs/s, {cpu:.2f} ms CPU a run (load {load:.1f})")


def _take_turns(wanted: Sequence[str], known: Mapping[str, Peer], rounds: int, seconds: float) -> dict[str, Any]:
    """Each one's turn in every round, so that what else the machine does hits all alike."""
    found: dict[str, dict[int, list[Measured]]] = {}
    failed: dict[str, str] = {}
    for turn in range(rounds):
        for name in (each for each in wanted if each not in failed):
            say(f"round {turn + 1} of {rounds}: {name}")
            try:
                if name in _OURS:
                    with _ours(name) as started:
                        _round(started, _OURS[name], _AT, seconds, found.setdefault(name, {}))
                else:
                    peer = known[name]
                    with program(peer.command(), {}) as started:
                        _round(started, peer.title, peer.concurrency, seconds, found.setdefault(name, {}))
            except (PeerFailed, NotInstalled) as error:
                say(f"{name}: {error}")
                failed[name] = str(error)
    figures = {
        name: {str(concurrency): _figures(measured) for concurrency, measured in by.items()}
        for name, by in found.items()
        if by
    }
    return {"figures": figures, "failed": failed}


def _ratios(figures: Mapping[str, Mapping[str, Any]], known: Mapping[str, Peer]) -> dict[str, Any]:
    """How many times as many runs/s, and how many times less CPU, at 32 at once (or the peer's most)."""
    base = figures.get("sqlite", {}).get("32")
    ratios: dict[str, Any] = {}
    for name in figures.keys() & known.keys() if base else ():
        at = min(32, max(known[name].concurrency))
        peer = figures[name].get(str(at))
        if peer and base:
            ratios[name] = {
                "at": at,
                "runs_per_s": round(base["runs_per_s"] / peer["runs_per_s"], 1),
                "cpu": round(peer["cpu_ms_per_run"] / base["cpu_ms_per_run"], 1),
            }
    return ratios


def _workers(counts: Sequence[int], flavour: str, seconds: float, rounds: int) -> dict[str, Any]:
    """So many processes on one database, 32 runs at a time each."""
    found: dict[int, list[float]] = {}
    with mysql(flavour, durable=True) as server:  # pyright: ignore[reportArgumentType] - one of the two flavours
        url = server.database("bench")
        asyncio.run(prepare(url))
        for _ in range(rounds):
            for count in counts:
                found.setdefault(count, []).append(_together(url, server, count, seconds))
                say(f"{count} worker processes: {found[count][-1]:.1f} runs/s (load {os.getloadavg()[0]:.1f})")
    rates = {str(count): round(statistics.median(each), 1) for count, each in found.items()}
    first = rates[str(counts[0])]
    return {
        "database": server.version,
        "runs_per_s": rates,
        "ratio": {n: round(r / first, 2) for n, r in rates.items()},
    }


def _together(url: str, server: MySqlServer, count: int, seconds: float) -> float:
    with ExitStack() as stack:
        started = [stack.enter_context(ours(url, [server.pid])) for _ in range(count)]
        for each in started:
            each.measure(1, 0.3)
        for each in started:
            each.tell(32, seconds)
        return sum(runs / took for runs, took, _ in (each.hear() for each in started))


def run(*, quick: bool, only: str = "", workers: str = "") -> dict[str, Any]:
    """The figures, with what they were measured on."""
    seconds, rounds = (2.0, 1) if quick else (6.0, 3)
    about = {
        "loop_ns": loop_ns(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "settings": {"steps": STEPS, "result_bytes": len(str(RESULT)), "seconds": seconds, "rounds": rounds},
    }
    if workers:
        counts = [int(each) for each in workers.split(",")]
        flavour = "mariadb" if "mariadb" in only else "mysql"
        return {**about, "workers": _workers(counts, flavour, seconds, rounds)}
    known = {peer.name: peer for peer in peers()}
    wanted = only.split(",") if only else ["sqlite", "mysql", *known]
    unknown = set(wanted) - known.keys() - _OURS.keys()
    if unknown:
        raise SystemExit(f"Not known: {', '.join(unknown)}. There are: {', '.join([*_OURS, *known])}.")
    for name in wanted:
        if name in known and not (known[name].home / "installed").exists():
            say(f"installing {known[name].title} into {known[name].home}")
            known[name].install()
    found = _take_turns(wanted, known, rounds, seconds)
    return {
        **about,
        "loop_ns_after": loop_ns(),
        "load_average_after": [round(load, 2) for load in os.getloadavg()],
        "units": {"runs_per_s": "runs/s", "cpu_ms_per_run": "CPU ms of all processes", "…_ms": "ms"},
        "durability": {name: _DURABLE.get(name) or known[name].durable for name in wanted},
        "versions": {name: [*known[name].python, *known[name].npm] for name in wanted if name in known},
        **found,
        "ratios_to_this_engine_on_sqlite": _ratios(found["figures"], known),
    }
