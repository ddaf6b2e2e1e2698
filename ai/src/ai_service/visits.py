"""Small units of work on SQLite that many callers want at the same moment: one transaction for all who wait.

Each is a function that runs in the connection's thread, within a savepoint of its own: one that fails undoes itself
and nobody else's. A caller goes on when its transaction is on disk.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.base import Executable

from kernel.db import Database

R = TypeVar("R")
_Work = Callable[[sqlite3.Connection], Any]
_MOST = 200


class Statement:
    """A statement of SQLAlchemy's, compiled once, for use within a visit."""

    def __init__(self, statement: Executable) -> None:
        compiled: Any = cast("Any", statement).compile(dialect=sqlite.dialect(paramstyle="named"))
        self._text = str(compiled)
        self._usual: dict[str, Any] = dict(compiled.params)
        self._written: dict[str, Callable[[Any], Any]] = dict(compiled._bind_processors)

    def run(self, connection: sqlite3.Connection, **values: Any) -> sqlite3.Cursor:
        """Execute it with these values for its `bindparam`s."""
        given = {**self._usual, **values}
        return connection.execute(
            self._text, {name: self._written[name](v) if name in self._written else v for name, v in given.items()}
        )


class Visits:
    """The queue before one database's writer."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[_Work, asyncio.Future[Any]]] = []
        self._going: asyncio.Task[None] | None = None

    async def visit(self, work: Callable[[sqlite3.Connection], R]) -> R:
        """Have the work done, with whatever else is waiting. Raises what it raises."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._go(), name="visits")
        return await done

    async def _go(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            works = [work for work, _ in some]
            written = asyncio.create_task(self._db.at_once(lambda connection, works=works: _all(connection, works)))
            await asyncio.wait([written])
            failure = written.exception()
            outcomes = [(None, failure) for _ in some] if failure else written.result()
            for (_, done), (result, error) in zip(some, outcomes, strict=True):
                _settle(done, result, error)


def _settle(done: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
    if done.done():
        return
    if error is not None:
        done.set_exception(error)
    else:
        done.set_result(result)


def _all(connection: sqlite3.Connection, works: list[_Work]) -> list[tuple[Any, BaseException | None]]:
    return [_one(connection, work) for work in works]


def _one(connection: sqlite3.Connection, work: _Work) -> tuple[Any, BaseException | None]:
    connection.execute("SAVEPOINT work")
    try:
        outcome: tuple[Any, BaseException | None] = (work(connection), None)
    except sqlite3.Error as error:
        connection.execute("ROLLBACK TO work")
        outcome = (None, OperationalError("visit", None, error))
    connection.execute("RELEASE work")
    return outcome
