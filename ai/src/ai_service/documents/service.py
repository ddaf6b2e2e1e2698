"""Reads documents of the kinds people hand in: PDF, Word, text, HTML, e-mail."""

import asyncio
import base64
import binascii
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import Any

import orjson

from ai_service.documents import problems
from ai_service.documents.guarded import guarded_kind, seen, texts
from ai_service.documents.layout import Page, Word, page_of_text, page_of_words
from contracts.ai import Document

_SECONDS = 30.0
_AT_ONCE = asyncio.Semaphore(2)
# Run as a file: the module alone, without what the package imports.
_READER = Path(__file__).with_name("reader.py")
_MOST_BYTES = 20 * 1024 * 1024
_MOST_MARKUP = 2_000_000
_MOST_PAGES = 500
_TEXT = ("text/plain", "text/markdown", "text/csv", "application/json")
MOST_SCANNED = 20


async def read_pages(document: Document) -> list[str]:
    """The text of each page. Raises the problems of this slice."""
    return [page.text for page in await read_layout(document)]


async def read_layout(document: Document) -> list[Page]:
    """The pages with every word's place. Raises the problems of this slice."""
    content = await asyncio.to_thread(content_of, document)
    kind = kind_of(document)
    how = guarded_kind(content, kind)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        pages = await with_scans(await pdf_pages(content), content, document.name)
    elif how == "picture":
        pages = await seen(content, document.name)
    elif how:
        texts_of_pages = await texts(content, how, document.name)
        pages = [page_of_text(number, text[:_MOST_MARKUP]) for number, text in enumerate(texts_of_pages, 1)]
    elif kind in _TEXT:
        parts = decoded(content).split("\f")[:_MOST_PAGES]
        pages = [page_of_text(number, part) for number, part in enumerate(parts, 1)]
    else:
        raise not_taken(document)
    if not any(page.lines for page in pages):
        raise problems.NoText(f"“{document.name}” holds no text.")
    return pages


async def with_scans(pages: list[Page], content: bytes, name: str) -> list[Page]:
    """The pages of a PDF; those without words, which are scanned, read as pictures."""
    scanned = [page.number - 1 for page in pages if not page.lines]
    if not scanned:
        return pages
    if len(scanned) > MOST_SCANNED and len(scanned) == len(pages):
        raise problems.DocumentTooLarge(f"“{name}” has more than {MOST_SCANNED} scanned pages. Split it.")
    # Of many, among pages with words, most are empty or hold a picture: the first ones are looked at.
    found = {page.number: page for page in await seen(content, name, scanned[:MOST_SCANNED])}
    return [found.get(page.number, page) for page in pages]


def not_taken(document: Document) -> problems.KindNotTaken:
    """What is said of a file that nobody can read."""
    return problems.KindNotTaken(
        f"“{document.name}” is {kind_of(document) or 'of no kind'}. Give a PDF, Word (DOCX), Excel (XLSX), PowerPoint "
        "(PPTX), text, HTML, CSV, an e-mail or a picture."
    )


def kind_of(document: Document) -> str:
    """The media type without its parameters."""
    return document.media_type.partition(";")[0].strip().lower()


def content_of(document: Document) -> bytes:
    """A document's bytes. Raises the problems of this slice."""
    try:
        content = base64.b64decode(document.data, validate=True)
    except (binascii.Error, ValueError):
        raise problems.NotReadable("The document's data is not base64.") from None
    if len(content) > _MOST_BYTES:
        raise problems.DocumentTooLarge(f"“{document.name}” has more than {_MOST_BYTES // 1024**2} MiB.")
    if not content:
        raise problems.NotReadable(f"“{document.name}” is empty.")
    return content


def decoded(content: bytes) -> str:
    """Bytes as text: UTF-8, or what Windows writes."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


async def pdf_pages(content: bytes, *, whole: bool = False) -> list[Page]:
    """The pages of a PDF; with `whole` many more of them, with the places of words only roughly."""
    async with _AT_ONCE:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(_READER), *(["--whole"] if whole else []), stdin=PIPE, stdout=PIPE, stderr=DEVNULL
        )
        try:
            async with asyncio.timeout(_SECONDS * 3 if whole else _SECONDS):
                written, _ = await process.communicate(content)
        except TimeoutError:
            raise problems.NotReadable("Reading the document took too long; it may be damaged.") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode != 0:
        raise problems.NotReadable("The document is damaged, protected by a password, or no PDF at all.")
    return await asyncio.to_thread(_pages, written)


def _pages(written: bytes) -> list[Page]:
    pages: list[dict[str, Any]] = orjson.loads(written)
    return [
        page_of_words(number, page["width"], page["height"], [Word(*word) for word in page["words"]])
        for number, page in enumerate(pages, 1)
    ]
