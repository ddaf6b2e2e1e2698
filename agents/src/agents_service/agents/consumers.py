"""Counts what the company service tells of agents' runs, each event once; and tells an owner whose agent stopped."""

from collections.abc import Mapping, Sequence

from agents_service.agents.service import watching
from agents_service.deps import Deps
from agents_service.metrics.service import Told
from contracts.access import HEADS
from contracts.events import AgentPausedItself, ApprovalDecided, RunEnded, RunWaiting
from contracts.notifications import NoticeInput
from kernel.bus import Message
from kernel.identity import Principal
from kernel.outbox import first_times
from kernel.problems import RemoteProblem
from kernel.telemetry import get_logger

_log = get_logger(__name__)
_CONSUMER = "agents.metrics"
_KINDS: Mapping[str, type[Told]] = {kind.topic: kind for kind in (RunEnded, RunWaiting, ApprovalDecided)}
TOPICS = tuple(_KINDS)


async def count(deps: Deps, message: Message) -> None:
    """Count an ended run, a decision, or a run that began or stopped waiting."""
    await count_all(deps, [message])


async def count_all(deps: Deps, messages: Sequence[Message]) -> None:
    """Count many with one commit."""
    async with deps.db.begin() as tx:
        fresh = await first_times(tx, _CONSUMER, messages)
        told = [_KINDS[message.topic].model_validate(message.payload) for message in fresh]
        await watching.count(tx, [each for each in told if each.agent_id], deps=deps)


async def tell_owner(deps: Deps, message: Message) -> None:
    """Tell the owner of an agent that it stopped by itself, or who leads the company where nobody owns it."""
    stopped = AgentPausedItself.model_validate(message.payload)
    to = [stopped.owner_id] if stopped.owner_id else [f"role:{role}" for role in sorted(HEADS)]
    notice = NoticeInput(
        to=to,
        template=f"agent-paused-{stopped.reason}",
        title=stopped.name,
        link=f"/agents/{stopped.agent_id}",
        kind="agent",
        data={"name": stopped.name, **_said(stopped)},
        channels=["in_app", "email"],
    )
    by = Principal(kind="service", company_id=stopped.company_id)
    try:
        await deps.notifications.send(notice, by, key=message.id)
    except RemoteProblem as problem:
        if problem.code >= 500 or problem.code in {408, 429}:
            raise
        _log.warning("agent_notice_refused", agent_id=stopped.agent_id, problem=problem.type)


def _said(stopped: AgentPausedItself) -> dict[str, str]:
    figures = stopped.figures
    if stopped.reason == "budget":
        return {name: f"{figures[name]:,.2f}" for name in ("spent", "limit")}
    return {"failed": f"{figures['failed']:.0f}", "of": f"{figures['of']:.0f}"}
