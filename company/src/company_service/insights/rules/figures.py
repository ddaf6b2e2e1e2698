"""From counts to the figures that people read."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from company_service.insights.rules.counting import PAST, Sums
from company_service.insights.rules.durations import between, percentile
from company_service.insights.rules.periods import Period, moment, noon
from company_service.insights.schemas import Figures, Point, Wait

WAITS = (300, 900, 3_600, 14_400, 86_400, 259_200)
"""Seconds: the limits between which waiting times are counted."""

Row = Mapping[str, Any]
Whose = tuple[str, str]
"""Workflow and agent (none: an empty text)."""


def sum_of(rows: Iterable[Row]) -> Sums:
    """All of them together."""
    total = Sums()
    for row in rows:
        total.add(row)
    return total


def runs_in(rows: Iterable[Row]) -> int:
    """How many runs these rows count."""
    return sum(row["succeeded"] + row["failed"] + row["cancelled"] for row in rows)


def by_owner(rows: Iterable[Row], span: tuple[int, int]) -> dict[Whose, Sums]:
    """Rollups by workflow and agent; of the past, of which only days are known, those with their noon in the span."""
    found: dict[Whose, Sums] = defaultdict(Sums)
    for row in rows:
        if row["grain"] != PAST or span[0] <= noon(row["minute"]) < span[1]:
            found[row["workflow_id"], row["agent_id"]].add(row)
    return dict(found)


def joined(parts: Iterable[Sums]) -> Sums:
    """All of them together."""
    return sum_of(vars(part) for part in parts)


def seconds_saved(by_owner: Mapping[Whose, Sums], minutes: Mapping[str, float] | None) -> float | None:
    """Minutes that a run of the agent saves, for each that succeeded; unknown without the agents."""
    if minutes is None:
        return None
    return sum(sums.succeeded * minutes.get(agent_id, 0) * 60 for (_, agent_id), sums in by_owner.items())


def figures(sums: Sums, saved: float | None) -> Figures:
    """What the sums say."""
    judged = sums.succeeded + sums.failed
    return Figures(
        runs=sums.runs,
        succeeded=sums.succeeded,
        failed=sums.failed,
        cancelled=sums.cancelled,
        success_rate=sums.succeeded / judged if judged else None,
        p50_seconds=percentile(sums.times, 0.5),
        p95_seconds=percentile(sums.times, 0.95),
        untimed=sums.succeeded - sum(sums.times.values()),
        cost=round(sums.cost, 6),
        cost_per_success=round(sums.cost / sums.succeeded, 6) if sums.succeeded else None,
        seconds_saved=saved,
        automation_rate=1 - sums.decided / sums.examined if sums.examined else None,
        decided=sums.decided,
        approvals=sums.approvals,
        p50_wait_seconds=percentile(sums.waits, 0.5),
    )


def series(rows: Sequence[Row], past: Sequence[Row], period: Period) -> Iterator[Point]:
    """The buckets of a period: from its quarters, and from days of the past, each where its noon is."""
    edges = period.edges
    buckets = [Sums() for _ in edges[1:]]
    placed = [(row["minute"], row) for row in rows] + [(noon(row["minute"]), row) for row in past]
    for minute, row in placed:
        if edges[0] <= minute < edges[-1]:
            buckets[bisect_right(edges, minute) - 1].add_course(row)
    for start, end, sums in zip(edges, edges[1:], buckets, strict=False):
        yield Point(
            start=moment(start),
            end=moment(end),
            succeeded=sums.succeeded,
            failed=sums.failed,
            cancelled=sums.cancelled,
            cost=round(sums.cost, 6),
            p50_seconds=percentile(sums.times, 0.5),
            p95_seconds=percentile(sums.times, 0.95),
        )


def waits(sums: Sums) -> list[Wait]:
    """How long approvals waited."""
    limits = (*WAITS, None)
    return [
        Wait(up_to_seconds=limit, approvals=count)
        for limit, count in zip(limits, between(sums.waits, WAITS), strict=True)
    ]
