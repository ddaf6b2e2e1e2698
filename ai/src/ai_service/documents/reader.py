"""Reads one PDF from standard input and writes its words as JSON: run as a process of its own, under hard limits.

    python -I reader.py [--whole] < invoice.pdf

With `--whole` it reads many more pages, and looks where a word begins and ends instead of at each letter.

A hostile file can end this process and nothing else. Exit code 3: it is damaged or protected.
"""

import json
import resource
import sys
from typing import Any, cast

MOST_PAGES = 60
MOST_WORDS = 60_000
MOST_LETTERS = 200_000
LONGEST_WORD = 120
WHOLE_PAGES = 3_000
WHOLE_WORDS = 1_500_000
_WHOLE_CPU_SECONDS = 80
_MEMORY = 1024 * 1024 * 1024
_CPU_SECONDS = 20
_CANNOT_READ = 3
# Where a word is cut at the end of a line PDFium puts one of these.
_LINE_END_HYPHENS = ("\x02", "\ufffe")
Box = list[float]


def _limit(cpu_seconds: int) -> None:
    limits = {"AS": _MEMORY, "CPU": cpu_seconds, "FSIZE": 0, "NPROC": 0, "CORE": 0}
    for name, most in limits.items():
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
        except (ValueError, OSError):
            if sys.platform == "linux":  # macOS knows no limit on memory; there the time-out has to do
                raise


def _upright(box: tuple[float, float, float, float], turned: int, width: float, height: float) -> Box:
    """A box in the page's own coordinates (left, bottom, right, top; y upwards) as a reader sees it: left, top, right,
    bottom; y downwards. `width` and `height` are those of the page as it is seen."""
    left, bottom, right, top = box
    if turned == 90:
        return [bottom, left, top, right]
    if turned == 180:
        return [width - right, bottom, width - left, top]
    if turned == 270:
        return [width - top, height - right, width - bottom, height - left]
    return [left, height - top, right, height - bottom]


def _words(page: Any) -> list[list[Any]]:
    """[text, left, top, right, bottom] for each word; the origin is the page's upper left corner."""
    from pypdfium2 import raw

    codepoint: Any = cast("Any", raw).FPDFText_GetUnicode

    width, height, turned = page.get_width(), page.get_height(), page.get_rotation()
    text_page = page.get_textpage()
    words: list[list[Any]] = []
    letters: list[str] = []
    box: Box = []
    for index in range(min(text_page.count_chars(), MOST_LETTERS)):
        letter = chr(codepoint(text_page, index))
        letter = "-" if letter in _LINE_END_HYPHENS else letter
        if letter.isspace() or letter < " " or "\ud800" <= letter <= "\udfff":
            _finish(words, letters, box)
            continue
        place = _upright(text_page.get_charbox(index, loose=True), turned, width, height)
        if letters and (len(letters) >= LONGEST_WORD or _apart(box, place)):
            _finish(words, letters, box)
        letters.append(letter)
        box[:] = [*map(min, box[:2], place[:2]), *map(max, box[2:], place[2:])] if box else place
    _finish(words, letters, box)
    return words


def _roughly(page: Any) -> list[list[Any]]:
    """As `_words`; the box of a word is that of its first letter and its last together."""
    from pypdfium2 import raw

    codepoint: Any = cast("Any", raw).FPDFText_GetUnicode
    width, height, turned = page.get_width(), page.get_height(), page.get_rotation()
    text_page = page.get_textpage()
    words: list[list[Any]] = []
    letters: list[str] = []
    first, count = 0, min(text_page.count_chars(), MOST_LETTERS)
    for index in range(count + 1):
        letter = chr(codepoint(text_page, index)) if index < count else " "
        letter = "-" if letter in _LINE_END_HYPHENS else letter
        is_end = letter.isspace() or letter < " " or "\ud800" <= letter <= "\udfff"
        if not is_end:
            first = first if letters else index
            letters.append(letter)
        if letters and (is_end or len(letters) >= LONGEST_WORD):
            ends = [text_page.get_charbox(at, loose=True) for at in (first, first + len(letters) - 1)]
            start, end = (_upright(each, turned, width, height) for each in ends)
            _finish(words, letters, [*map(min, start[:2], end[:2]), *map(max, start[2:], end[2:])])
    return words


def _apart(box: Box, place: Box) -> bool:
    """Whether a letter does not follow the word in `box`: on another line, before it, or after a gap."""
    left, top, right, bottom = place
    size = max(1.0, box[3] - box[1])
    return not (box[1] <= (top + bottom) / 2 <= box[3]) or left - box[2] > size * 0.35 or right < box[0]


def _finish(words: list[list[Any]], letters: list[str], box: Box) -> None:
    if letters and len(words) < MOST_WORDS:
        words.append(["".join(letters), *box])
    letters.clear()
    box.clear()


def read(content: bytes, *, whole: bool = False) -> list[dict[str, Any]]:
    """The pages of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    pages: list[dict[str, Any]] = []
    left = WHOLE_WORDS if whole else MOST_WORDS
    for index in range(min(len(document), WHOLE_PAGES if whole else MOST_PAGES)):
        page = document[index]
        words = (_roughly if whole else _words)(page)[: max(0, left)]
        left -= len(words)
        pages.append({"width": page.get_width(), "height": page.get_height(), "words": words})
        page.close()
    return pages


def main() -> int:
    """Read, write, answer the exit code."""
    import pypdfium2

    content = sys.stdin.buffer.read()
    whole = "--whole" in sys.argv[1:]
    _limit(_WHOLE_CPU_SECONDS if whole else _CPU_SECONDS)
    try:
        pages = read(content, whole=whole)
    except pypdfium2.PdfiumError:
        return _CANNOT_READ
    json.dump(pages, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
