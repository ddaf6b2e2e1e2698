"""Every query on documents, each within one company."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agents_service.documents.tables import contents, documents, files, log
from kernel.db import Row, Tx
from kernel.paging import Paging

_STATES = ("queued", "ready", "failed")


async def get(tx: Tx, company_id: str, base_id: str, document_id: str) -> Row | None:
    """One document that is not removed."""
    d = documents
    mine = (d.c.company_id == company_id) & (d.c.base_id == base_id) & (d.c.id == document_id)
    return await tx.one_or_none(sa.select(d).where(mine, d.c.state != "removed"))


async def some(tx: Tx, company_id: str, ids: Collection[str]) -> dict[str, Row]:
    """These documents, by id."""
    d = documents
    rows = await tx.all(sa.select(d).where(d.c.company_id == company_id, d.c.id.in_(ids)))
    return {row["id"]: row for row in rows}


async def page(
    tx: Tx, company_id: str, base_id: str, paging: Paging, *, state: str | None, source_id: str | None, text: str | None
) -> Sequence[Row]:  # fmt: skip
    """A page of a base's documents, newest first, and one more row if there is another page."""
    d = documents
    query = sa.select(d).where(d.c.company_id == company_id, d.c.base_id == base_id, d.c.state != "removed")
    if state:
        query = query.where(d.c.state == ("queued" if state == "working" else state))
    if source_id:
        query = query.where(d.c.source_id == source_id)
    if text:
        query = query.where(sa.func.lower(d.c.place).contains(text.lower(), autoescape=True))
    if paging.after:
        query = query.where(d.c.id < paging.after)
    return await tx.all(query.order_by(d.c.id.desc()).limit(paging.limit + 1))


async def counts(tx: Tx, company_id: str, base_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """How many documents each base has in each state, and how many chunks (`chunks`)."""
    d = documents
    chunks = sa.func.sum(sa.case((d.c.generation > 0, d.c.chunks), else_=0))
    query = sa.select(d.c.base_id, d.c.state, sa.func.count().label("n"), chunks.label("chunks"))
    mine = (d.c.company_id == company_id) & d.c.base_id.in_(base_ids) & d.c.state.in_(_STATES)
    found: dict[str, dict[str, int]] = {}
    for row in await tx.all(query.where(mine).group_by(d.c.base_id, d.c.state)):
        of_base = found.setdefault(row["base_id"], dict.fromkeys((*_STATES, "chunks"), 0))
        of_base[row["state"]] = int(row["n"])
        of_base["chunks"] += int(row["chunks"] or 0)
    return found


async def counts_by_source(tx: Tx, company_id: str, base_id: str) -> dict[str, dict[str, int]]:
    """How many documents each source of a base has in each state."""
    d = documents
    query = sa.select(d.c.source_id, d.c.state, sa.func.count().label("n"))
    mine = (d.c.company_id == company_id) & (d.c.base_id == base_id) & d.c.state.in_(_STATES)
    found: dict[str, dict[str, int]] = {}
    for row in await tx.all(query.where(mine).group_by(d.c.source_id, d.c.state)):
        found.setdefault(row["source_id"], dict.fromkeys(_STATES, 0))[row["state"]] = int(row["n"])
    return found


async def at_places(tx: Tx, company_id: str, source_id: str, keys: Collection[str]) -> dict[str, Row]:
    """The documents at these places of a source, by key; removed ones too."""
    d = documents
    mine = (d.c.company_id == company_id) & (d.c.source_id == source_id) & d.c.place_key.in_(keys)
    return {row["place_key"]: row for row in await tx.all(sa.select(d).where(mine))}


async def unseen(tx: Tx, company_id: str, source_id: str, sync_id: str) -> Sequence[Row]:
    """The documents that a sync has not come upon: id, place, name, tags, state, generation."""
    d = documents
    columns = (d.c.id, d.c.place, d.c.name, d.c.version_tag, d.c.size, d.c.state, d.c.generation, d.c.base_id)
    mine = (d.c.company_id == company_id) & (d.c.source_id == source_id) & (d.c.state != "removed")
    return await tx.all(sa.select(*columns, d.c.seen_sync).where(mine, d.c.seen_sync != sync_id).order_by(d.c.id))


async def fresh(tx: Tx, company_id: str, source_id: str, sync_id: str, tags: Collection[str]) -> Sequence[Row]:
    """What a sync has added and nobody has taken in yet, with one of these tags."""
    d = documents
    mine = (d.c.company_id == company_id) & (d.c.source_id == source_id) & (d.c.seen_sync == sync_id)
    new = (d.c.generation == 0) & (d.c.state == "queued") & (d.c.version_tag.in_(tags)) & d.c.lease_until.is_(None)
    return await tx.all(sa.select(d).where(mine, new))


async def count_live(tx: Tx, company_id: str, source_id: str) -> int:
    """How many documents a source has that are not removed."""
    d = documents
    mine = (d.c.company_id == company_id) & (d.c.source_id == source_id) & (d.c.state != "removed")
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(d).where(mine)) or 0)


