"""Schemas that are emptied after a test and given to another: making one takes longer than most tests do.

Tests of one part bring the same tables, so each part has spare schemas of its own. What migrates by itself is marked
`migrates` and gets a schema without any.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.mysql_server import MySqlServer

_PARTS = tuple(Path(each) for each in (
    "company/tests/engine", "company/tests", "ai/tests", "auth/tests", "agents/tests", "notifications/tests",
))  # fmt: skip
_KEPT_AS_IT_IS = "alembic_version"


def part_of(test: Path, root: Path) -> Path | None:
    """The part whose spare schemas a test may have; None: it has new ones."""
    where = test.relative_to(root)
    return next((part for part in _PARTS if where.is_relative_to(part)), None)


@dataclass
class Spares:
    """The spare schemas of a process: their names, and addresses by name."""

    server: MySqlServer
    _free: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    _urls: dict[str, str] = field(default_factory=dict[str, str])

    def take(self, part: Path, name: str, given: list[str]) -> str:
        """The address of a schema of a part: a spare one, else a new one of this name. `given` gets its name."""
        if self._free[part]:
            name = self._free[part].pop()
        else:
            self._urls[name] = self.server.database(name)
        given.append(name)
        return self._urls[name]

    def give_back(self, part: Path, name: str) -> None:
        """Empty a schema and keep it for another test; drop it when that cannot be done."""
        if self.server.emptied(name, keep=_KEPT_AS_IT_IS):
            self._free[part].append(name)
        else:
            self.server.drop(name)
