"""All rows of a service's database as lines of JSON, and back: the same whatever database holds them.

One connection reads everything as it is at one moment. A table is one file: a row a line, in the order of its key.
"""

import base64
import gzip
import hashlib
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from kernel.db import UtcTime
from standalone.archives import BadBackup

_AT_ONCE = 500


@asynccontextmanager
async def snapshot(url: str) -> AsyncGenerator[AsyncConnection]:
    """A connection that sees the database as it is now, whatever is written meanwhile."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            if url.startswith("sqlite"):
                await connection.exec_driver_sql("BEGIN")
                await connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
            else:
                await connection.exec_driver_sql("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                await connection.exec_driver_sql("START TRANSACTION WITH CONSISTENT SNAPSHOT")
            yield connection
    finally:
        await engine.dispose()


def _as_is(value: Any) -> Any:
    return value


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _readers(table: sa.Table) -> Mapping[str, Callable[[Any], Any]]:
    """What makes a value of each column from what JSON has of it."""
    found: dict[str, Callable[[Any], Any]] = {}
    for column in table.c:
        if isinstance(column.type, UtcTime):
            found[column.name] = _time
        elif isinstance(column.type, sa.LargeBinary):
            found[column.name] = base64.b64decode
    return found


def _plain(value: object) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"A backup cannot hold a {type(value).__name__}.")


# across companies: a backup holds everything, whoever's it is
async def dump(connection: AsyncConnection, table: sa.Table, file: Path) -> tuple[int, str]:
    """Write a table to a file; how many rows there are, and the digest of their lines."""
    digest, count = hashlib.sha256(), 0
    ordered = sa.select(table).order_by(*table.primary_key.columns)
    with gzip.open(file, "wb", compresslevel=1) as out:
        rows = await connection.stream(ordered.execution_options(yield_per=_AT_ONCE))
        async for row in rows.mappings():
            line = orjson.dumps(dict(row), default=_plain, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS)
            out.write(line)
            digest.update(line)
            count += 1
    return count, digest.hexdigest()


# across companies: as above
async def load(connection: AsyncConnection, table: sa.Table, file: Path) -> tuple[int, str]:
    """Put the rows of a file into a table; how many there were, and the digest of their lines."""
    digest, count, rows = hashlib.sha256(), 0, list[dict[str, Any]]()
    readers = _readers(table)
    with gzip.open(file, "rb") as lines:
        for line in lines:
            digest.update(line)
            row: dict[str, Any] = orjson.loads(line)
            rows.append({k: readers.get(k, _as_is)(v) if v is not None else None for k, v in row.items()})
            count += 1
            if len(rows) == _AT_ONCE:
                await connection.execute(sa.insert(table), rows)
                rows = []
    if rows:
        await connection.execute(sa.insert(table), rows)
    return count, digest.hexdigest()


# across companies: as above
async def is_empty(connection: AsyncConnection, tables: list[sa.Table]) -> bool:
    """Whether none of the tables that are there has a row."""
    there = set(await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names()))
    for table in tables:
        if (
            table.name in there
            and (await connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1))).first()
        ):
            return False
    return True


def checked(name: str, found: tuple[int, str], expected: Mapping[str, Any]) -> None:
    """Raise `BadBackup` unless so many rows with this digest were expected."""
    if found != (expected["rows"], expected["sha256"]):
        raise BadBackup(f"{name} in this backup is damaged: it holds {found[0]} rows of {expected['rows']}.")
