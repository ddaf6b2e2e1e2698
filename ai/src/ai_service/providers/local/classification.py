"""Sorts texts by sentence embeddings: near to a label's description or examples, with calibrated confidences."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ai_service.documents.layout import Page
from ai_service.providers.local import calibration
from ai_service.providers.local.embedding import Embedder, Vectors
from ai_service.providers.local.glossary import with_english
from ai_service.providers.local.text import sentences, spread
from contracts.ai import ClassifyRequest, Label

_MOST_LINES = 120
_NEAREST = 3
_DESCRIPTION_COUNTS = 2
_LONG_LINE = 8
_FEWEST_LETTERS = 4


@dataclass(frozen=True)
class Sorted:
    """What was chosen, the surest first; every label's score; why none was chosen."""

    labels: list[str]
    confidence: float
    scores: dict[str, float]
    reason: str | None


async def classify(pages: Sequence[Page], request: ClassifyRequest, embedder: Embedder) -> Sorted:
    """The label, or all labels, that fit."""
    labels = [Label(name=label) if isinstance(label, str) else label for label in request.labels]
    likeness = await likenesses(pages, labels, embedder)
    by_example = any(label.examples for label in labels)
    if request.multiple:
        raw = calibration.each_fits(likeness)
        least = request.threshold if request.threshold is not None else calibration.FITS
    else:
        raw = calibration.one_fits(likeness, by_example=by_example, or_none=request.abstain)
        least = request.threshold if request.threshold is not None else calibration.ABSTAIN if request.abstain else 0.0
    scores = {label.name: round(float(score), 4) for label, score in zip(labels, raw, strict=True)}
    ranked = sorted(scores, key=lambda name: -scores[name])
    fitting = [name for name in ranked if scores[name] >= least]
    chosen = fitting if request.multiple else fitting[:1]
    best = ranked[0]
    reason = f"The nearest label, “{best}”, has {scores[best]:.0%}; at least {least:.0%} are asked for."
    return Sorted(chosen, scores[best], scores, None if chosen else reason)


async def likenesses(pages: Sequence[Page], labels: Sequence[Label], embedder: Embedder) -> list[float]:
    """How near the text comes to each label (-1 to 1)."""
    lines = await asyncio.to_thread(_telling_lines, pages)
    text = await embedder.embed([with_english(line) for line in lines])
    near = text @ np.stack([await _meaning(label, embedder) for label in labels]).T
    return [float(each) for each in np.sort(near, axis=0)[-_NEAREST:].mean(axis=0)]


async def _meaning(label: Label, embedder: Embedder) -> Vectors:
    """The middle of what is said of a label and of its examples. The nearest single example would mislead: it often
    shares words with the text rather than what it is about (measured)."""
    said = f"{label.name.replace('_', ' ')}: {label.description}" if label.description else label.name
    vectors = await embedder.embed([with_english(each) for each in (said, *label.examples)])
    middle = vectors.sum(axis=0) + (vectors[0] * (_DESCRIPTION_COUNTS - 1) if label.description else 0)
    return middle / max(1e-6, float(np.linalg.norm(middle)))


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
