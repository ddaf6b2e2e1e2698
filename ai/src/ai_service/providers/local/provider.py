"""The built-in provider's tasks. Every answer says that no language model was asked."""

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ai_service.documents import read_layout
from ai_service.documents.layout import Page, page_of_text
from ai_service.providers.local.embedding import Embedder, Vectors
from ai_service.providers.local.extraction import extract
from ai_service.providers.local.glossary import with_english
from ai_service.providers.local.text import sentences, sharing_words, spread
from contracts.ai import (
    AnswerAnswer,
    AnsweredBy,
    AnswerRequest,
    ClassifyAnswer,
    ClassifyRequest,
    ExtractAnswer,
    ExtractRequest,
    Label,
    Passage,
    SummariseAnswer,
    SummariseRequest,
    TextOrDocument,
    Usage,
)

NAME = "local"
_MODEL = "all-MiniLM-L6-v2 (int8)"
_MOST_LINES = 120
_NEAREST = 3
_LONG_LINE = 8
_FEWEST_LETTERS = 4
_MOST_SENTENCES = 200
_SHARPNESS = 14.0
_SAID_BEFORE = 0.6
_SUPPORTED = 0.45
_PASSAGES = 3
_MOST_PAGES = 500


class _Piece(NamedTuple):
    text: str
    page: int


class LocalProvider:
    """Answers tasks by typed candidates and sentence embeddings (`TaskProvider`)."""

    def __init__(self, model_dir: Path) -> None:
        self._embedder = Embedder(model_dir)

    @property
    def embedder(self) -> Embedder:
        """What it turns texts into vectors with."""
        return self._embedder

    async def summarise(self, request: SummariseRequest) -> SummariseAnswer:
        """The sentences nearest to what the whole text is about, in their order; nothing is put in other words."""
        began = time.monotonic()
        every = [p for p in _pieces(await _pages(request), sentences) if len(p.text.split()) > 3]
        pieces = [every[index] for index in spread(len(every), _MOST_SENTENCES)]
        vectors = await self._embedder.embed([p.text for p in pieces])
        chosen = _central(vectors, request.max_sentences)
        summary = " ".join(pieces[index].text for index in chosen)
        return SummariseAnswer(summary=summary, answered_by=_by("extractive summary"), usage=_usage(began))

    async def extract(self, request: ExtractRequest) -> ExtractAnswer:
        """Typed candidates ranked by what names them; null where nothing supports a value."""
        began = time.monotonic()
        found = await extract(await _pages(request), request.fields, self._embedder)
        return ExtractAnswer(
            values={name: value for name, (value, _) in found.items()},
            evidence={name: evidence for name, (_, evidence) in found.items()},
            answered_by=_by("typed candidates"),
            usage=_usage(began),
        )

    async def classify(self, request: ClassifyRequest) -> ClassifyAnswer:
        """The label whose description or examples mean most nearly what the text says."""
        began = time.monotonic()
        labels = [Label(name=label) if isinstance(label, str) else label for label in request.labels]
        lines = await asyncio.to_thread(_telling_lines, await _pages(request))
        text = await self._embedder.embed([with_english(line) for line in lines])
        alike = np.array([await self._alike(text, label) for label in labels])
        scores = _softmax(alike * _SHARPNESS)
        best = int(scores.argmax())
        return ClassifyAnswer(
            label=labels[best].name,
            confidence=round(float(scores[best]), 4),
            scores={label.name: round(float(score), 4) for label, score in zip(labels, scores, strict=True)},
            answered_by=_by("sentence embeddings"),
            usage=_usage(began),
        )

    async def _alike(self, text: Vectors, label: Label) -> float:
        """How near the lines that come nearest come to a label: to what is said of it, or to one of its examples."""
        said = f"{label.name.replace('_', ' ')}: {label.description}" if label.description else label.name
        likeness = text @ (await self._embedder.embed([with_english(each) for each in (said, *label.examples)])).T
        return float(np.sort(likeness.max(axis=1))[-_NEAREST:].mean())

    async def answer(self, request: AnswerRequest) -> AnswerAnswer:
        """The sentence that answers the question best, if one comes near enough; otherwise: not in this text."""
        began = time.monotonic()
        every = _pieces(await _pages(request), sentences)
        near = await asyncio.to_thread(sharing_words, request.question, [p.text for p in every], _MOST_SENTENCES)
        pieces = [every[index] for index in near]
        asked = [request.question, *[piece.text for piece in pieces]]
        vectors = await self._embedder.embed([with_english(each) for each in asked])
        scores = vectors[1:] @ vectors[0]
        order = [int(index) for index in np.argsort(-scores)[:_PASSAGES]]
        passages = [
            Passage(text=pieces[i].text, page=pieces[i].page, score=round(float(scores[i]), 4))
            for i in order
            if scores[i] >= _SUPPORTED
        ]
        answer = passages[0].text if passages else None
        return AnswerAnswer(answer=answer, passages=passages, answered_by=_by("extractive answer"), usage=_usage(began))


async def _pages(request: TextOrDocument) -> Sequence[Page]:
    if request.document:
        return await read_layout(request.document)
    return await asyncio.to_thread(_pages_of, request)


def _pages_of(request: TextOrDocument) -> list[Page]:
    return [page_of_text(number, part) for number, part in enumerate((request.text or "").split("\f")[:_MOST_PAGES], 1)]


def _pieces(pages: Sequence[Page], cut: Callable[[str], list[str]]) -> list[_Piece]:
    return [_Piece(text, page.number) for page in pages for text in cut(page.text)]


def _telling_lines(pages: Sequence[Page]) -> list[str]:
    """The cells of forms and tables and the sentences of running text, each once; of long texts a fair sample."""
    cells = [cell.text for page in pages for cell in page.cells]
    running = [text for page in pages for text in sentences(page.text)] if _is_prose(cells) else cells
    found = list(dict.fromkeys(line for line in running if sum(map(str.isalpha, line)) >= _FEWEST_LETTERS))
    return [found[index] for index in spread(len(found), _MOST_LINES)] or [" ".join(cells)]


def _is_prose(cells: Sequence[str]) -> bool:
    """Whether most of the words stand in long lines."""
    words = [len(cell.split()) for cell in cells]
    return sum(count for count in words if count >= _LONG_LINE) > sum(words) / 2


def _central(vectors: Vectors, count: int) -> list[int]:
    """Indices of sentences near the middle of all, early ones first, none saying what another has said (MMR)."""
    if not len(vectors):
        return []
    relevance = vectors @ vectors.mean(axis=0) + 0.05 / (1 + np.arange(len(vectors)))
    chosen: list[int] = []
    while len(chosen) < min(count, len(vectors)):
        said = (vectors @ vectors[chosen].T).max(axis=1) if chosen else np.zeros(len(vectors))
        value = relevance - np.maximum(0.0, said - _SAID_BEFORE)
        value[chosen] = -np.inf
        chosen.append(int(value.argmax()))
    return sorted(chosen)


def _softmax(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    raised = np.exp(values - values.max())
    return raised / raised.sum()


def _by(method: str) -> AnsweredBy:
    note = "Built-in local provider: no language model was asked"
    return AnsweredBy(provider=NAME, model=_MODEL if method != "typed candidates" else None, method=method, note=note)


def _usage(began: float) -> Usage:
    return Usage(input_tokens=0, output_tokens=0, cost=0.0, seconds=round(time.monotonic() - began, 4))
