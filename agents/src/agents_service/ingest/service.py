"""Takes documents in: whatever ends this in the middle, the document is as it was before, and is taken up again."""

import asyncio
import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from agents_service.bases import repo as bases
from agents_service.connectors.protocol import DocumentGone
from agents_service.deps import Deps
from agents_service.documents import problems, repo, rules
from agents_service.documents import service as documents
from agents_service.ingest.rules import Page, chunk_of, chunks_of, whole_text
from agents_service.ingest.vectors import embedded, packed
from agents_service.sources import repo as sources
from agents_service.sources.service.manage import connector_of
from agents_service.sources.service.uploading import checked
from contracts.ai import Document
from kernel.db import Row
from kernel.identity import Principal
from kernel.jobs import attempt
from kernel.problems import Problem, Unavailable, status_of

_LEASE = timedelta(minutes=2)
_RENEWED_EVERY = 30.0
_MOST_TRIES = 6
_FIRST_PAUSE = 10


class _Lost(Exception):
    """Somebody else holds the document now, or it changed or went meanwhile."""


async def take_in_next(deps: Deps) -> bool:
    """Take in one document that is due; False when there is none."""
    async with deps.db.read() as tx:
        rows = await repo.due(tx, deps.clock(), 16)
    for row in rows:
        async with deps.db.begin() as tx:
            held = await repo.claim(tx, row, deps.clock() + _LEASE)
        if held:
            await _held({**row, "fence": row["fence"] + 1, "tries": row["tries"] + 1}, deps)
            return True
    return False


async def _held(row: Row, deps: Deps) -> None:
    if row["tries"] > _MOST_TRIES:
        # Whoever took it ended each time without a word: it would take down the next one, too.
        await _failed(row, problems.DocumentInterrupted("Take it in again by hand, or look into the file."), deps)
        return
    renewing = asyncio.create_task(_renewed(row, deps))
    try:
        fine = await attempt("take_in", _taken(row, deps), document=row["id"])
    finally:
        renewing.cancel()
    if not fine:
        await _later(row, Problem("This was recorded. It is tried again by itself."), deps)


async def _renewed(row: Row, deps: Deps) -> None:
    """Keep the document held while it is worked on; nobody does when this process ends."""
    while True:
        await asyncio.sleep(_RENEWED_EVERY)
        async with deps.db.begin() as tx:
            await repo.settle(tx, row["company_id"], row["id"], row["fence"], {"lease_until": deps.clock() + _LEASE})


async def _taken(row: Row, deps: Deps) -> None:
    try:
        data = await _bytes(row, deps)
        digest = rules.digest_of(data)
        async with deps.db.read() as tx:
            base = await bases.get(tx, row["company_id"], row["base_id"])
            twin = (await repo.same(tx, row["company_id"], row["base_id"], [digest])).get(digest)
            same = twin and await repo.content(tx, row["company_id"], twin["id"], twin["generation"], base["model"])
        if twin and same:
            await _switched(row, digest, base["model"], same, twin["pages"], deps)
            return
        media_type = checked(row["name"], row["media_type"], data)
        content, pages = await _content(row, media_type, data, base["model"], deps)
        await _switched(row, digest, base["model"], content, pages, deps)
    except _Lost:
        return
    except DocumentGone as problem:
        await _failed(row, problem, deps)
    except Problem as problem:
        is_passing = status_of(problem) >= 500 or status_of(problem) == 429
        await (_later if is_passing else _failed)(row, problem, deps)


async def _bytes(row: Row, deps: Deps) -> bytes:
    async with deps.db.read() as tx:
        source = await sources.get(tx, row["company_id"], row["base_id"], row["source_id"])
        kept = await repo.file(tx, row["company_id"], row["id"])
    if source is None:
        raise _Lost
    if source["kind"] == "upload":
        if kept is None:
            raise DocumentGone("Upload the file again.")
        return kept
    return await connector_of(source, deps).fetch(row["place"], rules.MAX_BYTES)


