"""Extraction without a language model: typed candidates, ranked by what names them and by what must add up."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ai_service.documents.layout import Page
from ai_service.providers.local.embedding import Embedder
from ai_service.providers.local.reading import candidates as reading
from ai_service.providers.local.reading.amounts import CODES, find_currencies
from ai_service.providers.local.reading.candidates import Candidate
from ai_service.providers.local.reading.codes import ibans, vat_numbers
from ai_service.providers.local.reading.dates import order_of, plain
from ai_service.providers.local.reading.organisations import LEAST, customers, issuers
from ai_service.providers.local.reading.ranking import adds_up, rank_amounts, rank_codes, rank_dates, rank_identifiers
from ai_service.providers.local.reading.wanted import concept_of
from contracts.ai import Evidence, ExtractField

_AMERICAN = re.compile(r"\b(?:(?i:united states|usa|u\.s\.a?|us dollars)|[A-Z][a-z]+,? [A-Z]{2} \d{5}(?:-\d{4})?)\b")
_COUNTRY_CURRENCY = {
    "INR": r"\bindia\b|gstin|pvt\.? ltd",
    "GBP": r"united kingdom|\bvat reg(?:istration)? no\.? ?gb|\buk\b",
    "CHF": r"schweiz|suisse|switzerland|\bche-\d",
    "EUR": r"deutschland|germany|france|nederland|netherlands|espana|italia|\b(?:de|fr|nl|it|es|at)\d\d ?\d{4}",
    "USD": r"united states|\busa\b",
}
_KRONER = {
    "NOK": r"\bmva\b|\bnorge\b|norway|\.no\b",
    "DKK": r"\bcvr\b|danmark|denmark|\.dk\b",
    "SEK": r"sverige|sweden|\.se\b|\bmoms\b",
}
_ALIKE = 0.42
_SURE = 0.97
_CLEAR = 0.4
_MOST_OPTIONS = 600

Found = tuple[str | float | None, Evidence | None]
_NOTHING: Found = (None, None)


@dataclass(frozen=True)
class Facts:
    """Everything that can be read off the pages, read once."""

    pages: Sequence[Page]

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(page.text for page in self.pages)

    @cached_property
    def dates(self) -> list[Candidate]:
        """Every date."""
        order = order_of([self.text], american=bool(_AMERICAN.search(self.text)))
        return reading.dates(self.pages, order)

    @cached_property
    def amounts(self) -> list[Candidate]:
        """Every amount."""
        return reading.amounts(self.pages, "dmy")

    @cached_property
    def identifiers(self) -> list[Candidate]:
        """Every identifier."""
        return reading.identifiers(self.pages, "dmy")

    @cached_property
    def total(self) -> Candidate | None:
        """The document's total."""
        ranked = rank_amounts(self.amounts, "total")
        return ranked[0].candidate if ranked else None


async def extract(pages: Sequence[Page], fields: Sequence[ExtractField], embedder: Embedder) -> dict[str, Found]:
    """A value and where it stands for each field; nothing where nothing supports one."""
    facts = Facts(pages)
    found: dict[str, Found] = {}
    for field in fields:
        concept = concept_of(field.name, field.type, field.description)
        # Reading a long document takes a while: it must not keep others waiting.
        if concept:
            found[field.name] = _as_type(field, await asyncio.to_thread(_known, concept, facts))
        else:
            found[field.name] = await _unknown(field, await asyncio.to_thread(_options, field, facts), embedder)
    return found


def _as_type(field: ExtractField, found: Found) -> Found:
    """A field of text gets the text as it stands, dates excepted."""
    value, evidence = found
    if evidence and isinstance(value, float | int) and field.type in {"string", "id"}:
        return evidence.text, evidence
    if isinstance(value, str) and field.type in {"number", "money"}:
        return (float(value), evidence) if re.fullmatch(r"\d{1,15}", value) else _NOTHING
    return found


def _known(concept: str, facts: Facts) -> Found:
    match concept:
        case "supplier" | "customer":
            return _organisation(concept, facts)
        case "currency":
            return _currency(facts)
        case "date" | "due_date" | "order_date" | "delivery_date":
            ranked = rank_dates(facts.dates, concept)
        case "number" | "order_number" | "customer_number":
            ranked = rank_identifiers(facts.identifiers, concept)
        case "iban":
            ranked = rank_codes(ibans(facts.pages), concept)
        case "vat_id":
            ranked = rank_codes(vat_numbers(facts.pages), concept) or rank_identifiers(facts.identifiers, concept)
        case _:
            ranked = rank_amounts(facts.amounts, concept)
    if not ranked:
        return _from_total(concept, facts)
    best = ranked[0]
    rival = next((r.score for r in ranked if r.candidate.value != best.candidate.value), 0.0)
    return _as_found(best.candidate, _confidence(best.score, rival))


def _confidence(best: float, rival: float) -> float:
    """How sure: by what speaks for the value, less where another value is nearly as good."""
    clear = min(1.0, max(0.0, best - rival) / _CLEAR)
    return min(1.0, best) * (0.6 + 0.4 * clear)


