"""SQLite connections whose statements are never abandoned half way.

A statement runs in the connection's thread. When the task that waits for it is cancelled (a caller hung up, a process
drains), the thread goes on, and its transaction would keep the only write lock of the database with nobody left to end
it. So a cancelled task still waits for its statement, and a connection rolls back before it closes.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any, Literal, Self, TypeVar, cast

import aiosqlite
import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

Result = TypeVar("Result")
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000")
_WAIT_SECONDS = 30


class WritersTurn(asyncio.Lock):
    """The turn to write. Who waits too long for it hears so as from a pool: `sqlalchemy.exc.TimeoutError`."""

    async def acquire(self) -> Literal[True]:
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                return await super().acquire()
        except TimeoutError:
            raise exc.TimeoutError(f"Others were writing for {_WAIT_SECONDS} s.") from None


class _Finishes(asyncio.Future[Any]):
    """Cannot be cancelled: a task that is cancelled while it waits for this hears of it when this is done."""

    def cancel(self, msg: Any | None = None) -> bool:
        return False


class Connection(aiosqlite.Connection):
    """A connection that finishes what it began before it lets a cancellation through."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # `aiosqlite`'s own, with a wait that outlasts a cancellation.
        if not self._running or not self._connection:
            raise ValueError("Connection closed")
        done = _Finishes(loop=asyncio.get_running_loop())
        cast("Any", self._tx).put_nowait((done, partial(fn, *args, **kwargs)))
        try:
            return await done
        except asyncio.CancelledError:
            done.exception()  # nobody is left to hear it
            raise

    async def _connect(self) -> Self:
        # `aiosqlite`'s own, which outlasts a cancellation too: else the thread opens a file for a loop that is gone.
        opened = _Finishes(loop=asyncio.get_running_loop())
        cast("Any", self._tx).put_nowait((opened, self._connector))
        try:
            self._connection = await opened
        except (Exception, asyncio.CancelledError):
            self._connection = None if opened.exception() else opened.result()
            await cast("Any", self).stop()
            raise
        return self

    async def visit(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Any number of statements, for the price of one: a function that runs in this connection's thread."""
        return await self._execute(work, self._conn)

    async def at_once(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """The same as a whole transaction."""
        return await self._execute(_transact, self._conn, work)

    async def close(self) -> None:
        """End the transaction, if there is one, and close."""
        if self._connection is not None:
            await self._execute(_roll_back, self._connection)
        await super().close()


def _transact(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], Result]) -> Result:
    _begin_immediate(connection)
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise
    return result


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")


def _begin_immediate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")


def _roll_back(connection: sqlite3.Connection) -> None:
    # A closed connection lives on in SQLite, with its locks, for as long as a cursor of it does.
    if connection.in_transaction:
        connection.rollback()


async def connect(url: str) -> Connection:
    """A connection to one file: WAL, `synchronous=FULL`."""
    arguments, options = sa.make_url(url).get_dialect()().create_connect_args(sa.make_url(url))
    connection = Connection(partial(_open, *arguments, **options), iter_chunk_size=64)
    cast("Any", connection)._thread.daemon = True  # as SQLAlchemy does with those it makes
    await connection
    return connection


def _open(*arguments: Any, **options: Any) -> sqlite3.Connection:
    connection = sqlite3.connect(*arguments, **options)
    connection.isolation_level = None  # transactions are begun here, never by the driver
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def sqlite_engine(url: str, *, write: bool, pool_size: int) -> AsyncEngine:
    """An engine for one file with `pool_size` connections (writers: one)."""
    engine = create_async_engine(
        url,
        async_creator=partial(connect, url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_WAIT_SECONDS,
        pool_reset_on_return=None,
    )

    @event.listens_for(engine.sync_engine, "reset")
    def _reset(connection: DBAPIConnection, _record: object, _state: object) -> None:
        # SQLAlchemy's own would visit the thread each time, to roll back what there hardly ever is.
        if cast("Any", connection).driver_connection.in_transaction:
            connection.rollback()

    async def begin(connection: Connection) -> None:
        await connection.visit(_begin_immediate if write else _begin)

    @event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        driver = cast("Any", connection.connection.dbapi_connection)
        driver.run_async(begin)

    return engine
