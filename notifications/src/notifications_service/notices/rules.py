"""What a notice must be like before anybody hears of it."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from contracts.notifications import NoticeInput
from kernel.problems import FieldError, InvalidRequest

# A path of our own (`//host` would be another site), or a web address.
_LINK = re.compile(r"/(?![/\\])[^\s\\]*|https?://[^\s\\]+")


def check(notice: NoticeInput) -> None:
    """Raises `InvalidRequest` with everything that is wrong."""
    errors: list[FieldError] = []
    if not notice.template and not notice.title.strip():
        errors.append(FieldError("/title", "Give a title, or a template."))
    if notice.link is not None and not _LINK.fullmatch(notice.link):
        errors.append(FieldError("/link", "A link is a path such as /runs/… or begins with https://."))
    if any(not 0 < len(address) <= 80 for address in notice.to):
        errors.append(FieldError("/to", "Name people by id, or a role as `role:operator`."))
    if errors:
        raise InvalidRequest("Please correct what is marked.", errors=errors)


def values(notice: NoticeInput) -> dict[str, Any]:
    """What a template can look up: the data, and title, body and link where they are given."""
    given = {"title": notice.title, "body": notice.body, "link": notice.link}
    return {**notice.data, **{name: value for name, value in given.items() if value}}


def creation_key(who: str, key: str) -> str:
    """What makes two requests the same: who sent them, and the key they chose."""
    return hashlib.sha256(f"{who}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()


def words(texts: Mapping[str, Mapping[str, str]], language: str) -> tuple[str, str]:
    """Title and body."""
    return texts[language]["title"], texts[language]["body"]
