"""How well a candidate fits a field: by the words that name it, against the fields it could be taken for. Pure."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from ai_service.providers.local.reading.candidates import Candidate
from ai_service.providers.local.reading.concepts import weigh

_NUMBERS = ("number", "order_number", "customer_number", "vat_id", "iban", "other_number")
_DATES = ("date", "due_date", "order_date", "delivery_date", "other_date")
_NO_SUMS = ("order_number", "customer_number", "vat_id", "other_number")
_RIVALS: dict[str, tuple[str, ...]] = {
    **{number: (*(n for n in _NUMBERS if n != number), "date", "due_date") for number in _NUMBERS},
    **{date: tuple(d for d in _DATES if d != date) for date in _DATES},
    "number": (*_NUMBERS[1:], "date", "due_date", "customer", "supplier"),
    "total": ("net", "tax", *_NO_SUMS, "due_date"),
    "net": ("total", "tax"),
    "tax": ("net", "total", *_NO_SUMS),
}
_LEAST = 0.2
_SAME = 0.005


class Ranked(NamedTuple):
    """A candidate with its score (about 0 to 1.3)."""

    candidate: Candidate
    score: float


def named(candidate: Candidate, concept: str) -> float:
    """How surely the words near the candidate name this field and no other."""
    best = 0.0
    for text, nearness in candidate.labels:
        weight, length = weigh(text, concept)
        if not weight:
            continue
        rivals = [weigh(text, rival) for rival in _RIVALS.get(concept, ())]
        if any(other > weight or (other >= weight * 0.9 and size > length) for other, size in rivals):
            weight *= 0.1
        best = max(best, weight * nearness)
    return best


def spoken_for(candidate: Candidate, concept: str) -> float:
    """How surely the nearest words name another field."""
    near = [label for label in candidate.labels if label.nearness >= 0.85]
    rivals = [weigh(text, rival)[0] * nearness for text, nearness in near for rival in _RIVALS.get(concept, ())]
    return max(rivals, default=0.0)


def rank_dates(candidates: Sequence[Candidate], concept: str) -> list[Ranked]:
    """Dates for a date field; the first on the page is a fair guess for the invoice's own."""
    ranked: list[Ranked] = []
    for position, candidate in enumerate(candidates):
        score = named(candidate, concept)
        if concept == "date":
            score += 0.25 * max(0.0, 1 - position * 0.2) - 0.5 * max(0.0, spoken_for(candidate, concept) - score)
        ranked.append(Ranked(candidate, score))
    return _sorted(ranked)


def rank_identifiers(candidates: Sequence[Candidate], concept: str) -> list[Ranked]:
    """Identifiers for a number field; longer ones with more digits look more like one."""
    ranked: list[Ranked] = []
    for candidate in candidates:
        text = str(candidate.value)
        digits = sum(letter.isdigit() for letter in text)
        shape = 0.12 if digits >= 3 else -0.25 if digits < 2 or text.isdigit() else 0.0
        shape -= 0.3 if len(text) > 30 else 0.0
        score = named(candidate, concept)
        if score:
            score += shape - 0.3 * max(0.0, spoken_for(candidate, concept) - score)
        ranked.append(Ranked(candidate, score))
    return _sorted(ranked)


def rank_codes(candidates: Sequence[Candidate], concept: str) -> list[Ranked]:
    """Codes that are what they are by their form; the one named so comes first."""
    return _sorted([Ranked(candidate, 0.7 + 0.3 * named(candidate, concept)) for candidate in candidates])


def rank_amounts(candidates: Sequence[Candidate], concept: str) -> list[Ranked]:
    """Amounts for a money field; what adds up, is largest and stands last is more likely the total."""
    exact = [float(c.value) for c in candidates if c.exact]
    largest = max((abs(value) for value in exact), default=0.0)
    parts = sorted({round(abs(value), 2) for value in exact if value})
    ranked: list[Ranked] = []
    for position, candidate in enumerate(candidates):
        value = float(candidate.value)
        score = named(candidate, concept)
        if not score or (not candidate.exact and value < 100):
            continue
        score -= 0.0 if candidate.exact else 0.35
        score -= 0.45 if value == 0 and concept != "tax" else 0.0
        if concept == "total":
            score += 0.15 * (abs(abs(value) - largest) < _SAME) + 0.05 * position / len(candidates)
            score += 0.15 * (adds_up(abs(value), parts) is not None)
        ranked.append(Ranked(candidate, score))
    return _sorted(ranked)


def adds_up(total: float, values: Sequence[float]) -> tuple[float, float] | None:
    """Two of the values, net and a plausible tax, that make up the total. `values` are positive and ascending."""
    known = set(values)
    for net in reversed(values[bisect_left(values, total * 0.7) : bisect_left(values, total)]):
        tax = round(total - net, 2)
        if tax in known and tax < net * 0.3:
            return net, tax
    return None


def _sorted(ranked: list[Ranked]) -> list[Ranked]:
    return sorted((r for r in ranked if r.score >= _LEAST), key=lambda r: -r.score)
