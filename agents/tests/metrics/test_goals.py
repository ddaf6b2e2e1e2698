"""Goals, health and stopping, as pure decisions."""

from datetime import UTC, datetime

import pytest

from agents_service.metrics.rules.goals import Counted, bin_of, progress, within
from agents_service.metrics.rules.health import AgentPause, health, next_month, why_pause
from contracts.agents import AgentBudget, AgentGoal, AgentInput, AgentLimits

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
GOOD = Counted(runs=4, succeeded=4, cost=0.2, liked=1, times={bin_of(20.0): 3, bin_of(400.0): 1})
BAD = Counted(runs=6, succeeded=2, failed=4, cost=0.8, disliked=1, times={bin_of(299.0): 2})
NONE = Counted()


@pytest.mark.parametrize(
    ("goal", "actual", "state", "series"),
    [
        (AgentGoal(kind="success_rate", target=0.6), 0.6, "met", [1.0, None, 1 / 3]),
        (AgentGoal(kind="within", target=0.8, seconds=300), 0.3, "missed", [0.75, None, 0.0]),
        (AgentGoal(kind="within", target=0.5, seconds=330), 0.5, "met", [0.75, None, 1 / 3]),
        (AgentGoal(kind="cost_per_run", target=0.1), 0.1, "met", [0.05, None, 0.8 / 6]),
        (AgentGoal(kind="succeeded", target=7), 6.0, "missed", [4.0, 4.0, 6.0]),
        (AgentGoal(kind="time_saved", target=1), 1.0, "met", [4 / 6, 4 / 6, 1.0]),
        (AgentGoal(kind="liked", target=0.9), 0.5, "missed", [1.0, None, 0.0]),
    ],
)
def test_each_kind_of_goal_is_measured(goal: AgentGoal, actual: float, state: str, series: list[float | None]):
    agent = AgentInput(name="Ada", minutes_saved_per_run=10, goals=[goal])

    [found] = progress(agent, [GOOD, NONE, BAD])

    assert (found.actual, found.state) == (pytest.approx(actual), state)
    assert found.series == pytest.approx(series, nan_ok=True)


def test_before_anything_ran_a_goal_is_neither_met_nor_missed():
    agent = AgentInput(name="Ada", goals=[AgentGoal(kind="success_rate", target=0.9)])

    [found] = progress(agent, [NONE])

    assert (found.actual, found.state, found.basis) == (None, "unknown", 0)


def test_within_never_counts_what_took_longer():
    times = [0.0005, 0.5, 7.0, 59.9, 60.1, 300.0, 1000.0]

    for limit in (1.0, 60.0, 300.0, 312.0):
        sure = sum(within({bin_of(each): 1}, limit) for each in times)
        assert sure <= sum(each <= limit for each in times)
        assert sure >= sum(each <= limit / 1.04 for each in times)


@pytest.mark.parametrize(
    ("spent", "recent", "cause"),
    [(19.99, "s" * 20, None), (20.0, "", "budget"), (0.0, "f" * 9, None), (1.0, "sfsffs" + "fffsf", "failures"),
     (1.0, "f" * 50 + "s" * 10, None)],
)  # fmt: skip
def test_an_agent_stops_when_its_budget_is_spent_or_too_much_failed(spent: float, recent: str, cause: str | None):
    limits = AgentLimits(failure_rate=0.5, of_last=10)
    agent = AgentInput(name="Ada", budget=AgentBudget(monthly_usd=20), limits=limits)

    pause = why_pause(agent, spent, recent, NOW)

    assert (pause.cause if pause else None) == cause
    if cause == "budget":
        assert pause is not None
        assert pause.until == next_month(NOW) == datetime(2027, 1, 1, tzinfo=UTC)


def test_health_names_every_reason_and_the_weightiest_decides():
    goal = AgentGoal(kind="success_rate", target=0.9)
    agent = AgentInput(name="Ada", budget=AgentBudget(monthly_usd=10), goals=[goal])
    stopped = AgentPause(cause="budget", at=NOW, by="", figures={"spent": 10, "limit": 10}, until=None)

    bad = health(agent, "active", None, recent="sf" * 5, spent=9, waiting=12, goals=progress(agent, [BAD]))
    well = health(agent, "active", None, recent="s" * 6, spent=1, waiting=0, goals=progress(agent, [GOOD]))
    new = health(agent, "active", None, recent="", spent=0, waiting=0, goals=[])
    paused = health(agent, "paused", stopped, recent="", spent=10, waiting=0, goals=[])

    assert (bad.state, [each.code for each in bad.reasons]) == (
        "unwell",
        ["failing", "goal_missed", "budget_close", "many_wait"],
    )
    assert [each.state for each in (well, new, paused)] == ["well", "unknown", "unwell"]
