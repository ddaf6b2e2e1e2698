"""Cursor paging: every list answers `{"items": […], "next": cursor or null}`, newest first unless said otherwise."""

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, NamedTuple, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel

from kernel.problems import FieldError, InvalidRequest

T = TypeVar("T")
R = TypeVar("R")

MAX_LIMIT = 200


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the following page, or null on the last one."""

    items: list[T]
    next: str | None


class Paging(NamedTuple):
    """Where a page starts (`after`, the key of the last row seen) and how many rows it may hold."""

    after: str | None
    limit: int


def encode_cursor(key: str) -> str:
    """An opaque cursor for the row with this key."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """The key a cursor stands for. Raises `InvalidRequest`."""
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        message = "This is not a cursor of ours; take the `next` value of an earlier page."
        raise InvalidRequest(message, errors=[FieldError("/query/cursor", message)]) from None


async def _paging(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50, cursor: Annotated[str | None, Query(max_length=200)] = None
) -> Paging:
    return Paging(decode_cursor(cursor) if cursor else None, limit)


PagingParam = Annotated[Paging, Depends(_paging)]


def page(rows: Sequence[R], paging: Paging, *, key: Callable[[R], str], view: Callable[[R], T]) -> Page[T]:
    """Shape rows fetched with `limit + 1` into a page."""
    shown = rows[: paging.limit]
    more = len(rows) > paging.limit
    return Page(items=[view(row) for row in shown], next=encode_cursor(key(shown[-1])) if more else None)
