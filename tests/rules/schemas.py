"""A service's migrations and its tables say the same, on every database."""

from collections.abc import Iterable
from typing import Any, cast

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext


def differences(connection: sa.Connection, metadata: sa.MetaData) -> list[str]:
    """What a new migration would have to change for the database to be as `metadata` says. Types are compared too."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found: list[Any] = compare_metadata(context, metadata)
    return [_sentence(change) for change in _flat(found)]


def _flat(changes: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
    for change in changes:
        if isinstance(change, list):
            yield from _flat(cast("list[Any]", change))
        else:
            yield change


def _sentence(change: tuple[Any, ...]) -> str:
    return " ".join(str(getattr(part, "name", part)) for part in change)


def history_problems(revisions: Iterable[tuple[str, str | None, str]]) -> list[str]:
    """What is wrong with a history of (revision, the one before, file name): it is one line, numbered by file name."""
    expected = None
    problems: list[str] = []
    for number, (revision, before, file) in enumerate(sorted(revisions, key=lambda row: row[2]), 1):
        if before != expected:
            problems.append(f"{file}: comes after {before}, should come after {expected}")
        if not file.startswith(f"{number:04}_"):
            problems.append(f"{file}: should be number {number:04}")
        expected = revision
    return problems
