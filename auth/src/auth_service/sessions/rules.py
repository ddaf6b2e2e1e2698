"""What a refresh token is good for.

A session has one line of tokens. The newest is exchanged for a new one. Its direct predecessor is answered with the
newest again for a few seconds, because an answer may be lost and two tabs may ask at once; that never makes a second
line. Any older token, or a late predecessor, was used by two parties: the whole session ends.
"""

from datetime import datetime, timedelta
from enum import Enum

LIFE = timedelta(days=30)
IDLE = timedelta(days=14)
GRACE = timedelta(seconds=10)


class Verdict(Enum):
    """What to do with a refresh token."""

    ROTATE = "rotate"
    ANSWER_AGAIN = "answer again"
    REVOKE = "revoke"
    REFUSE = "refuse"


def judge(
    generation: int, newest: int, *, rotated_at: datetime, expires_at: datetime, revoked: bool, now: datetime
) -> Verdict:
    """What a token of this generation is good for in a session whose newest token was given out at `rotated_at`."""
    if revoked or now >= usable_until(rotated_at, expires_at):
        return Verdict.REFUSE
    if generation == newest:
        return Verdict.ROTATE
    if generation == newest - 1 and now - rotated_at <= GRACE:
        return Verdict.ANSWER_AGAIN
    return Verdict.REVOKE


def usable_until(rotated_at: datetime, expires_at: datetime) -> datetime:
    """When the newest token of a session ends if it is not used."""
    return min(expires_at, rotated_at + IDLE)
