"""Do starts and lists slow down as finished runs pile up? 1,000 of them against 1,000,000, on one machine in turns.

The rows of finished runs are copies of a real one under other ids: each with its row, its first and last journal entry
and one step. Measured on both sizes, in turns: runs of ten steps at 32 at a time (runs/s), a start alone (ms), and the
queries behind the pages of the run list (ms, median): newest first, by status, by workflow, and one deep in the past.
The goal is a ratio of at most 1.2.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from bench.engine import prepare, say
from bench.peers.engine import one_run, open_engine
from bench.peers.protocol import measured
from company_service.engine.tables import journal, runs, step_runs
from company_service.runs.repo import Filter
from company_service.runs.service.finding import find_page
from kernel.db import Database
from kernel.paging import Paging
from tests.servers.mysql_server import mysql

_AT_ONCE = 100_000
_SMALL, _LARGE = 1_000, 1_000_000


def _copy(table: sa.Table, key: str, only: str, *, is_sqlite: bool) -> str:
    """Copies the template's rows under ids that sort before every new one."""
    quote = '"' if is_sqlite else "`"
    number = "printf('run_%032d', n.i)" if is_sqlite else "CONCAT('run_', LPAD(n.i, 32, '0'))"
    names = ", ".join(f"{quote}{column.name}{quote}" for column in table.columns)
    values = ", ".join(number if column.name == key else f"t.{quote}{column.name}{quote}" for column in table.columns)
    digits = "(SELECT 0 AS d UNION ALL " + " UNION ALL ".join(f"SELECT {d}" for d in range(1, 10)) + ")"
    places = ", ".join(f"{digits} AS d{place}" for place in range(5))
    count = " + ".join(f"d{place}.d * {10**place}" for place in range(5))
    numbers = f"(SELECT :low + {count} AS i FROM {places}) AS n"
    source = f"{table.name} AS t, {numbers} WHERE {only} AND n.i < :high"
    return f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {source}"


async def _fill(db: Database, template: str, count: int) -> None:
    copies = [
        _copy(runs, "id", "t.id = :template", is_sqlite=db.is_sqlite),
        _copy(journal, "run_id", "t.run_id = :template AND t.seq IN (1, 22)", is_sqlite=db.is_sqlite),
        _copy(step_runs, "run_id", "t.run_id = :template AND t.step = 's0'", is_sqlite=db.is_sqlite),
    ]
    for low in range(0, count, _AT_ONCE):
        bounds = {"template": template, "low": low, "high": min(count, low + _AT_ONCE)}
        for copy in copies:
            async with db.begin() as tx:
                await tx.execute(sa.text(copy), bounds)
    if not db.is_sqlite:
        async with db.begin() as tx:
            await tx.execute(sa.text("ANALYZE TABLE runs, journal, step_runs"))


async def _median_ms(work: Callable[[], Awaitable[object]], times: int) -> float:
    found: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        await work()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


async def _lists(db: Database, deep: str) -> dict[str, float]:
    async def page(wanted: Filter, after: str | None = None) -> None:
        async with db.read() as tx:
            await find_page(tx, "com_a", wanted, Paging(limit=50, after=after))

    return {
        "list_newest_ms": await _median_ms(lambda: page(Filter()), 30),
        "list_succeeded_ms": await _median_ms(lambda: page(Filter(statuses=("succeeded",))), 30),
        "list_failed_ms": await _median_ms(lambda: page(Filter(statuses=("failed",))), 30),
        "list_of_workflow_ms": await _median_ms(lambda: page(Filter(workflow_id="wfl_a")), 30),
        "list_deep_ms": await _median_ms(lambda: page(Filter(), deep), 30),
    }


async def _turn(db: Database, folder: Path, size: int, seconds: float) -> dict[str, float]:
    async with open_engine(db, folder) as engine:
        await measured(lambda: one_run(engine), 32, 0.5)
        answer = await measured(lambda: one_run(engine), 32, seconds)
        alone = await _median_ms(lambda: one_run(engine), 20)
    rate = len(answer["times_ms"]) / answer["seconds"]  # pyright: ignore[reportArgumentType, reportOperatorIssue, reportUnknownVariableType] - as `measured` says
    return {"runs_per_s": rate, "run_alone_ms": alone, **await _lists(db, f"run_{size // 2:032d}")}


async def _prepared(url: str, folder: Path, size: int) -> Database:
    await prepare(url)
    db = Database(url)
    async with open_engine(db, folder) as engine:
        await one_run(engine)
    async with db.read() as tx:
        template = await tx.scalar(sa.select(runs.c.id).where(runs.c.company_id == "com_a"))
    began = time.perf_counter()
    await _fill(db, template, size)
    say(f"{size} finished runs written in {time.perf_counter() - began:.0f} s")
    return db


async def _compare(urls: dict[int, str], folder: Path, rounds: int, seconds: float) -> dict[str, Any]:
    found: dict[int, list[dict[str, float]]] = {size: [] for size in urls}
    opened = {size: await _prepared(url, folder, size) for size, url in urls.items()}
    try:
        for _ in range(rounds):
            for size, db in opened.items():
                found[size].append(await _turn(db, folder, size, seconds))
                say(f"at {size}: {found[size][-1]['runs_per_s']:.0f} runs/s (load {os.getloadavg()[0]:.1f})")
    finally:
        for db in opened.values():
            await db.close()
    figures = {
        size: {name: statistics.median(each[name] for each in turns) for name in turns[0]}
        for size, turns in found.items()
    }
    small, large = (figures[size] for size in urls)
    slower = {name: small[name] / large[name] if name == "runs_per_s" else large[name] / small[name] for name in small}
    shown = {str(size): {name: round(value, 2) for name, value in each.items()} for size, each in figures.items()}
    return {**shown, "times_slower": {name: round(value, 2) for name, value in slower.items()}}


def run(*, quick: bool, only: str = "sqlite,mysql") -> dict[str, Any]:
    """Measure on each database named in `only` (quick: 100,000 runs instead of 1,000,000)."""
    sizes = (_SMALL, _LARGE // 10 if quick else _LARGE)
    rounds, seconds = (2, 2.0) if quick else (3, 4.0)
    found: dict[str, Any] = {"load_average": round(os.getloadavg()[0], 2), "goal": {"times_slower": 1.2}}
    for name in (only or "sqlite,mysql").split(","):
        with ExitStack() as stack, TemporaryDirectory(prefix="agent-platform-bench-") as folder:
            if name == "sqlite":
                urls = {size: f"sqlite+aiosqlite:///{Path(folder) / f'{size}.db'}" for size in sizes}
            else:
                server = stack.enter_context(mysql(name, durable=True))  # pyright: ignore[reportArgumentType] - one of the two flavours
                urls = {size: server.database(f"grown{size}") for size in sizes}
            found[name] = asyncio.run(_compare(urls, Path(folder), rounds, seconds))
    return found
