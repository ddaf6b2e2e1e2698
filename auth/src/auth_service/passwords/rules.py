"""Which passwords are refused: the short and those somebody would guess (NIST SP 800-63B-4: no composition rules).

Guessing is judged by zxcvbn, offline: thirty thousand passwords of published leaks, names, words, dates and keyboard
rows, and the ways people combine them.
"""

import unicodedata
from collections.abc import Iterable

SHORTEST = 15
SHORTEST_WITH_A_SECOND_FACTOR = 8
LONGEST = 128
_LOOKED_AT = 40
"""So many characters are judged: more cost more time and cannot make a password easier to guess."""
_GUESSES = 1_000_000

NO_PASSWORD = ""
"""What is stored of somebody who never chose a password: nothing fits it."""


def prepared(password: str) -> str:
    """The form that is hashed: however a keyboard composes an accented letter, it is the same password."""
    return unicodedata.normalize("NFC", password)


def complaint(password: str, about: Iterable[str], *, has_second_factor: bool = False) -> str | None:
    """What is wrong with this password for somebody known by the texts `about` (e-mail, names), or None."""
    text = prepared(password)
    shortest = SHORTEST_WITH_A_SECOND_FACTOR if has_second_factor else SHORTEST
    known = [each.casefold().strip() for each in about if each.strip()]
    if len(text) < shortest:
        return f"Use at least {shortest} characters. A few words in a row are easy to remember and hard to guess."
    if len(text) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if text.casefold().strip() in known:
        return "The password must not be your name, your e-mail address or your company's name."
    if _guesses(text, known) < _GUESSES:
        return "This password is among the first that anybody would try. Choose another."
    return None


def _guesses(text: str, known: list[str]) -> float:
    # Imported here: its lists of words take a tenth of a second, and most processes never choose a password.
    from zxcvbn import zxcvbn

    return float(zxcvbn(text[:_LOOKED_AT], user_inputs=known)["guesses"])
