"""One search in a view: candidates of both halves among the allowed rows, one order, each document's best chunk."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agents_service.index import fusion
from agents_service.index.fusion import Scores
from agents_service.index.protocol import Found, Hit, Wanted
from agents_service.index.vectors import Rows, Vector, nearest
from agents_service.index.view import View

_KEYWORD = 200
_MEANING = 200
_WEIGHT = 0.55
"""Of meaning, against words."""
_LOOKED_INTO = 10
_WORDS_ADDED = 30
_WORDS_SHARE = 0.3
_VECTOR_SHARE = 0.15
_WORDS_WEIGHED = 150


@dataclass(frozen=True)
class _Scored:
    """Candidate rows, the best first, and their scores: total, keyword, meaning, BM25, cosine."""

    rows: Rows
    scores: Scores


def search(view: View, wanted: Wanted) -> Found:
    """The best chunks of those that are open to who asks.

    A search of both halves is made twice: the second time with what the best passages of the first have in common
    (pseudo-relevance feedback: RM3 for words, Rocchio for meaning), of which only a small share is taken.
    """
    allowed = view.allowed(wanted)
    if not len(allowed):
        return Found((), 0)
    terms = fusion.weighed(view.words.terms(wanted.query))
    found = _candidates(view, wanted, allowed, terms, wanted.vector)
    if wanted.mode == "hybrid" and wanted.vector is not None and len(found.rows):
        terms, vector = _learnt(view, found, terms, wanted.vector)
        found = _candidates(view, wanted, allowed, terms, vector)
    return Found(_hits(view, found, wanted.limit), len(allowed))


def _learnt(view: View, found: _Scored, terms: Mapping[str, float], vector: Vector) -> tuple[dict[str, float], Vector]:
    """The question again, with some of what the best passages say."""
    best = found.rows[:_LOOKED_INTO]
    sure = [float(score) for score in found.scores[: len(best), 0]]
    model = fusion.in_common(list(zip(view.words.terms_of(view.searcher, best.tolist()), sure, strict=True)))
    common = dict(sorted(model.items(), key=lambda each: -each[1])[:_WORDS_WEIGHED])
    rarity = view.words.rarity(view.searcher, common)
    more = fusion.expanded(terms, common, rarity, count=_WORDS_ADDED, share=_WORDS_SHARE)
    return more, fusion.towards(vector, view.vectors.mean(best), _VECTOR_SHARE)


def _candidates(
    view: View, wanted: Wanted, allowed: Rows, terms: Mapping[str, float], vector: Vector | None
) -> _Scored:
    words = _keyword(view, wanted, allowed, terms) if wanted.mode != "meaning" else []
    meant = wanted.mode != "keyword" and vector is not None
    near = nearest(view.vectors, vector, allowed, _MEANING)[0] if meant and vector is not None else allowed[:0]
    rows = np.array(sorted({row for row, _ in words} | set(near.tolist())), np.int64)
    bm25 = np.zeros(len(rows), np.float32)
    bm25[np.searchsorted(rows, [row for row, _ in words])] = [score for _, score in words]
    cosine = view.vectors.likeness(vector, rows) if meant and vector is not None else np.zeros_like(bm25)
    keyword, meaning = fusion.scaled(bm25), fusion.scaled(cosine)
    weight = {"hybrid": _WEIGHT if meant else 0.0, "keyword": 0.0, "meaning": 1.0}[wanted.mode]
    total = fusion.fused(keyword, meaning, weight)
    order = np.argsort(-total, kind="stable")
    return _Scored(rows[order], np.stack([total, keyword, meaning, bm25, cosine], axis=1)[order])


def _keyword(view: View, wanted: Wanted, allowed: Rows, terms: Mapping[str, float]) -> list[tuple[int, float]]:
    within = view.numbers_of(wanted.documents) if wanted.documents is not None else None
    found = view.words.search(view.searcher, terms, wanted.identities, _KEYWORD, within)
    # The query has left out what is not open already; that this is so twice costs nothing.
    place = np.searchsorted(allowed, [row for row, _ in found])
    is_allowed = [at < len(allowed) and allowed[at] == row for at, (row, _) in zip(place, found, strict=True)]
    return [each for each, fine in zip(found, is_allowed, strict=True) if fine]


def _hits(view: View, found: _Scored, limit: int) -> list[Hit]:
    """The best chunk of each document; of documents with the same content, of the first of them."""
    best: dict[str, Hit] = {}
    for row, scores in zip(found.rows.tolist(), np.round(found.scores, 4).tolist(), strict=True):
        document = view.documents[int(view.owners[row])]
        total, keyword, meaning, bm25, cosine = scores
        content = document.digest or document.id
        if content not in best:
            best[content] = Hit(document.id, row - document.first, total, keyword, meaning, (bm25, cosine))
        if len(best) == limit:
            break
    return list(best.values())
