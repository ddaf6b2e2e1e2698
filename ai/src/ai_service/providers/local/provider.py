"""The built-in provider's tasks. Every answer says how it was made, and whether a language model was asked."""

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from ai_service.documents import read_layout
from ai_service.documents.layout import Page, page_of_text
from ai_service.providers.forms import of_schema
from ai_service.providers.local import objects
from ai_service.providers.local.classification import classify
from ai_service.providers.local.embedding import Embedder, Vectors
from ai_service.providers.local.extraction import extract
from ai_service.providers.local.generative import LocalChat
from ai_service.providers.local.glossary import with_english
from ai_service.providers.local.problems import NeedsAModel
from ai_service.providers.local.spans import Source
from ai_service.providers.local.text import sentences, sharing_words, spread
from ai_service.providers.values import fill, values_of
from contracts.ai import (
    AnswerAnswer,
    AnsweredBy,
    AnswerRequest,
    ClassifyAnswer,
    ClassifyRequest,
    ExtractAnswer,
    ExtractRequest,
    Passage,
    RewriteAnswer,
    RewriteRequest,
    SummariseAnswer,
    SummariseRequest,
    TextOrDocument,
    TranslateAnswer,
    TranslateRequest,
    Usage,
)

NAME = "local"
_MODEL = "all-MiniLM-L6-v2 (int8)"
_MOST_SENTENCES = 200
_SAID_BEFORE = 0.6
_SUPPORTED = 0.45
_SAME_THING = 0.6
_PASSAGES = 3
_MOST_PAGES = 500
_NO_MODEL = "Built-in local provider: no language model was asked"


class Writer(Protocol):
    """Writes by a language model."""

    async def rewrite(self, request: RewriteRequest) -> RewriteAnswer:
        """Say the text differently."""
        ...

    async def translate(self, request: TranslateRequest) -> TranslateAnswer:
        """Say the text in another language."""
        ...


class _Piece(NamedTuple):
    text: str
    place: int
    """Its page from 1; of passages that were given, which from 0."""


