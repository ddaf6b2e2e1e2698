"""Looking at a document's text, and why a document was or was not found."""

from typing import Any

from agents_service.bases import repo as bases
from agents_service.bases.rules import door
from agents_service.deps import Deps
from agents_service.documents import repo as documents
from agents_service.documents import service as document_service
from agents_service.documents.problems import DocumentNotFound
from agents_service.ingest.rules import chunk_of
from agents_service.retrieval.schemas import ChunkView, TextView, WhyBody, WhyView
from agents_service.retrieval.service.finding import doors, found_in
from kernel.db import Row
from kernel.identity import Principal

_SHOWN = 10


async def text(base_id: str, document_id: str, *, by: Principal, deps: Deps) -> TextView:
    """A document's text with its pieces, for whom it is open to."""
    async with deps.db.read() as tx:
        base = await bases.get(tx, by.company_id, base_id)
        row = await document_service.found(tx, by.company_id, base_id, document_id)
    if not _is_open(row, await doors(base, by, deps)):
        raise DocumentNotFound("It is not open to you. Whoever manages the knowledge base can change that.")
    async with deps.db.read() as tx:
        content = (await documents.texts(tx, by.company_id, [document_id], base["model"])).get(document_id)
    if content is None:
        raise DocumentNotFound("It has not been taken in yet: there is no text to show.")
    chunks = [(number, chunk_of(each)) for number, each in enumerate(content["chunks"])]
    views = [
        ChunkView(number=number, start=c.start, end=c.end, page=c.page, headings=c.headings) for number, c in chunks
    ]
    return TextView(document_id=document_id, name=row["name"], text=content["text"], chunks=views)


def _is_open(row: Row, identities: frozenset[str]) -> bool:
    open_to = row["open_to"] if row["open_to"] is not None else [door(row["source_id"])]
    return not identities.isdisjoint(open_to)


async def why(base_id: str, body: WhyBody, *, by: Principal, deps: Deps) -> WhyView:
    """What became of a document in a search. Whom it is not open to is told no more than that."""
    async with deps.db.read() as tx:
        base = await bases.get(tx, by.company_id, base_id)
        row = (await documents.some(tx, by.company_id, [body.document_id])).get(body.document_id)
    if row is None or row["base_id"] != base_id:
        return _because("unknown", "There never was such a document in this knowledge base.", None)
    if not _is_open(row, await doors(base, by, deps)):
        return _because("not_open_to_you", "It is not open to you, so it takes no part in your searches.", None)
    if row["state"] == "removed":
        return _because("removed", "It was removed, so nobody finds it any more. The log says when and why.", row)
    if not row["generation"]:
        if row["state"] == "failed":
            said = f"It could not be taken in: {row['problem']['title']}. {row['problem']['detail']}"
            return _because("failed", said, row)
        return _because("not_ready", "It is still being taken in. Search again in a moment.", row)
    return await _ranked(base, row, body.query, by, deps)


async def _ranked(base: Row, row: Row, query: str, by: Principal, deps: Deps) -> WhyView:
    everything = await found_in(base, query, "hybrid", 10_000, by=by, deps=deps)
    last = everything.hits[min(_SHOWN, len(everything.hits)) - 1].score if everything.hits else None
    for rank, hit in enumerate(everything.hits, 1):
        if hit.document_id == row["id"]:
            scores = {"rank": rank, "score": hit.score, "keyword": hit.keyword, "meaning": hit.meaning}
            is_shown = rank <= _SHOWN
            said = (
                f"It is number {rank}: words count {hit.keyword:.0%} and meaning {hit.meaning:.0%} of the best here."
                if is_shown
                else f"It is number {rank}; others fit better, and {_SHOWN} are shown unless more are asked for."
            )
            return _because("found" if is_shown else "too_far_down", said, row, last=last, **scores)
    said = "None of the words stand in it, and its meaning is further from the query than that of many others."
    return _because("not_alike", said, row, last=last)


def _because(reason: Any, said: str, row: Row | None, *, last: float | None = None, **scores: Any) -> WhyView:
    nothing = {"rank": None, "score": None, "keyword": None, "meaning": None}
    return WhyView(
        reason=reason,
        explanation=said,
        last_score_shown=last,
        changed_at=row["changed_at"] if row else None,
        **{**nothing, **scores},
    )
