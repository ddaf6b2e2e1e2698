"""Finds prompts and compares their versions."""

import asyncio

from ai_service.deps import Deps
from ai_service.prompts import repo, rules
from ai_service.prompts.rules import Named
from ai_service.prompts.schemas import PromptDiff, PromptLine, PromptVersionLine, PromptVersionView, PromptView
from ai_service.prompts.service import loading
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, encode_cursor, page


async def list_page(search: str, paging: Paging, *, archived: bool, by: Principal, deps: Deps) -> Page[PromptLine]:
    """A page of the company's prompts, by name."""
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, search.strip(), archived=archived, paging=paging)
        shown = rows[: paging.limit]
        more = encode_cursor(shown[-1]["name"]) if len(rows) > paging.limit else None
        return Page(items=await loading.lines(tx, by.company_id, shown), next=more)


async def read(name: str, *, by: Principal, deps: Deps) -> PromptView:
    """A prompt. Raises `NoSuchPrompt`."""
    async with deps.db.read() as tx:
        return await view(tx, await loading.there(tx, by.company_id, name))


async def view(tx: Tx, row: Row) -> PromptView:
    """A prompt as seen from outside."""
    labels = await repo.labels(tx, row["company_id"], [row["id"]])
    return PromptView.model_validate(loading.line_values(row, labels))


async def versions(name: str, paging: Paging, *, by: Principal, deps: Deps) -> Page[PromptVersionLine]:
    """A page of a prompt's versions, newest first."""
    async with deps.db.read() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        rows = await repo.versions(tx, by.company_id, prompt["id"], _numbered(paging))
        labels = await repo.labels(tx, by.company_id, [prompt["id"]])

    def line(row: Row) -> PromptVersionLine:
        on = [each["label"] for each in labels if each["number"] == row["number"]]
        return PromptVersionLine(
            version=row["number"],
            note=row["note"],
            labels=on,
            created_by=row["created_by"],
            created_at=row["created_at"],
        )

    return page(rows, paging, key=lambda row: str(row["number"]), view=line)


def _numbered(paging: Paging) -> Paging:
    """A cursor of this list is a number; another list's is none."""
    is_ours = paging.after is None or paging.after.isdecimal()
    return paging if is_ours else Paging(None, paging.limit)


async def read_version(name: str, number: int, *, by: Principal, deps: Deps) -> PromptVersionView:
    """A version, whole. Raises `NoSuchPrompt`."""
    async with deps.db.read() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        row = await loading.version_of(tx, by.company_id, prompt, Named(name, None, number))
        return await version_view(tx, prompt, row)


async def version_view(tx: Tx, prompt: Row, row: Row) -> PromptVersionView:
    """A version as seen from outside."""
    company_id = prompt["company_id"]
    labels = await repo.labels(tx, company_id, [prompt["id"]])
    whole = await loading.whole(tx, company_id, loading.content_of(row), prompt["name"])
    return PromptVersionView(
        version=row["number"],
        note=row["note"],
        labels=[each["label"] for each in labels if each["number"] == row["number"]],
        created_by=row["created_by"],
        created_at=row["created_at"],
        content=whole.content,
        partials=list(rules.partials_of(whole.content)),
        inherited=whole.inherited,
    )


async def diff(name: str, numbers: tuple[int, int], *, by: Principal, deps: Deps) -> PromptDiff:
    """What two versions do not have in common. Raises `NoSuchPrompt`."""
    async with deps.db.read() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        rows = [await loading.version_of(tx, by.company_id, prompt, Named(name, None, each)) for each in numbers]
    before, after = (loading.content_of(row) for row in rows)
    return await asyncio.to_thread(rules.difference, before, after, numbers)
