"""When a delivery is tried again, and when it is given up."""

from collections.abc import Mapping
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


def not_configured(reason: str = "No mail server is set up, or e-mail is switched off.") -> dict[str, Any]:
    """Mail cannot leave. What is not sent now is not sent later: old news in one heap help nobody."""
    return {"status": "not_configured", "error": reason}


def no_address_of_ours() -> dict[str, Any]:
    """A link needs the address people type, and nobody has set it."""
    return not_configured("PUBLIC_URL, the address people type to reach the platform, is not set.")


def keeps_link(outcome: Mapping[str, Any], *, is_private: bool) -> bool:
    """Whether the link is still needed: to be sent later, or for an administrator to pass on."""
    return outcome["status"] == "queued" or (outcome["status"] != "sent" and not is_private)


def may_pass_on(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether an administrator may be shown the link of a mail that could not be sent."""
    could_not = row["status"] in {"not_configured", "failed"}
    alive = row["link_until"] is not None and row["link_until"] > now
    return could_not and alive and row["is_private"] is False and row["sealed_link"] is not None


def not_sent(attempts: int, reason: str, *, is_final: bool, now: datetime) -> dict[str, Any]:
    """After so many attempts: another try later, or none."""
    if is_final or attempts >= MOST_ATTEMPTS:
        return {"status": "failed", "error": reason[:_LONGEST_REASON]}
    return {"status": "queued", "error": reason[:_LONGEST_REASON], "next_try_at": now + _PAUSES[attempts - 1]}
