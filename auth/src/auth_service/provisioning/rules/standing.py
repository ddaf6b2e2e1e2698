"""What is looked for, which part of a list, and by what groups are named."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple


class Sought(NamedTuple):
    """What a filter asks a column to be; what is found is filtered again."""

    column: Literal["id", "user_name", "external_id"]
    value: str


class Part(NamedTuple):
    """A part of a list: how many to skip, and how many to take at most."""

    skip: int
    most: int


def names_of(groups: Iterable[Mapping[str, Any]]) -> set[str]:
    """By what the table of roles may name groups: their names, or their ids in the directory."""
    return {str(each[column]) for each in groups for column in ("name", "external_id") if each[column]}
