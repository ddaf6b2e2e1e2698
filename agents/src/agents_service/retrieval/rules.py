"""What is quoted, and which passages an answer is sought in. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PAGE_BREAK = "\f"
LEAST_MEANING = 0.18
"""Cosine under which a passage has nothing to do with a question, where none of its words stand in it either."""


@dataclass(frozen=True)
class Quote:
    """A place in a document's text."""

    start: int
    end: int
    page: int


def quote_of(text: str, passage: tuple[int, int], said: Mapping[str, Any]) -> Quote | None:
    """Where the words that support an answer stand in the document, to the letter; None where they do not.

    `passage` is the piece of the text that was handed out; `said` is what came back: `text`, maybe `start` and `end`.
    """
    words = str(said["text"])
    start, end = said.get("start"), said.get("end")
    if isinstance(start, int) and isinstance(end, int):
        at = passage[0] + start
        if words and text[at : passage[0] + end] == words:
            return Quote(at, at + len(words), page_at(text, at))
    at = text.find(words, passage[0], passage[1]) if words else -1
    return Quote(at, at + len(words), page_at(text, at)) if at >= 0 else None


def page_at(text: str, place: int) -> int:
    """The page that a place is on, from 1."""
    return text.count(PAGE_BREAK, 0, place) + 1


def merged(found: Sequence[tuple[float, Any]], limit: int) -> list[Any]:
    """Of hits with their scores the best, in order."""
    return [each for _, each in sorted(found, key=lambda pair: -pair[0])[:limit]]
