"""What can be done with files."""

from collections.abc import Collection
from typing import Protocol

from company_service.deps import Deps
from company_service.engine.steps import PayloadReader
from company_service.files import repo, rules
from company_service.files.problems import FileNotFound, FileRefused
from company_service.files.schemas import Content, FileView
from contracts import ids
from kernel.db import Database, Row
from kernel.identity import Principal
from kernel.problems import FieldError, TooLarge


class Upload(Protocol):
    """A file on its way in."""

    filename: str | None
    content_type: str | None

    async def read(self, size: int = -1) -> bytes:
        """So many bytes, or all of them."""
        ...


async def take(upload: Upload, *, by: Principal, deps: Deps) -> FileView:
    """Keep a file that somebody hands in. Raises `FileRefused` and `TooLarge`."""
    data = await upload.read(rules.MAX_BYTES + 1)
    if len(data) > rules.MAX_BYTES:
        raise TooLarge(f"A file may have {rules.MAX_BYTES // 1024 // 1024} MB. Send a smaller one.")
    if not data:
        raise FileRefused("The file is empty.", errors=[FieldError("/file", "This file has no content.")])
    return await store(deps.new_id(ids.FILE), upload.filename or "", upload.content_type or "", data, by=by, deps=deps)


async def store(file_id: str, name: str, declared: str, data: bytes, *, by: Principal, deps: Deps) -> FileView:
    """Keep these bytes as a file with this id, unless it is there already."""
    digest = await deps.payloads.put(by.company_id, data)
    row = {
        "id": file_id,
        "company_id": by.company_id,
        "name": rules.clean_name(name),
        "media_type": rules.media_type_of(data, declared),
        "size": len(data),
        "sha256": digest,
        "created_by": by.user_id,
        "created_at": deps.clock(),
    }
    async with deps.db.begin() as tx:
        await repo.insert(tx, row)
    return FileView.model_validate(row)


async def about(file_id: str, *, by: Principal, deps: Deps) -> FileView:
    """What is known of a file. Raises `FileNotFound`."""
    return FileView.model_validate(await _row(deps.db, by.company_id, file_id))


async def read(file_id: str, *, by: Principal, deps: Deps) -> Content:
    """A file with its bytes."""
    return await content(deps.db, deps.payloads, by.company_id, file_id)


async def content(db: Database, payloads: PayloadReader, company_id: str, file_id: str) -> Content:
    """A company's file with its bytes, for whoever works on its behalf. Raises `FileNotFound`."""
    row = await _row(db, company_id, file_id)
    return Content(row["name"], row["media_type"], await payloads.get(company_id, row["sha256"]))


async def _row(db: Database, company_id: str, file_id: str) -> Row:
    async with db.read() as tx:
        row = await repo.get(tx, company_id, file_id)
    if row is None:
        raise FileNotFound(f"Your company has no file {file_id[:60]!r}. Upload it first, then use the id you get.")
    return row


async def missing(file_ids: Collection[str], *, by: Principal, deps: Deps) -> set[str]:
    """Which of these files the company does not have."""
    if not file_ids:
        return set()
    async with deps.db.read() as tx:
        return set(file_ids) - await repo.existing(tx, by.company_id, file_ids)
