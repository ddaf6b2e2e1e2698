"""One database per service: short units of work, portable column types, and migrations, on SQLite and MySQL alike.

SQLAlchemy Core throughout. A write unit of work is one transaction with its events in the outbox; nothing remote may
happen inside it (`transaction_is_open` lets `kernel.client` refuse). SQLite: WAL, `synchronous=FULL`, one writer at a
time, `BEGIN IMMEDIATE`. MySQL and MariaDB: READ COMMITTED, times in UTC. Migrations are ordinary alembic revisions in
a package's `migrations/versions/`, one history for both databases, without an `env.py`.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar, Protocol, cast

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import CursorResult, Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.sql.base import Executable

from kernel.ids import new_id
from kernel.sqlite import Connection, Result, WritersTurn, connect, sqlite_engine

Row = Mapping[str, Any]
"""A row, by column name."""

_MIGRATION_LOCK_SECONDS = 60
_open: ContextVar[bool] = ContextVar("transaction_open", default=False)
Witness = Callable[["Tx", sa.UpdateBase, Any], Awaitable[CursorResult[Any]]]
witness: ContextVar[Witness | None] = ContextVar("witness", default=None)
"""Makes the writes of the running request in the unit of work's place, to see what they change (`kernel.outbox`)."""


def transaction_is_open() -> bool:
    """Whether the running task is inside a unit of work."""
    return _open.get()


