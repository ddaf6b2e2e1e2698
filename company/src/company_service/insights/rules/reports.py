"""When a weekly report is due, whom it is for, and what it says."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from company_service.insights.schemas import Figures, Group, InsightsView, Readers
from contracts.permissions import ROLES

LATE = timedelta(days=1)
"""A report that could not be sent for so long is left out: the next one comes."""


def next_time(weekday: int, hour: int, zone: str, after: datetime) -> datetime:
    """The first moment after another at which it is this hour of this day of the week (Monday: 1) in a place."""
    place = ZoneInfo(zone)
    today = after.astimezone(place).date()
    days = (today + timedelta(days=number) for number in range(15))
    moments = (datetime.combine(day, time(hour), place).astimezone(UTC) for day in days if day.isoweekday() == weekday)
    return next(moment for moment in moments if moment > after)


def week_before(due: datetime, zone: str) -> tuple[date, date]:
    """The first and the last of the seven days that are over."""
    today = due.astimezone(ZoneInfo(zone)).date()
    return today - timedelta(days=7), today - timedelta(days=1)


def addressees(readers: Readers) -> list[str]:
    """The roles that have the permission."""
    return [f"role:{role}" for role, permissions in ROLES.items() if readers in permissions]


def data(view: InsightsView, first: date, last: date, unnamed: Collection[str] = ()) -> dict[str, Any]:
    """The values of the template: those that are written differently by language, by language."""
    named = [each for each in view.workflows if each.id not in unnamed]
    return {
        "runs": view.current.runs,
        "runs_before": view.previous.runs,
        "failed": view.current.failed,
        "approvals": view.current.approvals,
        "en": _values(view, named, first.strftime("%d/%m/%Y"), last.strftime("%d/%m/%Y"), "."),
        "de": _values(view, named, first.strftime("%d.%m.%Y"), last.strftime("%d.%m.%Y"), ","),
    }


def _values(view: InsightsView, named: Sequence[Group], first: str, last: str, mark: str) -> Mapping[str, str]:
    failure = view.failures[0] if view.failures else None
    now, before = (_figures(each, mark) for each in (view.current, view.previous))
    return {
        "first": first,
        "last": last,
        **now,
        **{f"{name}_before": value for name, value in before.items()},
        "reason": f"{failure.title} ({failure.runs})" if failure else "–",
        "workflows": "\n".join(
            f"- {each.name or each.id}: {each.figures.runs} · {_percent(each.figures.success_rate)}"
            for each in named[:5]
        ),
    }


def _figures(of: Figures, mark: str) -> dict[str, str]:
    hours = None if of.seconds_saved is None else of.seconds_saved / 3_600
    return {
        "success": _percent(of.success_rate),
        "automation": _percent(of.automation_rate),
        "cost": f"{of.cost:.2f}".replace(".", mark),
        "saved": "–" if hours is None else f"{hours:.1f}".replace(".", mark),
    }


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{rate * 100:.0f} %"
