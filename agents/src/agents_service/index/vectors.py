"""The meaning half of an index: every allowed chunk is compared, so that no filter can make it miss one.

Vectors lie in a file as 16-bit numbers, a row for each chunk, mapped into memory. Few allowed rows are compared as they
are. Where there are many, one bit for each number (is it above the mean?) picks candidates by Hamming distance first,
and those alone are compared as they are.
"""

from pathlib import Path
from typing import Any

import numpy as np

Vector = np.ndarray[Any, np.dtype[np.float32]]
Rows = np.ndarray[Any, np.dtype[np.int64]]
Halves = np.ndarray[Any, np.dtype[np.float16]]
Bits = np.ndarray[Any, np.dtype[np.uint64]]
Distances = np.ndarray[Any, np.dtype[np.uint16]]

_CANDIDATES = 500
_ONE_IN = 250
"""The more rows there are, the more of them are alike: so large a part is compared as it is, at least."""
_SAMPLE = 4_000
_AT_ONCE = 32_768
_IN_CACHE = 16_384


class VectorFile:
    """Unit vectors that are only ever added to; `count` rows of them are true."""

    def __init__(self, path: Path, width: int, count: int) -> None:
        self.width = width
        self.count = count
        self._path = path
        self._bits: Bits | None = None
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
            more._bits = np.concatenate([self._bits, _packed(vectors, self._center)], axis=1)
        more._mapped = more._map()
        return more

    def of(self, rows: Rows) -> Vector:
        """The vectors of these rows."""
        return self._mapped[rows].astype(np.float32)

    def nearest(self, query: Vector, allowed: Rows) -> Rows:
        """The nearest of the allowed rows, and some more: those whose bits differ least from the query's, compared."""
        if not self.width:
            return allowed[:0]
        rows = self._alike(query, allowed, max(_CANDIDATES, len(allowed) // _ONE_IN))
        if len(rows) <= _CANDIDATES:
            return rows
        cosines = likeness(self.of(rows), query)
        return np.sort(rows[np.argpartition(-cosines, _CANDIDATES)[:_CANDIDATES]])

    def _alike(self, query: Vector, allowed: Rows, count: int) -> Rows:
        bits, center = self._signs()
        sought = _packed(query[None, :], center)[:, 0]
        is_most = 2 * len(allowed) > bits.shape[1]
        distance = _distances(bits if is_most else bits[:, allowed], sought)
        return allowed[_least(distance[allowed] if is_most else distance, count)]

    def _signs(self) -> tuple[Bits, Vector]:
        center = self._center
        if center is None:
            center = self.of(np.arange(0, self.count, max(1, self.count // _SAMPLE))).mean(axis=0)
        if self._bits is None:
            parts = range(0, self.count, _AT_ONCE)
            self._bits = np.concatenate([_packed(self._mapped[at : at + _AT_ONCE], center) for at in parts], axis=1)
        self._center = center
        return self._bits, center


def likeness(vectors: Vector, query: Vector) -> Vector:
    """The cosines of a query with some vectors."""
    # Not `@`: for one vector the threads of a BLAS library cost several times what they save.
    return np.einsum("ij,j->i", vectors, query)


def _packed(vectors: Any, center: Vector) -> Bits:
    """One bit for each number, 64 of them in a word: a row for each word, a column for each vector."""
    bits = np.packbits(np.asarray(vectors, np.float32) > center, axis=1)
    padded = np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8)))
    return np.ascontiguousarray(np.ascontiguousarray(padded).view(np.uint64).T)


def _distances(bits: Bits, sought: Bits) -> Distances:
    """How many bits of each vector differ from those sought; in parts that fit the processor's cache."""
    distances = np.zeros(bits.shape[1], np.uint16)
    for at in range(0, bits.shape[1], _IN_CACHE):
        part = distances[at : at + _IN_CACHE]
        for word, own in enumerate(bits[:, at : at + _IN_CACHE]):
            part += np.bitwise_count(own ^ sought[word])
    return distances


def _least(distances: Distances, count: int) -> Rows:
    """Where the smallest are, in order of place; a sample says beforehand which need not be looked at."""
    if len(distances) <= count:
        return np.arange(len(distances))
    sample = np.sort(distances[:: max(1, len(distances) // _SAMPLE)])
    bound = sample[min(len(sample) - 1, 2 * count * len(sample) // len(distances) + 8)]
    near = np.flatnonzero(distances <= bound)
    if len(near) < count:
        near = np.arange(len(distances))
    return np.sort(near[np.argpartition(distances[near], count)[:count]]) if len(near) > count else near
