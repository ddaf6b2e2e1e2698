"""Migrations apply on SQLite and MySQL, are one line, leave nothing to generate, and each difference is seen."""

from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa

from kernel.db import Database, migrate, pending
from kernel.service import Manifest
from tests.rules import schemas
from tests.rules.tree import PACKAGES, ROOT, SERVICES


@pytest.mark.parametrize("service", SERVICES)
async def test_migrations_apply_and_leave_nothing_to_generate(service: str, database_url: str) -> None:
    manifest: Manifest = import_module(f"{service}.app").manifest
    db = Database(database_url)

    await migrate(db, manifest.package)
    await migrate(db, manifest.package)
    async with db.read() as tx:
        found = await tx.connection.run_sync(schemas.differences, manifest.metadata)

    assert await pending(db, manifest.package) == []
    await db.close()
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("service", SERVICES)
def test_the_history_is_one_line(service: str) -> None:
    files = sorted((ROOT / PACKAGES[service] / "migrations" / "versions").glob("[0-9]*.py"))
    modules = [(import_module(f"{service}.migrations.versions.{file.stem}"), file.name) for file in files]

    found = schemas.history_problems((module.revision, module.down_revision, name) for module, name in modules)

    assert files
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("column", "seen"),
    [
        (sa.Column("note", sa.String(20)), "add_column"),
        (sa.Column("company_id", sa.String(40), index=True), "add_index"),
        (sa.Column("amount", sa.Integer), "modify_type"),
    ],
)
def test_a_table_that_its_migrations_do_not_make_is_seen(tmp_path: Path, column: sa.Column[str], seen: str) -> None:
    migrated, defined = sa.MetaData(), sa.MetaData()
    sa.Table("runs", migrated, sa.Column("company_id", sa.String(40)), sa.Column("amount", sa.String(9)))
    others = [sa.Column("company_id", sa.String(40)), sa.Column("amount", sa.String(9))]
    sa.Table("runs", defined, column, *(other for other in others if other.name != column.name))
    engine = sa.create_engine(f"sqlite:///{tmp_path}/planted.db")
    migrated.create_all(engine)

    with engine.connect() as connection:
        found = schemas.differences(connection, defined)
    engine.dispose()

    assert [seen in line for line in found] == [True]


@pytest.mark.parametrize(
    "history",
    [
        [("a", None, "0001_first.py"), ("b", None, "0002_more.py")],
        [("a", None, "0001_first.py"), ("b", "a", "0002_more.py"), ("c", "a", "0003_other.py")],
        [("a", None, "0001_first.py"), ("b", "a", "0003_more.py")],
    ],
)
def test_a_branched_or_misnumbered_history_is_seen(history: list[tuple[str, str | None, str]]) -> None:
    assert len(schemas.history_problems(history)) == 1
