"""What roles allow, and whom an address such as `role:operator` means."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contracts.access import HEADS
from contracts.permissions import KEYS, ROLES

OWNER = "owner"
OWN_ROLE = "rol_"
"""What the id of a role of a company's own begins with."""

_ROLE_PREFIX = "role:"


def permissions_of(role: str, own: Sequence[str] | None = None) -> list[str]:
    """The permissions of a role, sorted. `own` are those of a role of the company's own; unknown roles have none."""
    return sorted(ROLES[role] if role in ROLES else KEYS & set(own or ()))


def may_be_a_role(name: str) -> bool:
    """Whether this is a built-in role or looks like the id of a company's own."""
    return name in ROLES or name.startswith(OWN_ROLE)


def split_addresses(to: Iterable[str]) -> tuple[set[str], set[str]]:
    """The user ids and the roles among addresses such as `usr_…` and `role:operator`."""
    given = set(to)
    roles = {each.removeprefix(_ROLE_PREFIX) for each in given if each.startswith(_ROLE_PREFIX)}
    return {each for each in given if not each.startswith(_ROLE_PREFIX)}, roles


def is_addressed(to: Iterable[str], user_id: str | None, role: str) -> bool:
    """Whether this member is meant by the addresses, or heads the company."""
    users, roles = split_addresses(to)
    return role in HEADS or role in roles or (user_id is not None and user_id in users)


def unknown(to: Iterable[str], members: Iterable[Mapping[str, Any]], own_roles: Iterable[str]) -> list[str]:
    """The addresses' people and roles that the company does not have; `members` are rows of those it has."""
    users, roles = split_addresses(to)
    known = {row["user_id"] for row in members}
    return sorted((users - known) | (roles - ROLES.keys() - set(own_roles)))
