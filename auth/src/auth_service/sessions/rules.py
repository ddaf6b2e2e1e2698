"""What a refresh token is good for.

A session has one line of tokens. The newest is exchanged for a new one. Its direct predecessor is answered with the
newest again for a few seconds, because an answer may be lost and two tabs may ask at once; that never makes a second
line. Any older token, or a late predecessor, was used by two parties: the whole session ends.
"""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum

LIFE = timedelta(days=30)
IDLE = timedelta(days=14)
GRACE = timedelta(seconds=10)
WAITS = timedelta(minutes=5)
"""How long a sign-in waits for a second factor."""
FELT = timedelta(minutes=15)
"""For so long an access token of a session that ended might still be alive."""

PASSWORD, CODE, PASSKEY = ("pwd",), ("otp",), ("hwk", "user")
"""How somebody proved who they are, in the words of RFC 8176; a passkey was unlocked by its owner."""
PROVIDER = ("sso",)
"""The identity provider of a company vouched for them (our own word): good in that company alone."""

# A browser also names others it wants to be taken for: the first that fits is the right one.
_BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
    ("curl", r"^curl/"),
    ("a program", r"python|httpx|aiohttp|okhttp|axios|node|Go-http|Java/|PostmanRuntime"),
)
_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)


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


def device(user_agent: str) -> str:
    """The device in words, as far as it tells: `Firefox, Linux`. Empty when it tells nothing."""
    found = [
        next((name for name, pattern in known if re.search(pattern, user_agent, re.IGNORECASE)), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found))


def is_vouched(methods: Collection[str]) -> bool:
    """Whether the provider of the session's company vouched for the person."""
    return "sso" in methods


def is_only_vouched(methods: Collection[str]) -> bool:
    """Whether nothing else proved who the person is."""
    return is_vouched(methods) and not {"pwd", "otp", "hwk"} & set(methods)


def joined(*methods: str) -> str:
    """Methods as they are kept and claimed; two of different kinds, or a passkey, are several factors."""
    kinds = set(methods)
    several = {"pwd", "otp"} <= kinds or "hwk" in kinds
    return " ".join([*sorted(kinds - {"mfa"}), *(["mfa"] if several else [])])