async def live_ids(tx: Tx, company_id: str, source_id: str, limit: int) -> Sequence[Row]:
    """Some documents of a source that are not removed: id and name."""
    d = documents
    mine = (d.c.company_id == company_id) & (d.c.source_id == source_id) & (d.c.state != "removed")
    return await tx.all(sa.select(d.c.id, d.c.name).where(mine).limit(limit))


async def same(tx: Tx, company_id: str, base_id: str, digests: Collection[str]) -> dict[str, Row]:
    """For each of these contents the searched document that had it first: id, name, generation, pages."""
    d = documents
    columns = (d.c.id, d.c.name, d.c.digest, d.c.generation, d.c.pages, d.c.chunks)
    mine = (d.c.company_id == company_id) & (d.c.base_id == base_id) & d.c.digest.in_(digests)
    live = (d.c.state == "ready") & (d.c.generation > 0)
    rows = await tx.all(sa.select(*columns).where(mine, live).order_by(d.c.id.desc()))
    return {row["digest"]: row for row in rows}


async def insert(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add documents (each row names its `company_id`)."""
    if rows:
        await tx.execute(sa.insert(documents), [dict(row) for row in rows])


async def update(tx: Tx, company_id: str, document_id: str, values: Mapping[str, Any]) -> None:
    """Change a document."""
    mine = (documents.c.company_id == company_id) & (documents.c.id == document_id)
    await tx.execute(sa.update(documents).where(mine).values(**values))


async def mark_seen(tx: Tx, company_id: str, ids: Sequence[str], sync_id: str) -> None:
    """Say that a sync has come upon these."""
    if ids:
        mine = (documents.c.company_id == company_id) & documents.c.id.in_(ids)
        await tx.execute(sa.update(documents).where(mine).values(seen_sync=sync_id))


async def remove(tx: Tx, company_id: str, document_id: str, values: Mapping[str, Any]) -> None:
    """Take what a document held away; its row stays, with these values, for the indexes to hear of."""
    c, f = contents, files
    await tx.execute(sa.delete(c).where(c.c.company_id == company_id, c.c.document_id == document_id))
    await tx.execute(sa.delete(f).where(f.c.company_id == company_id, f.c.document_id == document_id))
    await update(tx, company_id, document_id, {"state": "removed", "problem": None, **values})


async def delete_all(tx: Tx, company_id: str, base_id: str) -> None:
    """Delete everything of a base: documents, contents, files, log."""
    c, d, f, n = contents, documents, files, log
    await tx.execute(sa.delete(c).where(c.c.company_id == company_id, c.c.base_id == base_id))
    await tx.execute(sa.delete(f).where(f.c.company_id == company_id, f.c.base_id == base_id))
    await tx.execute(sa.delete(n).where(n.c.company_id == company_id, n.c.base_id == base_id))
    await tx.execute(sa.delete(d).where(d.c.company_id == company_id, d.c.base_id == base_id))


async def due(tx: Tx, now: datetime, limit: int) -> Sequence[Row]:
    """Documents of all companies that somebody should take in now."""
    d = documents
    # across companies: a worker takes in what is due, whoever's it is
    free = (d.c.state == "queued") & (d.c.due_at <= now) & (d.c.lease_until.is_(None) | (d.c.lease_until < now))
    return await tx.all(sa.select(d).where(free).order_by(d.c.due_at).limit(limit))


async def claim(tx: Tx, row: Row, until: datetime) -> bool:
    """Hold a due document until then, unless somebody else was faster."""
    d = documents
    mine = (d.c.company_id == row["company_id"]) & (d.c.id == row["id"])
    still = (d.c.fence == row["fence"]) & (d.c.state == "queued")
    values = {"lease_until": until, "fence": row["fence"] + 1, "tries": row["tries"] + 1}
    return (await tx.execute(sa.update(d).where(mine, still).values(**values))).rowcount == 1


async def settle(tx: Tx, company_id: str, document_id: str, fence: int, values: Mapping[str, Any]) -> bool:
    """Change a document that is held with this fence; False where it is not any more."""
    d = documents
    mine = (d.c.company_id == company_id) & (d.c.id == document_id)
    held = (d.c.fence == fence) & (d.c.state == "queued")
    return (await tx.execute(sa.update(d).where(mine, held).values(**values))).rowcount == 1


async def put_content(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a content (`row` names its `company_id`), in place of one that an interrupted attempt has left."""
    mine = (contents.c.company_id == row["company_id"]) & (contents.c.document_id == row["document_id"])
    this = mine & (contents.c.generation == row["generation"]) & (contents.c.model == row["model"])
    await tx.execute(sa.delete(contents).where(this))
    await tx.execute(sa.insert(contents).values(**row))


async def drop_contents(tx: Tx, company_id: str, document_id: str, *, before: int) -> None:
    """Delete a document's earlier contents."""
    c = contents
    mine = (c.c.company_id == company_id) & (c.c.document_id == document_id)
    await tx.execute(sa.delete(c).where(mine, c.c.generation < before))


async def drop_models(tx: Tx, company_id: str, base_id: str, *, but: str) -> None:
    """Delete what other models have made of a base."""
    c = contents
    mine = (c.c.company_id == company_id) & (c.c.base_id == base_id)
    await tx.execute(sa.delete(c).where(mine, c.c.model != but))


async def content(tx: Tx, company_id: str, document_id: str, generation: int, model: str) -> Row | None:
    """A content with its vectors."""
    c = contents
    mine = (c.c.company_id == company_id) & (c.c.document_id == document_id)
    return await tx.one_or_none(sa.select(c).where(mine, c.c.generation == generation, c.c.model == model))


async def texts(tx: Tx, company_id: str, ids: Collection[str], model: str) -> dict[str, Row]:
    """The text and the chunks of these documents as they are searched now, by id."""
    c, d = contents, documents
    mine = (c.c.company_id == company_id) & (d.c.company_id == company_id) & c.c.document_id.in_(ids)
    current = (c.c.document_id == d.c.id) & (c.c.generation == d.c.generation) & (c.c.model == model)
    rows = await tx.all(sa.select(c.c.document_id, c.c.text, c.c.chunks).where(mine, current))
    return {row["document_id"]: row for row in rows}


async def changes(
    tx: Tx, company_id: str, base_id: str, model: str, after: int, limit: int
) -> Sequence[Row]:  # fmt: skip
    """What became of documents after a position, in order; those that are searched come with their content."""
    c, d = contents, documents
    joined = d.outerjoin(
        c,
        (c.c.document_id == d.c.id)
        & (c.c.company_id == d.c.company_id)
        & (c.c.generation == d.c.generation)
        & (c.c.model == model)
        & (d.c.state != "removed"),
    )
    columns = (d.c.id, d.c.position, d.c.state, d.c.source_id, d.c.open_to, d.c.digest, d.c.name, d.c.place)
    query = sa.select(*columns, c.c.text, c.c.chunks, c.c.vectors).select_from(joined)
    mine = (d.c.company_id == company_id) & (d.c.base_id == base_id) & (d.c.position > after)
    return await tx.all(query.where(mine).order_by(d.c.position).limit(limit))


async def not_embedded(tx: Tx, company_id: str, base_id: str, model: str, limit: int) -> Sequence[Row]:
    """Searched documents of a base that a model has not embedded yet."""
    c, d = contents, documents
    of_model = (
        sa.select(c.c.document_id)
        .where(c.c.company_id == company_id, c.c.document_id == d.c.id)
        .where(c.c.generation == d.c.generation, c.c.model == model)
    )
    mine = (d.c.company_id == company_id) & (d.c.base_id == base_id) & (d.c.state != "removed") & (d.c.generation > 0)
    columns = (d.c.id, d.c.generation, d.c.name, d.c.company_id, d.c.base_id)
    return await tx.all(sa.select(*columns).where(mine, ~of_model.exists()).limit(limit))


async def put_file(tx: Tx, row: Mapping[str, Any]) -> None:
    """Keep a document's bytes (`row` names its `company_id`), in place of what was kept before."""
    mine = (files.c.company_id == row["company_id"]) & (files.c.document_id == row["document_id"])
    await tx.execute(sa.delete(files).where(mine))
    await tx.execute(sa.insert(files).values(**row))


async def file(tx: Tx, company_id: str, document_id: str) -> bytes | None:
    """A document's bytes."""
    mine = (files.c.company_id == company_id) & (files.c.document_id == document_id)
    found = await tx.scalar(sa.select(files.c.data).where(mine))
    return None if found is None else bytes(found)


async def note(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down what happened (each row names its `company_id`)."""
    if rows:
        await tx.execute(sa.insert(log), [dict(row) for row in rows])


async def log_page(
    tx: Tx, company_id: str, base_id: str, paging: Paging, source_id: str | None
) -> Sequence[Row]:  # fmt: skip
    """A page of what happened, newest first, and one more row if there is another page."""
    query = sa.select(log).where(log.c.company_id == company_id, log.c.base_id == base_id)
    if source_id:
        query = query.where(log.c.source_id == source_id)
    if paging.after:
        query = query.where(log.c.id < paging.after)
    return await tx.all(query.order_by(log.c.id.desc()).limit(paging.limit + 1))


async def forget_log(tx: Tx, before: datetime) -> None:
    """Drop what happened long ago."""
    # across companies: old entries go, whoever's they are
    await tx.execute(sa.delete(log).where(log.c.at < before))


async def free_all(tx: Tx) -> None:
    """Let go of everything that anybody holds."""
    # across companies: nobody is there any more who could hold anything, whoever's it is
    await tx.execute(sa.update(documents).where(documents.c.lease_until.is_not(None)).values(lease_until=None))
