"""One search in a view: candidates of both halves among the allowed rows, one order, each document's best chunk."""

from collections.abc import Mapping

import numpy as np

from agents_service.index import fusion
from agents_service.index.fusion import Scores
from agents_service.index.protocol import Found, Hit, Wanted
from agents_service.index.vectors import Rows, Vector, likeness
from agents_service.index.view import View

_FEW = 500
"""Up to so many allowed rows are all looked at."""
_KEYWORD = 200
_WEIGHT = 0.55
"""Of meaning, against words."""
_LOOKED_INTO = 10
_WORDS_ADDED = 30
_WORDS_SHARE = 0.3
_VECTOR_SHARE = 0.15
_SMOOTHED = 50
_NEIGHBOURS = 5
_SMOOTH_SHARE = 0.35
_STANDS_OUT = 0.65
_ALL_ALIKE = 0.8


class _Candidates:
    """The rows that may be among the best, with their words and vectors."""

    def __init__(self, view: View, rows: Rows) -> None:
        self._view = view
        self.rows = rows
        self.bags = view.terms.of(rows)
        self.vectors = view.vectors.of(rows)

    def scored(self, terms: Mapping[str, float], vector: Vector | None) -> Scores:
        """Total, keyword, meaning, BM25 and cosine of each row."""
        rarity = self._view.rarity(terms)
        bm25 = self.bags.scores({word: weight * rarity[word] for word, weight in terms.items()})
        cosine = likeness(self.vectors, vector) if vector is not None else np.zeros_like(bm25)
        keyword, meaning = fusion.scaled(bm25), fusion.scaled(cosine)
        total = fusion.fused(keyword, meaning, (_WEIGHT if terms else 1.0) if vector is not None else 0.0)
        return np.stack([total, keyword, meaning, bm25, cosine], axis=1)


def search(view: View, wanted: Wanted) -> Found:
    """The best chunks of those that are open to who asks.

    Candidates of a search of both halves are scored twice: the second time with what the best passages of the first
    have in common (pseudo-relevance feedback: RM3 for words, Rocchio for meaning), of which a small share is taken; and
    each of the best gets a share of the scores of those most like it. Both as far as the first time many passages
    scored alike: where one stands out, it is what was asked for.
    """
    allowed = view.allowed(wanted)
    if not len(allowed):
        return Found((), 0)
    vector = wanted.vector if wanted.mode != "keyword" else None
    terms = fusion.weighed(view.words.terms(wanted.query)) if wanted.mode != "meaning" else {}
    found = _Candidates(view, _rows(view, wanted, allowed, terms, vector))
    scores = found.scored(terms, vector)
    if wanted.mode == "hybrid" and vector is not None and len(found.rows):
        share = fusion.alikeness(scores[:, 0], 10, _STANDS_OUT, _ALL_ALIKE)
        if share:
            again = found.scored(*_learnt(view, found, scores, terms, vector, share))[:, 0]
            scores[:, 0] = fusion.smoothed(
                again, found.vectors, best=_SMOOTHED, neighbours=_NEIGHBOURS, share=share * _SMOOTH_SHARE
            )
    # A search by words alone finds what has one of them.
    shown = scores[:, 3] > 0 if vector is None else slice(None)
    return Found(_hits(view, found.rows[shown], scores[shown], wanted.limit), len(allowed))


def _rows(
    view: View, wanted: Wanted, allowed: Rows, terms: Mapping[str, float], vector: Vector | None
) -> Rows:  # fmt: skip
    """The rows that may be among the best, by words or by meaning; all of them where they are few."""
    if len(allowed) <= _FEW:
        return allowed
    by_words = _by_words(view, wanted, allowed, terms) if terms else allowed[:0]
    by_meaning = view.vectors.nearest(vector, allowed) if vector is not None else allowed[:0]
    return np.union1d(by_words, by_meaning)


def _by_words(view: View, wanted: Wanted, allowed: Rows, terms: Mapping[str, float]) -> Rows:
    within = view.numbers_of(wanted.documents) if wanted.documents is not None else None
    identities = None if view.is_all_open(wanted) else wanted.identities
    rows = view.words.search(view.searcher, terms, identities, _KEYWORD, within)
    # The query has left out what is not open already; that this is so twice costs nothing.
    place = np.minimum(np.searchsorted(allowed, rows), len(allowed) - 1)
    return rows[allowed[place] == rows]


def _learnt(
    view: View, found: _Candidates, scores: Scores, terms: Mapping[str, float], vector: Vector, share: float
) -> tuple[dict[str, float], Vector]:
    """The question again, with some of what the best passages say."""
    best = np.argsort(-scores[:, 0], kind="stable")[:_LOOKED_INTO]
    sure = scores[best, 0].tolist()
    model = fusion.in_common(
        list(zip(view.words.terms_of(view.searcher, found.rows[best].tolist()), sure, strict=True))
    )
    more = fusion.expanded(terms, model, view.rarity(model), count=_WORDS_ADDED, share=share * _WORDS_SHARE)
    return more, fusion.towards(vector, found.vectors[best].mean(axis=0), share * _VECTOR_SHARE)


def _hits(view: View, rows: Rows, scores: Scores, limit: int) -> list[Hit]:
    """The best chunk of each document; of documents with the same content, of the first of them."""
    best: dict[str, Hit] = {}
    for at in np.argsort(-scores[:, 0], kind="stable"):
        row = int(rows[at])
        total, keyword, meaning, bm25, cosine = np.round(scores[at], 4).tolist()
        document = view.documents[int(view.owners[row])]
        content = document.digest or document.id
        if content not in best:
            best[content] = Hit(document.id, row - document.first, total, keyword, meaning, (bm25, cosine))
        if len(best) == limit:
            break
    return list(best.values())
