"""Turns a file from standard input into JSON: run as a process of its own, under hard limits.

    python -I -m ai_service.parsing word [--marked] < offer.docx
    python -I -m ai_service.parsing scan 0,3 < scanned.pdf

A hostile file can end this process and nothing else. What is refused is answered as {"refused": kind, "why": text}.
"""

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

from ai_service.parsing.archive import DAMAGED, Refused

_MEMORY = 1024**3
_CPU_SECONDS = 30
_MEMORY_TO_SEE = 3 * 1024**3
_CPU_SECONDS_TO_SEE = 500


def _limit(memory: int, cpu_seconds: int) -> None:
    for name, most in {"AS": memory, "CPU": cpu_seconds, "FSIZE": 0, "CORE": 0}.items():
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
        except (ValueError, OSError):
            if sys.platform == "linux":  # macOS knows no limit on memory; there the time-out has to do
                raise


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _html(content: bytes, *, marked: bool) -> list[str]:
    from ai_service.parsing.markup import text_of_html

    return [text_of_html(_decoded(content), marked=marked)]


def _mail(content: bytes, *, marked: bool) -> list[str]:
    from ai_service.parsing.mail import text_of_email

    return [text_of_email(content, marked=marked)]


def _word(content: bytes, *, marked: bool) -> list[str]:
    from ai_service.parsing.word import text_of_word

    return [text_of_word(content, marked=marked)]


_TEXTS: dict[str, Callable[..., list[str]]] = {"html": _html, "mail": _mail, "word": _word}
_PAGES = {"sheets", "slides"}


def _read(kind: str, content: bytes, more: list[str]) -> dict[str, Any]:
    if kind in _TEXTS:
        return {"pages": _TEXTS[kind](content, marked="--marked" in more)}
    if kind == "sheets":
        from ai_service.parsing.sheets import pages_of_workbook

        return {"pages": pages_of_workbook(content)}
    if kind == "slides":
        from ai_service.parsing.slides import pages_of_slides

        return {"pages": pages_of_slides(content)}
    from ai_service.parsing.pictures import pages_of_picture, pages_of_scan

    if kind == "picture":
        return {"pages": pages_of_picture(content)}
    return {"pages": pages_of_scan(content, [int(each) for each in more[0].split(",")])}


def main() -> int:
    """Read, write, answer the exit code."""
    kind, *more = sys.argv[1:]
    content = sys.stdin.buffer.read()
    is_text = kind in {*_TEXTS, *_PAGES}
    _limit(_MEMORY if is_text else _MEMORY_TO_SEE, _CPU_SECONDS if is_text else _CPU_SECONDS_TO_SEE)
    try:
        answer = _read(kind, content, more)
    except Refused as refused:
        answer = {"refused": refused.kind, "why": refused.why}
    except (*DAMAGED, MemoryError) as error:
        answer = {"refused": "not_readable", "why": f"is damaged ({type(error).__name__})"}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
