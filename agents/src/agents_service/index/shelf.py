"""One space's index on disk: vectors, words and state in a folder, and a view of them that searches read.

Everything here blocks; `EmbeddedIndex` calls it from threads. Changes make a new view and leave the old one as it is,
so that who is searching in it goes on undisturbed.
"""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from agents_service.index.protocol import Change, Found, Wanted
from agents_service.index.searching import search
from agents_service.index.state import Document, Progress, State
from agents_service.index.terms import TermFile
from agents_service.index.vectors import VectorFile
from agents_service.index.view import view_of
from agents_service.index.words import Words
from kernel.telemetry import get_logger

_log = get_logger(__name__)
_DEAD_ALLOWED = 20_000


class Shelf:
    """A folder with an index. Raises `ValueError` or `OSError` where what lies there cannot be used."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._state = State(folder / "state.db")
        progress = self._state.progress()
        self._words = Words(folder / "words")
        self._words.remove_from(progress.rows)
        vectors = VectorFile(folder / "vectors.f16", progress.width, progress.rows)
        self.position = progress.position
        terms = TermFile(folder, progress.rows)
        self.view = view_of(vectors, self._words, terms, self._state.documents(), progress.rows)

    def apply(self, changes: Sequence[Change]) -> None:
        """Take over changes; what was there of their documents goes."""
        latest = {each.document_id: each for each in changes if each.position > self.position}
        if not latest:
            return
        view = self.view
        gone = [number for number, each in view.documents.items() if each.id in latest]
        for number in gone:
            self._words.remove(number)
        added, vectors, terms = self._add([each for each in latest.values() if not each.gone and len(each.texts)])
        self._words.commit()
        self.position = max(each.position for each in latest.values())
        self._state.commit(gone, added, Progress(self.position, vectors.count, vectors.width))
        kept = [each for number, each in view.documents.items() if number not in set(gone)]
        self.view = view_of(vectors, self._words, terms, [*kept, *added], vectors.count)

    def _add(self, changes: Sequence[Change]) -> tuple[list[Document], VectorFile, TermFile]:
        vectors = self.view.vectors
        added: list[Document] = []
        blocks = [each.vectors for each in changes if each.vectors is not None]
        row = vectors.count
        bags: list[Counter[str]] = []
        for each in changes:
            for place, text in enumerate(each.texts):
                bags.append(self._words.add(row + place, row, f"{each.title}\n{text}", each.open_to))
            added.append(Document(row, each.document_id, each.open_to, each.digest, row, len(each.texts)))
            row += len(each.texts)
        if not blocks:
            return added, vectors, self.view.terms
        return added, vectors.added(np.concatenate(blocks)), self.view.terms.added(bags)

    @property
    def is_worn(self) -> bool:
        """Whether most of what it holds is gone: then it is better made again."""
        live = sum(each.count for each in self.view.documents.values())
        return self.view.vectors.count > 2 * live + _DEAD_ALLOWED

    def search(self, wanted: Wanted) -> Found:
        """The best chunks of those that are open to who asks."""
        return search(self.view, wanted)

    def close(self) -> None:
        """Let go of files and locks."""
        self._words.close()
        self._state.close()


def opened(folder: Path) -> Shelf:
    """The shelf in a folder; one that cannot be used is thrown away, for it can be made again."""
    try:
        return Shelf(folder)
    except (ValueError, OSError, sqlite3.Error) as error:  # tantivy raises `ValueError` for all that it cannot read
        _log.warning("index_made_again", folder=str(folder), reason=str(error)[:200])
        shutil.rmtree(folder, ignore_errors=True)
        return Shelf(folder)
