"""What a mail server's settings must be like."""

import re
from collections.abc import Mapping
from typing import Any

from kernel.problems import FieldError, InvalidRequest
from notifications_service.channels.schemas import EmailChannelInput
from notifications_service.mail.rules import is_address

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+")
_WHERE = ("host", "port", "username", "security")


def check(given: EmailChannelInput, stored: Mapping[str, Any] | None) -> None:
    """Raises `InvalidRequest` with everything that is wrong.

    A stored password stays with the server it was given for: otherwise whoever may change the server could have it
    sent to one of their own.
    """
    errors: list[FieldError] = []
    if not _HOST.fullmatch(given.host):
        errors.append(FieldError("/host", "This is not the name or address of a server."))
    if not is_address(given.sender):
        errors.append(FieldError("/sender", "This is not an e-mail address. It looks like agents@example.com."))
    if given.security == "none" and given.username:
        errors.append(FieldError("/security", "A password is only sent over an encrypted connection."))
    if any(ord(character) < 32 for character in given.username + (given.password or "")):
        errors.append(FieldError("/username", "User name and password may not hold control characters."))
    has_stored = stored is not None and bool(stored["password"])
    if given.username and not given.password and has_stored and _moved(given, stored or {}):
        errors.append(FieldError("/password", "Type the password again: it was stored for another server or user."))
    if errors:
        raise InvalidRequest("Please correct what is marked.", errors=errors)


def _moved(given: EmailChannelInput, stored: Mapping[str, Any]) -> bool:
    return any(getattr(given, name) != stored[name] for name in _WHERE)
