"""Tells the heads of a company, once each time, that somebody must look what became of a step."""

from company_service.deps import Deps
from company_service.effects import repo
from company_service.effects.schemas import EffectUncertain
from contracts.access import HEADS
from contracts.notifications import NoticeInput
from kernel.bus import Message
from kernel.db import Row
from kernel.identity import Principal
from kernel.problems import RemoteProblem
from kernel.telemetry import get_logger

_log = get_logger(__name__)


async def tell_heads(deps: Deps, message: Message) -> None:
    """Send the notice of an effect that is still uncertain. Its id is the key, so a repeat sends nothing twice."""
    told = EffectUncertain.model_validate(message.payload)
    async with deps.db.read() as tx:
        effect = await repo.get(tx, told.company_id, told.effect_id)
    if effect is None or effect["status"] != "open":
        return
    by = Principal(kind="service", company_id=told.company_id)
    try:
        await deps.notifications.send(_notice(effect), by, key=told.effect_id)
    except RemoteProblem as problem:
        if problem.code >= 500 or problem.code in {408, 429}:
            raise
        _log.warning("effect_notice_refused", effect_id=told.effect_id, problem=problem.type)


def _notice(effect: Row) -> NoticeInput:
    asks = "Did it happen?" if effect["kind"] == "uncertain" else "It could not be undone:"
    detail = str(effect["problem"].get("detail") or effect["problem"].get("title") or "")
    return NoticeInput(
        to=[f"role:{role}" for role in sorted(HEADS)],
        title=f"{asks} {effect['name']}"[:200],
        body=f"{effect['workflow_name']}: {detail}"[:5_000],
        link=f"/runs/{effect['run_id']}",
        kind="uncertain_effect",
        data={"effect_id": effect["id"], "run_id": effect["run_id"]},
    )
