"""The rules of routing, which see no clock and no chance of their own."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_service.prices.rules import flat
from ai_service.providers import problems
from ai_service.providers.vocabulary import Ability
from ai_service.routing.rules import (
    FAULTS,
    FRESH,
    Candidate,
    Health,
    Needs,
    after_failure,
    choose,
    falls_back,
    meaning,
    why_not,
)
from kernel.egress import AddressRefused
from kernel.problems import InvalidRequest, Problem

HOUSE = Candidate("prv_a", "House", "openai-compatible", "small", data_stays=True)
ABROAD = Candidate("prv_b", "Abroad", "openai", "large", data_stays=False, price=flat(10.0, 30.0, source="entered"))

_abilities = st.frozensets(st.sampled_from(["chat", "tools", "images", "schema", "embeddings"]))
candidates = st.builds(
    Candidate,
    provider_id=st.sampled_from(["a", "b", "c", "d"]),
    provider=st.just("p"),
    kind=st.just("openai"),
    model=st.sampled_from(["m", "n", "o"]),
    data_stays=st.booleans(),
    weight=st.floats(0.01, 100),
    region=st.sampled_from([None, "eu", "us"]),
    abilities=st.none() | _abilities,
    context=st.none() | st.integers(1, 10_000),
    input_price=st.none() | st.floats(0, 100),
    output_price=st.none() | st.floats(0, 100),
)
needs = st.builds(
    Needs,
    abilities=_abilities,
    input_tokens=st.integers(0, 10_000),
    output_tokens=st.none() | st.integers(1, 5_000),
    private=st.booleans(),
    region=st.sampled_from([None, "eu"]),
    max_cost=st.none() | st.floats(0.0001, 1),
)
healths = st.builds(Health, failures=st.integers(0, 9), rests_until=st.floats(0, 200), why=st.just("It failed"))
faults = st.sampled_from([problems.EndpointUnreachable, problems.EndpointTooSlow, problems.EndpointBusy])


@given(st.lists(candidates, max_size=8, unique_by=lambda each: each.key), needs, st.data())
def test_every_target_is_either_asked_or_passed_over_with_a_reason(
    found: list[Candidate], wanted: Needs, data: st.DataObject
):
    known = data.draw(st.dictionaries(st.sampled_from([each.key for each in found] or ["x"]), healths))
    draws = data.draw(st.none() | st.lists(st.floats(0, 0.999), min_size=len(found), max_size=len(found)))

    choice = choose(found, wanted, known, now=100.0, draws=draws)

    assert Counter([*choice.order, *(each.candidate for each in choice.passed)]) == Counter(found)
    assert all(each.why for each in choice.passed)
    assert all(why_not(each, wanted) is None for each in choice.order)
    assert all(known.get(each.key, FRESH).rests_until <= 100.0 for each in choice.order)


@given(st.lists(candidates, max_size=8, unique_by=lambda each: each.key), needs)
def test_private_data_never_leaves_the_house_whatever_else_is_asked(found: list[Candidate], wanted: Needs):
    choice = choose(found, replace(wanted, private=True), {}, now=0.0)

    assert all(each.data_stays for each in choice.order)


@given(st.lists(candidates, min_size=1, max_size=8, unique_by=lambda each: each.key))
def test_without_weights_the_order_is_that_of_the_alias(found: list[Candidate]):
    assert list(choose(found, Needs(), {}, now=0.0).order) == found


def test_weights_are_kept_over_many_requests():
    import random

    chance = random.Random(4711)
    heavy, light = replace(HOUSE, weight=3.0), replace(ABROAD, weight=1.0)

    firsts = Counter(
        choose([heavy, light], Needs(), {}, now=0.0, draws=[chance.random(), chance.random()]).order[0].provider
        for _ in range(4_000)
    )

    assert firsts["House"] / 4_000 == pytest.approx(0.75, abs=0.03)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Needs(private=True), "outside the house"),
        (Needs(region="eu"), "region"),
        (Needs(frozenset[Ability]({"images"})), "see pictures"),
        (Needs(input_tokens=90, output_tokens=20), "do not fit"),
        (Needs(input_tokens=50, output_tokens=20, max_cost=0.001), "more than the ceiling"),
    ],
)
def test_each_condition_says_why_it_is_not_met(wanted: Needs, says: str):
    target = replace(ABROAD, abilities=frozenset[Ability]({"chat"}), context=100)

    assert says in (why_not(target, wanted) or "")


def test_many_texts_are_embedded_at_once_however_short_each_must_be():
    model = replace(HOUSE, abilities=frozenset[Ability]({"embeddings"}), context=256)

    assert why_not(model, Needs(frozenset[Ability]({"embeddings"}), input_tokens=48 * 250, output_tokens=0)) is None


def test_what_is_not_known_of_a_target_is_not_held_against_it_except_its_price_under_a_ceiling():
    wanted = Needs(frozenset[Ability]({"tools"}), input_tokens=10**6)

    assert why_not(HOUSE, wanted) is None
    assert "price is not known" in (why_not(HOUSE, replace(wanted, max_cost=1.0)) or "")


def test_five_failures_in_a_row_make_a_target_rest_and_one_more_after_its_rest_makes_it_rest_longer():
    health = FRESH
    for _ in range(4):
        health = after_failure(health, problems.EndpointUnreachable(), 0.0)
    assert health.rests_for(0.0) == 0.0

    health = after_failure(health, problems.EndpointUnreachable(), 0.0)
    first = health.rests_for(0.0)
    health = after_failure(health, problems.EndpointUnreachable(), first)

    assert health.rests_for(first) > first > 0


def test_a_limit_makes_a_target_rest_at_once_as_long_as_it_says():
    health = after_failure(FRESH, problems.EndpointBusy(retry_after=42), 1_000.0)

    assert health.rests_for(1_000.0) == 42
    assert health.failures == 0


@given(st.lists(faults, max_size=30), st.floats(0, 1e6))
def test_no_rest_is_longer_than_five_minutes(kinds: list[type[Problem]], now: float):
    health = FRESH
    for kind in kinds:
        health = after_failure(health, kind(retry_after=10**6), now)

    assert health.rests_for(now) <= 300.001


def test_a_wrong_request_is_nobodys_fault_and_nobody_else_is_asked():
    everything = frozenset({"error", "timeout", "limit", "refusal"})

    for wrong in (problems.RequestRefused(), InvalidRequest()):
        assert not falls_back(wrong, everything)  # pyright: ignore[reportArgumentType] - literals of a set
        assert after_failure(FRESH, wrong, 0.0) == FRESH


def test_a_longer_context_may_be_found_elsewhere_without_blame():
    assert meaning(problems.ContextTooLong()).fault == "error"
    assert after_failure(FRESH, problems.ContextTooLong(), 0.0) == FRESH


def test_every_problem_of_a_vendor_has_a_meaning():
    told = {each for each in vars(problems).values() if isinstance(each, type) and each.__module__ == problems.__name__}

    assert told | {AddressRefused} >= set(FAULTS)
    assert all(issubclass(each, tuple(FAULTS)) for each in told if issubclass(each, Problem))
