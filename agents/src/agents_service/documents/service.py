"""What can be done with documents."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents_service.bases import repo as bases
from agents_service.bases.rules import scoped
from agents_service.deps import Deps
from agents_service.documents import problems, repo
from agents_service.documents.schemas import AccessBody, DocumentView, LogView, Trouble, What
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, page
from kernel.problems import Problem


async def list_page(
    base_id: str, paging: Paging, state: str | None, source_id: str | None, text: str | None,
    *, by: Principal, deps: Deps,
) -> Page[DocumentView]:  # fmt: skip
    """A page of a base's documents, newest first."""
    async with deps.db.read() as tx:
        await bases.get(tx, by.company_id, base_id)
        rows = await repo.page(tx, by.company_id, base_id, paging, state=state, source_id=source_id, text=text)
        first = await repo.same(tx, by.company_id, base_id, {row["digest"] for row in rows if row["digest"]})
    now = deps.clock()
    return page(rows, paging, key=lambda row: row["id"], view=lambda row: shape(row, first, now))


async def get(base_id: str, document_id: str, *, by: Principal, deps: Deps) -> DocumentView:
    """One document."""
    async with deps.db.read() as tx:
        row = await found(tx, by.company_id, base_id, document_id)
        return await _view(tx, row, deps)


async def found(tx: Tx, company_id: str, base_id: str, document_id: str) -> Row:
    """The row of a document. Raises `DocumentNotFound`."""
    row = await repo.get(tx, company_id, base_id, document_id)
    if row is None:
        raise problems.DocumentNotFound("It may have been removed where it came from. Look at the list of documents.")
    return row


async def set_access(base_id: str, document_id: str, body: AccessBody, *, by: Principal, deps: Deps) -> DocumentView:
    """Say who may read a document; felt by the next search."""
    async with deps.db.begin() as tx:
        row = await found(tx, by.company_id, base_id, document_id)
        own = None if body.open_to is None else [scoped(row["source_id"], each) for each in body.open_to]
        values: dict[str, Any] = {"open_to": own, "changed_at": deps.clock()}
        if row["generation"]:
            values["position"] = await bases.next_positions(tx, by.company_id, base_id)
        await repo.update(tx, by.company_id, document_id, values)
        await repo.note(tx, [entry(row, "access", access_in_words(body.open_to), deps)])
        return await _view(tx, await found(tx, by.company_id, base_id, document_id), deps)


def access_in_words(open_to: Sequence[str] | None) -> str:
    """For the log."""
    return "As its source says" if open_to is None else f"Open to: {', '.join(open_to)}"


async def again(base_id: str, document_id: str, *, by: Principal, deps: Deps) -> DocumentView:
    """Take a document in once more."""
    async with deps.db.begin() as tx:
        row = await found(tx, by.company_id, base_id, document_id)
        values = {"state": "queued", "tries": 0, "due_at": deps.clock(), "taken_tag": "", "digest": "", "problem": None}
        await repo.update(tx, by.company_id, document_id, values)
        view = await _view(tx, {**row, **values}, deps)
        tx.after_commit(deps.work.set)
    return view


async def log_page(base_id: str, paging: Paging, source_id: str | None, *, by: Principal, deps: Deps) -> Page[LogView]:
    """What happened to a base's documents, newest first."""
    async with deps.db.read() as tx:
        await bases.get(tx, by.company_id, base_id)
        rows = await repo.log_page(tx, by.company_id, base_id, paging, source_id)
    return page(rows, paging, key=lambda row: row["id"], view=LogView.model_validate)


async def remove(tx: Tx, row: Mapping[str, Any], why: str, deps: Deps) -> None:
    """Take a document out of what is searched, and note it. `row` names company, base, source, id and name."""
    company_id, base_id = row["company_id"], row["base_id"]
    values: dict[str, Any] = {"changed_at": deps.clock(), "lease_until": None, "digest": "", "taken_tag": ""}
    if row["generation"]:
        values |= {"position": await bases.next_positions(tx, company_id, base_id)}
    await repo.remove(tx, company_id, row["id"], values)
    await repo.note(tx, [entry(row, "removed", why, deps)])


def entry(row: Mapping[str, Any], what: What, why: str, deps: Deps) -> dict[str, Any]:
    """A line of the log on a document."""
    return {
        "id": deps.new_id(ids.KNOWLEDGE_LOG),
        "company_id": row["company_id"],
        "base_id": row["base_id"],
        "source_id": row["source_id"],
        "document_id": row["id"],
        "name": row["name"],
        "what": what,
        "why": why[:2_000],
        "at": deps.clock(),
    }


def trouble(problem: Problem) -> dict[str, str]:
    """A problem as it is kept and shown."""
    said = problem.document()
    title, detail = str(said.get("title", "")), str(said.get("detail", ""))
    return {"type": str(said.get("type", "")), "title": title, "detail": detail}


async def _view(tx: Tx, row: Row, deps: Deps) -> DocumentView:
    first = await repo.same(tx, row["company_id"], row["base_id"], {row["digest"]} - {""})
    return shape(row, first, deps.clock())


def shape(row: Row, first: Mapping[str, Row], now: Any) -> DocumentView:
    """A document as the outside sees it; `first` are those that had a content first."""
    is_working = row["state"] == "queued" and row["lease_until"] is not None and row["lease_until"] > now
    twin = first.get(row["digest"])
    return DocumentView(
        id=row["id"],
        source_id=row["source_id"],
        name=row["name"],
        place=row["place"],
        media_type=row["media_type"],
        size=row["size"],
        state="working" if is_working else row["state"],
        problem=Trouble.model_validate(row["problem"]) if row["problem"] else None,
        searched=row["generation"] > 0,
        pages=row["pages"],
        chunks=row["chunks"],
        open_to=None if row["open_to"] is None else [each.rpartition("/")[2] for each in row["open_to"]],
        same_as=twin["id"] if twin and twin["id"] != row["id"] else None,
        added_at=row["added_at"],
        changed_at=row["changed_at"],
    )
