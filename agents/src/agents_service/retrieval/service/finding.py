"""Searching: who asks decides what takes part, at the very moment of the search."""

import time
from collections.abc import Sequence
from typing import Any

from agents_service.bases import repo as bases
from agents_service.bases.problems import KnowledgeBaseNotFound
from agents_service.bases.rules import door, names_of, open_doors
from agents_service.deps import Deps
from agents_service.documents import repo as documents
from agents_service.documents import rules as document_rules
from agents_service.index.protocol import Change, Found, Mode, Space, Wanted
from agents_service.ingest.rules import chunk_of
from agents_service.ingest.vectors import embedded, unpacked
from agents_service.retrieval.rules import merged
from agents_service.retrieval.schemas import SearchBody, SearchView
from agents_service.sources import repo as sources
from contracts.knowledge import KnowledgeFound, KnowledgeHit, KnowledgeQuestion
from kernel.db import Row, Tx
from kernel.identity import Principal

_CHANGES_AT_ONCE = 64


async def search(base_id: str, body: SearchBody, *, by: Principal, deps: Deps) -> SearchView:
    """The best pieces of text of one base."""
    began = time.perf_counter()
    async with deps.db.read() as tx:
        base = await bases.get(tx, by.company_id, base_id)
    found = await found_in(base, body.query, body.mode, body.limit, by=by, deps=deps)
    items = await shown(base, found, deps)
    milliseconds = round((time.perf_counter() - began) * 1000, 1)
    return SearchView(items=items, next=None, looked_at=found.looked_at, milliseconds=milliseconds)


async def search_several(asked: KnowledgeQuestion, *, by: Principal, deps: Deps) -> KnowledgeFound:
    """The best pieces of text of several bases: each search has a scale of its own, on which they meet."""
    hits: list[tuple[float, KnowledgeHit]] = []
    for base in await named(asked.knowledge_bases, by, deps):
        found = await found_in(base, asked.query, "hybrid", asked.limit, by=by, deps=deps)
        cosines = {(each.document_id, each.chunk): each.raw[1] for each in found.hits}
        for hit in await shown(base, found, deps):
            # Within a base the best has a score near 1, however far from the question all of it is.
            hits.append((hit.score * (0.5 + cosines[hit.document_id, hit.chunk]), hit))
    return KnowledgeFound(items=merged(hits, asked.limit))


async def named(wanted: Sequence[str], by: Principal, deps: Deps) -> list[Row]:
    """The bases of these ids or names; all, where none is named. Raises `KnowledgeBaseNotFound`."""
    async with deps.db.read() as tx:
        rows = list(await bases.all_of(tx, by.company_id))
    if not wanted:
        return rows
    known = {row["name"].casefold(): row for row in rows} | {row["id"]: row for row in rows}
    missing = [each for each in wanted if each not in known and each.casefold() not in known]
    if missing:
        raise KnowledgeBaseNotFound(f"There is no knowledge base “{missing[0][:120]}”.")
    return list({(row := known.get(each) or known[each.casefold()])["id"]: row for each in wanted}.values())


async def found_in(
    base: Row, query: str, mode: Mode, limit: int, *, by: Principal, deps: Deps, only: str | None = None
) -> Found:  # fmt: skip
    """What a search in a base finds; in one document, where `only` names it."""
    company_id = by.company_id
    vector = None
    if mode != "keyword":
        vector = (await embedded([query], base["model"], company_id, deps))[0]
    names = await _names(base, by, deps)
    async with deps.db.read() as tx:
        now = await bases.get(tx, company_id, base["id"])
        identities = await _doors(tx, now, by, names)
    if now["model"] != base["model"] and vector is not None:
        vector = (await embedded([query], now["model"], company_id, deps))[0]
    space = Space(company_id, base["id"], now["model"])
    await follow(space, now["position"], deps)
    documents_wanted = frozenset({only}) if only else None
    return await deps.index.search(space, Wanted(query, vector, identities, limit, mode, documents_wanted))


async def doors(base: Row, by: Principal, deps: Deps) -> frozenset[str]:
    """Every name of who asks, in a base."""
    names = await _names(base, by, deps)
    async with deps.db.read() as tx:
        return await _doors(tx, base, by, names)


async def _doors(tx: Tx, base: Row, by: Principal, names: frozenset[str]) -> frozenset[str]:
    rows = await sources.of_base(tx, by.company_id, base["id"])
    of_sources = [(row["id"], row["open_to"], row["groups"]) for row in rows]
    return open_doors(of_sources, names, by.user_id)


async def _names(base: Row, by: Principal, deps: Deps) -> frozenset[str]:
    """What who asks is called, in a base; by address only where a source knows people by theirs."""
    role = await _role(by, deps)
    async with deps.db.read() as tx:
        is_known_there = await sources.says_who_may_read(tx, by.company_id, base["id"])
    if not is_known_there or not by.user_id:
        return names_of(by.user_id, role)
    people = await deps.company.addressees(by.company_id, [by.user_id])
    return names_of(by.user_id, role, next((each.email for each in people if each.user_id == by.user_id), ""))


async def _role(by: Principal, deps: Deps) -> str:
    """The role of who asks; of whom another service asks for, as it is now."""
    if by.kind == "user" or not by.user_id:
        return by.role
    memberships = await deps.company.memberships(by.user_id)
    return next((each.role for each in memberships if each.company_id == by.company_id), "")


async def follow(space: Space, position: int, deps: Deps) -> None:
    """Let the index have all that became true up to a position."""

    async def feed(after: int) -> list[Change]:
        async with deps.db.read() as tx:
            rows = await documents.changes(tx, space.company_id, space.base_id, space.model, after, _CHANGES_AT_ONCE)
        return [_change(row) for row in rows]

    await deps.index.follow(space, position, feed)


def _change(row: Row) -> Change:
    if row["text"] is None:
        return Change(row["position"], row["id"], gone=True)
    chunks = [chunk_of(each) for each in row["chunks"]]
    return Change(
        position=row["position"],
        document_id=row["id"],
        open_to=tuple(row["open_to"]) if row["open_to"] is not None else (door(row["source_id"]),),
        digest=row["digest"],
        title=document_rules.title_of(row["name"]),
        texts=[each.shown(row["text"]) for each in chunks],
        vectors=unpacked(row["vectors"], len(chunks)),
    )


async def shown(base: Row, found: Found, deps: Deps) -> list[KnowledgeHit]:
    """Hits with their texts; one whose document went meanwhile is left out."""
    ids = {hit.document_id for hit in found.hits}
    if not ids:
        return []
    async with deps.db.read() as tx:
        texts = await documents.texts(tx, base["company_id"], ids, base["model"])
        rows = await documents.some(tx, base["company_id"], ids)
        names = {row["id"]: row["name"] for row in await sources.of_base(tx, base["company_id"], base["id"])}
    hits: list[KnowledgeHit] = []
    for hit in found.hits:
        content, row = texts.get(hit.document_id), rows.get(hit.document_id)
        if content is None or row is None or hit.chunk >= len(content["chunks"]):
            continue
        chunk = chunk_of(content["chunks"][hit.chunk])
        about: dict[str, Any] = {"document": row["name"], "source": names.get(row["source_id"], "")}
        hits.append(
            KnowledgeHit(
                knowledge_base_id=base["id"],
                document_id=hit.document_id,
                **about,
                chunk=hit.chunk,
                page=chunk.page,
                start=chunk.start,
                end=chunk.end,
                headings=chunk.headings,
                text=content["text"][chunk.start : chunk.end],
                score=hit.score,
                keyword=hit.keyword,
                meaning=hit.meaning,
            )
        )
    return hits
