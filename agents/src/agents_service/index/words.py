"""The keyword half of an index: BM25 by tantivy, one document for each chunk.

To whom a chunk is open are terms of the chunk, and part of the query: what is not open is never scored. tantivy is one
writer and many readers; a commit is atomic, and what it holds beyond the state file's rows is removed when it opens.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from agents_service.index.vectors import Rows

_ANALYZER = "words"
_HEAP = 32_000_000
_LONGEST_WORD = 64
_MOST_TERMS = 64
_MOST_ROWS = 2**40


def analyzer() -> tantivy.TextAnalyzer:
    """Words in small letters, without accents, English endings taken off; other languages are compared as they are."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in (
        tantivy.Filter.remove_long(_LONGEST_WORD),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(each)
    return builder.build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=True, tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("open_to", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("row", stored=False, indexed=True, fast=True)
    builder.add_unsigned_field("document", stored=False, indexed=True, fast=False)
    return builder.build()


class Words:
    """A folder with a tantivy index."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.register_tokenizer(_ANALYZER, analyzer())
        self._writer: tantivy.IndexWriter | None = None

    @cached_property
    def _analyzer(self) -> tantivy.TextAnalyzer:
        return analyzer()

    def searcher(self) -> tantivy.Searcher:
        """What is searched in; later commits do not show in it."""
        return self._index.searcher()

    def add(self, row: int, document: int, text: str, open_to: Iterable[str]) -> Counter[str]:
        """A chunk, from the next commit on; answers its words."""
        entry = tantivy.Document()
        entry.add_text("text", text)
        for each in open_to:
            entry.add_text("open_to", each)
        entry.add_unsigned("row", row)
        entry.add_unsigned("document", document)
        self._writing().add_document(entry)
        return self.terms(text)

    def remove(self, document: int) -> None:
        """All chunks of a document, from the next commit on."""
        of_it = tantivy.Query.term_query(self._schema, "document", document, index_option="basic")
        self._writing().delete_documents_by_query(of_it)

    def remove_from(self, row: int) -> None:
        """All chunks from this row on, at once: what an interrupted commit has left."""
        beyond = tantivy.Query.range_query(self._schema, "row", tantivy.FieldType.Unsigned, row, _MOST_ROWS)
        if self._index.searcher().search(beyond, 1, count=False).hits:
            self._writing().delete_documents_by_query(beyond)
            self.commit()

    def commit(self) -> None:
        """Make everything true that was added and removed."""
        if self._writer is not None:
            self._writer.commit()
            self._index.reload()

    def close(self) -> None:
        """Let the writer and its lock go."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        return self._writer

    def terms(self, text: str) -> Counter[str]:
        """The words of a text as they are compared, and how often each stands in it."""
        return Counter(self._analyzer.analyze(text))

    def terms_of(self, searcher: tantivy.Searcher, rows: Sequence[int]) -> list[Counter[str]]:
        """The words of these rows; none of one that is not there."""
        if not rows:
            return []
        found = searcher.search(self._any_of("row", list(rows)), len(rows), count=False).hits
        addresses = [address for _, address in found]
        numbers = searcher.fast_field_values("row", addresses)
        texts = {
            int(number or 0): self.terms(str(searcher.doc(address).get_first("text")))
            for number, address in zip(numbers, addresses, strict=True)
        }
        return [texts.get(row, Counter()) for row in rows]

    def search(
        self,
        searcher: tantivy.Searcher,
        terms: Mapping[str, float],
        identities: Iterable[str] | None,
        limit: int,
        within: Sequence[int] | None = None,
    ) -> Rows:
        """The best rows. A term's weight multiplies what it adds.

        Only what is open to one of `identities` (None: nothing is closed) and of the documents `within` takes part.
        """
        heaviest = sorted(terms.items(), key=lambda each: -each[1])[:_MOST_TERMS]
        if not heaviest:
            return np.zeros(0, np.int64)
        should = tantivy.Occur.Should
        wanted = tantivy.Query.boolean_query([(should, self._term("text", word, weight)) for word, weight in heaviest])
        parts: list[tuple[tantivy.Occur, tantivy.Query]] = [(tantivy.Occur.Must, wanted)]
        if identities is not None:
            parts.append((tantivy.Occur.Must, self._any_of("open_to", sorted(identities))))
        if within is not None:
            parts.append((tantivy.Occur.Must, self._any_of("document", within)))
        # Alone, without a condition beside it, the best are found without a look at all the others.
        query = tantivy.Query.boolean_query(parts) if len(parts) > 1 else wanted
        hits = searcher.search(query, limit, count=False).hits
        rows = searcher.fast_field_values("row", [address for _, address in hits])
        return np.array([int(row or 0) for row in rows], np.int64)

    def _term(self, field: str, value: Any, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, field, value, index_option="freq")
        return tantivy.Query.boost_query(query, weight) if weight != 1 else query

    def _any_of(self, field: str, values: Sequence[Any]) -> tantivy.Query:
        """Whether one of the values is there; adds nothing to the score."""
        return tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, field, list(values)), 0.0)
