"""Codes of authenticator apps (RFC 6238: six digits, half a minute, SHA-1, as every app expects) and recovery codes."""

import hashlib
import hmac
import re
import string
from collections.abc import Sequence
from datetime import datetime

import segno
from pyotp.totp import TOTP

ISSUER = "AI Agent Platform"
STEP_SECONDS = 30
RECOVERY_CODES = 10
_DRIFT = (0, -1, 1)
_DIGITS = re.compile(r"[0-9]{6}")
_GROUP, _GROUPS = 4, 4
_LETTERS = "".join(sorted(set(string.ascii_lowercase + string.digits) - set("01lo")))


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The half minute this code is of, if that is now, the one before or the one after; every one is compared."""
    text = "".join(code.split())
    if not _DIGITS.fullmatch(text):
        return None
    app, step = TOTP(secret, interval=STEP_SECONDS), int(now.timestamp()) // STEP_SECONDS
    fits = [step + drift for drift in _DRIFT if hmac.compare_digest(app.generate_otp(step + drift), text)]
    return fits[0] if fits else None


def address(secret: str, email: str) -> str:
    """What an authenticator app reads from the picture."""
    return TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=email, issuer_name=ISSUER)


def picture(text: str) -> list[str]:
    """A QR code, row by row: `1` is dark. Whoever shows it draws a light border of four around it."""
    return ["".join("1" if cell else "0" for cell in row) for row in segno.make(text, error="m").matrix]


def recovery_code(chance: Sequence[int]) -> str:
    """A code of sixteen letters and digits nobody mistakes, in groups, from as many random bytes (80 bits)."""
    letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in chance[: _GROUP * _GROUPS])
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def recovery_hash(user_id: str, code: str) -> str | None:
    """What is kept of a recovery code, however it is typed; None for what cannot be one."""
    text = re.sub(r"[\s-]", "", code.lower())
    if len(text) != _GROUP * _GROUPS or not text.isascii():
        return None
    return hashlib.sha256(f"{user_id}\n{text}".encode()).hexdigest()
