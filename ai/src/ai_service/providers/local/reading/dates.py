"""Dates as people write them in a dozen languages. Pure; month names come from the Unicode CLDR by way of Babel."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple, cast

from babel import Locale

Order = Literal["dmy", "mdy"]

_LANGUAGES = ("en", "de", "fr", "nl", "es", "it", "pt", "pl", "sv", "da", "nb", "fi", "cs")
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?![\d/-]|[.,]\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,2})(?!\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_NAMED = re.compile(r"[^\W\d_]{3,12}\.?")
_DAY_BEFORE = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:of|de|del|di))?[\s-]*$", re.IGNORECASE)
_YEAR_AFTER = re.compile(r"^[\s.,/-]*(?:de\s+|del\s+)?[’']?(\d{4}|\d{2})(?!\d)")
_DAY_YEAR_AFTER = re.compile(r"^[\s.-]*(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})(?!\d)")


_NEAR = 20


class DateFound(NamedTuple):
    """A date and where it stands in the text."""

    value: date
    start: int
    end: int


# Letters that Unicode does not take apart into a plain letter and its accent.
_STROKES = str.maketrans("łøđı", "lodi")


def plain(text: str) -> str:
    """Lower case without accents, so that `Août` and `aout` are one word."""
    decomposed = unicodedata.normalize("NFKD", text.lower()).translate(_STROKES)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {"sept": 9, "maerz": 3}
    for language in _LANGUAGES:
        contexts: dict[str, dict[str, dict[int, str]]] = dict(cast("Any", Locale(language).months))
        for context in contexts.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    names.setdefault(plain(name).rstrip("."), number)
    return {name: number for name, number in names.items() if len(name) > 2 and not name.isdigit()}


def _made(year: int, month: int, day: int) -> date | None:
    year += (2000 if year < 70 else 1900) if year < 100 else 0
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if 1980 <= made.year <= 2100 else None


def order_of(texts: Iterable[str], *, american: bool) -> Order:
    """Whether day or month comes first in `03/04/2024`, judged by dates that leave no choice, else by the country."""
    votes = {"dmy": 0, "mdy": 0}
    for text in texts:
        for match in _NUMERIC.finditer(text):
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                votes["dmy"] += 1
            elif second > 12 >= first:
                votes["mdy"] += 1
    if votes["dmy"] != votes["mdy"]:
        return "dmy" if votes["dmy"] > votes["mdy"] else "mdy"
    return "mdy" if american else "dmy"


def find_dates(text: str, order: Order) -> list[DateFound]:
    """Every date in the text, in reading order."""
    found: list[DateFound] = []
    for pattern in (_YEAR_FIRST, _EAST_ASIAN):
        for match in pattern.finditer(text):
            _add(found, _made(int(match[1]), int(match[2]), int(match[3])), match.start(), match.end())
    for match in _NUMERIC.finditer(text):
        day, month = (match[1], match[2]) if order == "dmy" else (match[2], match[1])
        if int(month) > 12:
            day, month = month, day
        _add(found, _made(int(match[3]), int(month), int(day)), match.start(), match.end())
    for match in _NAMED.finditer(text):
        month = _months().get(plain(match.group()).rstrip("."))
        if month:
            _named(found, text, match.start(), match.end(), month)
    return sorted(found, key=lambda d: d.start)


def _named(found: list[DateFound], text: str, start: int, end: int, month: int) -> None:
    before, after = _DAY_BEFORE.search(text[max(0, start - _NEAR) : start]), text[end : end + _NEAR]
    year = _YEAR_AFTER.match(after)
    if before and year:
        first = max(0, start - _NEAR) + before.start()
        _add(found, _made(int(year[1]), month, int(before[1])), first, end + year.end())
        return
    day_year = _DAY_YEAR_AFTER.match(after)
    if day_year:
        _add(found, _made(int(day_year[2]), month, int(day_year[1])), start, end + day_year.end())


def _add(found: list[DateFound], value: date | None, start: int, end: int) -> None:
    if value and not any(start < other.end and other.start < end for other in found):
        found.append(DateFound(value, start, end))
