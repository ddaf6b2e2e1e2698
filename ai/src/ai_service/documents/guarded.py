"""Files read in a process of their own, which a hostile one can end without harm: text comes back, or why not."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from typing import Any

import orjson

from ai_service.documents import problems
from ai_service.documents.layout import Page, Word, page_of_words
from ai_service.parsing.archive import holds
from ai_service.parsing.slides import PRESENTATION
from kernel.problems import Problem

_SECONDS = 60.0
_SECONDS_TO_SEE = 540.0
_AT_ONCE = asyncio.Semaphore(2)
_ONE_TO_SEE = asyncio.Semaphore(1)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_BY_TYPE = {"text/html": "html", "application/xhtml+xml": "html", "message/rfc822": "mail"}
_BY_CONTENT = {
    "word/document.xml": "word", "xl/workbook.xml": "sheets", "xl/workbook.bin": "sheets", PRESENTATION: "slides",
    "content.xml": "sheets",
}  # fmt: skip


def guarded_kind(content: bytes, media_type: str) -> str | None:
    """How a file is read in a process of its own, by what it holds or else what it is called; None: it is not."""
    for name, kind in _BY_CONTENT.items():
        if holds(content, name):
            return kind
    if media_type.startswith("image/"):
        return "picture"
    if content.startswith(_OLD_OFFICE) and "excel" in media_type:
        return "sheets"
    return _BY_TYPE.get(media_type)


async def texts(content: bytes, kind: str, name: str, *, marked: bool = False) -> list[str]:
    """The text of each page. Raises the problems of this slice."""
    async with _AT_ONCE:
        return await _answer(content, name, _SECONDS, kind, *(["--marked"] if marked else []))


async def seen(content: bytes, name: str, numbers: list[int] | None = None) -> list[Page]:
    """The pages of a picture, or these pages (from 0) of a scanned PDF, with the places of words."""
    what = ["picture"] if numbers is None else ["scan", ",".join(map(str, numbers))]
    async with _ONE_TO_SEE:
        pages: list[dict[str, Any]] = await _answer(content, name, _SECONDS_TO_SEE, *what)
    places = [number + 1 for number in numbers or [0]]
    return [
        page_of_words(number, page["width"], page["height"], [Word(*word) for word in page["words"]])
        for number, page in zip(places, pages, strict=True)
    ]


async def _answer(content: bytes, name: str, seconds: float, *what: str) -> Any:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", "ai_service.parsing", *what, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )
    try:
        async with asyncio.timeout(seconds):
            written, _ = await process.communicate(content)
    except TimeoutError:
        raise problems.NotReadable(f"Reading “{name}” took too long; it may be damaged. Split it.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise problems.NotReadable(f"Reading “{name}” took more time or memory than a document may; it may be damaged.")
    answer: dict[str, Any] = orjson.loads(written)
    if "refused" in answer:
        raise _problem(answer, name)
    return answer["pages"]


def _problem(answer: dict[str, Any], name: str) -> Problem:
    kind = problems.DocumentTooLarge if answer["refused"] == "too_large" else problems.NotReadable
    return kind(f"“{name}” {answer['why']}.")
