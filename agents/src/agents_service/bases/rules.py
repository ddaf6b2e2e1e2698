"""Who may read a document: names such as `everyone`, `user:usr_…`, `role:operator` and `group:finance`. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

EVERYONE = "everyone"
_NAME = re.compile(r"everyone|user:usr_[0-9a-f]{32}|role:[\w .-]{1,60}|group:[\w .@-]{1,80}")


def _is_name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError("use `everyone`, `user:` and an id, `role:` and a role, or `group:` and a group of the source")
    return text


Name = Annotated[str, AfterValidator(_is_name)]
Names = Annotated[list[Name], Field(min_length=1, max_length=100)]
"""Who may read."""


def names_of(user_id: str | None, role: str, address: str = "") -> frozenset[str]:
    """The names of a member; of nobody in particular only `everyone`.

    By e-mail address and its domain places elsewhere name people; where it is not known they open nothing.
    """
    own = {f"user:{user_id}"} if user_id else set[str]()
    known_there = {f"email:{address.casefold()}", f"domain:{address.casefold().rpartition('@')[2]}"} if address else ()
    return frozenset({EVERYONE, *own, *({f"role:{role}"} if user_id and role else ()), *known_there})


def door(source_id: str) -> str:
    """The name of all who may read what comes from a source and has no access of its own."""
    return f"source:{source_id}"


def open_doors(
    sources: Iterable[tuple[str, Collection[str], Mapping[str, Collection[str]]]],
    names: frozenset[str],
    user_id: str | None,
) -> frozenset[str]:
    """All names of a member in a base; a source is its id, whom it is open to, and the members of its groups."""
    found = set(names)
    for source_id, open_to, groups in sources:
        of_groups = {f"group:{group}" for group, members in groups.items() if user_id and user_id in members}
        if not (names | of_groups).isdisjoint(open_to):
            found.add(door(source_id))
        # A group's name counts only within its own source: two sources may use one name for different people.
        found |= {scoped(source_id, each) for each in of_groups}
    return frozenset(found)


def scoped(source_id: str, name: str) -> str:
    """A name as it is kept with a document: groups belong to their source."""
    return f"{source_id}/{name}" if name.startswith("group:") else name
