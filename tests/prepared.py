"""Databases that have a service's schema from the start: it is migrated to once, and copied from then on.

That migrations themselves lead there, on each kind of database, is seen in `tests/rules/test_schemas.py`.
"""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import sqlalchemy as sa

from kernel.db import Database, Tx, migrate
from kernel.service import Manifest

_definitions: dict[str, list[str]] = {}
"""What makes the schema of a package on MySQL."""


@cache
def _kept() -> Path:
    folder = Path(mkdtemp(prefix="schemas-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


async def prepare(db: Database, manifest: Manifest) -> None:
    """Bring an empty database to the newest schema; one that holds anything is left as it is."""
    if db.is_sqlite:
        await _copied(Path(db.url.partition(":///")[2]), manifest.package)
    elif await _is_empty(db):
        await _defined(db, manifest.package)


async def _copied(file: Path, package: str) -> None:
    if file.exists():
        return
    kept = _kept() / f"{package}.db"
    if not kept.exists():
        db = Database(f"sqlite+aiosqlite:///{kept}")
        await migrate(db, package)
        await db.close()
    shutil.copyfile(kept, file)


async def _defined(db: Database, package: str) -> None:
    if package not in _definitions:
        await migrate(db, package)
        async with db.read() as tx:
            _definitions[package] = await _read(tx)
        return
    async with db.begin() as tx:
        for statement in _definitions[package]:
            await tx.connection.exec_driver_sql(statement)


async def _is_empty(db: Database) -> bool:
    async with db.read() as tx:
        return not await tx.connection.run_sync(lambda connection: sa.inspect(connection).get_table_names())


async def _read(tx: Tx) -> list[str]:
    names = [str(row[0]) for row in await tx.connection.exec_driver_sql("SHOW TABLES")]
    statements = ["SET foreign_key_checks = 0"]
    for name in names:
        shown = (await tx.connection.exec_driver_sql(f"SHOW CREATE TABLE `{name}`")).mappings().one()
        statements.append(str(shown["Create Table"]))
    version = await tx.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return [*statements, f"INSERT INTO alembic_version VALUES ('{version}')", "SET foreign_key_checks = 1"]
