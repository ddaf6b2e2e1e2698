"""Lists of objects, such as an invoice's lines: rows under a heading whose columns mean what is wanted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ai_service.documents.layout import Cell, Line, Page
from ai_service.providers.forms import Leaf
from ai_service.providers.local.embedding import Embedder
from ai_service.providers.local.reading.amounts import find_amounts
from ai_service.providers.local.reading.dates import find_dates, order_of, plain

_WORDS = {
    "description": "description item article product service designation bezeichnung beschreibung leistung artikel "
    "omschrijving descripcion descrizione details particulars position text name title goods",
    "quantity": "qty quantity menge anzahl quantite qte aantal cantidad quantita units hours stk pcs pieces count",
    "unit_price": "price rate einzelpreis preis unitaire pu prijs tarief each stuckpreis precio prezzo",
    "amount": "amount total betrag gesamt gesamtpreis summe montant bedrag importe importo value net sum",
    "tax": "vat tax mwst ust tva btw iva gst",
    "code": "no nr pos number sku code art ref item",
}
_SETS = {concept: frozenset(words.split()) for concept, words in _WORDS.items()}
_UNIT = frozenset({"unit", "einzel", "unitaire", "per", "each", "stuck"})
_TOTALS = re.compile(
    r"^(?:sub|zwischen|grand)?-?\s?"
    r"(?:total|summe|gesamt|netto|net\b|somme|montant|totaal|importe|importo|amount due|exclusi|balance|payment"
    r"|vat|mwst|tva|btw|iva|gst|tax)"
)
_ALIKE = 0.5
_SAME_WORD = 1.0
_FEWEST_COLUMNS = 2
_MOST_ROWS = 500
_IDLE_LINES = 3
_FOLDED_LINES = 2


class Found(NamedTuple):
    """A value of a row, its words, where it stands, and how sure it is."""

    value: Any
    text: str
    page: int
    line: str
    confidence: float


Row = dict[str, Found]


@dataclass(frozen=True)
class _Column:
    cell: Cell
    name: str | None
    likeness: float


async def rows(pages: Sequence[Page], wanted: Mapping[str, Leaf], embedder: Embedder) -> list[Row]:
    """The rows of the table whose heading has most of the wanted columns; none where no heading has two of them."""
    found = [
        (columns, page, at)
        for page in pages
        for at, line in enumerate(page.lines)
        if len(line.cells) >= _FEWEST_COLUMNS and not re.search(r"\d", line.text)
        for columns in [await _columns(line, wanted, embedder)]
        if sum(column.name is not None for column in columns) >= min(_FEWEST_COLUMNS, len(wanted))
    ]
    if not found:
        return []
    columns, page, at = max(found, key=lambda f: (sum(c.likeness for c in f[0] if c.name), -f[1].number, -f[2]))
    order = order_of([each.text for each in pages], american=False)
    return _read(page, at, columns, _Types(wanted, order))


async def _columns(line: Line, wanted: Mapping[str, Leaf], embedder: Embedder) -> list[_Column]:
    """Which wanted value each cell of a heading names: each value once, the likest first."""
    names = list(wanted)
    says = [f"{name.replace('_', ' ')} {wanted[name].says}".strip() for name in names]
    vectors = await embedder.embed([*[cell.text for cell in line.cells], *says])
    near = vectors[: len(line.cells)] @ vectors[len(line.cells) :].T
    pairs = sorted(
        (
            (max(float(near[at][n]), _by_word(cell.text, name)), at, n)
            for at, cell in enumerate(line.cells)
            for n, name in enumerate(names)
        ),
        reverse=True,
    )
    chosen: dict[int, tuple[str, float]] = {}
    taken = set[int]()
    for likeness, at, n in pairs:
        if likeness >= _ALIKE and at not in chosen and n not in taken:
            chosen[at] = (names[n], likeness)
            taken.add(n)
    return [_Column(cell, *chosen.get(at, (None, 0.0))) for at, cell in enumerate(line.cells)]


def _by_word(heading: str, name: str) -> float:
    return _SAME_WORD if _concept(heading) is not None and _concept(heading) == _concept(name) else 0.0


def _concept(text: str) -> str | None:
    """What a heading or a field's name stands for, by its words."""
    words = set(re.findall(r"[a-z]+", plain(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))))
    if words & _UNIT and words & (_SETS["unit_price"] | {"cost"}):
        return "unit_price"
    order = ("quantity", "unit_price", "tax", "amount", "description", "code")
    return next((concept for concept in order if words & _SETS[concept]), None)


@dataclass(frozen=True)
class _Types:
    wanted: Mapping[str, Leaf]
    order: Any

    def value(self, name: str, text: str) -> Any:
        """What a cell says, as the kind of its column; None where it says no such thing."""
        kind = self.wanted[name].kind
        if kind in {"number", "money", "integer"}:
            amounts = find_amounts(text)
            value = amounts[0].value if amounts else None
            return value if kind != "integer" or value is None else int(value) if value == int(value) else None
        if kind == "date":
            dates = find_dates(text, self.order)
            return dates[0].value.isoformat() if dates else None
        return None if kind == "boolean" else text.strip() or None

    def is_number(self, name: str) -> bool:
        """Whether a column holds numbers: only a line with one is a row."""
        return self.wanted[name].kind in {"number", "money", "integer"}


def _read(page: Page, heading: int, columns: Sequence[_Column], types: _Types) -> list[Row]:
    found: list[Row] = []
    idle = 0
    numeric = [column.name for column in columns if column.name and types.is_number(column.name)]
    for line in page.lines[heading + 1 :]:
        if _TOTALS.match(plain(line.text)) or len(found) >= _MOST_ROWS or idle > _IDLE_LINES:
            break
        row = _row(line, page.number, columns, types)
        if row and (not numeric or any(name in row for name in numeric)):
            found.append(row)
            idle = 0
        elif found:
            idle += 1
            if idle <= _FOLDED_LINES:
                _continue(found[-1], row)
    return found


def _row(line: Line, page: int, columns: Sequence[_Column], types: _Types) -> Row:
    found: Row = {}
    for cell in line.cells:
        column = min(columns, key=lambda c: _apart(c.cell, cell))
        value = types.value(column.name, cell.text) if column.name else None
        if column.name and column.name not in found and value is not None:
            found[column.name] = Found(value, cell.text, page, line.text, round(0.85 * min(1.0, column.likeness), 2))
    return found


def _apart(heading: Cell, cell: Cell) -> float:
    """How far a cell is from being set under a heading: flush left, flush right, or in its middle."""
    middle = abs((heading.left + heading.right) - (cell.left + cell.right)) / 2
    return min(abs(heading.left - cell.left), abs(heading.right - cell.right), middle)


def _continue(row: Row, more: Row) -> None:
    """A line with words alone goes on with the row's description."""
    if len(more) == 1:
        name, said = next(iter(more.items()))
        before = row.get(name)
        if before and isinstance(before.value, str) and isinstance(said.value, str):
            row[name] = before._replace(value=f"{before.value} {said.value}")
