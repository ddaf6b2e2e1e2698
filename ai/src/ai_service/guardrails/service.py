"""A company's guardrails: kept, tried, and known to who asks models."""

from ai_service.deps import Deps
from ai_service.guardrails import repo
from ai_service.guardrails.detecting import find
from ai_service.guardrails.masking import Vault
from ai_service.guardrails.rules import Guard
from ai_service.guardrails.schemas import GuardBody, GuardMatch, GuardView, Kind, Tried, TryBody
from ai_service.guardrails.signals import signals_in
from kernel.db import Row
from kernel.identity import Principal


async def guard_of(company_id: str, deps: Deps) -> Guard:
    """The company's guardrails. Changed in this process: known at once; in another one: within seconds."""
    return await deps.known_guards.get(company_id, lambda: _guard(company_id, deps))


async def _guard(company_id: str, deps: Deps) -> Guard:
    async with deps.db.read() as tx:
        return Guard(_body(await repo.find(tx, company_id)))


def _body(row: Row | None) -> GuardBody:
    return GuardBody.model_validate(row["settings"]) if row else GuardBody()


async def view(*, by: Principal, deps: Deps) -> GuardView:
    """The guardrails as they are stored."""
    async with deps.db.read() as tx:
        row = await repo.find(tx, by.company_id)
    return GuardView.model_validate({**_body(row).model_dump(), "updated_at": row["updated_at"] if row else None})


async def put(body: GuardBody, *, by: Principal, deps: Deps) -> GuardView:
    """Set the guardrails; they hold for the next request."""
    now = deps.clock()
    values = {"settings": body.model_dump(mode="json"), "updated_by": by.user_id or "", "updated_at": now}
    async with deps.db.begin() as tx:
        await repo.put(tx, by.company_id, values)
        tx.after_commit(lambda: deps.known_guards.forget(by.company_id))
    return GuardView.model_validate({**body.model_dump(), "updated_at": now})


async def attempt(body: TryBody, *, by: Principal, deps: Deps) -> Tried:
    """What these guardrails, or the stored ones, would make of a text. Nothing is sent and nothing is kept."""
    guard = Guard(body.guard) if body.guard else await guard_of(by.company_id, deps)
    vault = Vault(guard, body.text)
    masked = vault.masked(body.text)
    found = [
        GuardMatch(
            kind=each.kind,
            start=each.start,
            end=each.end,
            text=body.text[each.start : each.end],
            mode=guard.mode(each.kind),
            placeholder=_placeholder(vault, guard, each.kind, body.text[each.start : each.end]),
        )
        for each in find(body.text, guard.looked_for, guard.countries)
    ]
    return Tried(
        masked=masked,
        refused=any(each.mode == "refuse" for each in found),
        found=found,
        signals=signals_in(body.text) if guard.body.injection == "observe" else [],
    )


def _placeholder(vault: Vault, guard: Guard, kind: Kind, value: str) -> str | None:
    return vault.placeholder(kind, value) if guard.mode(kind) == "mask" else None
