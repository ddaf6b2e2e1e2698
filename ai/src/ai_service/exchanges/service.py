"""Keeps exchanges, behind the answers and redacted; shows them to who may see them; forgets them in time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ai_service.deps import Deps
from ai_service.exchanges import problems, repo, rules
from ai_service.exchanges.schemas import ExchangeLine, ExchangeView, Outcome
from ai_service.guardrails.masking import Vault
from ai_service.guardrails.rules import Guard, redacting
from ai_service.guardrails.schemas import GuardBody
from ai_service.guardrails.service import guard_of
from ai_service.recordings import service as recordings
from contracts.ai import OnBehalfOf
from kernel.db import Database, Row
from kernel.identity import Principal
from kernel.paging import Page, Paging, page

_FORGOTTEN_AT_ONCE = 2_000


@dataclass(frozen=True)
class Facts:
    """Who asked whom, for what, and what that took."""

    task: str
    on_behalf_of: OnBehalfOf
    outcome: Outcome
    provider: str = ""
    model: str = ""
    alias: str = ""
    cache: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0
    seconds: float = 0.0
    problem: str = ""


@dataclass(frozen=True)
class Draft:
    """An exchange on its way to the database. `asked` and `answered` are read, and redacted, only there."""

    id: str
    company_id: str
    user_id: str
    at: datetime
    facts: Facts
    findings: Sequence[Mapping[str, Any]]
    asked: Callable[[], Sequence[tuple[str, str]]]
    answered: Callable[[], str]
    guard: Guard


async def keep(
    exchange_id: str,
    facts: Facts,
    *,
    asked: Callable[[], Sequence[tuple[str, str]]],
    answered: Callable[[], str],
    findings: Sequence[Mapping[str, Any]],
    guard: GuardBody,
    by: Principal,
    deps: Deps,
) -> None:
    """Have an exchange written, if the company keeps any."""
    if guard.exchange_days:
        draft = Draft(
            exchange_id,
            by.company_id,
            by.user_id or "",
            deps.clock(),
            facts,
            findings,
            asked,
            answered,
            redacting(guard),
        )
        await deps.exchanges.put(draft)


def writer(db: Database) -> Callable[[Sequence[Draft]], Awaitable[None]]:
    """What writes queued exchanges. They are read and redacted in a thread: nobody waits for that."""

    async def write(drafts: Sequence[Draft]) -> None:
        rows = await asyncio.to_thread(lambda: [_row(each) for each in drafts])
        async with db.begin() as tx:
            await repo.insert_all(tx, rows)

    return write


def _row(draft: Draft) -> dict[str, Any]:
    vault = Vault(draft.guard)
    facts, whom = draft.facts, draft.facts.on_behalf_of
    prompt, cut = rules.prompt_kept(draft.asked(), vault.masked)
    answer, answer_cut = rules.cut_to(draft.answered(), vault.masked)
    return {
        "id": draft.id,
        "company_id": draft.company_id,
        "at": draft.at,
        "user_id": draft.user_id,
        "agent_id": (whom.agent_id or "")[:40],
        "workflow_id": (whom.workflow_id or "")[:40],
        "run_id": (whom.run_id or "")[:40],
        "step": whom.step or "",
        "task": facts.task,
        "provider": facts.provider[:40],
        "model": facts.model[:200],
        "alias": facts.alias[:200],
        "outcome": facts.outcome,
        "cache": facts.cache,
        "input_tokens": facts.input_tokens,
        "output_tokens": facts.output_tokens,
        "cost": facts.cost,
        "seconds": facts.seconds,
        "findings": list(draft.findings),
        "prompt": prompt,
        "answer": answer,
        "shortened": cut or answer_cut,
        "problem": vault.masked(facts.problem)[:500],
    }


def _whose(by: Principal) -> str | None:
    """Who manages models sees all; everybody else what they asked themselves."""
    return None if by.may("ai.manage") else by.user_id or ""


async def list_page(wanted: Mapping[str, str], paging: Paging, *, by: Principal, deps: Deps) -> Page[ExchangeLine]:
    """A page of exchanges, newest first."""
    await deps.exchanges.flush()
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, _whose(by), wanted, paging)
    return page(rows, paging, key=lambda row: row["id"], view=_line)


def _line(row: Row) -> ExchangeLine:
    return ExchangeLine.model_validate(dict(row))


async def show(exchange_id: str, *, by: Principal, deps: Deps) -> ExchangeView:
    """One of them, with its words. Raises `ExchangeNotFound`."""
    await deps.exchanges.flush()
    async with deps.db.read() as tx:
        row = await repo.find(tx, by.company_id, exchange_id)
    if row is None or _whose(by) not in {None, row["user_id"]}:
        raise problems.ExchangeNotFound(
            "It is older than your company keeps prompts and answers, your company keeps none, or another person asked."
        )
    return ExchangeView.model_validate(dict(row))


async def forget_old(deps: Deps) -> None:
    """Delete what is older than its company keeps it, some at a time; recordings as well."""
    async with deps.db.read() as tx:
        companies = await repo.companies(tx)
    now = deps.clock()
    for company_id in companies:
        days = (await guard_of(company_id, deps)).body.exchange_days
        await _forget(company_id, now - timedelta(days=days), deps)
    for company_id in await recordings.companies(deps.db):
        days = (await guard_of(company_id, deps)).body.recording_days
        await recordings.forget_old(company_id, now - timedelta(days=days), deps.db)


async def _forget(company_id: str, before: datetime, deps: Deps) -> None:
    while True:
        async with deps.db.begin() as tx:
            if await repo.forget(tx, company_id, before, _FORGOTTEN_AT_ONCE) < _FORGOTTEN_AT_ONCE:
                return