async def _content(
    row: Row, media_type: str, data: bytes, model: str, deps: Deps
) -> tuple[Mapping[str, Any], int]:  # fmt: skip
    """Read, cut and embed; answers the content and how many pages there are."""
    by = Principal(kind="service", company_id=row["company_id"], service="agents")
    encoded = base64.b64encode(data).decode()
    read = await deps.reading.read(Document(name=row["name"], media_type=media_type, data=encoded), by)
    pages = [Page(each.text, each.tokens) for each in read.pages]
    text, chunks = whole_text(pages), chunks_of(pages)
    title = rules.title_of(row["name"])
    vectors = await embedded([f"{title}\n{each.shown(text)}" for each in chunks], model, row["company_id"], deps)
    content = {"text": text, "chunks": [each.document() for each in chunks], "vectors": packed(vectors)}
    return content, len(pages)


async def _switched(
    row: Row, digest: str, model: str, content: Mapping[str, Any], pages: int, deps: Deps
) -> None:  # fmt: skip
    """The new content is put beside the old one, which then goes: in one transaction."""
    company_id, generation = row["company_id"], row["generation"] + 1
    async with deps.db.begin() as tx:
        position = await bases.next_positions(tx, company_id, row["base_id"])
        if (await bases.get(tx, company_id, row["base_id"]))["model"] != model:
            raise Unavailable("The knowledge base changed to another model meanwhile.")
        values = {
            "state": "ready", "problem": None, "generation": generation, "position": position, "pages": pages,
            "chunks": len(content["chunks"]), "digest": digest, "taken_tag": row["version_tag"], "tries": 0,
            "lease_until": None,
        }  # fmt: skip
        if not await repo.settle(tx, company_id, row["id"], row["fence"], values):
            raise _Lost
        kept = {name: content[name] for name in ("text", "chunks", "vectors")}
        about = {"document_id": row["id"], "company_id": company_id, "base_id": row["base_id"]}
        await repo.put_content(tx, {**about, **kept, "generation": generation, "model": model})
        await repo.drop_contents(tx, company_id, row["id"], before=generation)


async def _failed(row: Row, problem: Problem, deps: Deps) -> None:
    """It cannot be taken in as it is; what was searched before stays."""
    kept = documents.trouble(problem)
    async with deps.db.begin() as tx:
        values = {"state": "failed", "problem": kept, "lease_until": None, "tries": 0}
        if await repo.settle(tx, row["company_id"], row["id"], row["fence"], values):
            why = f"{kept['title']}. {kept['detail']}"
            await repo.note(tx, [documents.entry(row, "failed", why, deps)])


async def _later(row: Row, problem: Problem, deps: Deps) -> None:
    """Something is away just now: try again, a little later each time."""
    if row["tries"] >= _MOST_TRIES:
        await _failed(row, problem, deps)
        return
    pause = timedelta(seconds=_FIRST_PAUSE * 2 ** (row["tries"] - 1))
    async with deps.db.begin() as tx:
        values = {"due_at": deps.clock() + pause, "lease_until": None, "problem": documents.trouble(problem)}
        await repo.settle(tx, row["company_id"], row["id"], row["fence"], values)


async def embed_anew(base: Row, deps: Deps) -> bool:
    """Embed a base's next documents by the model that is to be; False when all of them are."""
    company_id, base_id, model = base["company_id"], base["id"], base["next_model"]
    async with deps.db.read() as tx:
        rows = await repo.not_embedded(tx, company_id, base_id, model, 8)
    for row in rows:
        async with deps.db.read() as tx:
            content = await repo.content(tx, company_id, row["id"], row["generation"], base["model"])
        if content is None:
            continue
        chunks = [chunk_of(each) for each in content["chunks"]]
        title = rules.title_of(row["name"])
        texts = [f"{title}\n{each.shown(content['text'])}" for each in chunks]
        vectors = await embedded(texts, model, company_id, deps)
        async with deps.db.begin() as tx:
            position = await bases.next_positions(tx, company_id, base_id)
            await repo.put_content(tx, {**content, "model": model, "vectors": packed(vectors)})
            await repo.update(tx, company_id, row["id"], {"position": position})
    return bool(rows)


async def switch_model(base: Row, deps: Deps) -> None:
    """Search by the new model from now on, if every document has its vectors; the old ones go."""
    company_id, base_id, model = base["company_id"], base["id"], base["next_model"]
    async with deps.db.begin() as tx:
        # Holds the base's row: nothing is taken in between the look and the switch.
        await bases.next_positions(tx, company_id, base_id, 0)
        is_done = not await repo.not_embedded(tx, company_id, base_id, model, 1)
        if is_done and await bases.switch_model(tx, company_id, base_id, model):
            await repo.drop_models(tx, company_id, base_id, but=model)
