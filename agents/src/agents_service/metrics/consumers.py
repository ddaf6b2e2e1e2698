"""Keeps the totals from what the company service tells; each event counts once."""

from collections.abc import Mapping, Sequence

from agents_service.deps import Deps
from agents_service.metrics import repo, rules
from contracts.events import RunEnded, RunWaiting
from kernel.bus import Message
from kernel.outbox import first_times

_CONSUMER = "agents.metrics"


async def count(deps: Deps, message: Message) -> None:
    """Count an ended run, or one that began or stopped waiting."""
    await count_all(deps, [message])


async def count_all(deps: Deps, messages: Sequence[Message]) -> None:
    """Count many with one commit, and one change for each agent."""
    async with deps.db.begin() as tx:
        changes: dict[tuple[str, str], dict[str, float]] = {}
        for message in await first_times(tx, _CONSUMER, messages):
            agent_id, change = _read(message)
            total = changes.setdefault((message.company_id, agent_id), {})
            for name, amount in change.items():
                total[name] = total.get(name, 0) + amount
        for (company_id, agent_id), change in changes.items():
            await repo.add(tx, company_id, agent_id, change)


def _read(message: Message) -> tuple[str, Mapping[str, float]]:
    if message.topic == RunWaiting.topic:
        waiting = RunWaiting.model_validate(message.payload)
        return waiting.agent_id, {"waiting": 1 if waiting.waiting else -1}
    ended = RunEnded.model_validate(message.payload)
    return ended.agent_id, rules.change(ended.status, ended.seconds, ended.cost)
