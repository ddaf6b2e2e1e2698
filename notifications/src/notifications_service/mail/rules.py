"""What an e-mail looks like: plain text and HTML of the same words.

Titles and bodies are plain text; HTML is made from them by escaping, so that nothing in them is ever markup, and no
line break reaches a header.
"""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f-\U0010ffff]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_OPEN = {"en": "Open in the platform", "de": "In der Plattform öffnen"}
_STYLE = "font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;color:#1c1c1c;max-width:40em"


@dataclass(frozen=True)
class Letter:
    """Words to send to one person. `reference` stays the same over repeats, so that a repeat can be told."""

    reference: str
    to_name: str
    to_address: str
    title: str
    body: str
    link: str | None
    language: str


def one_line(text: str) -> str:
    """The text without line breaks and control characters, fit for a header."""
    return " ".join(_CONTROL.sub(" ", text).split())


def is_address(text: str) -> bool:
    """Whether mail can go to this address: a plain one in ASCII, without a name and without comments."""
    return _ADDRESS.fullmatch(text) is not None


def absolute(link: str | None, public_url: str | None) -> str | None:
    """The link as an e-mail needs it, or None when the platform's own address is not known."""
    if link is None or not link.startswith("/"):
        return link
    return public_url.rstrip("/") + link if public_url else None


def compose(letter: Letter, sender: str, now: datetime) -> EmailMessage:
    """The message. Raises `ValueError` for an address no mail can go to."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = one_line(letter.title)
    message["From"] = _address("", sender)
    message["To"] = _address(letter.to_name, letter.to_address)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.reference}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = letter.language
    label = _OPEN.get(letter.language, _OPEN["en"])
    text = letter.body + (f"\n\n{label}: {letter.link}" if letter.link else "")
    message.set_content(text.strip() or letter.title)
    message.add_alternative(_html(letter, label), subtype="html")
    return message


def _address(name: str, address: str) -> Address:
    if not is_address(address):
        raise ValueError("this is not an address that mail can go to")
    local, _, domain = address.rpartition("@")
    return Address(display_name=one_line(name), username=local, domain=domain)


def _html(letter: Letter, label: str) -> str:
    paragraphs = [html.escape(part).replace("\n", "<br>\n") for part in re.split(r"\n{2,}", letter.body.strip())]
    parts = [f"<h1 style='font-size:18px'>{html.escape(letter.title)}</h1>"]
    parts += [f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph]
    if letter.link:
        parts.append(f"<p><a href='{html.escape(letter.link)}'>{html.escape(label)}</a></p>")
    body, language = "\n".join(parts), html.escape(letter.language)
    return f"<!doctype html>\n<html lang='{language}'><body style='{_STYLE}'>\n{body}\n</body></html>\n"
