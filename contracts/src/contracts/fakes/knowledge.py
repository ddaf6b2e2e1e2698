"""Knowledge bases in memory: passages that are found where they hold a word of the question."""

from dataclasses import dataclass, field

from contracts.ai import AnsweredBy, Usage
from contracts.knowledge import Citation, KnowledgeAnswer, KnowledgeFound, KnowledgeHit, KnowledgeQuestion
from kernel.identity import Principal
from kernel.problems import NotFound

_BY = AnsweredBy(provider="fake", model=None, method="told beforehand", note="For tests.")
_USAGE = Usage(input_tokens=0, output_tokens=0, cost=0.02, seconds=0.0)


@dataclass
class FakeKnowledge:
    """`KnowledgeClient` in memory. `passages` are the texts of each base; `asked` is what was asked, for whom."""

    passages: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    asked: list[tuple[KnowledgeQuestion, str | None]] = field(
        default_factory=list[tuple[KnowledgeQuestion, str | None]]
    )

    async def search(self, asked: KnowledgeQuestion, by: Principal) -> KnowledgeFound:
        self.asked.append((asked, by.user_id))
        if missing := [each for each in asked.knowledge_bases if each not in self.passages]:
            raise NotFound(f"There is no knowledge base “{missing[0]}”.")
        words = asked.query.lower().split()
        bases = asked.knowledge_bases or list(self.passages)
        texts = [(base, text) for base in bases for text in self.passages[base]]
        found = [(base, text) for base, text in texts if any(word in text.lower() for word in words)]
        return KnowledgeFound(items=[_hit(base, text) for base, text in found[: asked.limit]])

    async def answer(self, asked: KnowledgeQuestion, by: Principal, *, seconds: float) -> KnowledgeAnswer:
        items = (await self.search(asked, by)).items
        citations = [_citation(hit) for hit in items[:1]]
        return KnowledgeAnswer(
            answer=items[0].text if items else None,
            reason=None if items else "There is nothing about this in the documents that are open to you.",
            citations=citations,
            passages=items,
            answered_by=_BY if items else None,
            usage=_USAGE if items else None,
        )


def _hit(base: str, text: str) -> KnowledgeHit:
    return KnowledgeHit(
        knowledge_base_id=base, document_id="knd_1", document="A document", source="Uploads", chunk=0, page=1, start=0,
        end=len(text), headings="", text=text, score=1.0, keyword=1.0, meaning=1.0,
    )  # fmt: skip


def _citation(hit: KnowledgeHit) -> Citation:
    return Citation(
        knowledge_base_id=hit.knowledge_base_id, document_id=hit.document_id, document=hit.document, page=hit.page,
        start=hit.start, end=hit.end, quote=hit.text, score=hit.score,
    )  # fmt: skip
