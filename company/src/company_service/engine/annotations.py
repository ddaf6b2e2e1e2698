"""What people write and draw on the canvas about a workflow: sticky notes, and groups that frame what belongs together.

No run looks at them. That a group names a step that is gone is no fault: where only a part of the graph is left, it
frames what is there.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from company_service.engine.templates import escape
from company_service.engine.values import list_of
from kernel.problems import FieldError

MAX_NOTES = 200
MAX_GROUPS = 200
MAX_NOTE_TEXT = 4_000
MAX_GROUP_NAME = 120
MAX_MEMBERS = 5_000
FARTHEST = 10_000_000
LEAST_SIDE, LONGEST_SIDE = 40, 4_000
MAX_ERRORS = 50

Colour = Literal["amber", "teal", "sky", "violet", "rose", "grey"]
"""A place in the palette of the theme, not a colour value: light and dark have their own."""


def _short_enough(text: str) -> str:
    if len(text) > MAX_NOTE_TEXT:
        given = {"length": f"{len(text):,}", "most": f"{MAX_NOTE_TEXT:,}"}
        raise PydanticCustomError("note_too_long", "A note may have {most} characters; this one has {length}.", given)
    return text


def _at_most(most: int, what: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        count = len(list_of(value))
        if count > most:
            given = {"most": most, "what": what, "count": count}
            raise PydanticCustomError("too_many", "A workflow may have {most} {what}; this one has {count}.", given)
        return value

    return check


class _Mark(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Coordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]
Side = Annotated[float, Field(ge=LEAST_SIDE, le=LONGEST_SIDE)]
NoteId = Annotated[str, Field(pattern=r"^note-[a-z0-9]{1,40}$")]
"""No step's id has a hyphen, so a note is never taken for a step."""


class Note(_Mark):
    """A sticky note: plain text at a place on the canvas."""

    id: NoteId
    text: Annotated[str, AfterValidator(_short_enough)] = ""
    colour: Colour = "amber"
    x: Coordinate
    y: Coordinate
    width: Side
    height: Side


class Group(_Mark):
    """A named frame around steps and notes, which are its members."""

    id: str = Field(pattern=r"^group-[a-z0-9]{1,40}$")
    name: str = Field(default="", max_length=MAX_GROUP_NAME)
    colour: Colour = "grey"
    members: list[Annotated[str, Field(max_length=64)]] = Field(max_length=MAX_MEMBERS)


_AnyMark = TypeVar("_AnyMark", Note, Group)


def _once_each(marks: list[_AnyMark]) -> list[_AnyMark]:
    for mark_id, count in Counter(each.id for each in marks).items():
        if count > 1:
            raise PydanticCustomError("same_id", "{id} stands here {count} times.", {"id": mark_id, "count": count})
    return marks


Notes = Annotated[list[Note], BeforeValidator(_at_most(MAX_NOTES, "notes")), AfterValidator(_once_each)]
Groups = Annotated[list[Group], BeforeValidator(_at_most(MAX_GROUPS, "groups")), AfterValidator(_once_each)]


class _Annotations(BaseModel):
    """The part of a graph that this module owns."""

    notes: Notes = Field(default_factory=list[Note])
    groups: Groups = Field(default_factory=list[Group])


def check_annotations(graph: Mapping[str, Any]) -> list[FieldError]:
    """What is malformed about the notes and groups of a graph, whatever the rest of it is like."""
    try:
        _Annotations.model_validate(graph)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:MAX_ERRORS]
        return [FieldError("".join(f"/{escape(str(part))}" for part in each["loc"]), each["msg"]) for each in found]
    return []
