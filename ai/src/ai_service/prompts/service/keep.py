"""Keeps a company's prompts: new versions, labels, what is done away with."""

from datetime import datetime, timedelta
from typing import Any

from ai_service.deps import Deps
from ai_service.prompts import repo, rules
from ai_service.prompts.problems import LabelMoved, NoSuchPrompt, PromptArchived, PromptInUse, PromptNameTaken
from ai_service.prompts.problems import TooManyPrompts as TooMany
from ai_service.prompts.rules import Named
from ai_service.prompts.schemas import (
    NewPrompt,
    NewPromptVersion,
    PromptChange,
    PromptLabelBody,
    PromptUsedBy,
    PromptVersionView,
    PromptView,
)
from ai_service.prompts.service import find, loading, measure
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import Principal

_MOST = 2_000
_LATELY = timedelta(days=30)


async def create(body: NewPrompt, *, by: Principal, deps: Deps) -> PromptView:
    """Add a prompt with its first version. Raises `PromptNameTaken` and what is wrong with its content."""
    now = deps.clock()
    row: dict[str, Any] = {
        "id": deps.new_id(ids.PROMPT),
        "company_id": by.company_id,
        "name": body.name,
        "description": body.description,
        "archived": False,
        "latest": 0,
        "created_by": by.user_id or "",
        "created_at": now,
        "updated_at": now,
    }
    async with deps.db.begin() as tx:
        if await repo.count(tx, by.company_id) >= _MOST:
            raise TooMany(f"A company has at most {_MOST:,} prompts: delete those that nobody uses.")
        if not await repo.insert(tx, row):
            raise PromptNameTaken(f"“{body.name}” is taken: choose another name, or add a version to that prompt.")
        await _add(tx, row, body, by, now)
        return await find.view(tx, await loading.there(tx, by.company_id, body.name))


async def add_version(name: str, body: NewPromptVersion, *, by: Principal, deps: Deps) -> PromptVersionView:
    """Add a version and move its labels to it. Raises what is wrong with its content."""
    async with deps.db.begin() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        if prompt["archived"]:
            raise PromptArchived(f"“{name}” is archived: take it out of the archive first.")
        number = await _add(tx, prompt, body, by, deps.clock())
        row = await loading.version_of(tx, by.company_id, prompt, Named(name, None, number))
        return await find.version_view(tx, prompt, row)


async def _add(tx: Tx, prompt: Row, body: NewPromptVersion, by: Principal, now: datetime) -> int:
    rules.check(await loading.whole(tx, by.company_id, body.content, prompt["name"]))
    number = await repo.next_number(tx, by.company_id, prompt["id"], now)
    row = {
        "prompt_id": prompt["id"],
        "number": number,
        "company_id": by.company_id,
        "content": body.content.model_dump(mode="json"),
        "note": body.note,
        "created_by": by.user_id or "",
        "created_at": now,
    }
    await repo.insert_version(tx, row)
    for label in dict.fromkeys(body.labels):
        await repo.move(tx, _label_row(prompt, label, number, by, now), None)
    return number


def _label_row(prompt: Row, label: str, number: int, by: Principal, now: datetime) -> dict[str, Any]:
    return {
        "prompt_id": prompt["id"],
        "label": label,
        "company_id": by.company_id,
        "number": number,
        "moved_by": by.user_id or "",
        "moved_at": now,
    }


async def change(name: str, body: PromptChange, *, by: Principal, deps: Deps) -> PromptView:
    """Describe a prompt, archive it, or take it out of the archive. Raises `NoSuchPrompt`."""
    async with deps.db.begin() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        await repo.update(tx, by.company_id, prompt["id"], {**body.model_dump(), "updated_at": deps.clock()})
        return await find.view(tx, await loading.there(tx, by.company_id, name))


async def move_label(name: str, label: str, body: PromptLabelBody, *, by: Principal, deps: Deps) -> PromptView:
    """Put a label on a version: whoever names the label gets this version from now on.

    Raises `NoSuchPrompt`, `LabelMoved` where it is not where it was expected, and `PartialsInACircle`.
    """
    async with deps.db.begin() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        version = await loading.version_of(tx, by.company_id, prompt, Named(name, None, body.version))
        row = _label_row(prompt, label, body.version, by, deps.clock())
        if not await repo.move(tx, row, body.expected):
            now_on = await repo.label(tx, by.company_id, prompt["id"], label)
            where = f"It is on version {now_on['number']} now." if now_on else "It is on no version now."
            raise LabelMoved(f"“{label}” is not where you saw it. {where} Look at it again.")
        await loading.whole(tx, by.company_id, loading.content_of(version), name)
        return await find.view(tx, prompt)


async def take_label_off(name: str, label: str, *, by: Principal, deps: Deps) -> None:
    """Take a label off. Raises `NoSuchPrompt`, and `PromptInUse` where a partial names it."""
    async with deps.db.begin() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        named = [each for each in await measure.containing(tx, by.company_id, name) if _meant(each, label)]
        if named:
            raise PromptInUse(
                f"“{name}@{label}” is a partial of: {', '.join(sorted({each.prompt for each in named}))}."
            )
        if not await repo.take_off(tx, by.company_id, prompt["id"], label):
            raise NoSuchPrompt(f"No version of “{name}” has the label “{label}”.")


def _meant(use: PromptUsedBy, label: str) -> bool:
    return rules.named(use.step).label == label


async def delete(name: str, *, by: Principal, deps: Deps) -> None:
    """Forget a prompt with all its versions. Raises `PromptInUse` where it was used lately; archive it then."""
    lately = await measure.used_since(name, deps.clock() - _LATELY, by=by, deps=deps)
    async with deps.db.begin() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        contained = [each.prompt for each in await measure.containing(tx, by.company_id, name)]
        if contained:
            raise PromptInUse(
                f"“{name}” is a partial of: {', '.join(sorted(set(contained)))}. Take it out there first."
            )
        if lately:
            calls = sum(each.calls for each in lately)
            raise PromptInUse(
                f"“{name}” was used {_times(calls)} in the last {_LATELY.days} days. Archive it instead: it stays for "
                "those who use it, and is no longer listed.",
                uses=[each.model_dump(mode="json") for each in lately[:20]],
            )
        await repo.delete(tx, by.company_id, prompt["id"])


def _times(calls: int) -> str:
    return "once" if calls == 1 else f"{calls:,} times"
