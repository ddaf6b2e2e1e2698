"""The engine's hot statements as text for the driver: a statement for a whole batch costs what one for a row costs.

SQLAlchemy compiles a statement and converts each value on every execution, which is most of what a journal row would
cost. Here the text is made once from the table's definition, and values are converted by whoever has them anyway.
SQLite and MySQL (MariaDB) differ in the placeholder and in how an insert updates what is there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from typing import Any

import orjson
import sqlalchemy as sa

from company_service.engine.tables import journal, run_ends, run_graphs, run_timers, runs, step_runs
from kernel.db import outbox_table

RUN_CHANGES = (
    "status", "output", "output_ref", "error", "cost", "waiting_for", "started_at", "ended_at", "changed_seq", "owner",
)  # fmt: skip
_SIZES = (64, 32, 16, 8, 4, 2, 1)
"""Rows in one insert."""


@lru_cache(maxsize=4096)  # the same moments are written several times: with an event, with its step, with its run
def sql_time(moment: datetime | None) -> str | None:
    """A moment as both databases take it and as SQLAlchemy reads it back."""
    if moment is None:
        return None
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    text = orjson.dumps(moment).decode()  # "YYYY-MM-DDTHH:MM:SS…" in quotes; a third of what `isoformat` costs
    return f"{text[1:11]} {text[12:20]}.{moment.microsecond:06}"


def sql_json(value: Any) -> str | None:
    """JSON data as text; None as NULL."""
    return None if value is None else orjson.dumps(value).decode()


Values = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """A text for one row. An insert (`tail` is not None) can be written out for several: `text`, marks, …, `tail`."""

    text: str
    marks: str = ""
    tail: str | None = None


@lru_cache(maxsize=1024)
def _for_rows(statement: Statement, count: int) -> str:
    return f"{statement.text} {', '.join([statement.marks] * count)}{statement.tail}"


class Statements:
    """The texts for one kind of database."""

    # across companies: a batch writes for whichever runs this worker holds; the fence decides, not the company
    def __init__(self, *, is_sqlite: bool) -> None:
        self._is_sqlite = is_sqlite
        self._mark = "?" if is_sqlite else "%s"
        self._quote = '"' if is_sqlite else "`"
        self.insert_journal = self._insert(journal)
        self.insert_run = self._insert(runs)
        self.keep_graph = self._put(run_graphs)
        self.put_step = self._put(step_runs)
        self.put_timer = self._put(run_timers)
        self.note_end = self._insert(run_ends, "INSERT OR IGNORE" if is_sqlite else "INSERT IGNORE")
        self.tell = self._insert(outbox_table)
        changes = ", ".join(f"{self._name(column)} = {self._mark}" for column in RUN_CHANGES)
        self.update_run = Statement(f"UPDATE runs SET {changes} WHERE id = {self._mark}")  # noqa: S608 - names of our own columns
        self.raise_fence = Statement(f"UPDATE runs SET fence = {self._mark} WHERE id = {self._mark}")  # noqa: S608 - no value in it
        self.delete_timer = Statement(f"DELETE FROM run_timers WHERE run_id = {self._mark} AND step = {self._mark}")  # noqa: S608 - no value in it
        self.take_message = Statement(
            f"UPDATE run_inbox SET taken = 1 WHERE run_id = {self._mark} AND name = {self._mark}"  # noqa: S608 - no value in it
        )

    # across companies: a batch writes for whichever runs this worker holds; the fence decides, not the company
    def select_fences(self, run_ids: Sequence[str]) -> tuple[str, Values]:
        """The query for `id`, `fence` of these runs; on MySQL their rows stay locked until the commit."""
        # A power of two of placeholders, so that SQLite finds the statement prepared.
        ids = [*run_ids, *[run_ids[-1]] * ((1 << (len(run_ids) - 1).bit_length()) - len(run_ids))]
        marks = ", ".join([self._mark] * len(ids))
        lock = "" if self._is_sqlite else " FOR UPDATE"
        return f"SELECT id, fence FROM runs WHERE id IN ({marks}){lock}", ids  # noqa: S608 - placeholders only

    def written_out(self, statement: Statement, rows: Sequence[Values]) -> Iterator[tuple[str, Values]]:
        """The statement for these rows, as texts with all their values. SQLite prepares texts, so few differ."""
        if statement.tail is None:
            yield from ((statement.text, row) for row in rows)
            return
        at = 0
        while at < len(rows):
            left = len(rows) - at
            count = next(size for size in _SIZES if size <= left) if self._is_sqlite else left
            yield _for_rows(statement, count), tuple(chain.from_iterable(rows[at : at + count]))
            at += count

    def _name(self, column: str) -> str:
        return f"{self._quote}{column}{self._quote}"

    # across companies: a batch writes for whichever runs this worker holds; the fence decides, not the company
    def _insert(self, table: sa.Table, how: str = "INSERT", tail: str = "") -> Statement:
        names = ", ".join(self._name(column.name) for column in table.columns)
        marks = ", ".join([self._mark] * len(table.columns))
        return Statement(f"{how} INTO {table.name} ({names}) VALUES", f"({marks})", tail)

    def _put(self, table: sa.Table) -> Statement:
        """Insert whole rows, or take the place of those with their keys."""
        if not self._is_sqlite:
            # `ON DUPLICATE KEY UPDATE … VALUES()` costs a warning for each column, and a trip to fetch them.
            return self._insert(table, "REPLACE")
        keys = [column.name for column in table.primary_key]
        others = [column.name for column in table.columns if column.name not in keys]
        target = ", ".join(self._name(each) for each in keys)
        changes = ", ".join(f"{self._name(each)} = excluded.{self._name(each)}" for each in others)
        return self._insert(table, tail=f" ON CONFLICT ({target}) DO UPDATE SET {changes}")
