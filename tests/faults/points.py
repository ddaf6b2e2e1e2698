"""Named moments in the life of a worker at which it can be made to die, found from outside the product.

What a process is about to do is read from what it hands to the database (SQLite says each statement it runs, SQLAlchemy
each it sends to MySQL), to the file system (Python's audit hooks), to the bus and to the other systems. The product's
own code knows nothing of this.
"""

import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine

from company_service.engine.events import KINDS
from kernel.bus import MemoryBus, Message
from kernel.db import Database, Tx

HALF, BEFORE, AFTER = "half written", "before the commit", "after the commit"
_KIND = re.compile(r"'((?:run|step|iteration)\.[a-z_]+)'")
_DOINGS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "journal": r"INSERT INTO journal\b",
        "run row": r"INSERT INTO runs\b",
        "step rows": r"(INSERT|REPLACE) INTO step_runs\b",
        "run claimed": r"UPDATE runs SET owner=.*fence",
        "run given back": r"UPDATE runs SET owner=\S+ WHERE runs.owner",
        "lease taken": r"INSERT INTO engine_workers\b",
        "lease renewed": r"UPDATE engine_workers\b",
        "lease given back": r"DELETE FROM engine_workers WHERE engine_workers.id =",
        "message told": r"INSERT (OR )?IGNORE INTO run_inbox\b",
        "message taken": r"UPDATE run_inbox SET taken = 1",
        "timer set": r"(INSERT|REPLACE) INTO run_timers\b",
        "timer over": r"DELETE FROM run_timers\b",
        "question noted": r"INSERT (OR IGNORE |IGNORE )?INTO uncertain_effects\b",
        "event told": r"INSERT INTO outbox\b",
        "event forgotten": r"DELETE FROM outbox\b",
    }.items()
}
_READS: dict[str, re.Pattern[str]] = {
    "journal, being read": re.compile(r"SELECT .*\sFROM journal\b", re.IGNORECASE | re.DOTALL),
    "timers, being looked at": re.compile(r"SELECT run_timers.*\sFROM run_timers\b", re.IGNORECASE | re.DOTALL),
}


class Trap:
    """Kills this process when it comes to a named point for the n-th time; before that it writes down where it died."""

    def __init__(self, name: str | None, visit: int, died: Callable[[str], None]) -> None:
        self.name = name
        self._left = visit
        self._died = died

    def visit(self, name: str) -> None:
        """The process is at this point now."""
        if name != self.name:
            return
        self._left -= 1
        if not self._left:
            self._died(name)
            os.kill(os.getpid(), signal.SIGKILL)


def _doings(text: str) -> set[str]:
    """What a statement (with its values) does, by the names of the table above and the kinds of events."""
    found = {name for name, pattern in _DOINGS.items() if pattern.match(text)}
    if "journal" in found:
        found |= KINDS.keys() & set(_KIND.findall(text))
    return found


