"""When a circuit opens, lets one try through, and closes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from company_service.circuits.rules import (
    Circuit,
    Closed,
    HalfOpen,
    Open,
    Outcome,
    Policy,
    Refused,
    Try,
    ask,
    is_idle,
    told,
)

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
POLICY = Policy(failures=3)
FREE = Try()


def _later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def _after(*outcomes: Outcome, every: float = 1) -> Circuit:
    circuit: Circuit = Closed()
    for number, outcome in enumerate(outcomes):
        circuit = told(circuit, FREE, outcome, _later(number * every), POLICY)
    return circuit


def test_so_many_failures_in_a_row_open_it():
    assert isinstance(_after("failure", "failure"), Closed)
    assert _after("failure", "failure", "failure") == Open(_later(2 + 30), 1)


def test_a_success_in_between_begins_the_count_anew():
    assert _after("failure", "failure", "success") == Closed()
    assert isinstance(_after("failure", "failure", "success", "failure", "failure"), Closed)


def test_what_never_reached_the_other_system_counts_neither_way():
    assert isinstance(_after("failure", "failure", "unknown"), Closed)
    assert isinstance(_after("failure", "unknown", "failure", "unknown", "failure"), Open)


def test_failures_far_apart_do_not_open_it():
    assert isinstance(_after(*["failure"] * 20, every=31), Closed)  # pyright: ignore[reportArgumentType] - a list of literals


def test_nothing_is_tried_while_it_is_open_and_then_one():
    circuit = Open(_later(30), 1)

    _, early = ask(circuit, _later(29), POLICY)
    half, first = ask(circuit, _later(30), POLICY)
    _, second = ask(half, _later(30), POLICY)

    assert early == Refused(_later(30))
    assert (first, isinstance(half, HalfOpen)) == (Try(1), True)
    assert isinstance(second, Refused)


@pytest.mark.parametrize(
    ("outcome", "then"),
    [("success", Closed()), ("failure", Open(_later(60), 2)), ("unknown", Open(_later(0), 1))],
)
def test_the_one_try_decides(outcome: Outcome, then: Circuit):
    half, tried = ask(Open(NOW, 1), NOW, POLICY)
    assert isinstance(tried, Try)

    assert told(half, tried, outcome, NOW, POLICY) == then


def test_what_began_before_it_opened_decides_nothing():
    half, _ = ask(Open(NOW, 1), NOW, POLICY)

    assert told(Open(_later(30), 1), FREE, "success", NOW, POLICY) == Open(_later(30), 1)
    assert told(half, FREE, "success", NOW, POLICY) == half
    assert told(Closed(), Try(1), "failure", NOW, POLICY) == Closed()


def test_a_try_that_never_comes_back_is_followed_by_another():
    half, first = ask(Open(NOW, 1), NOW, POLICY)
    again, second = ask(half, NOW + POLICY.trial, POLICY)
    assert isinstance(first, Try)

    assert second == Try(2)
    assert told(again, first, "success", NOW + POLICY.trial, POLICY) == again


def test_pauses_double_up_to_the_longest():
    circuit: Circuit = Open(NOW, 1)
    pauses: list[float] = []
    for _ in range(6):
        assert isinstance(circuit, Open)
        now = circuit.until
        half, tried = ask(circuit, now, POLICY)
        assert isinstance(tried, Try)
        circuit = told(half, tried, "failure", now, POLICY)
        assert isinstance(circuit, Open)
        pauses.append((circuit.until - now).total_seconds())

    assert pauses == [60, 120, 240, 300, 300, 300]


def test_only_what_says_nothing_may_be_forgotten():
    assert is_idle(Closed((NOW,)), _later(61), POLICY)
    assert not is_idle(Closed((NOW,)), _later(59), POLICY)
    assert not is_idle(Open(NOW, 1), _later(999), POLICY)


@given(st.lists(st.tuples(st.floats(0, 100), st.sampled_from(["success", "failure", "unknown"])), max_size=60))
def test_it_never_stays_shut_to_a_system_that_is_well_again(history: list[tuple[float, Outcome]]):
    circuit: Circuit = Closed()
    now = NOW
    for pause, outcome in history:
        now += timedelta(seconds=pause)
        circuit, leave = ask(circuit, now, POLICY)
        if isinstance(leave, Try):
            circuit = told(circuit, leave, outcome, now, POLICY)

    now += POLICY.longest_pause
    circuit, leave = ask(circuit, now, POLICY)
    assert isinstance(leave, Try)
    circuit = told(circuit, leave, "success", now, POLICY)

    assert circuit == Closed()
