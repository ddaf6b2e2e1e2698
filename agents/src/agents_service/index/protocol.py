"""What an index of knowledge bases is: it follows the changes of a base, and searches in what a person may see.

An index knows no database: changes are handed to it in the order of their positions, and it says how far it has come.
Whoever searches names who asks; what is not open to them takes no part, neither in the order nor in the count.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np

    Vector = np.ndarray[Any, np.dtype[np.float32]]

Mode = Literal["hybrid", "keyword", "meaning"]


@dataclass(frozen=True)
class Space:
    """One base's chunks as one embedding model sees them."""

    company_id: str
    base_id: str
    model: str


@dataclass(frozen=True)
class Change:
    """A document as it is now: its chunks' texts and vectors (a row each), to whom it is open; or that it is gone."""

    position: int
    document_id: str
    open_to: tuple[str, ...] = ()
    digest: str = ""
    """Of its content: documents with the same are shown once."""
    title: str = ""
    texts: Sequence[str] = ()
    vectors: Vector | None = None
    gone: bool = False


@dataclass(frozen=True)
class Wanted:
    """What is searched for. `identities` are the names of whoever asks: everyone, user:…, role:…, group:…"""

    query: str
    vector: Vector | None
    identities: frozenset[str]
    limit: int = 10
    mode: Mode = "hybrid"
    documents: frozenset[str] | None = None
    """Only these, where they are named."""


@dataclass(frozen=True)
class Hit:
    """A chunk that was found: its scores are between 0 and 1 within this search, `raw` are BM25 and cosine."""

    document_id: str
    chunk: int
    score: float
    keyword: float
    meaning: float
    raw: tuple[float, float]


@dataclass(frozen=True)
class Found:
    """What came of a search: the best chunk of each document, and how many chunks took part."""

    hits: Sequence[Hit]
    looked_at: int


Feed = Callable[[int], Awaitable[Sequence[Change]]]
"""The next changes after a position, in order; none when there are no more."""


class Index(Protocol):
    """Where chunks are searched. Every method may be called from several tasks at once."""

    async def follow(self, space: Space, position: int, feed: Feed) -> None:
        """Take over the changes up to a position, as far as it has not; `feed` gives the next ones after one."""
        ...

    async def search(self, space: Space, wanted: Wanted) -> Found:
        """The best chunks of those that are open to who asks."""
        ...

    async def forget(self, space: Space) -> None:
        """Remove all that is kept of it."""
        ...

    async def forget_company(self, company_id: str) -> None:
        """Keep nothing of a company any more."""
        ...

    async def close(self) -> None:
        """Let go of files and locks."""
        ...
