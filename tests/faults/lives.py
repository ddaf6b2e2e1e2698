"""The lives of workers, seen from outside: start one, kill it, and what must be so whenever it died."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2
import sqlalchemy as sa

from company.tests.engine.worker import Ledger
from company.tests.engine.worlds import COMPANY
from company_service.engine.tables import journal
from kernel.db import Database, Row
from kernel.ids import new_id
from tests.faults.graphs import EFFECTS, ENDS
from tests.faults.worker import Order

ROOT = Path(__file__).resolve().parents[2]
Cut = tuple[str, str, int]
"""An effect that was begun when a process died: run, step, and the number of the journal entry that began it."""


@dataclass
class Sinks:
    """The process with the mail server and the HTTP server."""

    process: "subprocess.Popen[str]"
    ports: dict[str, int]

    def seen(self) -> dict[str, dict[str, int]]:
        """How often each key reached which of them."""
        answer: dict[str, dict[str, int]] = httpx2.get(f"http://127.0.0.1:{self.ports['http']}/all").json()
        return answer


def program(module: str) -> "subprocess.Popen[str]":
    """A process of ours that reads orders and answers with lines."""
    return subprocess.Popen(
        [sys.executable, "-m", module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def end(process: "subprocess.Popen[str]") -> None:
    """Let it end, as it does when there is nothing more to read."""
    assert process.stdin
    assert process.stdout
    process.stdin.close()
    process.wait(20)
    process.stdout.close()


@dataclass
class Forker:
    """Starts workers one after the other."""

    process: "subprocess.Popen[str]"

    def start(self, order: Order) -> int:
        """A worker's process id."""
        assert self.process.stdin
        self.process.stdin.write(order.as_line())
        self.process.stdin.flush()
        return int(self._line())

    def ended(self) -> int:
        """Wait for the end of the worker: minus the signal that killed it, or its exit code."""
        return int(self._line())

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()


def some_runs(*names: str) -> dict[str, str]:
    """Ids of runs to come, each with its workflow."""
    return {new_id("run"): name for name in names}


@dataclass
class Lives:
    """Successive workers on the same runs, and what the dead left behind."""

    order: Order
    forker: Forker
    sinks: Sinks
    db: Database
    cut: set[Cut] = field(default_factory=set[Cut])
    """The injected set: every effect that some death cut short."""
    open: dict[str, str] = field(default_factory=dict[str, str])
    """Runs that the last life had to do with and that have not ended."""

    def start(self, **changes: Any) -> int:
        """The next life begins."""
        order = replace(self.order, **changes)
        self.open = order.runs
        return self.forker.start(order)

    def is_up(self, pid: int) -> bool:
        """Whether a worker has come as far as to take in runs."""
        return (Path(self.order.folder) / f"up.{pid}").exists()

    async def over(self) -> int:
        """The life is over; what it left behind is looked at before anybody goes on."""
        code = await asyncio.to_thread(self.forker.ended)
        entries = await self.entries(self.open)
        self.cut |= _cut_short(entries)
        ended = {row["run_id"] for row in entries if _is(row, "run.ended")}
        self.open = {run: name for run, name in self.open.items() if run not in ended}
        return code

    async def live(self, **changes: Any) -> int:
        """A whole life, to wherever it is to die; how it ended."""
        self.start(**changes)
        return await self.over()

    async def kill(self, pid: int) -> int:
        """End a life now."""
        os.kill(pid, signal.SIGKILL)
        return await self.over()

    async def entries(self, runs: Collection[str]) -> Sequence[Row]:
        """The journal of these runs."""
        wanted = (journal.c.company_id == COMPANY) & journal.c.run_id.in_(runs)
        async with self.db.read() as tx:
            return await tx.all(sa.select(journal).where(wanted).order_by(journal.c.run_id, journal.c.seq))

    def ledger(self) -> list[dict[str, Any]]:
        """What was done in all lives."""
        return Ledger.read(Path(self.order.folder) / "ledger")

    async def check(self, *, more_questions: bool = False) -> None:
        """Everything that must be so in the end, wherever and however often processes died.

        `more_questions`: when a server dies within a commit, its client cannot know what became of it, and may ask.
        """
        entries, ledger = await self.entries(self.order.runs), self.ledger()
        _check_ends(entries, self.order.runs)
        _check_steps(entries, ledger)
        self._check_effects(entries)
        await self._check_questions(entries, more_questions=more_questions)
        await self._check_rows()
        _check_told(ledger, self.order.runs)

    def _check_effects(self, entries: Sequence[Row]) -> None:
        """The outside world saw each effect at most once; and once, when the journal says that it succeeded."""
        seen, runs = self.sinks.seen(), self.order.runs
        http = {key: count for key, count in seen["http"].items() if key.partition(":")[0] in runs}
        mail = {key: count for key, count in seen["mail"].items() if key.partition(".")[0] in runs}
        found = Counter(http) + Counter({key.replace(".", ":"): count for key, count in mail.items()})
        done = {f"{row['run_id']}:{row['step']}" for row in entries if _is(row, "step.succeeded") and _acts(row)}
        assert {key: count for key, count in found.items() if count > 1} == {}, "an effect was repeated"
        assert found.keys() == done, "the journal says of an effect what is not so"

    async def _check_questions(self, entries: Sequence[Row], *, more_questions: bool) -> None:
        """The list of uncertain effects is the injected set: each cut is asked about once, and nothing else is."""
        async with self.db.read() as tx:
            rows = await tx.all(
                sa.text("SELECT run_id, step, kind FROM uncertain_effects WHERE company_id = :c").bindparams(c=COMPANY)
            )
        asked = Counter((row["run_id"], row["step"]) for row in rows if row["run_id"] in self.order.runs)
        cut = Counter((run, step) for run, step, _ in self.cut)
        assert asked >= cut if more_questions else asked == cut
        waits = (row for row in entries if _is(row, "step.waiting"))
        journaled = Counter((r["run_id"], r["step"]) for r in waits if r["facts"]["waits_for"]["kind"] == "uncertain")
        assert journaled == asked

    async def _check_rows(self) -> None:
        """Nothing is left lying about: no timer, no message nobody took, no owner, nothing to be told."""
        left: dict[str, str] = {
            "run_timers": "SELECT run_id FROM run_timers",
            "run_inbox": "SELECT run_id FROM run_inbox WHERE taken = 0",
            "runs": "SELECT id AS run_id FROM runs WHERE owner IS NOT NULL OR ended_at IS NULL",
            "step_runs": "SELECT run_id FROM step_runs WHERE status IN ('running', 'waiting')",
            "outbox": "SELECT id AS run_id FROM outbox",
        }
        async with self.db.read() as tx:
            found = {name: [row["run_id"] for row in await tx.all(sa.text(query))] for name, query in left.items()}
        assert not any(found.values()), found


