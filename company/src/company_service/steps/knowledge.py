"""Steps that search in a company's knowledge bases and answer from them.

A run sees what whoever started it may see; one that nobody started, what is open to everyone in the company.
"""

from collections.abc import Mapping
from typing import Any

from company_service.engine.steps import StepCall, StepInfo, StepResult, StepType
from company_service.engine.values import list_of
from company_service.steps.ai import with_tokens
from company_service.steps.forms import NUMBER, output, settings, ui
from contracts.knowledge import KnowledgeAnswer, KnowledgeClient, KnowledgeHit, KnowledgeQuestion
from kernel.identity import Principal

_SECONDS = 110.0
_BASES: dict[str, Any] = {
    "type": "array",
    "maxItems": 100,
    "items": {"type": "string", "minLength": 1, "maxLength": 120},
    "x-ui": ui("knowledge", "Knowledge bases", "None: all of them."),
}
_MOST: dict[str, Any] = {
    "type": "integer",
    "minimum": 1,
    "maximum": 50,
    "default": 5,
    "x-ui": ui("number", "At most so many"),
}


def _asked(given: Mapping[str, Any], text: str, limit: int) -> KnowledgeQuestion:
    bases = [str(each) for each in list_of(given.get("knowledge_bases"))]
    return KnowledgeQuestion(knowledge_bases=bases, query=text, limit=limit)


def _by(call: StepCall) -> Principal:
    return Principal(kind="service", company_id=call.run.company_id, user_id=call.run.started_by)


def _passage(hit: KnowledgeHit) -> dict[str, Any]:
    return {
        "text": hit.text, "document": hit.document, "page": hit.page, "score": hit.score, "source": hit.source,
        "document_id": hit.document_id, "knowledge_base_id": hit.knowledge_base_id, "start": hit.start, "end": hit.end,
    }  # fmt: skip


class SearchKnowledge(StepType):
    """Finds the passages that fit a question best."""

    info = StepInfo(
        type="knowledge.search",
        name="Search knowledge",
        description="Find the passages of the company's documents that fit a question best, with where they stand.",
        category="ai",
        icon="text-search",
        effect="read",
        input_schema=settings(
            ["query"],
            query={"type": "string", "minLength": 1, "maxLength": 2_000, "x-ui": ui("textarea", "Look for")},
            knowledge_bases=_BASES,
            limit=_MOST,
        ),
        output_schema=output(passages={"type": "array"}, count=NUMBER),
    )

    def __init__(self, knowledge: KnowledgeClient) -> None:
        self._knowledge = knowledge

    async def run(self, call: StepCall) -> StepResult:
        asked = _asked(call.input, str(call.input["query"]), int(call.input.get("limit") or 5))
        found = await self._knowledge.search(asked, _by(call))
        return StepResult(output={"passages": [_passage(hit) for hit in found.items], "count": len(found.items)})


class AnswerFromKnowledge(StepType):
    """Answers a question from documents alone."""

    info = StepInfo(
        type="knowledge.answer",
        name="Answer from knowledge",
        description="Answer a question from the company's documents alone, and quote them. Else it says so.",
        category="ai",
        icon="message-circle-question",
        effect="read",
        input_schema=settings(
            ["question"],
            question={"type": "string", "minLength": 1, "maxLength": 2_000, "x-ui": ui("textarea", "Question")},
            knowledge_bases=_BASES,
        ),
        output_schema=output(
            answer={"type": ["string", "null"]}, reason={"type": ["string", "null"]}, citations={"type": "array"}
        ),
        timeout=_SECONDS + 10,
    )

    def __init__(self, knowledge: KnowledgeClient) -> None:
        self._knowledge = knowledge

    async def run(self, call: StepCall) -> StepResult:
        asked = _asked(call.input, str(call.input["question"]), 8)
        said: KnowledgeAnswer = await self._knowledge.answer(asked, _by(call), seconds=_SECONDS)
        found = {"answer": said.answer, "reason": said.reason, "citations": [c.model_dump() for c in said.citations]}
        by = said.answered_by.model_dump() if said.answered_by else None
        if by is None or said.usage is None:
            return StepResult(output=found)
        return StepResult(output=found, cost=said.usage.cost, answered_by=with_tokens(by, said.usage.model_dump()))
