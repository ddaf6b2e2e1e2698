"""The examples in `docs/patterns`, read strictly: what each shows, what is done to its runs, what becomes of them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).parents[3] / "docs" / "patterns"
SUPPORTED, PARTLY, NOT = "supported", "partly", "not"
VERDICTS = (SUPPORTED, PARTLY, NOT)

Statuses = dict[str, Literal["running", "waiting", "succeeded", "failed", "skipped", "cancelled", "not started"]]
"""By the key of a step: its id, after the rounds it stands in (`each[0]/ask`)."""
Text = Annotated[str, Field(min_length=3)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Decide(_Part):
    """Somebody answers the question of this title, once it is asked."""

    decide: Text
    choose: str
    by: str = "Olga"


class Send(_Part):
    """Another system sends an event."""

    send: Text
    key: str
    data: Any = None


class See(_Part):
    """What can be seen of the run now, or in a moment."""

    see: Statuses = Field(min_length=1)


class Cancel(_Part):
    """Somebody cancels the run."""

    cancel: Literal[True]


class Pause(_Part):
    """Time goes by."""

    pause_seconds: float = Field(gt=0, le=3)


Doing = Decide | Send | See | Cancel | Pause


class FollowedBy(_Part):
    """A run of another workflow of the example that this one sets off."""

    workflow: Text
    status: Literal["succeeded", "failed"] = "succeeded"
    output: Any


class Expected(_Part):
    """How a run ends. `one_by_one`: no two of these steps were under way at the same time, and this was their order."""

    status: Literal["succeeded", "failed", "cancelled"]
    output: Any = None
    error: str | None = None
    steps: Statuses = Field(min_length=1)
    one_by_one: list[str] = []
    followed_by: FollowedBy | None = None


class Case(_Part):
    """A run of one of the example's workflows: of the first, if nothing else is said."""

    says: Text
    workflow: str | None = None
    input: dict[str, Any] = {}
    do: list[Doing] = []
    expect: Expected


class Workflow(_Part):
    """A workflow as it can be published. `starts_after` names the one whose end starts it."""

    name: Text
    graph: dict[str, Any]
    starts_after: str | None = None


class Example(_Part):
    """A pattern as a business meets it."""

    pattern: int = Field(ge=1, le=43)
    name: Text
    says: Text
    how: Text
    workflow: Workflow
    further: list[Workflow] = []
    cases: list[Case] = Field(min_length=1)

    @property
    def workflows(self) -> list[Workflow]:
        """All of them, the first one first."""
        return [self.workflow, *self.further]


def read_examples() -> dict[str, Example]:
    """All of them, by file name without its ending."""
    return {path.stem: Example.model_validate_json(path.read_bytes()) for path in sorted(FOLDER.glob("*.json"))}


@dataclass(frozen=True)
class Row:
    """A line of the table: the verdict on a pattern, how or why not, and the example it links to."""

    name: str
    verdict: str
    why: str
    file: str | None


def read_table() -> list[tuple[int, Row]]:
    """The lines of the tables in the folder's README."""
    found: list[tuple[int, Row]] = []
    for cells in _lines(4):
        if cells[0].isdigit():
            link = re.fullmatch(r"\[(.+)\]\((.+)\.json\)", cells[1])
            name, file = (link[1], link[2]) if link else (cells[1], None)
            found.append((int(cells[0]), Row(name, cells[2], cells[3], file)))
    return found


def read_counts() -> dict[str, int]:
    """How many patterns have which verdict, as the README says."""
    return {cells[0]: int(cells[2]) for cells in _lines(3) if cells[2].isdigit()}


def _lines(cells: int) -> list[list[str]]:
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if len(row) == cells]
