"""How a text is cut into chunks: where its parts end, at most as long as the embedding model reads. Pure.

Places are characters of the whole text, whose pages are parted by a form feed each. Lengths are tokens of the embedding
model, counted once for the whole text: what is too long would be cut off by the model without a word.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

PAGE_BREAK = "\f"
LONGEST = 200
"""Tokens of a chunk's own text."""
OVERLAP = 32
_JOINED_UNTIL = 70
_LONGEST_LEAD = 60
_LONGEST_HEADINGS = 110
_SENTENCE_END = re.compile(r"[.!?…。][\"”’»)\]]?\s")


@dataclass(frozen=True)
class Page:
    """A page's text, and where its tokens begin."""

    text: str
    tokens: Sequence[int]


@dataclass(frozen=True)
class Chunk:
    """A piece of the text. `headings` stand above it; `lead` is the row that names its table's columns."""

    start: int
    end: int
    page: int
    headings: str = ""
    lead: str = ""

    def document(self) -> list[Any]:
        """As it is kept."""
        return [self.start, self.end, self.page, self.headings, self.lead]

    def shown(self, text: str) -> str:
        """What is embedded and searched of it, besides the document's title."""
        return "\n".join(filter(None, [self.headings, self.lead, text[self.start : self.end]]))


def chunk_of(document: Sequence[Any]) -> Chunk:
    """The chunk that `Chunk.document` wrote down."""
    return Chunk(*document)


@dataclass(frozen=True)
class _Block:
    kind: str
    start: int
    end: int
    tokens: int
    page: int


class _Ruler:
    """Counts tokens between two places of the whole text."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.starts: list[int] = []
        at = 0
        for page in pages:
            self.starts += [at + token for token in page.tokens]
            at += len(page.text) + 1

    def between(self, start: int, end: int) -> int:
        """How many tokens begin there."""
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)

    def after(self, start: int, count: int) -> int:
        """The place that many tokens later."""
        index = bisect_left(self.starts, start) + count
        return self.starts[index] if index < len(self.starts) else -1

    def before(self, end: int, count: int) -> int:
        """The place that many tokens earlier."""
        return self.starts[max(0, bisect_left(self.starts, end) - count)]


def whole_text(pages: Sequence[Page]) -> str:
    """The text that places count in."""
    return PAGE_BREAK.join(page.text for page in pages)


def chunks_of(pages: Sequence[Page]) -> list[Chunk]:
    """The chunks of a document, in order; together they hold all of its text."""
    text, ruler = whole_text(pages), _Ruler(pages)
    found: list[Chunk] = []
    open_chunk: Chunk | None = None
    path: list[tuple[int, str]] = []
    for block in _blocks(pages, ruler):
        if block.kind == "heading":
            level, title = _heading(text[block.start : block.end])
            path = [each for each in path if each[0] < level] + [(level, title)]
        length = ruler.between(open_chunk.start, block.end) if open_chunk else 0
        ends = block.kind == "heading" and length - block.tokens >= _JOINED_UNTIL
        if open_chunk and (ends or length > LONGEST):
            found.append(open_chunk)
            open_chunk = None
        above = path[:-1] if block.kind == "heading" else path
        if open_chunk:
            open_chunk = replace(open_chunk, end=block.end)
        elif block.tokens <= LONGEST:
            open_chunk = Chunk(block.start, block.end, block.page, _joined(above))
        else:
            found += _cut(text, block, _joined(above), ruler)
    return [*found, open_chunk] if open_chunk else found


def _blocks(pages: Sequence[Page], ruler: _Ruler) -> Iterator[_Block]:
    """Headings, tables and paragraphs, in order."""
    offset = 0
    for number, page in enumerate(pages, 1):
        at, begun, kind = offset, offset, ""
        for line in page.text.split("\n"):
            now = _kind(line)
            if now != kind or now == "heading":
                if kind:
                    yield _block(kind, begun, at - 1, number, ruler)
                begun, kind = at, now
            at += len(line) + 1
        if kind:
            yield _block(kind, begun, offset + len(page.text), number, ruler)
        offset += len(page.text) + 1


def _block(kind: str, start: int, end: int, page: int, ruler: _Ruler) -> _Block:
    return _Block(kind, start, end, ruler.between(start, end), page)


def _kind(line: str) -> str:
    if not line.strip():
        return ""
    if re.match(r"#{1,6} \S", line):
        return "heading"
    return "table" if line.startswith("|") else "paragraph"


def _heading(line: str) -> tuple[int, str]:
    marks, _, title = line.partition(" ")
    return len(marks), title.strip()


def _joined(path: Sequence[tuple[int, str]]) -> str:
    """The headings above, the nearest ones first to be kept."""
    kept: list[str] = []
    for _, title in reversed(path):
        if sum(map(len, kept)) + len(title) > _LONGEST_HEADINGS:
            break
        kept.insert(0, title)
    return " › ".join(kept)


def _cut(text: str, block: _Block, headings: str, ruler: _Ruler) -> Iterator[Chunk]:
    """A block that is too long, in several: a table by rows, prose by sentences with an overlap."""
    if block.kind == "table":
        yield from _cut_table(text, block, headings, ruler)
        return
    start = block.start
    while ruler.between(start, block.end) > LONGEST:
        most = ruler.after(start, LONGEST)
        end = _end_of_sentence(text, start, most)
        yield Chunk(start, end, block.page, headings)
        start = max(_start_of_sentence(text, ruler.before(end, OVERLAP), end), start + 1)
    yield Chunk(start, block.end, block.page, headings)


def _end_of_sentence(text: str, start: int, most: int) -> int:
    """The end of the last sentence in the further half, else of the last word."""
    ends = [start + match.end() for match in _SENTENCE_END.finditer(text[start:most])]
    if ends and ends[-1] > start + (most - start) // 2:
        return ends[-1]
    blank = max(text.rfind(" ", start, most), text.rfind("\n", start, most))
    return blank + 1 if blank > start + (most - start) // 2 else most


def _start_of_sentence(text: str, earliest: int, end: int) -> int:
    """Where a sentence begins in the overlap, else where it does."""
    match = _SENTENCE_END.search(text, earliest, end - 1)
    return match.end() if match else earliest


def _cut_table(text: str, block: _Block, headings: str, ruler: _Ruler) -> Iterator[Chunk]:
    lines = [block.start, *(i + 1 for i in _newlines(text, block.start, block.end)), block.end + 1]
    head = text[block.start : lines[1] - 1]
    lead_tokens = ruler.between(block.start, lines[1] - 1)
    lead = head if lead_tokens <= _LONGEST_LEAD else ""
    room = LONGEST - (lead_tokens if lead else 0)
    start = block.start
    for begin, following in pairwise(lines):
        end = following - 1
        if start < begin and ruler.between(start, end) > room:
            yield Chunk(start, begin - 1, block.page, headings, lead if start > block.start else "")
            start = begin
        while ruler.between(start, end) > LONGEST:
            middle = ruler.after(start, room)
            yield Chunk(start, middle, block.page, headings, lead if start > block.start else "")
            start = middle
    yield Chunk(start, block.end, block.page, headings, lead if start > block.start else "")


def _newlines(text: str, start: int, end: int) -> Iterator[int]:
    at = text.find("\n", start, end)
    while at >= 0:
        yield at
        at = text.find("\n", at + 1, end)
