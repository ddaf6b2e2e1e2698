"""Who may see, use and change one agent or one workflow: pure, so that each service decides alike.

A resource without grants is open to everybody whose role has the permission. With grants it is restricted: only whom
they name may see it, and each up to a level. Owners and administrators see everything, so that nothing is ever lost.
A grant never gives what a role does not have: both are needed.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel

from kernel.identity import Principal

Level = Literal["read", "operate", "edit"]
LEVELS: tuple[Level, ...] = ("read", "operate", "edit")
"""What a grant may allow; each holds those before it."""

HEADS = frozenset({"owner", "admin"})
"""Roles that see everything."""

_NEEDED: Mapping[str, Level] = MappingProxyType(
    {
        "agent.write": "edit",
        "workflow.write": "edit",
        "workflow.publish": "edit",
        "access.manage": "edit",
        "run.start": "operate",
        "run.cancel": "operate",
    }
)


class Grant(BaseModel):
    """`to` is a user id or `role:<name>`."""

    to: str
    level: Level


def needed(permission: str) -> Level:
    """The level on a restricted resource that goes with a permission."""
    return _NEEDED.get(permission, "read")


def level_of(grants: Iterable[Mapping[str, Any]], by: Principal) -> Level | None:
    """The highest level this principal has by grants (rows with `to` and `level`) on a restricted resource."""
    if by.kind == "service" or by.role in HEADS:
        return "edit"
    mine = {by.user_id, f"role:{by.role}"}
    found = [LEVELS.index(grant["level"]) for grant in grants if grant["to"] in mine]
    return LEVELS[max(found)] if found else None


def suffices(level: Level | None, wanted: Level) -> bool:
    """Whether somebody with this level may do what needs the `wanted` one."""
    return level is not None and LEVELS.index(level) >= LEVELS.index(wanted)
