"""A store in a SQLite file of its own: what it holds outlives a restart, and losing it costs only money.

So it does not wait for the disk (`synchronous=OFF`) and keeps out of the service's database, whose one writer has
better things to do. One thread serves it.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import orjson

from ai_service.stores.protocol import MOST_NEAR, Entry, Near, Size
from kernel.telemetry import get_logger

R = TypeVar("R")
_log = get_logger(__name__)
_SCHEMA = """
    PRAGMA journal_mode=WAL;
    PRAGMA synchronous=OFF;
    CREATE TABLE IF NOT EXISTS entries (
        company_id TEXT, key TEXT, body BLOB, about TEXT, expires_at REAL, used_at REAL, size INTEGER,
        PRIMARY KEY (company_id, key)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS by_use ON entries (used_at, size);
    CREATE TABLE IF NOT EXISTS near (
        company_id TEXT, scope TEXT, key TEXT, vector BLOB, expires_at REAL, PRIMARY KEY (company_id, scope, key));
"""


class FileStore:
    """At most about `most_bytes`. A damaged file is begun anew."""

    def __init__(
        self, path: Path, most_bytes: int = 512 * 1024 * 1024, *, now: Callable[[], float] = time.time
    ) -> None:
        self._path = path
        self._most = most_bytes
        self._now = now
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cache")
        self._connection: sqlite3.Connection | None = None
        self._bytes = 0

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._connection = self._open()
            except sqlite3.DatabaseError:
                _log.warning("cache_file_begun_anew", path=str(self._path))
                self._path.unlink(missing_ok=True)
                self._connection = self._open()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        connection.executescript(_SCHEMA)
        # across companies: the file is bounded as a whole
        self._bytes = connection.execute("SELECT coalesce(sum(size), 0) FROM entries").fetchone()[0]
        return connection

    async def _do(self, work: Callable[[sqlite3.Connection], R], otherwise: R) -> R:
        def run() -> R:
            try:
                return work(self._opened())
            except sqlite3.Error as error:
                _log.warning("cache_file_unusable", path=str(self._path), error=str(error))
                return otherwise

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    async def get(self, company_id: str, key: str) -> Entry | None:
        def work(db: sqlite3.Connection) -> Entry | None:
            mine = "company_id = ? AND key = ?"
            row = db.execute(f"SELECT body, about, expires_at FROM entries WHERE {mine}", (company_id, key)).fetchone()  # noqa: S608 - the condition is written above
            if row is None or row[2] <= self._now():
                return None
            db.execute(f"UPDATE entries SET used_at = ? WHERE {mine}", (self._now(), company_id, key))  # noqa: S608 - the same
            return Entry(row[0], orjson.loads(row[1]), row[2])

        return await self._do(work, None)

    async def put(self, company_id: str, key: str, entry: Entry) -> None:
        def work(db: sqlite3.Connection) -> None:
            there = db.execute(
                "SELECT size FROM entries WHERE company_id = ? AND key = ?", (company_id, key)
            ).fetchone()
            about = orjson.dumps(entry.about).decode()
            row = (company_id, key, entry.body, about, entry.expires_at, self._now(), entry.size)
            db.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            self._bytes += entry.size - (there[0] if there else 0)
            if self._bytes > self._most:
                self._make_room(db)

        await self._do(work, None)

    def _make_room(self, db: sqlite3.Connection) -> None:
        """Drop what no longer holds, then the longest unused, down to nine tenths."""
        db.execute("DELETE FROM entries WHERE expires_at <= ?", (self._now(),))
        db.execute("DELETE FROM near WHERE expires_at <= ?", (self._now(),))
        self._bytes = db.execute("SELECT coalesce(sum(size), 0) FROM entries").fetchone()[0]
        while self._bytes > self._most * 0.9:
            company_id, key, size = db.execute(
                "SELECT company_id, key, size FROM entries ORDER BY used_at LIMIT 1"
            ).fetchone()
            db.execute("DELETE FROM entries WHERE company_id = ? AND key = ?", (company_id, key))
            self._bytes -= size

    async def near(self, company_id: str, scope: str) -> Sequence[Near]:
        def work(db: sqlite3.Connection) -> list[Near]:
            asked = "SELECT key, vector, expires_at FROM near WHERE company_id = ? AND scope = ? AND expires_at > ?"
            return [Near(*row) for row in db.execute(asked, (company_id, scope, self._now()))]

        return await self._do(work, list[Near]())

    async def put_near(self, company_id: str, scope: str, near: Near) -> None:
        def work(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO near VALUES (?, ?, ?, ?, ?)", (company_id, scope, *near))
            oldest = (
                "SELECT key FROM near WHERE company_id = ? AND scope = ? ORDER BY expires_at DESC LIMIT -1 OFFSET ?"
            )
            for (key,) in db.execute(oldest, (company_id, scope, MOST_NEAR)).fetchall():
                db.execute("DELETE FROM near WHERE company_id = ? AND scope = ? AND key = ?", (company_id, scope, key))

        await self._do(work, None)

    async def size(self, company_id: str) -> Size:
        def work(db: sqlite3.Connection) -> Size:
            asked = "SELECT count(*), coalesce(sum(size), 0) FROM entries WHERE company_id = ? AND expires_at > ?"
            return Size(*db.execute(asked, (company_id, self._now())).fetchone())

        return await self._do(work, Size(0, 0))

    async def clear(self, company_id: str) -> None:
        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM entries WHERE company_id = ?", (company_id,))
            db.execute("DELETE FROM near WHERE company_id = ?", (company_id,))
            self._bytes = db.execute("SELECT coalesce(sum(size), 0) FROM entries").fetchone()[0]

        await self._do(work, None)

    async def close(self) -> None:
        def shut() -> None:
            if self._connection:
                self._connection.close()
                self._connection = None

        await asyncio.get_running_loop().run_in_executor(self._thread, shut)
        self._thread.shutdown(wait=False)