class UtcTime(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime with microseconds."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        kind = mysql.DATETIME(fsp=6) if dialect.name in {"mysql", "mariadb"} else sa.DateTime()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class Json(sa.types.TypeDecorator[Any]):
    """Any JSON value, kept as text exactly as written (no server re-orders its keys). SQL NULL reads as None."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(_long_text(dialect))

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


class LongText(sa.types.TypeDecorator[str]):
    """Text of any length."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(_long_text(dialect))


def _long_text(dialect: Dialect) -> sa.types.TypeEngine[Any]:
    is_mysql = dialect.name in {"mysql", "mariadb"}
    return mysql.LONGTEXT(charset="utf8mb4", collation="utf8mb4_bin") if is_mysql else sa.Text()


def ShortText(length: int) -> sa.types.TypeEngine[str]:  # noqa: N802 - reads as a type in table definitions
    """Text of at most `length` characters, compared byte by byte."""
    on_mysql = mysql.VARCHAR(length, charset="utf8mb4", collation="utf8mb4_bin")
    return sa.String(length).with_variant(on_mysql, "mysql", "mariadb")


def Real() -> sa.types.TypeEngine[float]:  # noqa: N802 - reads as a type in table definitions
    """A double-precision number."""
    return cast("sa.types.TypeEngine[float]", sa.Double())


def Id() -> sa.types.TypeEngine[str]:  # noqa: N802 - reads as a type in table definitions
    """An identifier such as `run_…`."""
    return ShortText(40)


def service_metadata() -> sa.MetaData:
    """Metadata that already has the tables every service needs: outbox, consumed events, idempotency keys."""
    metadata = sa.MetaData()
    sa.Table(
        "outbox",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("topic", ShortText(80), nullable=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    sa.Table(
        "consumed_events",
        metadata,
        sa.Column("consumer", ShortText(80), primary_key=True),
        sa.Column("event_id", Id(), primary_key=True),
        sa.Column("consumed_at", UtcTime(), nullable=False, index=True),
    )
    sa.Table(
        "idempotency_keys",
        metadata,
        sa.Column("scope", ShortText(80), primary_key=True),
        sa.Column("key", ShortText(255), primary_key=True),
        sa.Column("request_hash", ShortText(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("body", LongText(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False, index=True),
    )
    return metadata


_kernel_tables = service_metadata().tables
outbox_table = _kernel_tables["outbox"]
consumed_table = _kernel_tables["consumed_events"]
idempotency_table = _kernel_tables["idempotency_keys"]


class Tellable(Protocol):
    """Something that happened: an event with a topic and the company it happened in."""

    topic: ClassVar[str]
    company_id: str

    def model_dump(self, *, mode: str) -> dict[str, Any]:
        """The event as JSON-able data."""
        ...


def message_row(happened: Tellable) -> dict[str, Any]:
    """What happened as a row of the outbox, whence a relay publishes it."""
    return {
        "id": new_id("evt"),
        "topic": happened.topic,
        "company_id": happened.company_id,
        "payload": happened.model_dump(mode="json"),
        "created_at": datetime.now(UTC),
    }


class Tx:
    """A unit of work: statements and events that become true together, or not at all."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self._told: list[dict[str, Any]] = []
        self._after: list[Callable[[], None]] = []
        self.last_words: list[Callable[[], None]] = []
        """Called before the commit: they may still tell something, of what was `seen`."""
        self.seen: list[Any] = []

    async def execute(self, statement: Executable, params: Any = None) -> CursorResult[Any]:
        """Run a statement; a list of `params` runs it once for each."""
        if (seen_by := witness.get()) and isinstance(statement, sa.UpdateBase):
            return await seen_by(self, statement, params)
        return await self.connection.execute(statement, params)

    async def driver(self) -> Any:
        """The driver's own connection (`kernel.sqlite.Connection`, asyncmy's): for statements by the thousand."""
        return (await self.connection.get_raw_connection()).driver_connection

    async def all(self, statement: Executable) -> Sequence[Row]:
        """Every row."""
        return cast("Sequence[Row]", (await self.execute(statement)).mappings().all())

    async def one_or_none(self, statement: Executable) -> Row | None:
        """The only row, or None."""
        return cast("Row | None", (await self.execute(statement)).mappings().one_or_none())

    async def scalar(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        return (await self.execute(statement)).scalar()

    async def insert_if_absent(self, table: sa.Table, values: Mapping[str, Any]) -> bool:
        """Insert one row unless its key is taken; says whether it was inserted."""
        return (await self.execute(self._insert_or_ignore(table).values(**values))).rowcount == 1

    async def insert_absent(self, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert those of the rows whose keys are not taken."""
        if rows:
            await self.execute(self._insert_or_ignore(table), [dict(row) for row in rows])

    def _insert_or_ignore(self, table: sa.Table) -> sa.Insert:
        return sa.insert(table).prefix_with("OR IGNORE" if self.connection.dialect.name == "sqlite" else "IGNORE")

    def tell(self, happened: Tellable) -> None:
        """Say, with the change and in the same transaction, what happened; a relay publishes it after the commit."""
        self._told.append(message_row(happened))

    def after_commit(self, call: Callable[[], None]) -> None:
        """Run `call` once the transaction is on disk (it must not fail and not block)."""
        self._after.append(call)

    async def flush_events(self) -> bool:
        """Write what was told; says whether there was anything."""
        for speak in self.last_words:
            speak()
        if self._told:
            await self.connection.execute(sa.insert(outbox_table), self._told)
        return bool(self._told)

    def run_after_commit(self) -> None:
        """Run the calls registered with `after_commit`."""
        for call in self._after:
            call()


def _engine(url: str, *, pool_size: int) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_recycle=1800,
        pool_timeout=10,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": 10, "init_command": "SET time_zone = '+00:00'"},
    )


class Database:
    """A service's database. `url` is an async SQLAlchemy URL (`sqlite+aiosqlite:///…` or `mysql+asyncmy://…`)."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self._writer = sqlite_engine(url, write=True, pool_size=1)
            self._reader = sqlite_engine(url, write=False, pool_size=pool_size)
            self._turn = WritersTurn()
        else:
            self._writer = self._reader = _engine(url, pool_size=pool_size)
            self._turn = nullcontext()
        self._at_once: Connection | None = None
        self.events_waiting = asyncio.Event()
        """Set after a commit that told something: the relay waits for it."""

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[Tx]:
        """A write unit of work: commits at the end, rolls back on an exception."""
        token = _open.set(True)
        try:
            async with self._turn, self._writer.begin() as connection:
                tx = Tx(connection)
                yield tx
                told = await tx.flush_events()
        finally:
            _open.reset(token)
        tx.run_after_commit()
        if told:
            self.events_waiting.set()

    async def at_once(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """A write unit of work that needs nobody else, as one function (SQLite only; see `kernel.sqlite`).

        On a connection of its own: to take one out of SQLAlchemy's pool costs nearly what such a function does.
        """
        async with self._turn:
            self._at_once = self._at_once or await connect(self.url)
            return await self._at_once.at_once(work)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[Tx]:
        """A consistent view for reading."""
        token = _open.set(True)
        try:
            async with self._reader.connect() as connection:
                yield Tx(connection)
        finally:
            _open.reset(token)

    @asynccontextmanager
    async def exclusive(self, name: str) -> AsyncGenerator[bool]:
        """Whether this process alone holds the named lock of this database; the lock dies with the process.

        SQLite serves one process, so it always holds it.
        """
        if self.is_sqlite:
            yield True
            return
        async with self._reader.connect() as connection:
            lock = sa.func.concat(sa.func.database(), ":", name)
            got = (await connection.execute(sa.select(sa.func.get_lock(lock, 0)))).scalar() == 1
            try:
                yield got
            finally:
                if got:
                    await connection.execute(sa.select(sa.func.release_lock(lock)))

    async def ping(self) -> None:
        """Raise what the driver raises when the database does not answer."""
        async with self._reader.connect() as connection:
            await connection.execute(sa.text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        async with self._turn:
            if self._at_once:
                await self._at_once.close()
        await self._writer.dispose()
        await self._reader.dispose()


class WrongSchema(Exception):
    """The database's schema is not the one this version of the program needs."""


def _folder(package: str) -> Path:
    return Path(str(resources.files(package))) / "migrations"


def _upgrade(connection: sa.Connection, package: str, to: str) -> None:
    # Imported here: a start that finds its schema in place, as nearly every one does, need not pay for it.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_folder(package)).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)

    def steps(revision: Any, _: object) -> Any:
        # What alembic's own `upgrade` command passes as `fn`.
        return cast("Any", scripts)._upgrade_revs(to, revision)

    with EnvironmentContext(config, scripts, fn=steps) as environment:
        environment.configure(connection=connection, transaction_per_migration=False)
        environment.run_migrations()


_schema_lock = sa.func.concat(sa.func.database(), ":schema")


async def migrate(db: Database, package: str, *, to: str = "head") -> None:
    """Bring the schema to this version's head, or to a revision before it; does nothing when it is there already."""
    if not await pending(db, package):
        return
    async with db.begin() as tx:
        if not db.is_sqlite:
            got = await tx.scalar(sa.select(sa.func.get_lock(_schema_lock, _MIGRATION_LOCK_SECONDS)))
            if got != 1:
                raise WrongSchema("Another process holds the migration lock. Wait for it to end, then try again.")
        try:
            await tx.connection.run_sync(_upgrade, package, to)
        finally:
            if not db.is_sqlite:
                await tx.scalar(sa.select(sa.func.release_lock(_schema_lock)))


async def pending(db: Database, package: str) -> list[str]:
    """The revisions not yet applied, oldest first. Raises `WrongSchema` when the database is newer than the program.

    A revision's file is named after it: `0001_first.py` is revision `0001`; histories have no branches.
    """
    known = sorted(path.name.partition("_")[0] for path in (_folder(package) / "versions").glob("[0-9]*_*.py"))
    async with db.read() as tx:
        begun = await tx.connection.run_sync(lambda c: sa.inspect(c).has_table("alembic_version"))
        current = await tx.scalar(sa.text("SELECT version_num FROM alembic_version")) if begun else None
    if current is None:
        return known
    if current not in known:
        raise WrongSchema(
            f"The database is at schema {current!r}, which this version does not know. Install the newer version."
        )
    return known[known.index(current) + 1 :]


def create_kernel_tables(connection: sa.Connection) -> None:
    """What the first migration of every service creates for the kernel: outbox, consumed events, idempotency keys."""
    service_metadata().create_all(connection)
