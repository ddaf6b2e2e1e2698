"""What a service account may be called, and which role may be given to it."""

import unicodedata
from collections.abc import Collection

from company_service.service_accounts.problems import RoleTooPowerful
from contracts.permissions import named
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


def check_role(title: str, allowed: Collection[str], may: Collection[str]) -> None:
    """Raises `RoleTooPowerful` when a role allows what its giver may not."""
    if beyond := named(set(allowed) - set(may)):
        raise RoleTooPowerful(f"The role “{title}” allows what yours does not: {', '.join(beyond)}. Choose another.")


def no_such_role() -> InvalidRequest:
    """What is said of a role that the company does not have."""
    return InvalidRequest("Please correct what is marked.", errors=[FieldError("/role", "There is no such role.")])
