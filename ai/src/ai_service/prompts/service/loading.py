"""Reads prompts with all that their texts bring along."""

from collections.abc import Sequence
from typing import Any

from ai_service.prompts import repo, rules
from ai_service.prompts.problems import NoSuchPrompt
from ai_service.prompts.rules import Named, Whole
from ai_service.prompts.schemas import PromptContent, PromptLabel, PromptLine
from kernel.db import Row, Tx
from kernel.problems import FieldError


async def there(tx: Tx, company_id: str, name: str) -> Row:
    """The prompt. Raises `NoSuchPrompt`."""
    row = await repo.find(tx, company_id, name)
    if row is None:
        raise NoSuchPrompt(f"No prompt is named “{name}”.")
    return row


async def version_of(tx: Tx, company_id: str, prompt: Row, wanted: Named) -> Row:
    """The version that is meant. Raises `NoSuchPrompt`."""
    number = wanted.version
    if number is None:
        label = await repo.label(tx, company_id, prompt["id"], wanted.label or "")
        if label is None:
            listed = ", ".join(row["label"] for row in await repo.labels(tx, company_id, [prompt["id"]]))
            raise NoSuchPrompt(
                f"No version of “{wanted.name}” has the label “{wanted.label}”. Its labels: {listed or 'none'}."
            )
        number = label["number"]
    row = await repo.version(tx, company_id, prompt["id"], number)
    if row is None:
        raise NoSuchPrompt(f"“{wanted.name}” has no version {number}; its last one is {prompt['latest']}.")
    return row


async def whole(tx: Tx, company_id: str, content: PromptContent, name: str) -> Whole:
    """Content with its partials, and theirs. `name` is the prompt it belongs to.

    Raises `PromptMistaken` for a partial that there is not, `PartialsInACircle` where one comes back to itself.
    """
    found: dict[str, PromptContent] = {}
    await _follow(tx, company_id, content, (name,), found)
    return Whole(content, found)


async def _follow(
    tx: Tx, company_id: str, content: PromptContent, path: Sequence[str], found: dict[str, PromptContent]
) -> None:
    for written, pointer in rules.partials_of(content).items():
        wanted = rules.named(written)
        if wanted.name in path:
            raise rules.circle(path, wanted.name)
        if rules.is_too_many(len(found)) or rules.is_too_many(len(path)):
            raise rules.too_many(path)
        if written not in found:
            found[written] = await _partial(tx, company_id, wanted, path, pointer)
        await _follow(tx, company_id, found[written], (*path, wanted.name), found)


async def _partial(tx: Tx, company_id: str, wanted: Named, path: Sequence[str], pointer: str) -> PromptContent:
    try:
        prompt = await there(tx, company_id, wanted.name)
        return content_of(await version_of(tx, company_id, prompt, wanted))
    except NoSuchPrompt as missing:
        inside = f" (inside {path[-1]})" if len(path) > 1 else ""
        raise rules.mistaken([FieldError(pointer, f"The partial “{wanted}”{inside}: {missing.detail}")]) from None


def content_of(row: Row) -> PromptContent:
    """A version's content."""
    return PromptContent.model_validate(row["content"])


async def lines(tx: Tx, company_id: str, rows: Sequence[Row]) -> list[PromptLine]:
    """Prompts with their labels."""
    labels = await repo.labels(tx, company_id, [row["id"] for row in rows]) if rows else list[Row]()
    return [PromptLine.model_validate(line_values(row, labels)) for row in rows]


def line_values(row: Row, labels: Sequence[Row]) -> dict[str, Any]:
    """What a list shows of a prompt."""
    shown = ("name", "description", "archived", "latest", "created_by", "created_at", "updated_at")
    return {
        **{name: row[name] for name in shown},
        "labels": [label_view(each) for each in labels if each["prompt_id"] == row["id"]],
    }


def label_view(row: Row) -> PromptLabel:
    """A label as seen from outside."""
    return PromptLabel(
        label=row["label"],
        version=row["number"],
        previous=row["previous"] or None,
        moved_by=row["moved_by"],
        moved_at=row["moved_at"],
    )
