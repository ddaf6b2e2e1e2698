"""How long an invitation is good, and what is kept of its token."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

GOOD_FOR = timedelta(hours=72)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def link(token: str) -> str:
    """Where an invitation is accepted. What follows `#` stays in the browser: no server ever logs it."""
    return f"/invitation#{token}"


def is_open(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether an invitation can be accepted."""
    return row["accepted_at"] is None and row["revoked_at"] is None and row["expires_at"] > now
