"""Counts what happened to agents, and tells what it came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agents_service.metrics import repo
from agents_service.metrics.rules import goals
from agents_service.metrics.rules.figures import change
from agents_service.metrics.rules.goals import Counted
from agents_service.metrics.rules.health import month_of, remembered
from contracts.events import ApprovalDecided, RunEnded, RunWaiting
from kernel.db import Row, Tx


@dataclass
class _Change:
    """What one agent's events add up to."""

    total: dict[str, float] = field(default_factory=dict[str, float])
    days: dict[str, dict[str, float]] = field(default_factory=dict[str, dict[str, float]])
    times: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])
    ends: str = ""

    def ended(self, run: RunEnded) -> None:
        """A run ended."""
        what = change(run.status, run.seconds, run.cost)
        day = f"{run.ended_at:%Y-%m-%d}"
        _add(self.total, what)
        _add(self.days.setdefault(day, {}), what)
        if run.status == "succeeded":
            bins = self.times.setdefault(day, {})
            number = goals.bin_of(run.seconds)
            bins[number] = bins.get(number, 0) + 1
        self.ends += {"succeeded": "s", "failed": "f"}.get(run.status, "")

    def decided(self, decision: ApprovalDecided) -> None:
        """A person decided what a run asked."""
        what = {"approvals": 1.0, "approval_seconds": decision.seconds}
        _add(self.days.setdefault(f"{decision.decided_at:%Y-%m-%d}", {}), what)


def _add(sums: dict[str, float], more: Mapping[str, float]) -> None:
    for name, amount in more.items():
        sums[name] = sums.get(name, 0) + amount


Told = RunEnded | RunWaiting | ApprovalDecided


async def count(tx: Tx, told: Sequence[Told]) -> list[tuple[str, str]]:
    """Add what happened, with one change for each agent. Gives the agents (company, agent) whose runs ended."""
    changes: dict[tuple[str, str], _Change] = {}
    for each in told:
        mine = changes.setdefault((each.company_id, each.agent_id), _Change())
        match each:
            case RunEnded():
                mine.ended(each)
            case RunWaiting():
                _add(mine.total, {"waiting": 1 if each.waiting else -1})
            case ApprovalDecided():
                mine.decided(each)
    for (company_id, agent_id), found in changes.items():
        await _write(tx, company_id, agent_id, found)
    return [key for key, found in changes.items() if found.total.get("runs")]


async def _write(tx: Tx, company_id: str, agent_id: str, found: _Change) -> None:
    if found.total:
        await repo.add(tx, company_id, agent_id, found.total)
    if found.ends:
        recent = await repo.recent(tx, company_id, agent_id)
        await repo.set_recent(tx, company_id, agent_id, remembered(recent, found.ends))
    for day, what in found.days.items():
        await repo.add_day(tx, company_id, agent_id, day, what)
    for day, bins in found.times.items():
        await repo.add_times(tx, company_id, agent_id, day, bins)


@dataclass(frozen=True)
class Standing:
    """What is known of an agent: its totals, what it spent this month (USD), and its last days."""

    totals: Row | None
    spent: float
    recent: Sequence[Counted]


async def standings(tx: Tx, company_id: str, agent_ids: Sequence[str], now: datetime) -> dict[str, Standing]:
    """What is known of several agents; their time that counts as one piece."""
    since = goals.days_until(now.date())[0]
    totals = await repo.of(tx, company_id, agent_ids)
    months = await repo.sums(tx, company_id, agent_ids, month_of(now))
    sums = await repo.sums(tx, company_id, agent_ids, since)
    times = _by_agent(await repo.times_of(tx, company_id, agent_ids, since))
    opinions = _by_agent(await repo.opinions_by_day(tx, company_id, agent_ids, since))
    return {
        each: Standing(
            totals.get(each),
            _cost(months.get(each)),
            [goals.counted(sums.get(each), times.get(each, []), opinions.get(each, []))],
        )
        for each in agent_ids
    }


def _by_agent(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["agent_id"], []).append(row)
    return found


def _cost(sums: Row | None) -> float:
    return float(sums["cost"] or 0) if sums else 0.0


async def spent_this_month(tx: Tx, company_id: str, agent_id: str, now: datetime) -> float:
    """USD that an agent's runs cost since the first of the month."""
    return _cost((await repo.sums(tx, company_id, [agent_id], month_of(now))).get(agent_id))


async def days(tx: Tx, company_id: str, agent_id: str, wanted: Sequence[str]) -> list[Counted]:
    """What was counted on each of these days (consecutive, the first first)."""
    rows = {row["day"]: row for row in await repo.days(tx, company_id, agent_id, wanted[0])}
    times = await repo.times_by_day(tx, company_id, agent_id, wanted[0])
    opinions = await repo.opinions_by_day(tx, company_id, [agent_id], wanted[0])
    return [
        goals.counted(
            rows.get(day),
            [each for each in times if each["day"] == day],
            [each for each in opinions if each["day"] == day],
        )
        for day in wanted
    ]
