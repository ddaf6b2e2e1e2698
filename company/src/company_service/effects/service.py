"""What can be done with uncertain effects."""

from collections.abc import Sequence

from company_service.deps import Deps
from company_service.effects import repo
from company_service.effects.problems import AlreadyResolved, EffectNotFound
from company_service.effects.schemas import EffectStatus, EffectUncertain, ResolveBody, UncertainEffectView
from company_service.engine.entries import Unsure
from company_service.live import say_work
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.ids import new_id
from kernel.paging import Page, Paging, page


async def list_page(
    status: EffectStatus | None, run_id: str | None, paging: Paging, *, by: Principal, deps: Deps
) -> Page[UncertainEffectView]:
    """A page of the company's uncertain effects, newest first."""
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, status, run_id, paging)
    return page(rows, paging, key=lambda row: row["id"], view=_view)


async def get(effect_id: str, *, by: Principal, deps: Deps) -> UncertainEffectView:
    """One of them."""
    async with deps.db.read() as tx:
        return _view(await _row(tx, by.company_id, effect_id))


async def resolve(effect_id: str, said: ResolveBody, *, by: Principal, deps: Deps) -> UncertainEffectView:
    """Say what is so; the first answer counts. The run goes on in the same commit."""
    values = {
        "status": "resolved",
        "answer": said.answer,
        "comment": said.comment,
        "resolved_by": by.user_id or by.service,
        "resolved_at": deps.clock(),
    }
    async with deps.db.begin() as tx:
        asked = await _row(tx, by.company_id, effect_id)
        if not await repo.resolve(tx, by.company_id, effect_id, values):
            raise AlreadyResolved(_told(await _row(tx, by.company_id, effect_id)))
        answer = {"answer": said.answer, "output": said.output}
        await deps.engine.signal(tx, by.company_id, asked["run_id"], asked["step"], answer, by=by.user_id)
        resolved = _view(await _row(tx, by.company_id, effect_id))
    await say_work(deps.bus, resolved.run_id)
    return resolved


async def note(tx: Tx, unsure: Unsure) -> None:
    """A run found that somebody must look; people are told after the commit."""
    effect_id = new_id(ids.EFFECT)
    row = {
        "id": effect_id,
        "company_id": unsure.company_id,
        "run_id": unsure.run_id,
        "workflow_id": unsure.workflow_id,
        "workflow_name": unsure.workflow_name,
        "agent_id": unsure.agent_id,
        "step": unsure.step,
        "name": unsure.name,
        "kind": unsure.kind,
        "problem": unsure.problem,
        "status": "open",
        "answer": None,
        "comment": "",
        "resolved_by": None,
        "resolved_at": None,
        "created_at": unsure.at,
    }
    await repo.insert(tx, row)
    tx.tell(EffectUncertain(company_id=unsure.company_id, effect_id=effect_id))


async def withdraw(tx: Tx, company_id: str, run_id: str, step: str) -> None:
    """The run is over without the answer; what is so in the other system nobody knows, and the list keeps saying so."""
    await repo.withdraw(tx, company_id, run_id, step)


def _told(row: Row) -> str:
    if row["status"] == "resolved":
        return f"The answer was “{row['answer']}”. The first answer counts."
    return "The run was cancelled in the meantime."


async def _row(tx: Tx, company_id: str, effect_id: str) -> Row:
    row = await repo.get(tx, company_id, effect_id)
    if row is None:
        raise EffectNotFound("Look it up in the list of uncertain effects.")
    return row


def _view(row: Row) -> UncertainEffectView:
    return UncertainEffectView.model_validate(dict(row))


async def forget(tx: Tx, company_id: str, run_ids: Sequence[str], limit: int) -> int:
    """Delete so many uncertain effects of runs that are deleted; answers how many."""
    return await repo.forget(tx, company_id, run_ids, limit)