class WatchedDatabase(Database):
    """A database that visits the trap with whatever is written, half way, before and after each commit."""

    def __init__(self, url: str, trap: Trap) -> None:
        super().__init__(url)
        self._trap = trap
        self._kept: dict[int, dict[Any, Any]] = {}
        for engine in {self._writer, self._reader}:
            self._watch(engine)

    def _watch(self, engine: AsyncEngine) -> None:
        if not self.is_sqlite:
            event.listen(engine.sync_engine, "before_cursor_execute", self._mysql_statement)
            event.listen(engine.sync_engine, "commit", self._mysql_commit)
            return

        @event.listens_for(engine.sync_engine, "connect")
        def _connected(connection: DBAPIConnection, record: Any) -> None:
            self._watch_driver(cast("Any", connection).driver_connection._conn, record.info)

    def _watch_driver(self, driver: sqlite3.Connection, info: dict[Any, Any]) -> None:
        self._kept[id(driver)] = info
        # Called in the driver's thread with each statement, its values written out, before it runs.
        driver.set_trace_callback(lambda text: self._statement(text, info))

    def _mysql_statement(
        self, connection: Connection, _cursor: object, statement: str, values: object, *_: object
    ) -> None:
        self._statement(f"{statement} {values!r}", connection.info)

    def _mysql_commit(self, connection: Connection) -> None:
        self._statement("COMMIT", connection.info)

    def _statement(self, text: str, info: dict[Any, Any]) -> None:
        done: set[str] = info.setdefault("done", set())
        if text == "COMMIT":
            self._visit(done, BEFORE)
            return
        for name, pattern in _READS.items():
            if pattern.match(text):
                self._trap.visit(name)
        self._visit(done, HALF)
        done |= _doings(text)

    def _visit(self, done: set[str], when: str) -> None:
        for name in sorted(done):
            self._trap.visit(f"{name}, {when}")

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[Tx]:
        async with super().begin() as tx:
            connection = tx.connection.sync_connection
            assert connection
            done = connection.info["done"] = set[str]()
            yield tx
        self._visit(done, AFTER)

    async def at_once(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        done = set[str]()

        def watched(connection: sqlite3.Connection) -> Any:
            if id(connection) not in self._kept:  # it is `at_once`'s own, which no pool tells of
                self._watch_driver(connection, {})
            self._kept[id(connection)]["done"] = done
            return work(connection)

        result = await super().at_once(watched)
        self._visit(done, AFTER)
        return result


class WatchedBus(MemoryBus):
    """A bus that visits the trap around what is published."""

    def __init__(self, trap: Trap) -> None:
        super().__init__()
        self._trap = trap

    async def publish(self, message: Message) -> None:
        self._trap.visit("event, before it is published")
        await super().publish(message)
        self._trap.visit("event, after it is published")

    async def publish_all(self, messages: Sequence[Message]) -> None:
        for _ in messages:
            self._trap.visit("event, before it is published")
        await super().publish_all(messages)
        for _ in messages:
            self._trap.visit("event, after it is published")


def watch_payloads(folder: Path, trap: Trap) -> None:
    """Visit the trap around the renaming that makes a large value appear. For the rest of this process's life."""
    renamed: list[str] = []

    def hear(name: str, arguments: tuple[Any, ...]) -> None:
        if name == "os.rename" and str(arguments[1]).startswith(str(folder)):
            trap.visit("payload, before the rename")
            renamed.append(str(Path(arguments[1]).parent))
        elif name == "open" and str(arguments[0]) in renamed:  # its folder, to be flushed
            trap.visit("payload, after the rename")

    sys.addaudithook(hear)


_OF_EVENTS = {f"{kind}, {when}": 1 for kind in KINDS for when in (BEFORE, AFTER)}
_OF_LATER_EVENTS = {
    f"{kind}, {when}": visit
    for kind, visit in {"step.started": 5, "step.succeeded": 6, "iteration.ended": 2, "run.ended": 3}.items()
    for when in (BEFORE, AFTER)
}
POINTS: dict[str, tuple[str, int]] = {
    # Each kind of transition that the journal keeps, on both sides of the moment in which it becomes true.
    **{name: (name, visit) for name, visit in _OF_EVENTS.items()},
    # The common ones again, deep in the middle of several runs.
    **{f"{name} (number {visit})": (name, visit) for name, visit in _OF_LATER_EVENTS.items()},
    # A transaction that has some of its rows and not the others.
    "journal, half written": ("journal, half written", 1),
    "journal, half written (number 9)": ("journal, half written", 9),
    "run row, half written": ("run row, half written", 2),
    "step rows, half written": ("step rows, half written", 6),
    "question noted, half written": ("question noted, half written", 1),
    # The dispatcher: who owns what, what is due, what somebody said.
    "lease taken, before the commit": ("lease taken, before the commit", 1),
    "lease taken, after the commit": ("lease taken, after the commit", 1),
    "lease renewed, before the commit": ("lease renewed, before the commit", 1),
    "lease renewed, after the commit": ("lease renewed, after the commit", 1),
    "run claimed, before the commit": ("run claimed, before the commit", 1),
    "run claimed, after the commit": ("run claimed, after the commit", 1),
    "journal, being read": ("journal, being read", 1),
    "timers, being looked at": ("timers, being looked at", 3),
    "timer set, before the commit": ("timer set, before the commit", 1),
    "timer set, after the commit": ("timer set, after the commit", 1),
    "timer over, before the commit": ("timer over, before the commit", 1),
    "timer over, after the commit": ("timer over, after the commit", 1),
    "message told, before the commit": ("message told, before the commit", 1),
    "message told, after the commit": ("message told, after the commit", 1),
    "message taken, before the commit": ("message taken, before the commit", 1),
    "message taken, after the commit": ("message taken, after the commit", 1),
    # Starting: the caller has no answer yet, or has it.
    "start, on disk and not answered": ("run row, after the commit", 1),
    "start, answered": ("start, answered", 3),
    # The other systems: asked and not journaled.
    "mail, before it is sent": ("mail, before it is sent", 1),
    "mail, after it is taken": ("mail, after it is taken", 1),
    "http, before it is called": ("http, before it is called", 1),
    "http, after it answered": ("http, after it answered", 1),
    # Large values, which are files.
    "payload, before the rename": ("payload, before the rename", 1),
    "payload, after the rename": ("payload, after the rename", 1),
    # What is told others, from the row in the outbox to its consumers.
    "event told, before the commit": ("event told, before the commit", 1),
    "event told, after the commit": ("event told, after the commit", 1),
    "event, before it is published": ("event, before it is published", 1),
    "event, after it is published": ("event, after it is published", 1),
    "event forgotten, before the commit": ("event forgotten, before the commit", 1),
    "event forgotten, after the commit": ("event forgotten, after the commit", 1),
    # Questions to a person about effects that were cut short.
    "question noted, before the commit": ("question noted, before the commit", 1),
    "question noted, after the commit": ("question noted, after the commit", 1),
    # An orderly stop that is not let finish.
    "run given back, before the commit": ("run given back, before the commit", 1),
    "run given back, after the commit": ("run given back, after the commit", 1),
    "lease given back, after the commit": ("lease given back, after the commit", 1),
}
"""Where processes are killed: the name of the test, and which visit of which point."""
FIRST_LOST = ("step.recovered", "question noted", "run claimed", "journal, being read")
"""What only happens because a process died before: a first one is killed while an effect is under way."""
