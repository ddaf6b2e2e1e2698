"""The built-in roles, what each may, and whom an address such as `role:operator` means."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

READS = frozenset(
    {
        "agent.read",
        "workflow.read",
        "run.read",
        "approval.read",
        "member.read",
        "company.read",
        "notice.read",
        "audit.read",
        "knowledge.read",
    }
)
OPERATES = READS | {"run.start", "run.cancel", "approval.decide", "ai.use"}
BUILDS = OPERATES | {"agent.write", "knowledge.write", "workflow.write", "workflow.publish", "notification.manage"}
ADMINISTERS = BUILDS | {"member.manage", "company.manage", "ai.manage"}

OWNER = "owner"
ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {OWNER: ADMINISTERS, "admin": ADMINISTERS, "builder": BUILDS, "operator": OPERATES, "viewer": READS}
)
"""Every built-in role and its permissions, the most powerful first."""
HEADS = frozenset({OWNER, "admin"})
"""Roles that may decide whatever waits for anybody."""

_ROLE_PREFIX = "role:"


def permissions_of(role: str) -> list[str]:
    """The permissions of a role, sorted; none for a role that is not known."""
    return sorted(ROLES.get(role, ()))


def split_addresses(to: Iterable[str]) -> tuple[set[str], set[str]]:
    """The user ids and the roles among addresses such as `usr_…` and `role:operator`."""
    given = set(to)
    roles = {each.removeprefix(_ROLE_PREFIX) for each in given if each.startswith(_ROLE_PREFIX)}
    return {each for each in given if not each.startswith(_ROLE_PREFIX)}, roles


def is_addressed(to: Iterable[str], user_id: str | None, role: str) -> bool:
    """Whether this member is meant by the addresses, or heads the company."""
    users, roles = split_addresses(to)
    return role in HEADS or role in roles or (user_id is not None and user_id in users)
