"""The meaning half of an index: every allowed chunk is compared, so that no filter can make it miss one.

Vectors lie in a file as 16-bit numbers, a row for each chunk, mapped into memory. Few allowed rows are compared
exactly. Where there are many, one bit for each number (is it above the mean?) picks candidates by Hamming distance
first, and those alone are compared exactly.
"""

from pathlib import Path
from typing import Any

import numpy as np

Vector = np.ndarray[Any, np.dtype[np.float32]]
Rows = np.ndarray[Any, np.dtype[np.int64]]
Halves = np.ndarray[Any, np.dtype[np.float16]]

_EXACTLY = 6_000
"""Up to so many allowed rows are compared as they are."""
_CANDIDATES = 400
_SAMPLE = 4_000
_AT_ONCE = 32_768


def nearest(vectors: "VectorFile", query: Vector, allowed: Rows, limit: int) -> tuple[Rows, Vector]:
    """The allowed rows most like the query, and how alike (cosine), the best first."""
    if not len(allowed) or not vectors.width:
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    rows = allowed if len(allowed) <= _EXACTLY else vectors.candidates(query, allowed, max(_CANDIDATES, limit * 2))
    scores = vectors.likeness(query, rows)
    best = np.argsort(-scores, kind="stable")[:limit]
    return rows[best], scores[best]


class VectorFile:
    """Unit vectors that are only ever added to; `count` rows of them are true."""

    def __init__(self, path: Path, width: int, count: int) -> None:
        self.width = width
        self.count = count
        self._path = path
        self._bits: np.ndarray[Any, np.dtype[np.uint64]] | None = None
        self._center: Vector | None = None
        if width and path.exists():
            with path.open("r+b") as file:
                file.truncate(count * width * 2)
        self._mapped = self._map()

    def _map(self) -> Halves:
        if not self.count or not self.width:
            return np.zeros((0, self.width), np.float16)
        return np.memmap(self._path, np.float16, "r", shape=(self.count, self.width))

    def added(self, vectors: Vector) -> "VectorFile":
        """The same file with more rows; this one keeps what it has, for those who are reading it."""
        width = self.width or vectors.shape[1]
        with self._path.open("r+b" if self._path.exists() else "w+b") as file:
            file.seek(self.count * width * 2)
            file.write(vectors.astype(np.float16).tobytes())
            file.flush()
        more = VectorFile.__new__(VectorFile)
        more.width, more.count, more._path = width, self.count + len(vectors), self._path
        more._center, more._bits = self._center, None
        if self._bits is not None and self._center is not None:
            more._bits = np.concatenate([self._bits, _packed(vectors, self._center)])
        more._mapped = more._map()
        return more

    def likeness(self, query: Vector, rows: Rows) -> Vector:
        """Cosines of the query with these rows, computed exactly."""
        scores = np.empty(len(rows), np.float32)
        for at in range(0, len(rows), _AT_ONCE):
            some = self._mapped[rows[at : at + _AT_ONCE]].astype(np.float32)
            # Not `@`: for one vector the threads of a BLAS library cost several times what they save.
            np.einsum("ij,j->i", some, query, out=scores[at : at + _AT_ONCE])
        return scores

    def mean(self, rows: Rows) -> Vector:
        """The mean of some rows."""
        return np.asarray(self._mapped[rows].astype(np.float32).mean(axis=0), np.float32)

    def candidates(self, query: Vector, allowed: Rows, count: int) -> Rows:
        """The rows whose bits differ least from the query's."""
        bits, center = self._signs()
        sought = _packed(query[None, :], center)[0]
        chosen = bits if len(allowed) == len(bits) else bits[allowed]
        distance = np.zeros(len(chosen), np.uint16)
        for word in range(chosen.shape[1]):
            distance += np.bitwise_count(chosen[:, word] ^ sought[word])
        if len(distance) <= count:
            return allowed
        return allowed[np.sort(np.argpartition(distance, count)[:count])]

    def _signs(self) -> tuple[np.ndarray[Any, np.dtype[np.uint64]], Vector]:
        if self._bits is None or self._center is None:
            step = max(1, self.count // _SAMPLE)
            self._center = self._center if self._center is not None else self.mean(np.arange(0, self.count, step))
            parts = range(0, self.count, _AT_ONCE)
            self._bits = np.concatenate([_packed(self._mapped[at : at + _AT_ONCE], self._center) for at in parts])
        return self._bits, self._center


def _packed(vectors: Any, center: Vector) -> np.ndarray[Any, np.dtype[np.uint64]]:
    bits = np.packbits(np.asarray(vectors, np.float32) > center, axis=1)
    padded = np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8)))
    return np.ascontiguousarray(padded).view(np.uint64)
