"""Every table and every query belongs to a company, no foreign key leaves a service, and each violation is seen."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa

from kernel.service import Manifest
from tests.rules import queries, tables
from tests.rules.tree import ROOT, SERVICES, Tree, plant, report

FOLDER = "company/src/company_service/runs"
TABLES = """
import sqlalchemy as sa

metadata = sa.MetaData()
runs = sa.Table("runs", metadata, sa.Column("id", sa.String), sa.Column("company_id", sa.String, nullable=False))
kinds = sa.Table("kinds", metadata, sa.Column("id", sa.String))
"""
REPO = """
import sqlalchemy as sa
import planted_tables as tables
from planted_tables import runs

"""


def modules_of_the_services() -> list[ModuleType]:
    paths = [s.path.partition("/src/")[2] for s in Tree(ROOT).product() if "/migrations/" not in s.path]
    dotted = [path.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for path in paths]
    return [import_module(name) for name in dotted if name.startswith(SERVICES)]


@pytest.fixture
def importable(tmp_path: Path) -> Iterator[Path]:
    sys.path.insert(0, str(tmp_path))
    (tmp_path / "planted_tables.py").write_text(TABLES)

    yield tmp_path

    sys.path.remove(str(tmp_path))
    for name in ("planted_tables", "planted_repo"):
        sys.modules.pop(name, None)


def planted_repo(folder: Path, text: str) -> ModuleType:
    (folder / "planted_repo.py").write_text(REPO + text)
    return import_module("planted_repo")


def test_every_table_belongs_to_a_company() -> None:
    assert not (found := tables.tables_without_company(Tree(ROOT))), report(found)


def test_every_query_names_its_company() -> None:
    assert not (found := queries.queries_without_company(modules_of_the_services())), report(found)


@pytest.mark.parametrize("service", SERVICES)
def test_no_foreign_key_leaves_its_service(service: str) -> None:
    manifest: Manifest = import_module(f"{service}.app").manifest

    assert not (found := tables.foreign_keys_that_leave(service, manifest.metadata)), report(found)


@pytest.mark.parametrize(
    ("column", "complaint"),
    [
        ("sa.Column('owner', sa.String(40))", "has no `company_id`"),
        ("sa.Column('company_id', sa.String(40), nullable=True)", "must not be null"),
        ("sa.Column('company_id', sa.String(40))", "must not be null"),
    ],
)
def test_a_table_without_a_required_company_is_seen(tmp_path: Path, column: str, complaint: str) -> None:
    text = f"import sqlalchemy as sa\ndef define(m):\n    return sa.Table('things', m, {column})\n"

    found = tables.tables_without_company(plant(tmp_path, {f"{FOLDER}/tables.py": text}))

    assert [complaint in finding.message for finding in found] == [True]


def test_a_table_that_says_why_it_crosses_companies_passes(tmp_path: Path) -> None:
    text = "import sqlalchemy as sa\n# across companies: a person may be in many\npeople = sa.Table('people', m)\n"

    assert tables.tables_without_company(plant(tmp_path, {f"{FOLDER}/tables.py": text})) == []


@pytest.mark.parametrize(
    "query",
    [
        "async def get(tx, id):\n    return await tx.all(sa.select(runs).where(runs.c.id == id))\n",
        "async def get(tx, id):\n    return await tx.all(sa.select(tables.runs.c.id))\n",
        "async def drop(tx, id):\n    await tx.execute(sa.delete(runs).where(runs.c.id == id))\n",
        "async def end(tx, id):\n    await tx.execute(runs.update().where(runs.c.id == id).values(company_id='x'))\n",
        "async def add(tx, id):\n    await tx.execute(sa.insert(runs).values(id=id))\n",
        "async def add(tx, row):\n    await tx.insert_if_absent(runs, row)\n",
        "async def add(tx, table, company_id):\n    await tx.execute(sa.insert(table).values(company_id=company_id))\n",
        "async def get(tx, id):\n    r = runs.alias('r')\n    return await tx.all(sa.select(r))\n",
        "async def get(tx, id):\n    r, n = runs, 1\n    return await tx.all(sa.select(r.c.id))\n",
        "def every():\n    return sa.select(runs)\nasync def get(tx):\n    every().where(runs.c.company_id == 1)\n",
        "class Store:\n    async def get(self, tx):\n        return await tx.all(sa.select(runs))\n",
        "async def get(tx, by):\n    by.company_id\n    return await tx.all(sa.select(runs))\n",
        "ALL = sa.select(runs)\n",
        "async def get(tx):\n    return await tx.all(sa.text('SELECT id FROM runs WHERE status = 1'))\n",
        "def end(mark):\n    return f'UPDATE runs SET status = {mark}'\n",
        "def end(table):\n    return f'DELETE FROM {table} WHERE id = 1'\n",
        "async def get(tx):  # across companies:\n    return await tx.all(sa.select(runs))\n",
    ],
)
def test_a_query_that_does_not_name_its_company_is_seen(importable: Path, query: str) -> None:
    found = queries.queries_without_company([planted_repo(importable, query)])

    assert [finding.path for finding in found] == ["planted_repo"]


@pytest.mark.parametrize(
    "query",
    [
        "async def get(tx, c):\n    return await tx.all(sa.select(runs).where(runs.c.company_id == c))\n",
        "async def a(tx, c):\n    r = runs.alias()\n    return await tx.all(sa.select(r).where(r.c.company_id == c))\n",
        "async def get(tx, c):\n    return await tx.all(sa.select(tables.runs).where(tables.runs.c.company_id == c))\n",
        "async def add(tx, c):\n    await tx.execute(sa.insert(runs).values(id=1, company_id=c))\n",
        "async def add(tx, c):\n    await tx.insert_if_absent(runs, {'id': 1, 'company_id': c})\n",
        "def end(mark):\n    return f'UPDATE runs SET status = 1 WHERE company_id = {mark}'\n",
        "# across companies: a worker claims what is due\nasync def due(tx):\n    return sa.select(runs)\n",
        "def own(c):\n    return sa.select(runs).where(runs.c.company_id == c)\n"
        "async def get(tx, c, id):\n    return await tx.all(own(c).where(runs.c.id == id))\n",
        "async def kinds(tx):\n    return await tx.all(sa.select(tables.kinds))\n",
    ],
)
def test_a_query_that_names_its_company_or_its_reason_passes(importable: Path, query: str) -> None:
    assert queries.queries_without_company([planted_repo(importable, query)]) == []


def test_a_foreign_key_that_leaves_its_service_is_seen() -> None:
    own, foreign = sa.MetaData(), sa.MetaData()
    sa.Table("agents", foreign, sa.Column("id", sa.String(40), primary_key=True))
    sa.Table("workflows", own, sa.Column("id", sa.String(40), primary_key=True))
    sa.Table(
        "runs",
        own,
        sa.Column("workflow_id", sa.String(40), sa.ForeignKey("workflows.id")),
        sa.Column("agent_id", sa.String(40), sa.ForeignKey("agents.id")),
    )

    found = tables.foreign_keys_that_leave("company_service", own)

    assert [finding.message for finding in found] == ["`runs.agent_id` points to `agents.id` outside this service"]
