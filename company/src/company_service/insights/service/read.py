"""Answering with figures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from company_service.deps import Deps
from company_service.grants import service as grants
from company_service.insights import repo
from company_service.insights.rules import figures as rules
from company_service.insights.rules.counting import PAST, SAMPLE, Sums
from company_service.insights.rules.periods import DAY, Period, Range, moment, period, pieces
from company_service.insights.schemas import Failure, Figures, Group, InsightsView, ModelUse, Source
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.problems import Problem

_MOST_REASONS = 20
_MOST_GROUPS = 100
"""Workflows, agents and models that are listed: those with the most runs."""


@dataclass(frozen=True)
class Question:
    """Which figures are wanted."""

    range: Range
    first: date | None
    last: date | None
    zone: str
    workflow_id: str | None
    agent_id: str | None
    source: Source

    async def asked(self, tx: Tx, by: Principal) -> repo.Asked:
        """What is looked up for whoever asks: nothing of what is shared with others only."""
        hidden = await grants.hidden(tx, by)
        return repo.Asked(by.company_id, self.source, self.workflow_id, self.agent_id, hidden)


@dataclass(frozen=True)
class _Agents:
    """What is known of the agents; nothing while their service cannot be reached."""

    names: Mapping[str, str]
    minutes: Mapping[str, float] | None


async def view(question: Question, *, by: Principal, deps: Deps) -> InsightsView:
    """The figures of a time."""
    time = period(question.range, question.first, question.last, question.zone, deps.clock())
    agents = await _agents(by=by, deps=deps)
    async with deps.db.read() as tx:
        asked = await question.asked(tx, by)
        current = await _by_owner(tx, asked, time.span)
        previous = await _by_owner(tx, asked, time.before)
        names = await repo.names(tx, by.company_id, {workflow_id for workflow_id, _ in current})
        rows, past = await repo.series(tx, asked, *time.span), await _past(tx, asked, time.span)
        models = await _models(tx, asked, time)
        failures = await _failures(tx, asked, time, names)
        samples = await _samples(tx, asked, time)
    total = rules.joined(current.values())
    return InsightsView(
        time_zone=time.zone,
        source=question.source,
        by=time.by,
        start=moment(time.edges[0]),
        end=moment(time.edges[-1]),
        previous_start=moment(time.before[0]),
        previous_end=moment(time.before[1]),
        current=_figures(current, agents),
        previous=_figures(previous, agents),
        series=list(rules.series(rows, past, time)),
        workflows=_groups(current, 0, names, agents),
        agents=_groups(current, 1, agents.names, agents),
        models=models,
        failures=failures,
        waits=rules.waits(total),
        sample_runs=samples,
    )


async def _agents(*, by: Principal, deps: Deps) -> _Agents:
    try:
        items = (await deps.agents.briefs(by)).items
    except Problem:
        return _Agents({}, None)
    return _Agents({each.id: each.name for each in items}, {each.id: each.minutes_saved_per_run for each in items})


async def agent_names(*, by: Principal, deps: Deps) -> dict[str, str]:
    """What the agents are called."""
    return dict((await _agents(by=by, deps=deps)).names)


async def _by_owner(tx: Tx, asked: repo.Asked, span: tuple[int, int]) -> dict[rules.Whose, Sums]:
    rows: list[Row] = []
    for grain, start, end in pieces(*span):
        rows += await repo.rollups(tx, asked, grain, start, end)
    return rules.by_owner([*rows, *await _past(tx, asked, span)], span)


async def _past(tx: Tx, asked: repo.Asked, span: tuple[int, int]) -> Sequence[Row]:
    """What is known of days of the past that may have their noon in the span."""
    return await repo.rollups(tx, asked, PAST, span[0] - DAY, span[1])


def _figures(owned: Mapping[rules.Whose, Sums], agents: _Agents) -> Figures:
    return rules.figures(rules.joined(owned.values()), rules.seconds_saved(owned, agents.minutes))


def _groups(
    owned: Mapping[rules.Whose, Sums], part: int, names: Mapping[str, str], agents: _Agents
) -> list[Group]:  # fmt: skip
    """Figures by workflow (`part` 0) or agent (1), those with the most runs first."""
    groups: dict[str, dict[rules.Whose, Sums]] = defaultdict(dict)
    for whose, sums in owned.items():
        if whose[part]:
            groups[whose[part]][whose] = sums
    shown = [Group(id=id, name=names.get(id), figures=_figures(those, agents)) for id, those in groups.items()]
    return sorted(shown, key=lambda group: (-group.figures.runs, group.name or "", group.id))[:_MOST_GROUPS]


async def _models(tx: Tx, asked: repo.Asked, time: Period) -> list[ModelUse]:
    answers: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0.0])
    for grain, start, end in pieces(*time.span):
        for row in await repo.models(tx, asked, grain, start, end):
            total = answers[row["provider"], row["model"]]
            total[0] += int(row["answers"])
            total[1] += float(row["cost"])
    shown = [
        ModelUse(provider=provider, model=model or None, answers=int(count), cost=round(cost, 6))
        for (provider, model), (count, cost) in answers.items()
    ]
    return sorted(shown, key=lambda use: (-use.cost, -use.answers, use.provider, use.model or ""))[:_MOST_GROUPS]


async def _failures(tx: Tx, asked: repo.Asked, time: Period, names: Mapping[str, str]) -> list[Failure]:
    counts: dict[str, int] = defaultdict(int)
    for grain, start, end in pieces(*time.span):
        for row in await repo.failures(tx, asked, grain, start, end):
            counts[row["reason"]] += int(row["runs"])
    most = sorted(counts, key=lambda reason: (-counts[reason], reason))[:_MOST_REASONS]
    known = await repo.reasons(tx, asked.company_id, most)
    return [
        Failure.model_validate(
            {**known[reason], "workflow_name": names.get(known[reason]["workflow_id"]), "runs": counts[reason]}
        )
        for reason in most
        if reason in known
    ]


async def _samples(tx: Tx, asked: repo.Asked, time: Period) -> int:
    """How many runs of the sample there were."""
    rows = await repo.series(tx, repo.Asked(asked.company_id, SAMPLE, hidden=asked.hidden), *time.span)
    return rules.runs_in(rows)
