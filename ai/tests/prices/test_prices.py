"""What calls cost: by the public list, by what the company has entered, or not known at all."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from ai.tests.opened import API
from ai_service.prices import book, rules
from ai_service.prices.rules import NANOS, Price, Rates, Target
from ai_service.providers.vocabulary import Tokens
from tests.harness import ServiceUnderTest

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "model"),
    [("openai", "gpt-4o-mini"), ("anthropic", "claude-sonnet-4-5"), ("google", "gemini-2.5-pro"), ("azure", "gpt-4o")],
)
async def test_a_price_is_that_of_the_public_list(kind: str, model: str):
    from genai_prices import Usage, calc_price

    price = await book.look_up(Target(kind, model), NOW)

    assert price is not None
    for tokens in (Tokens(taken=1_000, given=500, cached=200), Tokens(taken=900_000, given=70)):
        used = Usage(input_tokens=tokens.taken, output_tokens=tokens.given, cache_read_tokens=tokens.cached)
        expected = calc_price(used, model, provider_id=kind, genai_request_timestamp=NOW).total_price
        assert rules.cost(price, tokens) == round(expected * NANOS)


@pytest.mark.parametrize(
    "target", [Target("openai", "made-up-9"), Target("nobody", "gpt-4o"), Target("openai-compatible", "gpt-4o")]
)
async def test_what_the_list_lacks_is_unknown_and_never_guessed(target: Target):
    assert await book.look_up(target, NOW) is None


async def test_an_openai_compatible_endpoint_is_priced_by_its_address():
    price = await book.look_up(Target("openai-compatible", "gpt-4o", base_url="https://api.openai.com/v1"), NOW)

    assert price is not None
    assert price.source == "published"


def test_the_dearest_sum_is_an_upper_bound_of_every_split_of_the_same_tokens():
    rates = Rates(Fraction(3), Fraction(15), cached=Fraction(3, 10), cache_written=Fraction(15, 4))
    price = Price(((0, rates), (200_000, Rates(Fraction(6), Fraction(45, 2)))), "published")

    for taken in (0, 10, 199_999, 200_001):
        for cached in (0, taken // 2, taken):
            tokens = Tokens(taken=taken, given=77, cached=cached, cache_written=taken - cached)
            assert rules.cost(price, tokens) <= rules.most(price, taken, 77)


def test_what_was_entered_goes_before_the_endpoints_price_and_that_before_the_list():
    entered = rules.flat(1, 2, source="company")
    target = Target("openai", "gpt-4o", provider_id="prv_1", input_price=5, output_price=6)

    by_model = rules.agreed(target, {("prv_1", "gpt-4o"): entered})
    by_kind = rules.agreed(target, {("openai", "*"): entered})
    at_the_endpoint = rules.agreed(target, {})

    assert by_model == by_kind == entered
    assert at_the_endpoint is not None
    assert at_the_endpoint.source == "endpoint"
    assert rules.agreed(Target("openai", "gpt-4o"), {}) is None
    assert rules.agreed(Target("ollama", "llama3"), {}) == rules.FREE


def test_dense_text_is_reckoned_by_the_byte_and_prose_by_the_word():
    assert rules.tokens_of("9f8e7d6c" * 100) == 800
    assert rules.tokens_of("你好" * 50) == 300
    assert 25 < rules.tokens_of("The quick brown fox jumps over the lazy dog. " * 5) < 100


async def test_a_company_enters_its_own_price_and_takes_it_back(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    asked = {"kind": "openai", "model": "gpt-4o-mini"}
    published = (await client.get(f"{API}/prices/lookup", params=asked)).json()
    body = {"provider": "openai", "model": "gpt-4o-mini", "input_price": 1, "output_price": 2}

    entered = (await client.put(f"{API}/prices", json=body)).json()
    again = (await client.put(f"{API}/prices", json={**body, "input_price": 3})).json()
    own = (await client.get(f"{API}/prices/lookup", params=asked)).json()
    await client.delete(f"{API}/prices/{entered['id']}")
    after = (await client.get(f"{API}/prices/lookup", params=asked)).json()

    assert again["id"] == entered["id"]
    assert (own["source"], own["input_price"]) == ("company", 3)
    assert published["source"] == "published"
    assert after == published


async def test_an_unknown_price_is_said_to_be_unknown(ai: ServiceUnderTest):
    client = await ai.signed_in()

    found = (await client.get(f"{API}/prices/lookup", params={"kind": "openai", "model": "made-up"})).json()

    assert found == {
        "price_known": False,
        "source": None,
        "input_price": None,
        "output_price": None,
        "cached_price": None,
    }


async def test_the_currency_is_the_companys_own(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    stranger = await ai_on_each.signed_in(company="cmp_" + "2" * 32)

    await client.put(f"{API}/prices/currency", json={"currency": "EUR", "per_usd": 0.9})

    assert (await client.get(f"{API}/prices")).json()["currency"] == {"currency": "EUR", "per_usd": 0.9}
    assert (await stranger.get(f"{API}/prices")).json()["currency"] == {"currency": "USD", "per_usd": 1.0}
