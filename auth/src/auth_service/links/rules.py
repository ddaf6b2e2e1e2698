"""What links are good for, and for how long."""

import hashlib
import re
from datetime import timedelta
from typing import Literal

Kind = Literal["verify", "reset", "address"]

LIFE_MINUTES: dict[Kind, int] = {"verify": 24 * 60, "reset": 30, "address": 60}
PATHS: dict[Kind, str] = {"verify": "/link/verify", "reset": "/link/reset", "address": "/link/verify"}
MOST_AN_HOUR = 4
HOUR = timedelta(hours=1)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")


def life(kind: Kind) -> timedelta:
    """How long a link of this kind is good for."""
    return timedelta(minutes=LIFE_MINUTES[kind])


def path(kind: Kind, token: str) -> str:
    """The address of the page. The token stands behind `#`: no server and no log of one ever sees it."""
    return f"{PATHS[kind]}#{kind}.{token}"


def parsed(code: str) -> tuple[Kind, str] | None:
    """Kind and token of what stands behind `#`, or None for what can be neither."""
    name, _, token = code.partition(".")
    kind: Kind | None = next((known for known in PATHS if known == name), None)
    return (kind, token) if kind and _TOKEN.fullmatch(token) else None


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
