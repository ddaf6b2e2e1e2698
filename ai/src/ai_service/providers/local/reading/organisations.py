"""Who issued a document: names of organisations, weighed by where they stand and what else on the page speaks for them.
Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ai_service.documents.layout import Cell, Page
from ai_service.providers.local.reading.concepts import NAMES, weigh
from ai_service.providers.local.reading.dates import plain

_LEGAL = re.compile(
    r"(?<![\w])(gmbh(?: & co\.? kg)?|ag|kg|ohg|ug|e\.k\.|se|inc\.?|llc|l\.l\.c\.|ltd\.?|limited|plc|corp\.?|"
    r"corporation|company|co\.?(?=,? ltd|$)|dac|llp|pllc|mbh|mbb|gbr|eg|aör|e\.v\.|asa|oyj|hb|"
    r"s\.?p\.?r\.?l\.?|bvba|sàrl|s\.?n\.?c\.|pte|b\.?v\.?|n\.?v\.?|s\.?a\.?s\.?|s\.?a\.?r\.?l\.?|sarl|eurl|s\.?a\.?|s\.?l\.?u?\.?|"
    r"s\.?r\.?l\.?|s\.?p\.?a\.?|sp\. z o\.?o\.?|a/s|aps|ab|oy|as|pty|pvt|k\.k\.|s\.r\.o\.|lda\.?)(?![\w])",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"(?:https?://|www\.|@)([\w.-]+\.[a-z]{2,})|(?<![\w@.])([\w-]+\.(?:com|de|fr|nl|es|it|eu|net|io|co\.uk))(?![\w])"
)
_MAIL = frozenset({"gmail", "googlemail", "yahoo", "hotmail", "outlook", "gmx", "web", "aol", "icloud", "example"})
_TITLE = re.compile(
    r"^(tax |commercial |retail )?(invoices?|rechnung|facture|factuur|factura|fattura|receipt|quittung|bill|"
    r"credit note|gutschrift|payment receipt|avoir|statement|page|seite)\b",
    re.IGNORECASE,
)
_NOISE = re.compile(r"\d{4,}|@|https?:|www\.|[:€$£]|\d+[.,]\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_STREET = re.compile(
    r"\d+\s*[a-z]?$|^\d+\s|str(\.|aße|asse)\b|straat|street|avenue|\brue\b|road|\bp\.?o\.? box|\d{5}", re.IGNORECASE
)
_REGISTERED = re.compile(
    r"\b(?:vat|tva|btw|ust|mwst|iva|p\.?iva|nif|cif|nip|siret|siren|kvk|abn|gstin|ein|hst|"
    r"org\.? ?nr|cvr|che)\b.{0,25}\d",
    re.IGNORECASE,
)
_LONGEST = 60
_LARGE = 1.5
# An issuer stands on the first pages or the last, near the top or the bottom.
_MOST_PAGES = 5
_MOST_LINES = 80
_MOST_LETTERS = 60_000
LEAST = 0.1
_CUSTOMER_LINES = 7


class Organisation(NamedTuple):
    """A name, where it stands and how well it fits (about 0 to 1.3)."""

    name: str
    page: int
    score: float


class _Spot(NamedTuple):
    page: Page
    line: int
    cell: Cell


def issuers(pages: Sequence[Page]) -> list[Organisation]:
    """Who may have issued the document, the likeliest first."""
    pages = pages if len(pages) <= _MOST_PAGES else [*pages[: _MOST_PAGES - 1], pages[-1]]
    spots = [
        _Spot(page, number, cell)
        for page in pages
        for number, line in enumerate(page.lines)
        if number < _MOST_LINES or number >= len(page.lines) - _MOST_LINES
        for cell in line.cells
    ]
    everything = plain("\n".join(page.text for page in pages))[:_MOST_LETTERS]
    brands = _brands(everything)
    customers = _customer_spots(pages)
    best: dict[str, Organisation] = {}
    for spot in spots:
        name = _name(spot)
        if not name:
            continue
        score = _score(name, spot, everything, brands) - (0.8 if id(spot.cell) in customers else 0.0)
        key = plain(name)
        if key not in best or best[key].score < score:
            best[key] = Organisation(name, spot.page.number, score)
    found = sorted(best.values(), key=lambda o: -o.score)
    if brands and (not found or found[0].score <= LEAST):
        # The name may be in the logo only; then the address that stands on the page says who it is.
        found.insert(0, Organisation(max(brands, key=lambda b: brands[b]), 1, 0.2))
    return found


def customers(pages: Sequence[Page]) -> list[Organisation]:
    """Who the document may be addressed to: what stands first under or after such a heading."""
    found: list[Organisation] = []
    for page in pages:
        for number, line in enumerate(page.lines):
            for cell in line.cells:
                weight, length = weigh(cell.text.split(":")[0], "customer")
                if weight >= 0.95 and len(cell.text) < length + 40:
                    after = cell.text.partition(":")[2].strip()
                    name = after or next((c.text for c in _below(page, number, cell)), "")
                    if name:
                        found.append(Organisation(name, page.number, weight))
    return sorted(found, key=lambda o: -o.score)


def _below(page: Page, line: int, cell: Cell) -> list[Cell]:
    """The cells under a heading, in its column."""
    return [
        other
        for row in page.lines[line + 1 : line + 1 + _CUSTOMER_LINES]
        for other in row.cells
        if min(other.right, cell.right + 40) - max(other.left, cell.left - 10) > 0 and other.left < cell.right + 20
    ]


def _customer_spots(pages: Sequence[Page]) -> set[int]:
    """The cells that belong to the customer's block."""
    found: set[int] = set()
    for page in pages:
        for number, line in enumerate(page.lines):
            for cell in line.cells:
                head = cell.text.split(":")[0]
                weight, length = weigh(head, "customer")
                if weight >= 0.95 and len(head) <= length + 12:
                    found.add(id(cell))
                    found |= {id(other) for other in _below(page, number, cell) if not _labelled(other)}
    return found


