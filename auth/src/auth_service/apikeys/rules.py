"""What a key may be, and whether it is still good."""

import hashlib
import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from auth_service.apikeys.schemas import NewKey, State
from kernel.identity import KEY_PREFIX
from kernel.problems import FieldError, InvalidRequest

USUAL_DAYS = 90
MOST_KEYS = 50
DIRECTORY_DAYS = 365
"""How long a directory's token lives, where keys may live so long."""
_LONGEST_NAME = 120
_SHOWN = len(KEY_PREFIX) + 6


def digest(key: str) -> str:
    """What of a key is kept."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def prefix(key: str) -> str:
    """What of a key is shown: too little to guess the rest from."""
    return key[:_SHOWN]


def checked_name(text: str) -> str:
    """One line, single spaces. Raises `ValueError` in words for people."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise ValueError("Please say what this key is for.")
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"Use at most {_LONGEST_NAME} characters.")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} for character in name):
        raise ValueError("This holds a character that cannot be shown.")
    return name


def check(asked: NewKey, may: Collection[str], longest_days: int) -> str:
    """The key's name, normalised. Raises `InvalidRequest` with everything that is wrong.

    `longest_days` 0 lets keys live for ever.
    """
    errors: list[FieldError] = []
    name = ""
    try:
        name = checked_name(asked.name)
    except ValueError as error:
        errors.append(FieldError("/name", str(error)))
    if not asked.scopes:
        errors.append(FieldError("/scopes", "Choose at least one thing that the key may do."))
    if beyond := sorted(set(asked.scopes) - set(may)):
        errors.append(
            FieldError("/scopes", f"This is not yours, or not the holder's, to give: {', '.join(beyond)[:300]}.")
        )
    days = asked.expires_in_days
    if longest_days and days is None:
        errors.append(FieldError("/expires_in_days", f"Keys must expire here, within {longest_days} days."))
    elif longest_days and days is not None and days > longest_days:
        errors.append(FieldError("/expires_in_days", f"Choose at most {longest_days} days."))
    if errors:
        raise InvalidRequest("Please correct what is marked.", errors=errors)
    return name


def state(row: Mapping[str, Any], now: datetime) -> State:
    """Whether a key is good."""
    if row["revoked_at"] is not None:
        return "revoked"
    return "expired" if row["expires_at"] is not None and row["expires_at"] <= now else "active"


def end_of_overlap(expires_at: datetime | None, now: datetime, hours: int) -> datetime:
    """When a key that was replaced ends: never later than it would have."""
    end = now + timedelta(hours=hours)
    return min(end, expires_at) if expires_at else end


def life(created_at: datetime, expires_at: datetime | None) -> int | None:
    """For how many days a key was made; none for ever."""
    return max(1, round((expires_at - created_at) / timedelta(days=1))) if expires_at else None


def expiry(created_at: datetime, days: int | None) -> datetime | None:
    """When a key that is made for so many days ends."""
    return created_at + timedelta(days=days) if days else None
