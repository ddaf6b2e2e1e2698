"""The figures as tables to be exported."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from company_service.insights.rules.sheets import Cell, Sheet
from company_service.insights.schemas import Figures, InsightsView

Rows = Sequence[Sequence[Cell]]
At = Callable[[datetime], datetime]
"""A moment as it is in somebody's time zone."""

_FIGURES = (
    "Runs", "Succeeded", "Failed", "Cancelled", "Success rate", "Median time (s)", "95 % of times up to (s)",
    "AI cost (USD)", "Cost per successful run (USD)", "Time saved (s)", "Runs without a person's decision (share)",
    "Approvals asked", "Median waiting time of approvals (s)",
)  # fmt: skip


def _figures(of: Figures) -> list[Cell]:
    return [
        of.runs, of.succeeded, of.failed, of.cancelled, of.success_rate, of.p50_seconds, of.p95_seconds, of.cost,
        of.cost_per_success, of.seconds_saved, of.automation_rate, of.approvals, of.p50_wait_seconds,
    ]  # fmt: skip


def _summary(view: InsightsView, at: At) -> Rows:
    current, previous = _figures(view.current), _figures(view.previous)
    times: list[list[Cell]] = [
        ["From", at(view.start), at(view.previous_start)],
        ["To (not included)", at(view.end), at(view.previous_end)],
        ["Time zone", view.time_zone, view.time_zone],
    ]
    return [*times, *([name, now, before] for name, now, before in zip(_FIGURES, current, previous, strict=True))]


def _series(view: InsightsView, at: At) -> Rows:
    return [
        [at(p.start), at(p.end), p.succeeded, p.failed, p.cancelled, p.p50_seconds, p.p95_seconds, p.cost]
        for p in view.series
    ]


def _workflows(view: InsightsView, _: At) -> Rows:
    return [[each.name or "", *_figures(each.figures), each.id] for each in view.workflows]


def _agents(view: InsightsView, _: At) -> Rows:
    return [[each.name or "", *_figures(each.figures), each.id] for each in view.agents]


def _models(view: InsightsView, _: At) -> Rows:
    return [[each.provider, each.model or "", each.answers, each.cost] for each in view.models]


def _failures(view: InsightsView, _: At) -> Rows:
    return [[each.title, each.workflow_name or "", each.step_name, each.runs, each.type] for each in view.failures]


def _waits(view: InsightsView, _: At) -> Rows:
    return [[each.up_to_seconds, each.approvals] for each in view.waits]


_TABLES: Mapping[str, tuple[Sheet, Callable[[InsightsView, At], Rows]]] = {
    "summary": (Sheet("Figures", ("Figure", "This time", "The time before")), _summary),
    "series": (
        Sheet(
            "Over time",
            ("From", "To", "Succeeded", "Failed", "Cancelled", _FIGURES[5], _FIGURES[6], "AI cost (USD)"),
        ),
        _series,
    ),
    "workflows": (Sheet("Workflows", ("Workflow", *_FIGURES, "Id")), _workflows),
    "agents": (Sheet("Agents", ("Agent", *_FIGURES, "Id")), _agents),
    "models": (Sheet("Models", ("Provider", "Model", "Answers", "AI cost (USD)")), _models),
    "failures": (Sheet("Failures", ("Problem", "Workflow", "Step", "Failed runs", "Type")), _failures),
    "waits": (Sheet("Waiting times", ("Up to (s)", "Approvals decided")), _waits),
}
NAMES = tuple(_TABLES)
RUNS = Sheet(
    "Runs",
    (
        "Began", "Ended", "Workflow", "Agent", "Result", "Started by way of", "Time (s)", "AI cost (USD)", "Problem",
        "Step", "Id",
    ),
)  # fmt: skip


def table(name: str, view: InsightsView) -> tuple[Sheet, Rows]:
    """One of `NAMES`, with times as they are in the view's time zone."""
    place = ZoneInfo(view.time_zone)
    sheet, rows = _TABLES[name]
    return sheet, rows(view, lambda moment: moment.astimezone(place))
