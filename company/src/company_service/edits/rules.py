"""How much of a draft's history is kept and shown, and what a save adds to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from company_service.edits.schemas import MadeEdit, SentEdits
from company_service.engine.graph import MAX_DEPTH, depth
from kernel.problems import FieldError, InvalidRequest

DEPTH = 200
"""So many edits of one person can be undone."""
MOST_EDITS = 1_000
"""Of one draft, of all people together."""
MOST_BYTES = 8 * 1024 * 1024
"""Of one draft. What the last save brought is kept whatever its size."""
MOST_SENT = 1024 * 1024
"""Of one save; who has more sends none, and the draft counts as replaced."""
MOST_SHOWN = 2 * 1024 * 1024
"""The newest edit is shown whatever its size."""
EVERYWHERE = "*"
"""The place of an edit that may have touched everything."""
_MORE_DEPTH = 10
"""An operation lies this much deeper than the part of the graph in it."""


def check_sent(sent: SentEdits) -> None:
    """Raises `InvalidRequest` for what is endless."""
    for n, edit in enumerate(sent.made):
        if depth({"operations": edit.operations, "inverse": edit.inverse}) > MAX_DEPTH + _MORE_DEPTH:
            raise InvalidRequest(errors=[FieldError(f"/edits/made/{n}", "This is nested too deeply.")])
    if sum(size(each) for each in sent.made) > MOST_SENT:
        message = f"A save may bring {MOST_SENT // 1024:,} KB of edits. Leave them out."
        raise InvalidRequest(errors=[FieldError("/edits/made", message)])


def size(edit: MadeEdit) -> int:
    """In bytes."""
    return len(orjson.dumps([edit.operations, edit.inverse, edit.places, edit.values]))


def row_of(edit: MadeEdit, nth: int, revision: int, at: datetime, whose: Mapping[str, str]) -> dict[str, Any]:
    """What is kept of an edit."""
    return {
        **whose,
        "id": edit.id,
        "at": at,
        "revision": revision,
        "nth": nth,
        "turned": revision,
        "state": edit.state,
        "label": edit.label,
        "label_values": edit.values,
        "operations": edit.operations,
        "inverse": edit.inverse,
        "places": edit.places,
        "size": size(edit),
    }


def replacement(revision: int, before: Any, after: Any, version: int | None) -> MadeEdit:
    """The edit of a save that does not say how the draft came to be. Its id is known from its revision."""
    return MadeEdit.model_construct(
        id=f"save-{revision}",
        label="replacing" if version is None else "restoring",
        values={} if version is None else {"version": version},
        operations=[{"kind": "replace", "graph": after}],
        inverse=[{"kind": "replace", "graph": before}],
        places=[EVERYWHERE],
        state="done",
    )


def oldest_kept(newest_first: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The last of a draft's edits for which there is room."""
    kept, used = newest_first[0], 0
    for count, row in enumerate(newest_first, start=1):
        used += row["size"]
        if row["revision"] != newest_first[0]["revision"] and (used > MOST_BYTES or count > MOST_EDITS):
            break
        kept = row
    return kept


def shown(newest_first: Sequence[Mapping[str, Any]], user_id: str) -> list[Mapping[str, Any]]:
    """Which of a draft's edits this person can undo or do again, oldest first."""
    found: list[Mapping[str, Any]] = []
    used = 0
    for row in newest_first:
        if row["user_id"] != user_id or row["state"] == "dropped":
            continue
        used += row["size"]
        if len(found) == DEPTH or (found and used > MOST_SHOWN):
            break
        found.append(row)
    return found[::-1]
