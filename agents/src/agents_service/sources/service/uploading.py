"""Taking what somebody uploads."""

from collections.abc import Mapping
from typing import Any, Protocol

from agents_service.bases import repo as bases
from agents_service.deps import Deps
from agents_service.documents import problems, repo, rules
from agents_service.documents import service as documents
from agents_service.documents.schemas import DocumentView
from agents_service.sources.rules import clean_name
from agents_service.sources.service.manage import uploads_of
from contracts import ids
from kernel.identity import Principal
from kernel.problems import FieldError, TooLarge


class Upload(Protocol):
    """A file on its way in."""

    filename: str | None
    content_type: str | None

    async def read(self, size: int = -1) -> bytes:
        """So many bytes, or all of them."""
        ...


async def take(base_id: str, upload: Upload, *, by: Principal, deps: Deps) -> DocumentView:
    """Keep a file for the base; one of the same name takes the place of the earlier one."""
    name = clean_name(upload.filename or "")
    data = await upload.read(rules.MAX_BYTES + 1)
    media_type = checked(name, upload.content_type or "", data)
    async with deps.db.begin() as tx:
        await bases.get(tx, by.company_id, base_id)
        source = await uploads_of(tx, base_id, by.company_id, deps)
        digest, key, now = rules.digest_of(data), rules.key_of(name), deps.clock()
        known = (await repo.at_places(tx, by.company_id, source["id"], [key])).get(key)
        values = {"name": name, "media_type": media_type, "size": len(data), "version_tag": digest, "state": "queued",
                  "problem": None, "tries": 0, "due_at": now, "lease_until": None, "changed_at": now}  # fmt: skip
        if known:
            document_id = known["id"]
            await repo.update(tx, by.company_id, document_id, {**values, "fence": known["fence"] + 1})
        else:
            document_id = deps.new_id(ids.KNOWLEDGE_DOCUMENT)
            row = new_row(document_id, source, name, now)
            await repo.insert(tx, [{**row, **values}])
        kept = {"document_id": document_id, "company_id": by.company_id, "base_id": base_id, "data": data}
        await repo.put_file(tx, kept)
        what = "changed" if known and known["state"] != "removed" else "added"
        row = await documents.found(tx, by.company_id, base_id, document_id)
        await repo.note(tx, [documents.entry(row, what, "Uploaded", deps)])
        tx.after_commit(deps.work.set)
    return await documents.get(base_id, document_id, by=by, deps=deps)


def new_row(document_id: str, source: Mapping[str, Any], place: str, now: Any) -> dict[str, Any]:
    """A document that nobody has taken in yet."""
    return {
        "id": document_id, "company_id": source["company_id"], "base_id": source["base_id"], "source_id": source["id"],
        "place_key": rules.key_of(place), "place": place, "name": clean_name(place), "media_type": "", "size": 0,
        "version_tag": "", "taken_tag": "", "digest": "", "open_to": None, "state": "queued", "problem": None,
        "tries": 0, "due_at": now, "lease_until": None, "fence": 0, "generation": 0, "position": 0, "pages": 0,
        "chunks": 0, "seen_sync": "", "added_at": now, "changed_at": now,
    }  # fmt: skip


def checked(name: str, declared: str, data: bytes) -> str:
    """The media type of a file that can be taken. Raises what is wrong with it."""
    if len(data) > rules.MAX_BYTES:
        raise TooLarge(f"“{name}” is larger than the {rules.MAX_BYTES // 1024**2} MB a document may have. Split it.")
    if not data:
        raise problems.DocumentEmpty(f"There is nothing in “{name}”.", errors=[FieldError("/file", "It is empty.")])
    media_type = rules.media_type_of(name, declared)
    if media_type is None:
        raise problems.DocumentKindNotTaken(f"“{name}” cannot be read. Give a {rules.TAKEN}.")
    return media_type


async def delete(base_id: str, document_id: str, *, by: Principal, deps: Deps) -> None:
    """Delete an uploaded document; others go when they go at their source."""
    async with deps.db.begin() as tx:
        row = await documents.found(tx, by.company_id, base_id, document_id)
        source = await uploads_of(tx, base_id, by.company_id, deps)
        if row["source_id"] != source["id"]:
            raise problems.DocumentBelongsToSource("Delete it there, and it goes here with the next sync.")
        await documents.remove(tx, row, "Deleted by hand", deps)
