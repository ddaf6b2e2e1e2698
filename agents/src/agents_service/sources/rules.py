"""What a sync does with what it comes upon. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

from agents_service.connectors.protocol import Entry

_GUARD_SHARE = 0.3
_GUARD_LEAST = 10

Did = Literal["added", "changed", "renamed", "access", "unchanged"]


def what_to_do(entry: Entry, known: Mapping[str, Any] | None) -> Did:
    """Whether an entry is new, was changed, is called or open to others now, or is as it was."""
    if known is None or known["state"] == "removed":
        return "added"
    if known["version_tag"] != entry.tag:
        return "changed"
    if entry.name is not None and clean_name(entry.name) != known["name"]:
        return "renamed"
    if entry.open_to is not None and list(entry.open_to) != known["open_to"]:
        return "access"
    return "unchanged"


def too_much(gone: int, all_of_them: int) -> bool:
    """Whether so many would be removed that a person has to agree: more likely the source is broken."""
    return gone > _GUARD_SHARE * all_of_them and gone >= _GUARD_LEAST


@dataclass(frozen=True)
class Rename:
    """A document that lies elsewhere now: `old` and `new` are rows, of which the old one lives on."""

    old: Mapping[str, Any]
    new: Mapping[str, Any]


def renames(gone: Sequence[Mapping[str, Any]], fresh: Iterable[Mapping[str, Any]]) -> list[Rename]:
    """Which of the documents that are gone are new ones under another name: same tag, same size, taken once."""
    by_tag: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for row in fresh:
        by_tag.setdefault((row["version_tag"], row["size"]), []).append(row)
    found: list[Rename] = []
    for old in gone:
        same = by_tag.get((old["version_tag"], old["size"]))
        if same and old["generation"] > 0:
            found.append(Rename(old, same.pop()))
    return found


def clean_name(place: str) -> str:
    """A file's name without folders and without characters that nobody sees, at most 200 characters long."""
    seen = "".join(each for each in place if unicodedata.category(each)[0] != "C")
    last = PurePosixPath(seen.replace("\\", "/")).name.strip(" .")
    if len(last) <= 200:
        return last or "document"
    ending = PurePosixPath(last).suffix[:20]
    return last[: 200 - len(ending)] + ending
