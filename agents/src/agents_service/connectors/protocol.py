"""What a place with documents can be asked: what is there, page by page, and the bytes of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kernel.problems import InvalidRequest, Unavailable


@dataclass(frozen=True)
class Entry:
    """A document where it lies. `tag` changes whenever its content does; it is opaque."""

    place: str
    tag: str
    size: int | None
    """In bytes; None where that is not known before it is fetched."""
    open_to: tuple[str, ...] | None = None
    """Who may read it, where the place says so."""
    name: str | None = None
    """What people call it, where the place is no path that ends with its name."""
    media_type: str = ""


@dataclass(frozen=True)
class Listing:
    """One page of what is there; `cursor` asks for the next, and is None on the last.

    All pages together list everything, and what they leave out is gone; unless the last says `changes_only`: then only
    what is in `gone` is gone. `unsure` are places that could not be looked at: nothing is known of them. The `token` of
    the last page, where there is one, is the cursor from which the next listing names changes only.
    """

    entries: Sequence[Entry] = field(default_factory=list[Entry])
    cursor: str | None = None
    gone: Sequence[str] = ()
    unsure: Sequence[str] = ()
    changes_only: bool = False
    token: str | None = None


class CursorLost(Exception):
    """The place does not know the cursor any more: list everything from the beginning."""


class PlaceNotUsable(InvalidRequest):
    """The place is not there, or does not let us in: somebody has to change something."""

    title = "The source cannot be read"


class PlaceAway(Unavailable):
    """The place does not answer just now."""

    title = "The source does not answer just now"


class DocumentGone(InvalidRequest):
    """It was there when it was listed, and is not there any more."""

    title = "The document is no longer at its source"


class Connector(Protocol):
    """A place. Raises `PlaceNotUsable`, `PlaceAway`, `CursorLost` and `DocumentGone`."""

    async def page(self, cursor: str | None) -> Listing:
        """The entries after a cursor (None: from the beginning), in the place's own order."""
        ...

    async def fetch(self, place: str, most: int) -> bytes:
        """A document's bytes, `most` + 1 of them at most."""
        ...
