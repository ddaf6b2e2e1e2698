"""Which facts may be told to whom, and which fit a question. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from agents_service.bases.rules import door

if TYPE_CHECKING:
    from agents_service.index.protocol import Vector

MOST = 1_000
"""How many facts an agent remembers."""
_WORDS_OF = re.compile(r"\w+")
_WORD = re.compile(r"\w{3,}")
_MEANING, _WORDS = 0.7, 0.3
_LEAST_MEANING, _LEAST_WORDS = 0.25, 0.5

Facts = Sequence[Mapping[str, Any]]


def readable(documents: Mapping[str, Mapping[str, Any]], names: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The ids of these documents that somebody of these names (by base) may read; a removed one is nobody's."""
    return frozenset(
        key
        for key, each in documents.items()
        if each["state"] != "removed"
        and not names.get(each["base_id"], frozenset()).isdisjoint(
            each["open_to"] if each["open_to"] is not None else (door(each["source_id"]),)
        )
    )


def told(facts: Facts, user_id: str | None, read: Collection[str]) -> list[Mapping[str, Any]]:
    """The facts that may be told to somebody who may read these documents."""
    return [
        each
        for each in facts
        if each["person"] in {"", user_id or ""} and all(document in read for document in each["documents"])
    ]


def fitting(facts: Facts, closeness: Sequence[float], query: str, limit: int) -> list[Mapping[str, Any]]:
    """The facts that fit a question, the best first. `closeness` is the cosine of each fact with the question."""
    wanted = set(_WORD.findall(query.casefold()))
    scored: list[tuple[float, Mapping[str, Any]]] = []
    for fact, meaning in zip(facts, closeness, strict=True):
        words = len(wanted & set(_WORD.findall(fact["text"].casefold()))) / len(wanted) if wanted else 0.0
        if meaning >= _LEAST_MEANING or words >= _LEAST_WORDS:
            scored.append((_MEANING * meaning + _WORDS * words, fact))
    scored.sort(key=lambda each: each[0], reverse=True)
    return [fact for _, fact in scored[:limit]]


def closeness(facts: Facts, vector: Vector, model: str) -> list[float]:
    """The cosine of each fact with a vector; 0 for one that is by another model."""
    import numpy as np

    size = vector.shape[0]
    found: list[float] = []
    for each in facts:
        own = np.frombuffer(each["vector"], np.float16).astype(np.float32)
        found.append(float(own @ vector) if each["model"] == model and own.shape[0] == size else 0.0)
    return found


def same(facts: Facts, text: str, person: str, documents: Collection[str]) -> Mapping[str, Any] | None:
    """The fact that says the same already, word for word, for the same people. (Vectors do not tell 500 from 600.)"""
    words = _WORDS_OF.findall(text.casefold())
    for fact in facts:
        is_for_same = fact["person"] == person and set(fact["documents"]) == set(documents)
        if is_for_same and _WORDS_OF.findall(fact["text"].casefold()) == words:
            return fact
    return None
