"""Every table belongs to a company, and no foreign key leaves its service.

A table or a query that rightly crosses companies says so where it stands, in a comment with its reason:
`# across companies: the relay publishes every company's events`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from tests.rules.code import full_name, imported_names
from tests.rules.tree import PACKAGES, SERVICES, Finding, Source, Tree

_ACROSS = re.compile(r"#\s*across companies:\s*\S+ \S+")


@dataclass(frozen=True)
class TableDefinition:
    """A `sa.Table("name", …)` in the source of a service."""

    name: str
    source: Source
    line: int
    is_tenant: bool
    """Whether it has a `company_id` column."""
    company_may_be_null: bool
    crosses_companies: bool
    """Whether it says, with a reason, that it belongs to no single company."""


def crosses_companies(lines: list[str], first: int, last: int) -> bool:
    """Whether lines `first`…`last`, or the comments and decorators above them, say why they cross companies."""
    start = first - 1
    while start > 0 and lines[start - 1].lstrip().startswith(("#", "@")):
        start -= 1
    return any(_ACROSS.search(text) for text in lines[start:last])


def _company_column(call: ast.Call) -> ast.Call | None:
    for argument in call.args:
        if isinstance(argument, ast.Call) and argument.args:
            first = argument.args[0]
            if isinstance(first, ast.Constant) and first.value == "company_id":
                return argument
    return None


def _may_be_null(column: ast.Call) -> bool:
    given = {keyword.arg: keyword.value for keyword in column.keywords}
    required, key = given.get("nullable"), given.get("primary_key")
    if isinstance(required, ast.Constant) and required.value is False:
        return False
    return not (isinstance(key, ast.Constant) and key.value is True)


def definitions(tree: Tree) -> list[TableDefinition]:
    """Every table that the services define."""
    return [
        definition
        for service in SERVICES
        for source in tree.under(PACKAGES[service])
        if "/migrations/" not in source.path
        for definition in _definitions_in(source)
    ]


def _definitions_in(source: Source) -> Iterator[TableDefinition]:
    names = imported_names(source.module)
    for call in ast.walk(source.module):
        if not isinstance(call, ast.Call) or full_name(call.func, names) not in {"sqlalchemy.Table"}:
            continue
        column, first = _company_column(call), call.args[0]
        yield TableDefinition(
            name=str(first.value) if isinstance(first, ast.Constant) else "?",
            source=source,
            line=call.lineno,
            is_tenant=column is not None,
            company_may_be_null=column is not None and _may_be_null(column),
            crosses_companies=crosses_companies(source.lines, call.lineno, call.lineno),
        )


def tables_without_company(tree: Tree) -> list[Finding]:
    """Every table has a required `company_id`, or says why it crosses companies."""
    findings: list[Finding] = []
    for table in definitions(tree):
        if table.crosses_companies:
            continue
        if not table.is_tenant:
            message = f"table `{table.name}` has no `company_id`: add it, or say `# across companies: why`"
            findings.append(table.source.finding(table.line, message))
        elif table.company_may_be_null:
            findings.append(table.source.finding(table.line, f"table `{table.name}`: `company_id` must not be null"))
    return findings


def foreign_keys_that_leave(service: str, metadata: sa.MetaData) -> list[Finding]:
    """A foreign key points to a table of the same service's database."""
    return [
        Finding(service, 0, f"`{table.name}.{key.parent.name}` points to `{key.target_fullname}` outside this service")
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname.rpartition(".")[0] not in metadata.tables
    ]