def _labelled(cell: Cell) -> bool:
    """Whether the cell itself says that it names the issuer."""
    label, colon, _ = cell.text.partition(":")
    return bool(colon) and weigh(label, "supplier")[0] >= 0.95


def _name(spot: _Spot) -> str | None:
    """The part of a cell that can be a name: up to its legal form, or a short line without figures."""
    text = spot.cell.text.strip(" ,;|·•-–")
    label, colon, rest = text.partition(":")
    if colon and weigh(label, "supplier")[0] >= 0.95:
        text = rest.strip(" ,;")
    legal = _LEGAL.search(text)
    if legal and legal.start() > 1:
        head = re.split(r"\s[-–|•]\s|,\s(?=\S)|:\s", text[: legal.start()])[-1]
        tail = re.match(r"[\s.,]*(?:&\s*co\.?\s*kg|ltd\.?|limited|inc\.?)?\.?", text[legal.end() :], re.IGNORECASE)
        name = f"{head}{legal.group()}{tail.group() if tail else ''}".strip(" ,")
        return name if 3 <= len(name) <= _LONGEST and not _NOISE.search(name) else None
    if len(text) > 45 or _NOISE.search(text) or _TITLE.match(text) or not re.search(r"[^\W\d_]{3}", text):
        return None
    return None if _STREET.search(text) or _is_label(text) else text


def _is_label(text: str) -> bool:
    """Whether the text is what a field is called, and nothing more."""
    length = len(plain(text).strip(" :.*"))
    return any(weigh(text, concept)[1] == length for concept in NAMES)


def _score(name: str, spot: _Spot, everything: str, brands: dict[str, int]) -> float:
    words = _core(name)
    legal = bool(_LEGAL.search(name))
    score = 0.3 if legal else 0.0
    depth = spot.cell.top / max(1.0, spot.page.height)
    if spot.page.number == 1:
        score += 0.25 * max(0.0, 1 - depth * 3)
        score += 0.2 * (depth < 0.33 and spot.cell.height > _LARGE * spot.page.letters)
        score += 0.1 * (spot.line == 0)
    joined = "".join(words)
    brand = max(
        (1.0 for b in brands if joined and (b == joined or (len(b) > 3 and _alike(b, words, joined)))), default=0.0
    )
    score += 0.45 * brand
    label = weigh(spot.cell.text.split(":")[0], "supplier")[0] if ":" in spot.cell.text else 0.0
    above = spot.page.lines[spot.line - 1].text if spot.line else ""
    score += 0.5 * (label >= 0.95) + 0.35 * (weigh(above, "supplier")[0] >= 1.0)
    repeats = everything.count(" ".join(words)) if words else 0
    score += min(0.2, 0.08 * (repeats - 1))
    if _signs(spot):
        return score + 0.25
    return score - (0.0 if legal or brand else 0.35)


def _signs(spot: _Spot) -> bool:
    """Whether the lines below carry what an issuer must write: a VAT, tax or company number."""
    if spot.page.number > 1 or spot.cell.top > spot.page.height * 0.33:
        return False
    return any(_REGISTERED.search(other.text) for other in _below(spot.page, spot.line, spot.cell)[:5])


def _core(name: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", plain(_LEGAL.sub(" ", name)))


def _alike(brand: str, words: Sequence[str], joined: str) -> bool:
    """Whether a domain is made of the name: `azure-interior` of Azure Interior, `aws` not of Amazon."""
    flat = re.sub(r"[^a-z0-9]", "", brand)
    if "-" in brand and sorted(brand.split("-")) == sorted(words):
        return True  # `jansen-photography` of Photography Jansen
    return (
        flat == joined
        or (len(joined) > 3 and (flat.startswith(joined) or joined.startswith(flat)))
        or (bool(words) and len(words[0]) > 3 and flat.startswith(words[0]))
    )


def _brands(everything: str) -> dict[str, int]:
    """The owners' part of every address on the pages, with how often it stands there."""
    found: dict[str, int] = {}
    for match in _DOMAIN.finditer(everything):
        parts = (match[1] or match[2]).removeprefix("www.").split(".")
        owner = parts[-3] if len(parts) > 2 and parts[-2] in {"co", "com"} else parts[-2] if len(parts) > 1 else ""
        if owner and owner not in _MAIL:
            found[owner] = found.get(owner, 0) + 1
    return found
