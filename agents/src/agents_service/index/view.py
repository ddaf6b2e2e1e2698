"""What is searched in at one moment: rows, whose they are, and to whom they are open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from agents_service.index.fusion import rarity
from agents_service.index.protocol import Wanted
from agents_service.index.state import Document
from agents_service.index.terms import TermFile
from agents_service.index.vectors import Rows, VectorFile
from agents_service.index.words import Words

_MOST_RARITIES = 50_000


@dataclass(frozen=True)
class View:
    """What is searched in: who owns each row, and to whom each document is open."""

    vectors: VectorFile
    words: Words
    terms: TermFile
    searcher: Any
    documents: dict[int, Document]
    """By number, which is their first row."""
    owners: Rows
    """The number of each row's document; -1 where it is gone."""
    doors: np.ndarray[Any, np.dtype[np.int32]]
    """Which of `kinds` each row's document is; -1 where it is gone."""
    kinds: tuple[frozenset[str], ...]
    """The different sets of names that documents are open to."""
    _rarities: dict[str, float] = field(default_factory=dict[str, float])

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """How rare words are among all chunks (inverse document frequency); each is looked up once."""
        known = self._rarities
        if len(known) > _MOST_RARITIES:
            known.clear()
        found: dict[str, float] = {}
        for word in words:
            if word not in known:
                known[word] = rarity(self.searcher.doc_freq("text", word), self.searcher.num_docs)
            found[word] = known[word]
        return found

    def allowed(self, wanted: Wanted) -> Rows:
        """The rows that are open to who asks."""
        opened = np.array([*self._opened(wanted), False])
        rows = np.flatnonzero(opened[self.doors])
        if wanted.documents is None:
            return rows
        numbers = [each.number for each in self.documents.values() if each.id in wanted.documents]
        return rows[np.isin(self.owners[rows], numbers)]

    def is_all_open(self, wanted: Wanted) -> bool:
        """Whether nothing at all is closed to who asks, or left out."""
        return wanted.documents is None and all(self._opened(wanted))

    def _opened(self, wanted: Wanted) -> list[bool]:
        return [not kind.isdisjoint(wanted.identities) for kind in self.kinds]

    def numbers_of(self, ids: frozenset[str]) -> list[int]:
        """The numbers of these documents."""
        return [each.number for each in self.documents.values() if each.id in ids]


def view_of(
    vectors: VectorFile, words: Words, terms: TermFile, documents: Sequence[Document], rows: int
) -> View:  # fmt: skip
    """The view of what an index holds."""
    owners = np.full(rows, -1, np.int64)
    doors = np.full(rows, -1, np.int32)
    kinds: dict[frozenset[str], int] = {}
    for each in documents:
        owners[each.first : each.first + each.count] = each.number
        doors[each.first : each.first + each.count] = kinds.setdefault(frozenset(each.open_to), len(kinds))
    by_number = {each.number: each for each in documents}
    return View(vectors, words, terms, words.searcher(), by_number, owners, doors, tuple(kinds))
