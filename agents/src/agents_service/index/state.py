"""What an index holds, in a small SQLite file: its documents with their rows, and how far it followed the changes.

Its commit is the last of three (vectors, words, this): what the others hold beyond it is not seen, and is done again.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import orjson

_FORMAT = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL, open_to TEXT NOT NULL, digest TEXT NOT NULL, first INTEGER NOT NULL,
  count INTEGER NOT NULL, live INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS documents_by_id ON documents (id, live);
CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY, position INTEGER, rows INTEGER, width INTEGER);
"""


@dataclass(frozen=True)
class Document:
    """A document as the index numbers it: its chunks are the rows `first` to `first + count - 1`."""

    number: int
    id: str
    open_to: tuple[str, ...]
    digest: str
    first: int
    count: int


@dataclass(frozen=True)
class Progress:
    """The latest change that was taken over, how many rows there are, and how wide they are."""

    position: int
    rows: int
    width: int


class State:
    """The file. It is written by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        if self._file.execute("PRAGMA user_version").fetchone()[0] not in {0, _FORMAT}:
            self._file.close()
            raise ValueError("made by another version")
        self._file.executescript(f"PRAGMA journal_mode=WAL; PRAGMA user_version={_FORMAT}; {_SCHEMA}")

    def progress(self) -> Progress:
        """How far it has come."""
        # across companies: the file holds one base of one company, which its folder names
        row = self._file.execute("SELECT position, rows, width FROM progress").fetchone()
        return Progress(*row) if row else Progress(0, 0, 0)

    def documents(self) -> list[Document]:
        """The live documents, by number."""
        # across companies: the file holds one base of one company, which its folder names
        rows = self._file.execute(
            "SELECT number, id, open_to, digest, first, count FROM documents WHERE live = 1 ORDER BY number"
        )
        return [Document(row[0], row[1], tuple(orjson.loads(row[2])), *row[3:]) for row in rows]

    def commit(self, gone: Iterable[int], added: Iterable[Document], progress: Progress) -> None:
        """Make a batch of changes true."""
        # across companies: the file holds one base of one company, which its folder names
        self._file.execute("BEGIN IMMEDIATE")
        self._file.executemany("DELETE FROM documents WHERE number = ?", [(number,) for number in gone])
        self._file.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, 1)",
            [(d.number, d.id, orjson.dumps(d.open_to).decode(), d.digest, d.first, d.count) for d in added],
        )
        values = (progress.position, progress.rows, progress.width)
        self._file.execute("INSERT OR REPLACE INTO progress VALUES (1, ?, ?, ?)", values)
        self._file.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
