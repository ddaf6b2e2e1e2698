"""Journals and workflow histories as they were recorded: every later machine must come to the same from them.

`python -m company.tests.engine.golden` records them anew, for a new `MACHINE_VERSION`; those of older versions stay for
as long as runs of theirs may be under way.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from company_service.engine import events as e
from company_service.engine.commands import Command
from company_service.engine.graph import read_graph
from company_service.engine.machine import Machine
from company_service.engine.plan import make_plan
from company_service.engine.projections import Projection

FOLDER = Path(__file__).parent
Recorded = dict[str, Any]


def journals() -> Iterator[tuple[str, Recorded]]:
    """Each recorded journal, with its name."""
    for path in sorted(FOLDER.glob("*.journal.json")):
        yield path.name.removesuffix(".journal.json"), json.loads(path.read_text())


def histories() -> list[Path]:
    """The recorded histories."""
    return sorted(FOLDER.glob("*.history.json"))


def event_from(entry: list[Any]) -> e.Event:
    """An event as recorded: kind, moment, step, attempt, facts, value."""
    kind, at, step, attempt, facts, value = entry
    return e.rebuild(kind, datetime.fromisoformat(at), step, attempt, facts, value)


def _told(command: Command) -> list[Any]:
    return [type(command).__name__, orjson.loads(orjson.dumps(asdict(command)))]


def what_follows(graph: Any, entries: list[list[Any]]) -> Recorded:
    """What the machine asks for after each event, and the rows in the end."""
    plan = make_plan(read_graph(graph))
    machine, projection = Machine(plan), Projection(plan)
    commands: list[list[Any]] = []
    for seq, entry in enumerate(entries, 1):
        event = event_from(entry)
        found = machine.apply(event)
        projection.apply(seq, event, found, machine)
        commands.append([_told(each) for each in found])
    rows = orjson.loads(orjson.dumps([asdict(projection.run), *map(asdict, projection.changed.values())]))
    return {"commands": commands, "rows": rows}
