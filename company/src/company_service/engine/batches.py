"""A batch of entries on its way to disk: who of them may write, and what, in as few visits to the database as it takes.

On SQLite the check and all rows are one function in the driver's thread: a visit to that thread costs more than most
statements, and a statement for many rows gives the interpreter back once, not once for each row.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from company_service.engine.entries import Entry, Outcome
from company_service.engine.statements import Statements, Values, sql_json, sql_time
from kernel.db import Tx

GRAPH_KNOWN = timedelta(hours=1)
"""So long a graph that was written is taken to be there. Much less than graphs nobody uses are kept (`forgetting`)."""


class Batch:
    """Entries that become true together. `admit` decides who may write; only then `texts` says what."""

    def __init__(
        self, entries: Sequence[Entry], sql: Statements, known_graphs: Mapping[tuple[str, str], datetime]
    ) -> None:
        self._entries = entries
        self._sql = sql
        self._valid = [entry.valid() for entry in entries]
        self.outcomes: list[tuple[Entry, Outcome]] = []
        self.admitted: list[Entry] = []
        self._known_graphs = known_graphs
        self.graphs_at: dict[tuple[str, str], datetime] = {}
        self.graphs: dict[tuple[str, str], Values] = {}
        """Graphs to be written, by company and hash: those that are not known to be on disk, as of lately."""

    @property
    def concerns_others(self) -> bool:
        """Whether somebody else has a part in it: step types and listeners."""
        return any(entry.concerns_others for entry in self._entries)

    def question(self) -> tuple[str, Values]:
        """The query for the fences of these runs."""
        ids = list({entry.run_id for entry in self._entries})
        return self._sql.select_fences(ids)

    def admit(self, found: Sequence[Sequence[Any]]) -> None:
        """Who may write: whose fence is the run's, and who starts a run that is not there yet."""
        fences = {str(row[0]): int(row[1]) for row in found}
        for entry, valid in zip(self._entries, self._valid, strict=True):
            outcome = _outcome(entry, fences) if valid else "taken_over"
            self.outcomes.append((entry, outcome))
            if outcome == "written":
                self.admitted.append(entry)

    def texts(self) -> Iterator[tuple[str, Values]]:
        """Statements with their values. Of a row that several entries change the last state is written."""
        sql, admitted = self._sql, self.admitted
        for entry in admitted:
            if entry.graph:
                digest, graph, at = entry.graph
                self._keep_graph((entry.company_id, digest), graph, at)
        steps = {(row[0], row[1]): row for entry in admitted for row in entry.steps}
        timers = {(entry.run_id, step): row for entry in admitted for step, row in entry.timers.items()}
        changed = {entry.run_id: entry.run for entry in admitted if entry.run is not None}
        for statement, rows in (
            (sql.keep_graph, [self.graphs[name] for name in sorted(self.graphs)]),  # in one order: no deadlocks
            (sql.insert_run, [entry.new_run for entry in admitted if entry.new_run is not None]),
            (sql.insert_journal, [row for entry in admitted for row in entry.journal]),
            (sql.put_step, list(steps.values())),
            (sql.update_run, list(changed.values())),
            (sql.delete_timer, [key for key, row in timers.items() if row is None]),
            (sql.put_timer, [row for row in timers.values() if row is not None]),
            (sql.take_message, [row for entry in admitted for row in entry.taken]),
            (sql.note_end, [(entry.run_id, entry.company_id) for entry in admitted if entry.ended]),
            (sql.tell, [row for entry in admitted for row in entry.told]),
        ):
            if rows:
                yield from sql.written_out(statement, rows)

    def _keep_graph(self, name: tuple[str, str], graph: Any, at: datetime) -> None:
        known = self._known_graphs.get(name)
        if known is None or at - known > GRAPH_KNOWN:
            self.graphs[name] = (*name, sql_json(graph), sql_time(at))
            self.graphs_at[name] = at

    def put(self, connection: sqlite3.Connection) -> None:
        """Check and write, inside a transaction of SQLite."""
        self.admit(connection.execute(*self.question()).fetchall())
        for text, values in self.texts():
            connection.execute(text, values)

    async def put_through(self, tx: Tx) -> None:
        """Check and write, by way of SQLAlchemy."""
        text, values = self.question()
        self.admit((await tx.connection.exec_driver_sql(text, tuple(values))).all())
        for text, values in self.texts():
            await tx.connection.exec_driver_sql(text, tuple(values))


def _outcome(entry: Entry, fences: dict[str, int]) -> Outcome:
    known = fences.get(entry.run_id)
    if entry.new_run is None:
        return "written" if known == entry.fence else "taken_over"
    if known is None:
        fences[entry.run_id] = entry.fence
        return "written"
    fences[entry.run_id] = -1  # somebody else's: nothing that follows from this start may be written
    return "attached"
