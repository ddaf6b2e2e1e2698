"""Sentences and chunks of a text. Pure."""

import math
import re
from collections import Counter
from collections.abc import Sequence

_END = re.compile(r"(?<=[.!?…])[\"'”»)]?\s+(?=[\"'“«(]?[A-ZÀ-ÞĀ-Ž0-9])|\n\s*\n|(?<=[.!?])\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|No|Nr|St|vs|etc|e\.g|i\.e|z\.B|d\.h|bzw|ca|Inc|Ltd|Co|Tel|Art|M|Mme)\.)$"
)
_SHORTEST = 3
_LONGEST = 100


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order; headings and list items count as sentences of their own. What goes on and on
    without an end is cut."""
    found: list[str] = []
    for part in _END.split(text):
        words = part.split()
        for at in range(0, len(words), _LONGEST):
            piece = " ".join(words[at : at + _LONGEST])
            if found and len(found[-1]) < _LONGEST and _ABBREVIATION.search(found[-1]):
                found[-1] = f"{found[-1]} {piece}"
            else:
                found.append(piece)
    return [piece for piece in found if len(piece) >= _SHORTEST]


def spread(count: int, most: int) -> list[int]:
    """At most so many of the numbers below `count`, evenly spread, the first among them."""
    return list(range(count)) if count <= most else [index * count // most for index in range(most)]


def sharing_words(question: str, texts: Sequence[str], most: int) -> list[int]:
    """Indices of the texts worth a closer look: those that share rare words with the question, then a fair sample."""
    if len(texts) <= most:
        return list(range(len(texts)))
    bags = [_stems(text) for text in texts]
    frequency = Counter(stem for bag in bags for stem in bag)
    asked = _stems(question)
    weights = [sum(math.log(len(texts) / frequency[stem]) for stem in bag & asked) for bag in bags]
    best = sorted((i for i, weight in enumerate(weights) if weight > 0), key=lambda i: -weights[i])[: most // 2]
    chosen = set(best)
    others = [index for index in range(len(texts)) if index not in chosen]
    return sorted([*best, *(others[i] for i in spread(len(others), most - len(best)))])


def _stems(text: str) -> frozenset[str]:
    """Words, cut so that `deliveries` and `delivered` meet."""
    return frozenset(word[:6] for word in re.findall(r"\w{3,}", text.lower()))
