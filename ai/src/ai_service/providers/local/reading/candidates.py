"""Typed candidates: everything in a document that could be a date, an amount or an identifier, with the words that may
name it: those before it, left of it and above it. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ai_service.documents.layout import Cell, Page
from ai_service.providers.local.reading.amounts import AmountFound, find_amounts
from ai_service.providers.local.reading.dates import Order, find_dates

_IDENTIFIER = re.compile(
    r"(?<![\w@.])(?!N[ORr] )[A-Z]{1,4} \d{4,}(?:[/-]\d+)*(?![\w.,/-])"
    r"|(?<!\d )(?<![\w@.,])\d{2,}(?: \d{3,4}){2,}(?![\w.,/-]| \d)"
    r"|(?<![\w@.])#?[A-Za-z0-9][A-Za-z0-9_./\-]*\d[A-Za-z0-9_./\-]*"
    r"|(?<=[n°º#])\d[\w/.\-]*"
)
_NOT_IDENTIFIER = re.compile(r"[.\-/]+$")
_CENTS = re.compile(r"\d{3}[.,]\d{2}(?!\d)|^\d{1,2},\d{2}(?!\d)")
# Between two facts of one line: `Delivery note 12 / Invoice no. 34`.
_PARTED = re.compile(r"(?<=\d) ?[/|;] (?=\w{3})|\s[|·•]\s")
_LEFT_CELLS = 6
_LABEL_LENGTH = 60
_MOST_CELLS = 6_000


class Label(NamedTuple):
    """Words that may name a value. `nearness` is 1 right beside it and less further away."""

    text: str
    nearness: float


@dataclass(frozen=True)
class Candidate:
    """A possible value, where it stands, and what may name it."""

    value: str | float
    text: str
    page: int
    line: int
    top: float
    labels: tuple[Label, ...] = field(repr=False)
    currency: str | None = None
    exact: bool = True


def _above(page: Page, line: int, at: int) -> list[Label]:
    """The cells over this one, the nearest first; a heading far up still names its column."""
    return [
        Label(other.text[:_LABEL_LENGTH], 0.9 if distance == 1 else max(0.25, 0.75 - 0.06 * distance))
        for distance, other in page.over(line, at)
    ]


def _labels(page: Page, line: int, at: int, start: int) -> tuple[Label, ...]:
    cells = page.lines[line].cells
    cell = cells[at]
    before = _PARTED.split(cell.text[:start])[-1].strip() or cell.text[:start].strip()
    found = [Label(before[-_LABEL_LENGTH:], 1.0)] if before else []
    for step, other in enumerate(reversed(cells[max(0, at - _LEFT_CELLS) : at]), 1):
        found.append(Label(other.text[-_LABEL_LENGTH:], 1.0 - 0.04 * (step - 1) - (0.1 if before else 0.0)))
    worth = 0.75 if before else 1.0
    found += [Label(label.text, label.nearness * worth) for label in _above(page, line, at)]
    return tuple(found)


def dates(pages: Sequence[Page], order: Order) -> list[Candidate]:
    """Every date; values are ISO 8601."""
    return [
        Candidate(d.value.isoformat(), cell.text[d.start : d.end], page.number, line, cell.top, labels)
        for page, line, at, cell in _cells(pages)
        for d in find_dates(cell.text, order)
        for labels in [_labels(page, line, at, d.start)]
    ]


def amounts(pages: Sequence[Page], order: Order) -> list[Candidate]:
    """Every amount; dates are none."""
    found: list[Candidate] = []
    for page, line, at, cell in _cells(pages):
        taken = [(d.start, d.end) for d in find_dates(cell.text, order)]
        for amount in find_amounts(cell.text):
            if any(amount.start < end and start < amount.end for start, end in taken):
                continue
            currency = amount.currency or _beside(page, line, at, amount, cell)
            labels = _labels(page, line, at, amount.start)
            text = cell.text[amount.start : amount.end]
            exact = amount.exact or currency is not None
            found.append(Candidate(amount.value, text, page.number, line, cell.top, labels, currency, exact))
    return found


def _beside(page: Page, line: int, at: int, amount: AmountFound, cell: Cell) -> str | None:
    """The currency that stands alone in the cell before or after an amount."""
    cells = page.lines[line].cells
    for other in cells[max(0, at - 1) : at] + cells[at + 1 : at + 2]:
        alone = find_amounts(f"{other.text} {cell.text[amount.start : amount.end]}") if len(other.text) < 5 else []
        if len(alone) == 1 and alone[0].currency:
            return alone[0].currency
    return None


def identifiers(pages: Sequence[Page], order: Order) -> list[Candidate]:
    """Every token with a digit that is neither date nor decimal number."""
    found: list[Candidate] = []
    for page, line, at, cell in _cells(pages):
        taken = [(d.start, d.end) for d in find_dates(cell.text, order)]
        taken += [(a.start, a.end) for a in find_amounts(cell.text) if _CENTS.search(cell.text[a.start : a.end])]
        for match in _IDENTIFIER.finditer(cell.text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            text = _NOT_IDENTIFIER.sub("", match.group())
            if not re.fullmatch(r"\d+[.,]\d{2}", text):
                labels = _labels(page, line, at, match.start())
                found.append(Candidate(text, text, page.number, line, cell.top, labels))
    return found


def candidates_of(pages: Sequence[Page], pattern: re.Pattern[str], value: Callable[[str], str]) -> list[Candidate]:
    """Everything of this form."""
    return [
        Candidate(value(m.group()), m.group(), page.number, line, cell.top, _labels(page, line, at, m.start()))
        for page, line, at, cell in _cells(pages)
        for m in pattern.finditer(cell.text)
    ]


def _cells(pages: Sequence[Page]) -> list[tuple[Page, int, int, Cell]]:
    """Every cell; of very long documents the first and the last, where the facts stand."""
    found = [
        (page, number, at, cell)
        for page in pages
        for number, line in enumerate(page.lines)
        for at, cell in enumerate(line.cells)
    ]
    return found if len(found) <= _MOST_CELLS else found[: _MOST_CELLS // 2] + found[-_MOST_CELLS // 2 :]
