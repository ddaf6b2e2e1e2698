"""Percentiles from counts, against the durations themselves."""

import math

from hypothesis import given
from hypothesis import strategies as st

from company_service.insights.rules.durations import ERROR, SHORTEST, between, histogram, percentile

SECONDS = st.floats(min_value=SHORTEST, max_value=400 * 86_400)
SHARES = st.sampled_from([0.01, 0.5, 0.9, 0.95, 0.99, 1.0])


def nearest_rank(seconds: list[float], share: float) -> float:
    return sorted(seconds)[math.ceil(share * len(seconds)) - 1]


@given(st.lists(SECONDS, min_size=1, max_size=300), SHARES)
def test_a_percentile_is_off_by_no_more_than_the_error_that_is_told(seconds: list[float], share: float):
    exact = nearest_rank(seconds, share)

    found = percentile(histogram(seconds), share)

    assert found is not None
    assert abs(found - exact) <= ERROR * exact * (1 + 1e-9)


@given(st.lists(SECONDS, min_size=1), st.lists(SECONDS, min_size=1), SHARES)
def test_counts_of_two_times_added_say_what_all_together_say(one: list[float], other: list[float], share: float):
    apart = histogram(one) + histogram(other)

    together = histogram([*one, *other])

    assert percentile(apart, share) == percentile(together, share)


def test_what_is_shorter_than_a_millisecond_counts_as_one():
    counts = histogram([0.0, 0.0004, SHORTEST])

    assert counts == {"0": 3}
    assert percentile(counts, 0.5) == SHORTEST


def test_without_durations_there_is_no_percentile():
    assert percentile({}, 0.5) is None


@given(st.lists(SECONDS, max_size=100))
def test_every_duration_is_between_two_limits_and_none_twice(seconds: list[float]):
    found = between(histogram(seconds), (60, 3_600, 86_400))

    assert len(found) == 4
    assert sum(found) == len(seconds)


def test_durations_are_counted_up_to_each_limit():
    assert between(histogram([10, 100, 100, 5_000, 90_000]), (60, 3_600, 86_400)) == [1, 2, 1, 1]
