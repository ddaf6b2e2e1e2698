"""Which words a text has, and which words stand for a run."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from company_service.engine.values import list_of, object_of

WORD = 32
"""Characters of a word that count."""
MOST_WORDS = 48
"""Of one run: its number, its workflow, what went wrong, then short values before long texts."""
MOST_TERMS = 6
"""Words somebody may look for at once; more are left out."""
MOST_TEXT = 4_000
"""Characters of one value that are looked at."""
_MOST_VALUES = 500
_TAIL = 6
"""Characters at the end of a run's number, as lists show it."""
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_RUN_ID = re.compile(r"run_[0-9a-f]{1,32}")


def words_of(text: str) -> Iterator[str]:
    """The words of a text without case and accents; scripts without spaces are cut into pairs of characters."""
    for match in _WORD.finditer(_folded(text)):
        yield from _cut(match.group())


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(each for each in apart if not unicodedata.combining(each)))


def _cut(word: str) -> Iterator[str]:
    if not _UNSPACED.search(word):
        yield word[:WORD]
        return
    for match in _UNSPACED.finditer(word):
        run = match.group()
        yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
    yield from (rest[:WORD] for rest in _UNSPACED.split(word) if rest)


def terms(asked: str) -> tuple[str | None, list[str]]:
    """What somebody looks for: the beginning of a run's id if there is one, and the beginnings of words."""
    found = _RUN_ID.search(asked.lower())
    rest = asked if found is None else asked[: found.start()] + " " + asked[found.end() :]
    return (found.group() if found else None), list(dict.fromkeys(words_of(rest)))[:MOST_TERMS]


def words_of_run(run: Mapping[str, Any], given: Any, output: Any) -> list[str]:
    """The words by which a run (a row of `runs`) is found, with its input and output; at most `MOST_WORDS`."""
    error: Mapping[str, Any] = run["error"] or {}
    values = sorted([*_values(output), *_values(given)], key=len)
    waiting: Mapping[str, Any] = run.get("waiting_for") or {}
    told = (error.get("title"), error.get("detail"), waiting.get("title"))
    texts = [run["id"][-_TAIL:], run["workflow_name"], *(str(each or "") for each in told)]
    return _first_words([*texts, *values])


def _first_words(texts: Iterable[str]) -> list[str]:
    kept: dict[str, None] = {}
    for text in texts:
        for word in words_of(text[:MOST_TEXT]):
            if len(word) > 1:
                kept[word] = None
            if len(kept) == MOST_WORDS:
                return list(kept)
    return list(kept)


def _values(value: Any) -> list[str]:
    """The texts and numbers in a value, wherever they stand in it."""
    found: list[str] = []
    left: list[Any] = [value]
    while left and len(found) < _MOST_VALUES:
        each = left.pop()
        within = [*object_of(each).values(), *list_of(each)]
        if within:
            left.extend(reversed(within[:_MOST_VALUES]))
        elif isinstance(each, str) or (isinstance(each, int | float) and not isinstance(each, bool)):
            found.append(str(each))
    return found


def holds(words: Iterable[str], beginnings: Iterable[str]) -> bool:
    """Whether each beginning is that of one of the words."""
    known = list(words)
    return all(any(word.startswith(each) for word in known) for each in beginnings)
