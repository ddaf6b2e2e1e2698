"""Answers from documents alone, each with the words that support it; none where nothing does."""

from collections.abc import Sequence

from agents_service.bases import repo as bases
from agents_service.deps import Deps
from agents_service.documents import repo as documents
from agents_service.questions.service import note
from agents_service.retrieval import rules
from agents_service.retrieval.service.finding import found_in, named, search_several, shown
from contracts.ai import AnswerAnswer, AnswerRequest
from contracts.knowledge import Citation, KnowledgeAnswer, KnowledgeHit, KnowledgeQuestion
from kernel.db import Row
from kernel.identity import Principal

_PASSAGES = 8
_NOTHING = "There is nothing about this in the documents that are open to you."
_NO_ANSWER = "The documents that come nearest do not answer this."


async def answer(
    base_id: str, question: str, *, by: Principal, deps: Deps, is_trial: bool = False
) -> KnowledgeAnswer:  # fmt: skip
    """The answer to a question from one base. What has none is noted, unless it only tries the base."""
    async with deps.db.read() as tx:
        base = await bases.get(tx, by.company_id, base_id)
    found = await found_in(base, question, "hybrid", _PASSAGES, by=by, deps=deps)
    near = {(h.document_id, h.chunk) for h in found.hits if h.raw[0] > 0 or h.raw[1] >= rules.LEAST_MEANING}
    hits = [hit for hit in await shown(base, found, deps) if (hit.document_id, hit.chunk) in near]
    said = await _from(question, hits, {base["id"]: base}, by, deps)
    if said.answer is None and not is_trial:
        await note(question, said.reason or "", [base], by=by, deps=deps)
    return said


async def answer_several(asked: KnowledgeQuestion, *, by: Principal, deps: Deps) -> KnowledgeAnswer:
    """The answer to a question from several bases."""
    known = {row["id"]: row for row in await named(asked.knowledge_bases, by, deps)}
    found = await search_several(asked, by=by, deps=deps)
    said = await _from(asked.query, found.items, known, by, deps)
    if said.answer is None:
        await note(asked.query, said.reason or "", list(known.values()), by=by, deps=deps)
    return said


async def _from(
    question: str, hits: Sequence[KnowledgeHit], known: dict[str, Row], by: Principal, deps: Deps
) -> KnowledgeAnswer:
    if not hits:
        return KnowledgeAnswer(answer=None, reason=_NOTHING, citations=[], passages=[], answered_by=None, usage=None)
    asked = AnswerRequest(question=question, passages=[hit.text for hit in hits])
    said = await deps.reading.answer(asked, Principal(kind="service", company_id=by.company_id, user_id=by.user_id))
    citations = await _citations(said, hits, known, deps) if said.answer is not None else []
    # An answer that nothing in the documents bears out is none.
    is_borne_out = said.answer is not None and bool(citations)
    return KnowledgeAnswer(
        answer=said.answer if is_borne_out else None,
        reason=None if is_borne_out else _NO_ANSWER,
        citations=citations,
        passages=list(hits),
        answered_by=said.answered_by,
        usage=said.usage,
    )


async def _citations(
    said: AnswerAnswer, hits: Sequence[KnowledgeHit], known: dict[str, Row], deps: Deps
) -> list[Citation]:  # fmt: skip
    texts: dict[str, str] = {}
    async with deps.db.read() as tx:
        for base in known.values():
            ids = {hit.document_id for hit in hits if hit.knowledge_base_id == base["id"]}
            rows = await documents.texts(tx, base["company_id"], ids, base["model"]) if ids else {}
            texts |= {document_id: row["text"] for document_id, row in rows.items()}
    citations: list[Citation] = []
    for passage in said.passages:
        if passage.passage is None or passage.passage >= len(hits):
            continue
        hit = hits[passage.passage]
        quote = rules.quote_of(texts.get(hit.document_id, ""), (hit.start, hit.end), passage.model_dump())
        if quote:
            citations.append(
                Citation(
                    knowledge_base_id=hit.knowledge_base_id,
                    document_id=hit.document_id,
                    document=hit.document,
                    page=quote.page,
                    start=quote.start,
                    end=quote.end,
                    quote=passage.text,
                    score=passage.score,
                )
            )
    return citations
