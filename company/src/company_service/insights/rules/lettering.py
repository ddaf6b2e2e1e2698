"""Texts of people as letters on paper: what cannot be drawn left out, each letter in the order and shape it is seen in.

PDF draws letters from left to right as they are given. Texts in Hebrew or Arabic are therefore turned round here,
numbers and Latin words in them excepted (what names and titles need of Unicode's bidirectional algorithm, UAX #9: runs
of one direction in a line that reads from left to right), and Arabic letters take the shape their neighbours ask for.
"""

import unicodedata
from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Literal

Face = Literal["letters", "chinese", "japanese", "korean"]

LONGEST = 300
"""Characters of one text that are looked at; none has room for more."""
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_JAPANESE = range(0x3040, 0x3100)
_KOREAN = (range(0x1100, 0x1200), range(0x3130, 0x3190), range(0xAC00, 0xD7B0))
_CHINESE = (range(0x2E80, 0x3040), range(0x3100, 0x3130), range(0x3190, 0xA4D0), range(0xF900, 0xFB00),
            range(0xFE30, 0xFE50), range(0xFF00, 0xFFF0))  # fmt: skip


def clean(text: str) -> str:
    """Without what is no letter: controls, marks of direction, what stands outside the first plane as one sign."""
    text = unicodedata.normalize("NFC", text[:LONGEST])
    kept = (" " if each.isspace() else each for each in text if unicodedata.category(each)[0] != "C" or each.isspace())
    return " ".join("".join("\ufffd" if ord(each) > 0xFFFF else each for each in kept).split())


def visual(text: str) -> str:
    """The text in the order and the shapes in which it is seen. Its first letter says from which side it is read."""
    kinds = [unicodedata.bidirectional(each) for each in text]
    strong = [kind for kind in kinds if kind == "L" or kind in _RIGHT_TO_LEFT]
    if all(kind == "L" for kind in strong):
        return text
    text = _shaped(text)
    if strong[0] in _RIGHT_TO_LEFT:
        return _turned(text)
    return "".join(_turned(part) if turned else part for turned, part in _runs(text, _RIGHT_TO_LEFT, "L"))


def _runs(text: str, kinds: Container[str], others: Container[str]) -> Iterator[tuple[bool, str]]:
    """Runs of letters of these kinds with what is neither between them, and the rest."""
    inside = [False] * len(text)
    last = None
    for at, letter in enumerate(text):
        kind = unicodedata.bidirectional(letter)
        if kind in kinds:
            start = at if last is None else last
            inside[start : at + 1] = [True] * (at + 1 - start)
            last = at
        elif kind in others:
            last = None
    for flag, part in groupby(zip(inside, text, strict=True), key=lambda each: each[0]):
        yield flag, "".join(letter for _, letter in part)


def _turned(text: str) -> str:
    """From the right, with Latin words and numbers as they stand and marks behind the letters they belong to."""
    pieces: list[str] = []
    for latin, part in _runs(text, ("L", "EN", "AN"), _RIGHT_TO_LEFT):
        if latin:
            pieces.append(part)
            continue
        for letter in part:
            if pieces and unicodedata.bidirectional(letter) == "NSM":
                pieces[-1] += letter
            else:
                pieces.append(letter.translate(_MIRRORED))
    return "".join(reversed(pieces))


@lru_cache(maxsize=1)
def _shapes() -> dict[str, dict[str, str]]:
    """Of each Arabic letter its shapes, as Unicode's presentation forms name them."""
    shapes: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEF5)):
        kind, _, base = unicodedata.decomposition(chr(code)).partition(" ")
        if kind and base and " " not in base:
            shapes.setdefault(chr(int(base, 16)), {})[kind] = chr(code)
    return shapes


def _shaped(text: str) -> str:
    shapes = _shapes()
    letters = text
    made: list[str] = []
    for at, letter in enumerate(letters):
        own = shapes.get(letter)
        before = shapes.get(letters[at - 1], {}) if at else {}
        after = shapes.get(letters[at + 1], {}) if at + 1 < len(letters) else {}
        if own is None:
            made.append(letter)
            continue
        joins_back = "<initial>" in before and "<final>" in own
        joins_on = "<initial>" in own and "<final>" in after
        kind = {(True, True): "<medial>", (True, False): "<final>", (False, True): "<initial>"}.get(
            (joins_back, joins_on), "<isolated>"
        )
        made.append(own.get(kind, letter))
    return "".join(made)


def faces(text: str) -> Iterator[tuple[Face, str]]:
    """The text in pieces of one face each. Chinese characters of a text with kana are Japanese."""
    japanese = any(ord(each) in _JAPANESE for each in text)

    def of(letter: str) -> Face:
        return _face(ord(letter), japanese=japanese)

    for face, letters in groupby(text, key=of):
        yield face, "".join(letters)


def _face(code: int, *, japanese: bool) -> Face:
    if any(code in those for those in _KOREAN):
        return "korean"
    if code in _JAPANESE or any(code in those for those in _CHINESE):
        return "japanese" if japanese else "chinese"
    return "letters"
