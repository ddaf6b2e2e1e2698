"""Which budgets hold for a call, and in which period."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ai_service.budgets import rules
from ai_service.budgets.rules import Budget, Facts, Share
from ai_service.budgets.schemas import Period, Scope

NOW = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def held(scope: Scope, subject: str = "*", period: Period = "day") -> Budget:
    return Budget(f"bgt_{scope}_{subject}", "x", scope, subject, period, None, 1, refuses_unknown=False)


def test_periods_begin_where_people_expect_them():
    assert rules.period_of("day", NOW) == "2026-12-31"
    assert rules.period_of("week", NOW) == "2026-12-28"
    assert rules.period_of("month", NOW) == "2026-12-01"
    assert rules.renews_at("week", NOW) == datetime(2027, 1, 4, tzinfo=UTC)
    assert rules.renews_at("month", NOW) == datetime(2027, 1, 1, tzinfo=UTC)
    assert rules.renews_at("total", NOW) is None


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis takes bounds without a zone
def test_a_period_ends_exactly_where_the_next_begins(now: datetime):
    for period in ("day", "week", "month"):
        end = rules.renews_at(period, now)

        assert end is not None
        assert end > now
        assert rules.period_of(period, end) != rules.period_of(period, now)
        assert rules.period_of(period, end - timedelta(microseconds=1)) == rules.period_of(period, now)


def test_a_budget_holds_for_whom_it_names_and_for_nobody_else():
    facts = Facts(agent="agt_1", workflow="wfl_1", user="usr_1", models=frozenset({"m"}), alias="fast")
    every = [
        held("company"),
        held("agent", "agt_1"),
        held("agent", "agt_2"),
        held("workflow"),
        held("run"),
        held("user", "usr_1"),
        held("key"),
        held("model"),
        held("model", "fast"),
        held("model", "other"),
    ]

    found = {(budget.scope, share.subject) for share, budget in rules.shares(every, facts, NOW).items()}

    assert found == {
        ("company", "*"),
        ("agent", "agt_1"),
        ("workflow", "wfl_1"),
        ("user", "usr_1"),
        ("model", "m"),
        ("model", "fast"),
    }


def test_locks_are_taken_in_one_order():
    budgets = [held("user"), held("agent"), held("company")]
    facts = Facts(agent="a", user="u")

    for order in (budgets, budgets[::-1]):
        found = list(rules.shares(order, facts, NOW))
        assert found == sorted(found)


def test_under_a_models_budget_only_its_own_calls_count():
    company, model = held("company"), held("model", "m")
    counted = {Share("a", "*", "d"): company, Share("b", "m", "d"): model, Share("c", "fast", "d"): model}

    assert list(rules.charges(counted, [("m", 2), ("n", 3)], "fast").values()) == [5, 2, 5]