class LocalProvider:
    """Answers tasks by typed candidates and sentence embeddings (`TaskProvider`); `writer` writes."""

    def __init__(self, model_dir: Path, writer: Writer, chat: LocalChat) -> None:
        self._embedder = Embedder(model_dir)
        self._writer = writer
        self._chat = chat

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
        by = _by("extractive summary")
        return SummariseAnswer(summary=summary, unsupported=[], answered_by=by, usage=_usage(began))

    async def extract(self, request: ExtractRequest) -> ExtractAnswer:
        """Typed candidates ranked by what names them; null where nothing supports a value."""
        began = time.monotonic()
        pages = await _pages(request)
        source = _source(request, pages)
        if request.form is not None:
            return await self._object(request.form, pages, source, began)
        found = await extract(pages, request.fields, self._embedder)
        return ExtractAnswer(
            values={name: value for name, (value, _) in found.items()},
            evidence={name: objects.placed(evidence, source) for name, (_, evidence) in found.items()},
            unsupported=[],
            missing=[],
            answered_by=_by("typed candidates"),
            usage=_usage(began),
        )

    async def _object(
        self, schema: dict[str, object], pages: Sequence[Page], source: Source, began: float
    ) -> ExtractAnswer:
        form = of_schema(schema)
        said, evidence = await objects.take(pages, form, source, self._embedder)
        filled = fill(form, said)
        kept = {
            path: evidence.get(path) if value is not None else None for path, _, value in values_of(form, filled.values)
        }
        return ExtractAnswer(
            values=filled.values,
            evidence=kept,
            unsupported=[],
            missing=filled.missing,
            answered_by=_by("typed candidates and tables"),
            usage=_usage(began),
        )

    async def classify(self, request: ClassifyRequest) -> ClassifyAnswer:
        """The label whose description or examples mean most nearly what the text says."""
        began = time.monotonic()
        found = await classify(await _pages(request), request, self._embedder)
        return ClassifyAnswer(
            label=found.labels[0] if found.labels else None,
            labels=found.labels,
            reason=found.reason,
            confidence=found.confidence,
            scores=found.scores,
            answered_by=_by("sentence embeddings"),
            usage=_usage(began),
        )

    async def answer(self, request: AnswerRequest) -> AnswerAnswer:
        """The sentence that answers the question best, if one comes near enough; otherwise: not in this text."""
        began = time.monotonic()
        if request.passages is not None:
            sources = [Source(text) for text in request.passages]
            every = [_Piece(text, at) for at, given in enumerate(request.passages) for text in sentences(given)]
        else:
            pages = await _pages(request)
            sources = [_source(request, pages)]
            every = _pieces(pages, sentences)
        near = await asyncio.to_thread(sharing_words, request.question, [p.text for p in every], _MOST_SENTENCES)
        pieces = [every[index] for index in near]
        asked = [request.question, *[piece.text for piece in pieces]]
        vectors = await self._embedder.embed([with_english(each) for each in asked])
        scores = vectors[1:] @ vectors[0]
        order = [int(index) for index in np.argsort(-scores)[:_PASSAGES]]
        given = request.passages is not None
        passages = [
            _passage(pieces[i], float(scores[i]), sources[pieces[i].place if given else 0], given=given)
            for i in order
            if scores[i] >= _SUPPORTED
        ]
        answer = passages[0].text if passages else None
        return AnswerAnswer(answer=answer, passages=passages, answered_by=_by("extractive answer"), usage=_usage(began))

    async def rewrite(self, request: RewriteRequest) -> RewriteAnswer:
        """By the language model on this machine, where there is one; the answer says what that is."""
        said = await self._writer.rewrite(request)
        given = "\n".join(page.text for page in await _pages(request))
        invented = await self._without_a_source(said.text, f"{given}\n{request.instruction}")
        return said.model_copy(update={"unsupported": [*said.unsupported, *invented]})

    async def _without_a_source(self, written: str, source: str) -> list[str]:
        """The sentences that come near to nothing in the source."""
        new, old = sentences(written), sentences(source)
        if not new or not old:
            return new
        vectors = await self._embedder.embed([*new, *old, source])
        near = (vectors[: len(new)] @ vectors[len(new) :].T).max(axis=1)
        return [sentence for sentence, likeness in zip(new, near, strict=True) if likeness < _SAME_THING]

    async def translate(self, request: TranslateRequest) -> TranslateAnswer:
        """By the model that an administrator chose for this machine; the small packaged one cannot translate."""
        if self._chat.is_packaged:
            raise NeedsAModel(
                "Translating needs a language model that knows both languages, and none is connected. An administrator "
                "connects one under Settings → AI model, or names a GGUF file with LOCAL_GGUF."
            )
        return await self._writer.translate(request)


async def _pages(request: TextOrDocument) -> Sequence[Page]:
    if request.document:
        return await read_layout(request.document)
    return await asyncio.to_thread(_pages_of, request)


def _pages_of(request: TextOrDocument) -> list[Page]:
    return [page_of_text(number, part) for number, part in enumerate((request.text or "").split("\f")[:_MOST_PAGES], 1)]


def _source(request: TextOrDocument, pages: Sequence[Page]) -> Source:
    """The text in which places are counted: the caller's own, or a document's as it was read."""
    return Source(request.text) if request.text is not None else Source.of_pages([page.text for page in pages])


def _pieces(pages: Sequence[Page], cut: Callable[[str], list[str]]) -> list[_Piece]:
    return [_Piece(text, page.number) for page in pages for text in cut(page.text)]


def _passage(piece: _Piece, score: float, source: Source, *, given: bool) -> Passage:
    spans = source.spans(piece.text, "string")
    span = next((each for each in spans if given or source.page_of(each.start) == piece.place), None)
    return Passage(
        text=piece.text,
        page=None if given else piece.place,
        start=span.start if span else None,
        end=span.end if span else None,
        passage=piece.place if given else None,
        score=round(score, 4),
    )


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


def _by(method: str) -> AnsweredBy:
    model = None if method.startswith("typed candidates") else _MODEL
    return AnsweredBy(provider=NAME, model=model, method=method, note=_NO_MODEL)


def _usage(began: float) -> Usage:
    return Usage(input_tokens=0, output_tokens=0, cost=0.0, seconds=round(time.monotonic() - began, 4))
