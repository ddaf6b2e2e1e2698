"""What can be done with knowledge bases."""

from collections.abc import Callable

from agents_service.bases import problems
from agents_service.bases import repo as bases
from agents_service.deps import Deps
from agents_service.documents import repo as documents
from agents_service.index.protocol import Space
from agents_service.knowledge.schemas import KnowledgeBaseBody, KnowledgeBaseView
from agents_service.quality import repo as quality
from agents_service.questions import repo as questions
from agents_service.sources import repo as sources
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, page


async def create(body: KnowledgeBaseBody, *, by: Principal, deps: Deps) -> KnowledgeBaseView:
    """Make an empty knowledge base."""
    now, base_id = deps.clock(), deps.new_id(ids.KNOWLEDGE_BASE)
    row = {
        "id": base_id, "company_id": by.company_id, "name": body.name, "description": body.description,
        "model": body.embedding_model or deps.knowledge_model, "next_model": None, "position": 0, "version": 1,
        "created_by": by.user_id or "", "created_at": now, "updated_at": now,
    }  # fmt: skip
    async with deps.db.begin() as tx:
        await bases.insert(tx, row)
        return await _view(tx, by.company_id, base_id)


async def get(base_id: str, *, by: Principal, deps: Deps) -> KnowledgeBaseView:
    """One knowledge base."""
    async with deps.db.read() as tx:
        return await _view(tx, by.company_id, base_id)


async def list_page(paging: Paging, *, by: Principal, deps: Deps) -> Page[KnowledgeBaseView]:
    """A page of the company's knowledge bases, newest first."""
    async with deps.db.read() as tx:
        rows = await bases.page(tx, by.company_id, paging)
        shape = await _shaping(tx, by.company_id, [row["id"] for row in rows])
    return page(rows, paging, key=lambda row: row["id"], view=shape)


async def save(base_id: str, version: int, body: KnowledgeBaseBody, *, by: Principal, deps: Deps) -> KnowledgeBaseView:
    """Save a knowledge base; another model is searched by once every document has its vectors."""
    async with deps.db.begin() as tx:
        row = await bases.get(tx, by.company_id, base_id)
        wanted = body.embedding_model or row["model"]
        values = {
            "name": body.name, "description": body.description, "version": version + 1, "updated_at": deps.clock(),
            "next_model": None if wanted == row["model"] else wanted,
        }  # fmt: skip
        if not await bases.update(tx, by.company_id, base_id, version, values):
            raise problems.KnowledgeBaseChanged("Load it and make your change again.")
        return await _view(tx, by.company_id, base_id)


async def delete(base_id: str, *, by: Principal, deps: Deps) -> None:
    """Delete a knowledge base with all that is in it."""
    async with deps.db.begin() as tx:
        row = await bases.get(tx, by.company_id, base_id)
        await documents.delete_all(tx, by.company_id, base_id)
        await sources.delete_all(tx, by.company_id, base_id)
        await quality.forget(tx, by.company_id, base_id)
        await questions.forget_base(tx, by.company_id, base_id)
        await bases.delete(tx, by.company_id, base_id)
    for model in filter(None, {row["model"], row["next_model"]}):
        await deps.index.forget(Space(by.company_id, base_id, model))


async def _view(tx: Tx, company_id: str, base_id: str) -> KnowledgeBaseView:
    row = await bases.get(tx, company_id, base_id)
    return (await _shaping(tx, company_id, [base_id]))(row)


async def _shaping(tx: Tx, company_id: str, base_ids: list[str]) -> Callable[[Row], KnowledgeBaseView]:
    counts = await documents.counts(tx, company_id, base_ids) if base_ids else {}
    of_sources = await sources.count(tx, company_id, base_ids) if base_ids else {}

    def shape(row: Row) -> KnowledgeBaseView:
        states = dict(counts.get(row["id"], {}))
        chunks = states.pop("chunks", 0)
        return KnowledgeBaseView(
            id=row["id"],
            name=row["name"],
            description=row["description"],
            embedding_model=row["model"],
            next_model=row["next_model"],
            sources=of_sources.get(row["id"], 0),
            documents={name: states.get(name, 0) for name in ("queued", "ready", "failed")},
            chunks=chunks,
            version=row["version"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
        )

    return shape