def _as_found(candidate: Candidate, score: float) -> Found:
    evidence = _said(candidate.text, candidate.page, score)
    return candidate.value, evidence


def _said(text: str, page: int, score: float) -> Evidence:
    """Where exactly it stands, whoever has the whole text looks up."""
    return Evidence(text=text, page=page, start=None, end=None, confidence=round(min(_SURE, score), 2))


def _from_total(concept: str, facts: Facts) -> Found:
    """Net and tax that nothing names, where exactly they make up the total."""
    if concept not in {"net", "tax"} or facts.total is None:
        return _NOTHING
    exact = sorted({round(abs(float(c.value)), 2) for c in facts.amounts if c.exact and c.value})
    parts = adds_up(float(facts.total.value), exact)
    if parts is None:
        return _NOTHING
    wanted = parts[0] if concept == "net" else parts[1]
    return next((_as_found(c, 0.5) for c in facts.amounts if c.value == wanted), _NOTHING)


def _organisation(concept: str, facts: Facts) -> Found:
    ranked = issuers(facts.pages) if concept == "supplier" else customers(facts.pages)
    if not ranked or ranked[0].score <= LEAST:
        return _NOTHING
    best = ranked[0]
    return best.name, _said(best.name, best.page, best.score)


def _currency(facts: Facts) -> Found:
    """The total's own currency; else what the amounts are in; else what the text names; else the country's."""
    written = Counter(find_currencies(facts.text))
    codes = Counter(re.findall(rf"\b(?:{'|'.join(CODES)})\b", facts.text))
    if facts.total is not None and facts.total.currency:
        code, sure = facts.total.currency, 0.95
    elif any(c.currency for c in facts.amounts):
        code, sure = Counter(c.currency for c in facts.amounts if c.currency).most_common(1)[0][0], 0.85
    elif written:
        code, sure = written.most_common(1)[0][0], 0.7
    else:
        folded = plain(facts.text)
        code, sure = next((c for c, hint in _COUNTRY_CURRENCY.items() if re.search(hint, folded)), ""), 0.4
    if code in {"SEK", "DKK"} and not codes[code]:
        # Three countries write "kr".
        folded = plain(facts.text)
        code = next((c for c, hint in _KRONER.items() if re.search(hint, folded)), code)
    if code == "USD" and codes and not codes["USD"]:
        # A bare dollar sign next to a code such as CAD or AUD means that dollar.
        code = next((c for c, _ in codes.most_common() if c in {"CAD", "AUD", "NZD", "HKD", "SGD", "MXN"}), code)
    return (code, _said(code, 1, sure)) if code else _NOTHING


Option = tuple[Candidate, reading.Label]


def _options(field: ExtractField, facts: Facts) -> list[Option]:
    """The values of the field's type, each with every label it could have."""
    pool = {
        "date": lambda: facts.dates,
        "money": lambda: [c for c in facts.amounts if c.exact],
        "number": lambda: facts.amounts,
        "id": lambda: facts.identifiers,
    }.get(field.type)
    found = [(c, label) for c in pool() for label in c.labels[:3]] if pool else _texts(facts)
    return found[:_MOST_OPTIONS]


async def _unknown(field: ExtractField, options: Sequence[Option], embedder: Embedder) -> Found:
    """A field no lexicon knows: the value whose label means most nearly what the field says."""
    if not options:
        return _NOTHING
    said = field.name.replace("_", " ")
    names = list(dict.fromkeys(_label_text(label.text) for _, label in options))
    vectors = await embedder.embed([f"{said} {field.description}".strip(), said, *names])
    alike = dict(zip(names, (vectors[2:] @ vectors[:2].T).max(axis=1).tolist(), strict=True))
    scored = [(alike[_label_text(label.text)] * label.nearness, c) for c, label in options]
    score, best = max(scored, key=lambda pair: pair[0])
    return _as_found(best, score) if score >= _ALIKE else _NOTHING


def _label_text(text: str) -> str:
    return re.sub(r"\s+", " ", re.split(r"[.;]\s", text.strip(" :#"))[-1])[-60:] or "-"


def _texts(facts: Facts) -> list[tuple[Candidate, reading.Label]]:
    """What stands after a colon, in the next cell or under a short heading, with those words as its name."""
    found: list[tuple[Candidate, reading.Label]] = []
    for page in facts.pages:
        for number, line in enumerate(page.lines):
            for at, cell in enumerate(line.cells):
                name, colon, value = cell.text.partition(":")
                following = [value.strip()] if value.strip() else [c.text for c in line.cells[at + 1 : at + 2]]
                under = [c.text for c in page.lines[number + 1].cells] if number + 1 < len(page.lines) else []
                options = following or (under[at : at + 1] if colon or len(cell.text) < 30 else [])
                for text in options:
                    candidate = Candidate(text, text, page.number, number, cell.top, ())
                    found.append((candidate, reading.Label(name, 1.0 if colon else 0.9)))
    return found
