"""What a trial measures, how questions are grouped, and which ones to begin with. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from agents_service.quality.schemas import ExpectedPassage, KnowledgeCaseResult, QuestionGroup, TrialFigures

if TYPE_CHECKING:
    from agents_service.index.protocol import Vector

LOOKED_AT = 10
_SAME_QUESTION = 0.75
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]{4,}|\d[\d.,]*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Passage:
    """A piece of a document that was found or quoted."""

    document_id: str
    document: str
    start: int
    end: int
    text: str


def is_in(expected: ExpectedPassage, found: Passage) -> bool:
    """Whether what was found holds what is expected: half of its place, or its words where the text has moved."""
    if expected.document_id != found.document_id:
        return False
    overlap = min(expected.end, found.end) - max(expected.start, found.start)
    if overlap * 2 >= min(expected.end - expected.start, found.end - found.start):
        return True
    return _plain(expected.quote)[:200] in _plain(found.text)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip().casefold()


def measured(
    case: Mapping[str, Any], found: Sequence[Passage], answer: str | None, quoted: Sequence[Passage] | None
) -> KnowledgeCaseResult:
    """How one case went; `quoted` is None where no answer was asked for."""
    expected = [ExpectedPassage.model_validate(each) for each in case["expected"]]
    hits = [_first(each, found) for each in expected]
    ranks = sorted(rank for rank in hits if rank is not None)
    is_counted = bool(expected)
    return KnowledgeCaseResult(
        case_id=case["id"],
        question=case["question"],
        is_answerable=case["is_answerable"],
        rank=ranks[0] if ranks else None,
        recall_5=sum(rank <= 5 for rank in ranks) / len(expected) if is_counted else None,
        recall_10=len(ranks) / len(expected) if is_counted else None,
        ndcg_10=_ndcg(ranks, len(expected)) if is_counted else None,
        is_answer_right=None if quoted is None else _is_right(case["is_answerable"], expected, answer, quoted),
        answer=answer,
        found=[each.document for each in found[:3]],
    )


def _first(expected: ExpectedPassage, found: Sequence[Passage]) -> int | None:
    return next((rank for rank, each in enumerate(found[:LOOKED_AT], 1) if is_in(expected, each)), None)


def _ndcg(ranks: Sequence[int], wanted: int) -> float:
    """Each expected passage gains 1 at the place where it is found first. Two may stand in one piece of text."""
    best = sum(1 / math.log2(place + 1) for place in range(1, min(wanted, LOOKED_AT) + 1))
    return min(1.0, sum(1 / math.log2(rank + 1) for rank in ranks) / best)


def _is_right(
    is_answerable: bool,  # noqa: FBT001 - a fact of the case, not a switch
    expected: Sequence[ExpectedPassage],
    answer: str | None,
    quoted: Sequence[Passage],
) -> bool:
    if not is_answerable:
        return answer is None
    return answer is not None and any(is_in(each, passage) for each in expected for passage in quoted)


def figures(results: Sequence[KnowledgeCaseResult]) -> TrialFigures:
    """What all cases come to."""
    right = [float(each.is_answer_right) for each in results if each.is_answer_right is not None]
    return TrialFigures(
        recall_5=_mean([each.recall_5 for each in results]),
        recall_10=_mean([each.recall_10 for each in results]),
        ndcg_10=_mean([each.ndcg_10 for each in results]),
        answerability=_mean(right),
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [each for each in values if each is not None]
    return round(sum(known) / len(known), 4) if known else None


def grouped(rows: Sequence[Mapping[str, Any]], vectors: Vector) -> list[QuestionGroup]:
    """Questions of one meaning together (each joins the first group whose beginning is near), the most asked first.

    `rows` come newest first, with a unit vector each.
    """
    import numpy as np

    leads: list[int] = []
    members: dict[int, list[int]] = {}
    for number in range(len(rows)):
        near = vectors[leads] @ vectors[number] if leads else np.zeros(0, np.float32)
        best = int(near.argmax()) if leads else 0
        lead = leads[best] if leads and near[best] >= _SAME_QUESTION else number
        if lead == number:
            leads.append(number)
        members.setdefault(lead, []).append(number)
    found = [_group([rows[each] for each in members[lead]]) for lead in leads]
    return sorted(found, key=lambda group: (-group.times, -group.last_at.timestamp()))


def _group(rows: Sequence[Mapping[str, Any]]) -> QuestionGroup:
    asked = Counter(row["question"].strip() for row in rows)
    first, *others = [question for question, _ in asked.most_common()]
    return QuestionGroup(
        ids=[row["id"] for row in rows],
        question=first,
        others=others[:5],
        times=len(rows),
        people=len({row["asked_by"] for row in rows if row["asked_by"]}),
        last_at=max(row["asked_at"] for row in rows),
        reason=rows[0]["reason"],
    )


_ASKS = {
    "section": {"en": "What does “{title}” say about {topic}?", "de": "Was sagt „{title}“ über {topic}?"},
    "words": {"en": "What is said about {topic}?", "de": "Was steht zu {topic}?"},
}


def beginnings(
    title: str, text: str, chunks: Sequence[Any], language: Literal["en", "de"]
) -> Iterator[tuple[str, int, int]]:  # fmt: skip
    """Questions to begin with, from one document: by its headings, else by the rarest words of its passages.

    Each with the place it is asked of. They are only a beginning: whoever keeps the bench puts them as people would.
    """
    counts = Counter(word.casefold() for word in _WORD.findall(text))
    seen: set[str] = set()
    for chunk in chunks:
        passage = text[chunk.start : chunk.end].strip()
        topic = chunk.headings.rpartition(" › ")[2].strip() if chunk.headings else ""
        kind = "section" if topic and topic.casefold() != title.casefold() else "words"
        if kind == "words":
            topic = _rarest(passage, counts)
        if len(passage) >= 40 and topic and topic.casefold() not in seen:
            seen.add(topic.casefold())
            yield _ASKS[kind][language].format(title=title, topic=topic), chunk.start, chunk.end


def _rarest(passage: str, counts: Mapping[str, int]) -> str:
    sentence = max(_SENTENCE.split(passage), key=lambda each: len(_WORD.findall(each)), default="")
    words = list(dict.fromkeys(_WORD.findall(sentence)))
    rare = set(sorted(words, key=lambda word: (not word[0].isdigit(), counts.get(word.casefold(), 0), -len(word)))[:4])
    return ", ".join(word for word in words if word in rare)
