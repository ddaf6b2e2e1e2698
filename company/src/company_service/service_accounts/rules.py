"""What a service account may be called, and which role may be given to it."""

import unicodedata
from collections.abc import Collection

from company_service.members.rules import permissions_of
from company_service.service_accounts.problems import RoleTooPowerful
from kernel.problems import FieldError, InvalidRequest

MOST = 200
_LONGEST_NAME = 120


def checked_name(text: str) -> str:
    """One line, single spaces. Raises `InvalidRequest`."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    hidden = any(unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} for character in name)
    if name and len(name) <= _LONGEST_NAME and not hidden:
        return name
    message = f"Give it a name of at most {_LONGEST_NAME} characters, such as “Nightly import”."
    raise InvalidRequest("Please correct what is marked.", errors=[FieldError("/name", message)])


def checked_role(role: str, may: Collection[str]) -> str:
    """The role, if there is such a one and it allows nothing that its giver may not."""
    allowed = permissions_of(role)
    if not allowed:
        raise InvalidRequest("Please correct what is marked.", errors=[FieldError("/role", "There is no such role.")])
    if beyond := sorted(set(allowed) - set(may)):
        raise RoleTooPowerful(f"The role “{role}” allows what yours does not: {', '.join(beyond)}. Choose another.")
    return role
