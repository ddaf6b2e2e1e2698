"""Which words each row has, and how often: BM25 of chosen rows without asking the inverted index again.

A word is a 32-bit hash. Rows are only ever added to; `count` of them are true. Three files: where each row's entries
end and how many words it has, the entries' words, and how often each occurs.
"""

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from agents_service.index.fusion import Scores
from agents_service.index.vectors import Rows

Ints = np.ndarray[Any, np.dtype[Any]]

_SATURATION = 1.2
_BY_LENGTH = 0.75
_MOST_TIMES = 255
_TABLE = 1 << 16
_FILES = (("ends", np.dtype("<i8"), 2), ("terms", np.dtype("<u4"), 1), ("times", np.dtype("u1"), 1))


class TermFile:
    """The words of rows, in files beside each other."""

    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        self.count = count
        ends = self._mapped(0, count)
        self._entries = int(ends[-1, 0]) if count else 0
        for number, rows in ((0, count), (1, self._entries), (2, self._entries)):
            self._cut(number, rows)
        self._words = int(ends[:, 1].sum()) if count else 0
        self._open()

    def _cut(self, number: int, rows: int) -> None:
        name, kind, width = _FILES[number]
        path = self._folder / name
        if path.exists():
            with path.open("r+b") as file:
                file.truncate(rows * kind.itemsize * width)

    def _mapped(self, number: int, rows: int) -> Ints:
        name, kind, width = _FILES[number]
        shape = (rows, width) if width > 1 else (rows,)
        return np.memmap(self._folder / name, kind, "r", shape=shape) if rows else np.zeros(shape, kind)

    def _open(self) -> None:
        self._ends, self._terms, self._times = (
            self._mapped(number, rows) for number, rows in enumerate((self.count, self._entries, self._entries))
        )

    def added(self, bags: Sequence[Counter[str]]) -> "TermFile":
        """The same files with more rows; this one keeps what it has, for those who are reading it."""
        lengths = np.array([bag.total() for bag in bags], "<i8")
        ends = self._entries + np.cumsum([len(bag) for bag in bags], dtype="<i8")
        hashes = np.array([hashed(word) for bag in bags for word in bag], "<u4")
        times = np.array([min(_MOST_TIMES, each) for bag in bags for each in bag.values()], "u1")
        for number, (at, data) in enumerate(
            ((self.count, np.stack([ends, lengths], axis=1)), (self._entries, hashes), (self._entries, times))
        ):
            name, kind, width = _FILES[number]
            path = self._folder / name
            with path.open("r+b" if path.exists() else "w+b") as file:
                file.seek(at * kind.itemsize * width)
                file.write(data.tobytes())
        more = TermFile.__new__(TermFile)
        more._folder, more.count = self._folder, self.count + len(bags)
        more._entries, more._words = self._entries + len(hashes), self._words + int(lengths.sum())
        more._open()
        return more

    def of(self, rows: Rows) -> "Bags":
        """The words of these rows, to be scored by."""
        ends = self._ends[rows]
        starts = np.where(rows > 0, self._ends[rows - 1, 0], 0) if len(rows) else ends[:, 0]
        sizes = ends[:, 0] - starts
        owners = np.repeat(np.arange(len(rows)), sizes)
        places = np.arange(len(owners)) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
        mean = self._words / self.count if self._words else 1.0
        longer = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * ends[:, 1] / mean)
        return Bags(len(rows), owners, self._terms[places], self._times[places], longer)


@dataclass(frozen=True)
class Bags:
    """The words of some rows: each entry's row among them, word and times; `longer` dampens those of long rows."""

    count: int
    owners: Ints
    terms: Ints
    times: Ints
    longer: Ints

    def scores(self, weights: Mapping[str, float]) -> Scores:
        """BM25 of the rows; a word's weight is its rarity times how much it counts in the question."""
        if not weights:
            return np.zeros(self.count, np.float32)
        sought = np.array(sorted({hashed(word): weight for word, weight in weights.items()}.items()), np.float64)
        hashes = sought[:, 0].astype(np.uint32)
        # Most words of a row are not asked for: one look at a small table leaves them out.
        table = np.zeros(_TABLE, bool)
        table[hashes % _TABLE] = True
        kept = np.flatnonzero(table[self.terms % _TABLE])
        terms = self.terms[kept]
        at = np.minimum(np.searchsorted(hashes, terms), len(hashes) - 1)
        fits = hashes[at] == terms
        owners, times = self.owners[kept[fits]], self.times[kept[fits]].astype(np.float32)
        gained = sought[at[fits], 1] * times * (_SATURATION + 1) / (times + self.longer[owners])
        return np.bincount(owners, gained, self.count).astype(np.float32)


def hashed(word: str) -> int:
    """A word as it is kept."""
    return zlib.crc32(word.encode())
