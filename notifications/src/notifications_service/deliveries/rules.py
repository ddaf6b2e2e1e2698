"""When a delivery is tried again, and when it is given up."""

from datetime import datetime, timedelta
from typing import Any

_PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
)
MOST_ATTEMPTS = len(_PAUSES) + 1
_LONGEST_REASON = 500


def sent(now: datetime) -> dict[str, Any]:
    """The server has taken the message."""
    return {"status": "sent", "sent_at": now, "error": None}


def not_configured() -> dict[str, Any]:
    """There is no mail server. What is not sent now is not sent later: old news in one heap help nobody."""
    reason = "No mail server is set up, or e-mail is switched off."
    return {"status": "not_configured", "error": reason}


def not_sent(attempts: int, reason: str, *, is_final: bool, now: datetime) -> dict[str, Any]:
    """After so many attempts: another try later, or none."""
    if is_final or attempts >= MOST_ATTEMPTS:
        return {"status": "failed", "error": reason[:_LONGEST_REASON]}
    return {"status": "queued", "error": reason[:_LONGEST_REASON], "next_try_at": now + _PAUSES[attempts - 1]}
