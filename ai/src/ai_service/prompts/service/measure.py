"""What prompts made: who used them, what that took, how the answers were judged.

Who used a prompt is known from the records of usage, which say for which agent, workflow and step an answer was made;
which prompts contain it, from the versions that have a label.
"""

from collections.abc import Sequence
from datetime import datetime

from ai_service.deps import Deps
from ai_service.prompts import repo, rules
from ai_service.prompts.rules import Named
from ai_service.prompts.schemas import PromptScore, PromptScoreView, PromptUsedBy, PromptVersionUsage
from ai_service.prompts.service import loading
from ai_service.usage import service as usages
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, page


async def uses(name: str, *, by: Principal, deps: Deps) -> Page[PromptUsedBy]:
    """Who has named the prompt as long as usage is kept, and the prompts that contain it."""
    async with deps.db.read() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        inside = await containing(tx, by.company_id, name)
    return Page(items=[*inside, *await used_since(name, prompt["created_at"], by=by, deps=deps)], next=None)


async def used_since(name: str, since: datetime, *, by: Principal, deps: Deps) -> list[PromptUsedBy]:
    """Who has named the prompt since then, the latest first."""
    rows = await usages.users_of_prompt(name, since, by=by, deps=deps)
    return [
        PromptUsedBy(
            kind="workflow" if row["workflow_id"] else "agent" if row["agent_id"] else "person",
            agent_id=row["agent_id"],
            workflow_id=row["workflow_id"],
            step=row["step"],
            user_id="" if row["workflow_id"] or row["agent_id"] else row["user_id"],
            prompt="",
            calls=row["calls"],
            last_version=row["last_version"],
            last_at=row["last_at"],
        )
        for row in rows
    ]


async def containing(tx: Tx, company_id: str, name: str) -> list[PromptUsedBy]:
    """The prompts of which a labelled version has this one as a partial; `step` is how it is named there."""
    found: dict[tuple[str, str], int] = {}
    for row in await repo.labelled(tx, company_id):
        for written in rules.partials_of(loading.content_of(row)):
            if rules.named(written).name == name:
                key = (row["name"], written)
                found[key] = max(found.get(key, 0), row["number"])
    return [
        PromptUsedBy(
            kind="prompt",
            agent_id="",
            workflow_id="",
            step=written,
            user_id="",
            prompt=prompt,
            calls=0,
            last_version=number,
            last_at=None,
        )
        for (prompt, written), number in found.items()
    ]


async def usage(name: str, *, by: Principal, deps: Deps) -> Page[PromptVersionUsage]:
    """What the answers of each version came to, and how they were judged; those that nobody used are left out."""
    async with deps.db.read() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        judged = await repo.judged(tx, by.company_id, prompt["id"])
    used: Sequence[Row] = await usages.of_prompt(name, prompt["created_at"], by=by, deps=deps)
    return Page(items=[PromptVersionUsage.model_validate(each) for each in rules.merged(used, judged)], next=None)


async def score(name: str, number: int, body: PromptScore, *, by: Principal, deps: Deps) -> PromptScoreView:
    """Judge an answer of a version. Raises `NoSuchPrompt`."""
    async with deps.db.begin() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        await loading.version_of(tx, by.company_id, prompt, Named(name, None, number))
        row = {
            "id": deps.new_id(ids.SCORE),
            "company_id": by.company_id,
            "prompt_id": prompt["id"],
            "number": number,
            **body.model_dump(),
            "scored_by": by.user_id or "",
            "scored_at": deps.clock(),
        }
        await repo.insert_score(tx, row)
    return _score_view(row)


async def list_scores(
    name: str, number: int | None, paging: Paging, *, by: Principal, deps: Deps
) -> Page[PromptScoreView]:
    """A page of a prompt's judgements, newest first."""
    async with deps.db.read() as tx:
        prompt = await loading.there(tx, by.company_id, name)
        rows = await repo.scores(tx, by.company_id, prompt["id"], number, paging)
    return page(rows, paging, key=lambda row: row["id"], view=_score_view)


def _score_view(row: Row) -> PromptScoreView:
    return PromptScoreView(
        id=row["id"],
        version=row["number"],
        score=row["score"],
        comment=row["comment"],
        by=row["scored_by"],
        at=row["scored_at"],
    )
