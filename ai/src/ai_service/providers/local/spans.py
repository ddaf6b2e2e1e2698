"""Where in a text a value stands, whatever it is written like there. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ai_service.providers.forms import Kind
from ai_service.providers.local.reading.amounts import find_amounts, find_currencies
from ai_service.providers.local.reading.dates import find_dates, order_of
from contracts.ai import Evidence

PAGES_PART = "\f"
_ONCE, _AGAIN = 0.95, 0.85
_LONGEST = 2_000
_PLAIN_NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:[.,]\d+)?(?![\w]|[.,]\d)")
_FIGURE = re.compile(r"\d[\d.,:/'’-]*\d|\d")


class Span(NamedTuple):
    """From `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """A text whose pages are parted by form feeds."""

    text: str

    @classmethod
    def of_pages(cls, pages: Sequence[str]) -> "Source":
        """The pages as one text."""
        return cls(PAGES_PART.join(pages))

    def page_of(self, at: int) -> int:
        """The page a place is on, from 1."""
        return self.text.count(PAGES_PART, 0, at) + 1

    @cached_property
    def _dates(self) -> list[tuple[str, Span]]:
        order = order_of([self.text], american=False)
        both = [found for each in (order, "mdy" if order == "dmy" else "dmy") for found in find_dates(self.text, each)]
        return [(date.value.isoformat(), Span(date.start, date.end)) for date in both]

    @cached_property
    def _numbers(self) -> list[tuple[float, Span]]:
        amounts = [(amount.value, Span(amount.start, amount.end)) for amount in find_amounts(self.text)]
        plain = [
            (float(match.group().replace(",", ".")), Span(match.start(), match.end()))
            for match in _PLAIN_NUMBER.finditer(self.text)
        ]
        return amounts + plain

    def spans(self, value: Any, kind: Kind) -> list[Span]:
        """Every place that says this value."""
        match kind:
            case "date":
                return [span for known, span in self._dates if known == value] or self._words(str(value))
            case "number" | "money" | "integer":
                near = [span for known, span in self._numbers if abs(abs(known) - abs(float(value))) < 0.005]
                return sorted(set(near))
            case "currency":
                return self._currency(str(value))
            case "id":
                return self._words(str(value)) or self._spelled(str(value))
            case _:
                return self._words(str(value))

    def _words(self, value: str) -> list[Span]:
        """The same words, whatever blanks part them and however they are capitalised."""
        words = value[:_LONGEST].split()
        if not words:
            return []
        edges = [r"(?<!\w)" if words[0][0].isalnum() else "", r"(?!\w)" if words[-1][-1].isalnum() else ""]
        pattern = edges[0] + r"\s+".join(map(re.escape, words)) + edges[1]
        return [Span(match.start(), match.end()) for match in re.finditer(pattern, self.text, re.IGNORECASE)]

    def _spelled(self, value: str) -> list[Span]:
        """The same letters and digits, whatever stands between them: `DE89 3704` is `DE893704`."""
        letters = re.sub(r"[\s.\-/]", "", value)[:64]
        if len(letters) < 4:
            return []
        pattern = r"(?<!\w)" + r"[\s.\-/]?".join(map(re.escape, letters)) + r"(?!\w)"
        return [Span(match.start(), match.end()) for match in re.finditer(pattern, self.text, re.IGNORECASE)]

    def _currency(self, code: str) -> list[Span]:
        written = self._words(code)
        if written or code not in find_currencies(self.text):
            return written
        return [Span(found.start, found.end) for found in find_amounts(self.text) if found.currency == code]

    def evidence(self, value: Any, kind: Kind) -> Evidence | None:
        """Where a value stands and how well that speaks for it: less where it stands in several places."""
        spans = self.spans(value, kind)
        return self.quoted(spans[0], _ONCE if len(spans) == 1 else _AGAIN) if spans else None

    def quoted(self, span: Span, confidence: float) -> Evidence:
        """What stands there."""
        words = " ".join(self.text[span.start : span.end].split())
        return Evidence(
            text=words, page=self.page_of(span.start), start=span.start, end=span.end, confidence=confidence
        )


def figures(text: str) -> set[str]:
    """The numbers in a text, without what groups their digits."""
    return {re.sub(r"\D", "", match.group()) for match in _FIGURE.finditer(text)}


def new_figures(written: str, *sources: str) -> list[str]:
    """The numbers of a text that none of its sources has, as they are written."""
    known = {figure for source in sources for figure in figures(source)}
    return list(_absent(written, known))


def _absent(written: str, known: set[str]) -> Iterable[str]:
    seen = set[str]()
    for match in _FIGURE.finditer(written):
        digits = re.sub(r"\D", "", match.group())
        if digits not in known | seen:
            seen.add(digits)
            yield match.group()
