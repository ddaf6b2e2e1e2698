"""Documents as text that still shows its structure: headings begin with `#`, rows of tables with `|`.

For who keeps whole documents and cuts them where their parts end; the first row of a table names its columns.
"""

import asyncio
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import mean

from ai_service.documents import problems
from ai_service.documents.guarded import guarded_kind, seen, texts
from ai_service.documents.layout import Line, Page
from ai_service.documents.service import content_of, decoded, kind_of, not_taken, pdf_pages, with_scans
from ai_service.parsing.markup import Row, as_rows
from contracts.ai import Document

_MOST_LETTERS = 5_000_000
_MOST_ROWS = 200_000
_LARGER = 1.15
_LONGEST_HEADING = 14
_FEWEST_ROWS = 3
_WORDS_OF_CELL = 7
_TEXT = ("text/", "application/json", "application/xml", "application/yaml", "application/x-yaml")


async def read_marked(document: Document) -> list[str]:
    """The text of each page. Raises the problems of this slice."""
    content = await asyncio.to_thread(content_of, document)
    how = guarded_kind(content, kind_of(document))
    if content[:1024].lstrip().startswith(b"%PDF-"):
        pages = await with_scans(await pdf_pages(content, whole=True), content, document.name)
        found = await asyncio.to_thread(lambda: [marked(page) for page in pages])
    elif how == "picture":
        found = [marked(page) for page in await seen(content, document.name)]
    elif how:
        found = [_tidy(text) for text in await texts(content, how, document.name, marked=True)]
    else:
        found = await asyncio.to_thread(_texts, content, document)
    if not any(text.strip() for text in found):
        raise problems.NoText(f"“{document.name}” holds no text.")
    if sum(map(len, found)) > _MOST_LETTERS:
        raise problems.DocumentTooLarge(f"“{document.name}” holds more than {_MOST_LETTERS:,} letters. Split it.")
    return found


def _texts(content: bytes, document: Document) -> list[str]:
    kind = kind_of(document)
    if kind in {"text/csv", "text/tab-separated-values"}:
        return [_table(decoded(content), "\t" if kind.endswith("values") else None)]
    if kind.startswith(_TEXT):
        return [_tidy(part) for part in decoded(content).split("\f")]
    raise not_taken(document)


def _tidy(text: str) -> str:
    """Without blanks at the ends of lines and without more than one empty line."""
    lines = (line.rstrip() for line in text.replace("\0", "").splitlines())
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def _table(text: str, delimiter: str | None) -> str:
    sample = text[:4096]
    delimiter = delimiter or max(",;\t|", key=sample.count)
    rows = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter)
    cells: list[Row] = []
    try:
        for row in rows:
            if any(each.strip() for each in row):
                cells.append([[each] for each in row])
            if len(cells) >= _MOST_ROWS:
                break
    except csv.Error:
        return _tidy(text)
    return as_rows(cells)


def marked(page: Page) -> str:
    """A page's text with its headings and tables marked, columns of prose one after the other."""
    parts: list[str] = []
    before: Line | None = None
    for several, group in groupby(page.lines, key=lambda line: len(line.cells) > 1):
        lines = list(group)
        if before and lines[0].top - before.bottom > before.bottom - before.top:
            parts.append("")
        before = lines[-1]
        parts += _columns(lines) if several else _prose(lines, page.letters)
    return "\n".join(parts)


def _columns(lines: Sequence[Line]) -> list[str]:
    if len(lines) < _FEWEST_ROWS:
        return [line.text for line in lines]
    words = mean(len(cell.words) for line in lines for cell in line.cells)
    if words < _WORDS_OF_CELL:
        return as_rows([[[cell.text] for cell in line.cells] for line in lines]).split("\n")
    middle = (min(line.cells[0].left for line in lines) + max(line.cells[-1].right for line in lines)) / 2
    left = [" ".join(c.text for c in line.cells if c.left < middle) for line in lines]
    right = [" ".join(c.text for c in line.cells if c.left >= middle) for line in lines]
    return [*filter(None, left), "", *filter(None, right)]


def _prose(lines: Sequence[Line], letters: float) -> Iterator[str]:
    before: Line | None = None
    for line in lines:
        if before and line.top - before.bottom > before.bottom - before.top:
            yield ""
        before = line
        cell = line.cells[0]
        is_heading = (
            cell.height > letters * _LARGER
            and len(cell.words) <= _LONGEST_HEADING
            and any(letter.isalpha() for letter in cell.text)
            and not cell.text.endswith((".", ",", ";"))
        )
        yield f"# {cell.text}" if is_heading else cell.text