def _is(row: Row, *kinds: str) -> bool:
    return row["kind"] in kinds


def _acts(row: Row) -> bool:
    return row["step"] in EFFECTS


def _cut_short(entries: Iterable[Row]) -> set[Cut]:
    """Of a journal whose process is dead: the effects of which only the intent is there."""
    last: dict[tuple[str, str], Row] = {}
    for row in entries:
        if _acts(row) and row["kind"] != "step.recovered":
            last[row["run_id"], row["step"]] = row
    begun = (row for row in last.values() if _is(row, "step.started", "step.signalled"))
    return {(row["run_id"], row["step"], row["seq"]) for row in begun}


def _check_ends(entries: Sequence[Row], runs: dict[str, str]) -> None:
    """Every run has ended, once, as its workflow says; its journal has no gap."""
    ends = [row for row in entries if _is(row, "run.ended")]
    assert {row["run_id"]: row["facts"]["status"] for row in ends} == {run: ENDS[name] for run, name in runs.items()}
    assert len(ends) == len(runs), "a run ended twice"
    numbers: dict[str, list[int]] = {}
    for row in entries:
        numbers.setdefault(row["run_id"], []).append(row["seq"])
    assert all(each == list(range(1, len(each) + 1)) for each in numbers.values())


def _check_steps(entries: Sequence[Row], ledger: Sequence[dict[str, Any]]) -> None:
    """What is journaled is the last thing that was done: it was not lost, and not done again."""
    done: dict[tuple[str, str], list[str]] = {}
    for line in ledger:
        if "done" in line:
            done.setdefault((line["run"], line["done"]), []).append(line["nonce"])
    results = Counter((row["run_id"], row["step"]) for row in entries if _is(row, "step.succeeded"))
    assert set(results.values()) <= {1}, "a step has two results"
    again = Counter((row["run_id"], row["step"]) for row in entries if _is(row, "step.recovered"))
    for row in entries:
        key = (row["run_id"], row["step"])
        if _is(row, "step.succeeded") and key in done:
            assert row["value_ref"] or json.loads(row["value"])["nonce"] == done[key][-1], (
                "a journaled step was repeated"
            )
            assert len(done[key]) <= 1 + again[key]


def _check_told(ledger: Sequence[dict[str, Any]], runs: dict[str, str]) -> None:
    """Of each end others heard, as often as need be, but by one name, and it counted once at most."""
    heard = [line for line in ledger if line.get("heard") == "company.run_ended" and line["run"] in runs]
    names = {(line["run"], line["id"], line["status"]) for line in heard}
    assert Counter(run for run, _, _ in names) == Counter(list(runs)), "an end was not told, or as two"
    assert all(status == ENDS[runs[run]] for run, _, status in names)
    assert max(Counter(line["id"] for line in heard if line["new"]).values()) == 1
