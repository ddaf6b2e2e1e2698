"""Pages, lines and cells: words with their places, put together as a reader sees them. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TypeVar

_SAME_LINE = 0.5
_CELL_GAP = 1.1
# Nobody writes longer words and lines; a file that has them must not keep us busy.
_LONGEST_WORD = 120
_MOST_IN_LINE = 120
_MOST_WORDS = 60_000
_ABOVE = 12
_WORD = re.compile(rf"\S{{1,{_LONGEST_WORD}}}")
T = TypeVar("T")


@dataclass(frozen=True)
class Word:
    """A word and its box in points; y grows downwards from the top of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Cell:
    """Words of one line that stand close together: a label, a value, a table cell, a sentence."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """The words, joined by spaces."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def left(self) -> float:
        """Where it begins."""
        return self.words[0].left

    @cached_property
    def right(self) -> float:
        """Where it ends."""
        return self.words[-1].right

    @cached_property
    def top(self) -> float:
        """Its upper edge."""
        return min(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(word.bottom for word in self.words)

    @cached_property
    def height(self) -> float:
        """How tall its letters are."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Line:
    """Cells at one height, from left to right."""

    cells: tuple[Cell, ...]

    @property
    def text(self) -> str:
        """The cells, joined by spaces."""
        return " ".join(cell.text for cell in self.cells)

    @cached_property
    def top(self) -> float:
        """Its upper edge."""
        return min(cell.top for cell in self.cells)

    @cached_property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(cell.bottom for cell in self.cells)


@dataclass(frozen=True)
class Page:
    """A page: its number from 1, its size in points, its lines from top to bottom."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines, one below the other; a blank one where paragraphs part."""
        if not self.lines:
            return ""
        parts = [self.lines[0].text]
        for before, line in pairwise(self.lines):
            parts += ["", line.text] if line.top - before.bottom > before.bottom - before.top else [line.text]
        return "\n".join(parts)

    @cached_property
    def letters(self) -> float:
        """How tall most of its letters are."""
        return median([cell.height for cell in self.cells] or [1.0])

    @cached_property
    def _over(self) -> dict[tuple[int, int], list[tuple[int, Cell]]]:
        return {}

    def over(self, line: int, at: int) -> list[tuple[int, Cell]]:
        """The cells above one cell, with how many lines lie between, the nearest first."""
        if (line, at) not in self._over:
            cell = self.lines[line].cells[at]
            middle, near = (cell.left + cell.right) / 2, max(30.0, cell.height * 3)
            self._over[line, at] = [
                (line - index, other)
                for index in range(line - 1, max(-1, line - 1 - _ABOVE), -1)
                for other in self.lines[index].cells
                if (other.left < cell.right and cell.left < other.right)
                or abs((other.left + other.right) / 2 - middle) < near
            ]
        return self._over[line, at]

    @property
    def cells(self) -> list[Cell]:
        """Every cell in reading order."""
        return [cell for line in self.lines for cell in line.cells]


def page_of_words(number: int, width: float, height: float, words: Iterable[Word]) -> Page:
    """Put words into lines, and the words of a line into cells."""
    rows = _rows(sorted(words, key=lambda w: (w.top, w.left)))
    return Page(number, width, height, tuple(Line(tuple(_cells(part))) for row in rows for part in _parts(row)))


def page_of_text(number: int, text: str) -> Page:
    """A page of plain text: letters all of one width, ten points high; two blanks or a tab part cells."""
    lines: list[Line] = []
    left = _MOST_WORDS
    top = -12.0
    for line in text.splitlines():
        top += 12.0
        for part in _parts(list(_WORD.finditer(line.expandtabs(8)))) if line.strip() else ():
            words = [Word(m.group(), m.start() * 5.0, top, m.end() * 5.0, top + 8.0) for m in part[:left]]
            left -= len(words)
            if words:
                lines.append(Line(tuple(_cells(words))))
    return Page(number, 600.0, top + 12.0, tuple(lines))


def _parts(row: list[T]) -> list[list[T]]:
    """A line too long to be one, in several."""
    return [row[at : at + _MOST_IN_LINE] for at in range(0, len(row), _MOST_IN_LINE)]


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words whose middles are at nearly the same height, from left to right."""
    rows: list[list[Word]] = []
    middles: list[float] = []
    for word in words:
        middle, height = (word.top + word.bottom) / 2, max(1.0, word.bottom - word.top)
        for index in range(len(rows) - 1, max(-1, len(rows) - 6), -1):
            if abs(middles[index] - middle) < height * _SAME_LINE:
                rows[index].append(word)
                break
        else:
            rows.append([word])
            middles.append(middle)
    ordered = sorted(zip(middles, rows, strict=True), key=lambda pair: pair[0])
    return [sorted(row, key=lambda w: w.left) for _, row in ordered]


def _cells(row: Sequence[Word]) -> list[Cell]:
    height = median(max(1.0, word.bottom - word.top) for word in row)
    cells: list[list[Word]] = [[row[0]]]
    for before, word in pairwise(row):
        if word.left - before.right > height * _CELL_GAP:
            cells.append([word])
        else:
            cells[-1].append(word)
    return [Cell(tuple(words)) for words in cells]
