"""How much of an exchange is kept. Pure."""

from collections.abc import Callable, Sequence

Reword = Callable[[str], str]
_LONGEST_TEXT = 8_000
_LONGEST_WHOLE = 48_000
_LONGEST_SECRET = 17_000
_CUT = " …"


def prompt_kept(said: Sequence[tuple[str, str]], reword: Reword) -> tuple[list[dict[str, str]], bool]:
    """Who said what, in new words: the last ones where all are too many; and whether anything was left out."""
    kept: list[dict[str, str]] = []
    left, shortened = _LONGEST_WHOLE, False
    for role, text in reversed(said):
        if left <= 0:
            return kept, True
        words, cut = cut_to(text, reword, min(_LONGEST_TEXT, left))
        left, shortened = left - len(words), shortened or cut
        kept.insert(0, {"role": role, "text": words})
    return kept, shortened


def cut_to(text: str, reword: Reword, most: int = _LONGEST_WHOLE) -> tuple[str, bool]:
    """The text in its new words, and whether it was cut. It is read a good way beyond the cut: of a key that the cut
    goes through, half would not be known as a key."""
    if len(text) <= most:
        return reword(text), False
    whole = reword(text[: most + _LONGEST_SECRET])
    kept = most if len(text) <= most + _LONGEST_SECRET else max(0, min(most, len(whole) - _LONGEST_SECRET))
    return whole[:kept] + _CUT, True
