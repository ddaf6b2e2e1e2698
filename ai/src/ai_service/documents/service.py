"""Reads documents of the kinds people hand in: PDF, Word, text, HTML, e-mail."""

import asyncio
import base64
import binascii
import email
import email.policy
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import Any

import orjson

from ai_service.documents import problems
from ai_service.documents.layout import Page, Word, page_of_text, page_of_words
from ai_service.documents.markup import text_of_html
from ai_service.documents.word import is_word, text_of_word
from contracts.ai import Document

_SECONDS = 30.0
_AT_ONCE = asyncio.Semaphore(2)
# Run as a file: the module alone, without what the package imports.
_READER = Path(__file__).with_name("reader.py")
_MOST_BYTES = 20 * 1024 * 1024
_MOST_MARKUP = 2_000_000
_MOST_PAGES = 500
_TEXT = ("text/plain", "text/markdown", "text/csv", "application/json")
_HTML = ("text/html", "application/xhtml+xml")


async def read_pages(document: Document) -> list[str]:
    """The text of each page. Raises the problems of this slice."""
    return [page.text for page in await read_layout(document)]


async def read_layout(document: Document) -> list[Page]:
    """The pages with every word's place. Raises the problems of this slice."""
    content = await asyncio.to_thread(content_of, document)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        pages = await pdf_pages(content)
    else:
        pages = await asyncio.to_thread(_text_pages, content, document)
    if not any(page.lines for page in pages):
        raise problems.NoText(f"“{document.name}” holds no text. Scanned pages are not read yet.")
    return pages


def _text_pages(content: bytes, document: Document) -> list[Page]:
    kind = kind_of(document)
    if kind in _HTML:
        return [page_of_text(1, text_of_html(decoded(content)[:_MOST_MARKUP]))]
    if kind == "message/rfc822":
        return [page_of_text(1, text_of_email(content))]
    if is_word(content):
        return [page_of_text(1, text_of_word(content, document.name))]
    if kind in _TEXT:
        return [page_of_text(number, part) for number, part in enumerate(decoded(content).split("\f")[:_MOST_PAGES], 1)]
    raise problems.KindNotTaken(
        f"“{document.name}” is {kind or 'of no kind'}. Give a PDF, Word (DOCX), text, HTML or an e-mail."
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


def text_of_email(content: bytes, *, marked: bool = False) -> str:
    """An e-mail's heads and its body."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    text = str(body.get_content()) if body else ""
    if body and body.get_content_type() == "text/html":
        text = text_of_html(text[:_MOST_MARKUP], marked=marked)
    heads = [f"{name}: {message[name]}" for name in ("From", "To", "Date", "Subject") if message[name]]
    return "\n".join([*heads, "", text])
