"""Budgets: reserved before a call, settled after it, never overspent."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ai.tests.opened import API
from ai_service.app import manifest
from ai_service.budgets import service
from ai_service.budgets.consumers import tell_heads
from ai_service.budgets.problems import BudgetUsedUp, PriceUnknown
from ai_service.budgets.service import Call, Estimate
from ai_service.prices.rules import Target
from ai_service.providers.vocabulary import Tokens
from contracts.ai import ChatMessage, ChatRequest, OnBehalfOf
from contracts.events import BudgetReached
from contracts.fakes.notifications import FakeNotifications
from kernel.bus import Message
from kernel.identity import Principal
from kernel.problems import Conflict
from tests.harness import COMPANY, USER, ServiceUnderTest, SteppingClock, open_service

BY = Principal(kind="user", company_id=COMPANY, user_id=USER)
TARGET = Target("openai-compatible", "m", input_price=1.0, output_price=1.0)
"""A dollar per million tokens: 1,000 nano-dollars a token."""
WANTED = Estimate(500_000, 500_000, (TARGET,))
"""At most a dollar."""
HALF = Call(TARGET, Tokens(taken=400_000, given=100_000))
NOBODY = OnBehalfOf()


async def budget(ai: ServiceUnderTest, **changes: Any) -> str:
    """Create one, by default three dollars a month for the company."""
    client = await ai.signed_in()
    made = await client.post(f"{API}/budgets", json={"name": "AI", "hard_limit": 3, **changes})
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def stands(ai: ServiceUnderTest, place: int = 0) -> dict[str, float]:
    """What stands under the first subject of the budget at this place."""
    listed = (await (await ai.signed_in()).get(f"{API}/budgets")).json()["items"][place]["current"]
    return {name: listed[0][name] for name in ("spent", "reserved", "uncertain")} if listed else {}


async def reserve(ai: ServiceUnderTest, wanted: Estimate = WANTED, whom: OnBehalfOf = NOBODY, **more: Any):
    return await service.reserve(wanted, by=BY, on_behalf_of=whom, deps=ai.deps, **more)


async def test_what_is_reserved_is_settled_with_what_was_really_spent(ai_on_each: ServiceUnderTest):
    await budget(ai_on_each)

    async with await reserve(ai_on_each) as hold:
        meanwhile = await stands(ai_on_each)
        charged = await hold.settle(HALF)

    assert meanwhile == {"spent": 0, "reserved": 1, "uncertain": 0}
    assert (charged.usd, charged.price_known) == (0.5, True)
    assert await stands(ai_on_each) == {"spent": 0.5, "reserved": 0, "uncertain": 0}


async def test_a_hard_limit_refuses_what_may_not_fit_and_says_all_about_it(ai_on_each: ServiceUnderTest):
    budget_id = await budget(ai_on_each, name="Team", hard_limit=1.5)
    held = await reserve(ai_on_each)

    with pytest.raises(BudgetUsedUp) as refused:
        await reserve(ai_on_each)

    told = refused.value.document()
    assert told["status"] == 402
    assert told["budget"]["id"] == budget_id
    assert (told["budget"]["left"], told["budget"]["needed"], told["budget"]["reserved"]) == (0.5, 1, 1)
    assert told["budget"]["renews_at"]
    for words in ("“Team” has $0.5 left of $1.5", "$1 of it held for calls in progress", "renews on", "administrator"):
        assert words in told["detail"]
    await held.release()
    await (await reserve(ai_on_each)).release()
    assert await stands(ai_on_each) == {"spent": 0, "reserved": 0, "uncertain": 0}


async def test_retries_fallbacks_and_answers_from_the_cache_are_counted_as_they_were(ai: ServiceUnderTest):
    await budget(ai)
    dearer = Target("openai-compatible", "n", input_price=2.0, output_price=2.0)

    async with await reserve(ai, Estimate(500_000, 500_000, (TARGET, dearer))) as hold:
        reserved = await stands(ai)
        failed, fallback = Call(TARGET, Tokens(taken=100_000)), Call(dearer, Tokens(taken=100_000, given=50_000))
        await hold.settle(failed, fallback)
    async with await reserve(ai) as cached:
        await cached.settle()

    assert reserved["reserved"] == 2
    assert await stands(ai) == {"spent": 0.4, "reserved": 0, "uncertain": 0}


async def test_another_attempt_is_reserved_by_itself(ai: ServiceUnderTest):
    await budget(ai, hard_limit=2.5)

    async with await reserve(ai) as hold:
        await hold.again()
        both = await stands(ai)
        with pytest.raises(BudgetUsedUp):
            await hold.again()
        await hold.settle(HALF, HALF)

    assert both["reserved"] == 2
    assert await stands(ai) == {"spent": 1, "reserved": 0, "uncertain": 0}


async def test_a_refusal_of_the_vendor_costs_nothing_and_a_call_cut_off_is_counted_at_its_most(ai: ServiceUnderTest):
    await budget(ai)

    with suppress(Conflict):
        async with await reserve(ai):
            raise Conflict("The vendor refuses the key.")
    refused = await stands(ai)
    with suppress(asyncio.CancelledError):
        async with await reserve(ai):
            raise asyncio.CancelledError

    assert refused == {"spent": 0, "reserved": 0, "uncertain": 0}
    assert await stands(ai) == {"spent": 0, "reserved": 0, "uncertain": 1}


async def test_who_hangs_up_while_money_is_reserved_leaves_none_behind(ai_on_each: ServiceUnderTest):
    await budget(ai_on_each)
    await (await reserve(ai_on_each)).release()

    for turns in range(12):
        asking = asyncio.create_task(reserve(ai_on_each))
        for _ in range(turns):
            await asyncio.sleep(0)
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await (await asking).release()

    assert await stands(ai_on_each) == {"spent": 0, "reserved": 0, "uncertain": 0}
    assert not ai_on_each.deps.live_holds


async def test_each_subject_has_the_budget_by_itself(ai_on_each: ServiceUnderTest):
    await budget(ai_on_each, scope="run", subject="*", period="total", hard_limit=1)
    one, other = OnBehalfOf(run_id="run_1"), OnBehalfOf(run_id="run_2")

    held = [await reserve(ai_on_each, whom=whom) for whom in (one, other)]
    with pytest.raises(BudgetUsedUp) as refused:
        await reserve(ai_on_each, whom=one)
    unbound = await reserve(ai_on_each)

    assert refused.value.extra["budget"]["renews_at"] is None
    for hold in [*held, unbound]:
        await hold.settle(HALF)
    listed = (await (await ai_on_each.signed_in()).get(f"{API}/budgets")).json()["items"][0]["current"]
    assert [(each["subject"], each["spent"]) for each in listed] == [("run_1", 0.5), ("run_2", 0.5)]


async def test_a_models_budget_counts_its_own_calls_and_an_aliass_all(ai: ServiceUnderTest):
    other = Target("openai-compatible", "n", input_price=1.0, output_price=1.0)
    await budget(ai, scope="model", subject="m")
    await budget(ai, scope="model", subject="fast")
    both = Estimate(500_000, 500_000, (TARGET, other))

    async with await reserve(ai, both, alias="fast") as hold:
        await hold.settle(HALF, Call(other, Tokens(taken=250_000)))

    assert await stands(ai, 0) == {"spent": 0.5, "reserved": 0, "uncertain": 0}
    assert await stands(ai, 1) == {"spent": 0.75, "reserved": 0, "uncertain": 0}


async def test_a_limit_that_was_changed_holds_for_the_next_call(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    free = await reserve(ai_on_each)
    budget_id = await budget(ai_on_each, hard_limit=0.5)
    with pytest.raises(BudgetUsedUp):
        await reserve(ai_on_each)

    raised = await client.put(f"{API}/budgets/{budget_id}", json={"name": "AI", "hard_limit": 1})
    held = await reserve(ai_on_each)
    await client.delete(f"{API}/budgets/{budget_id}")

    assert raised.json()["hard_limit"] == 1
    await held.settle(HALF)
    await free.settle(HALF)
    assert (await client.get(f"{API}/budgets")).json()["items"] == []


async def test_a_company_without_budgets_does_not_visit_the_database(ai: ServiceUnderTest):
    await (await reserve(ai)).release()
    visits = 0

    async def load() -> tuple[Any, ...]:
        nonlocal visits
        visits += 1
        return ()

    await ai.deps.known_budgets.get(COMPANY, load)
    async with await reserve(ai) as hold:
        charged = await hold.settle(HALF)

    assert visits == 0
    assert charged.usd == 0.5


async def test_another_companys_budget_holds_nobody_else(ai_on_each: ServiceUnderTest):
    stranger = await ai_on_each.signed_in(company="cmp_" + "2" * 32)
    budget_id = await budget(ai_on_each, hard_limit=0)

    theirs = await service.reserve(
        WANTED,
        by=Principal(kind="user", company_id="cmp_" + "2" * 32, user_id=USER),
        on_behalf_of=NOBODY,
        deps=ai_on_each.deps,
    )

    await theirs.settle(HALF)
    assert (await stranger.get(f"{API}/budgets")).json()["items"] == []
    assert (await stranger.delete(f"{API}/budgets/{budget_id}")).status_code == 404
    assert (await stranger.post(f"{API}/budgets/{budget_id}/forgive")).status_code == 404


async def test_a_model_without_a_known_price_is_refused_where_the_budget_says_so(ai: ServiceUnderTest):
    unknown = Estimate(10, 10, (Target("openai", "made-up"),))
    await budget(ai)
    async with await reserve(ai, unknown) as hold:
        charged = await hold.settle(Call(Target("openai", "made-up"), Tokens(taken=10)))

    await budget(ai, name="Strict", unknown_prices="refuse")
    with pytest.raises(PriceUnknown, match="nobody knows the price of made-up"):
        await reserve(ai, unknown)

    assert (charged.nanos, charged.price_known) == (0, False)


async def test_each_limit_is_told_once_a_period(ai_on_each: ServiceUnderTest):
    await budget(ai_on_each, soft_limit=0.5, hard_limit=1.2)
    for _ in range(2):
        await (await reserve(ai_on_each, Estimate(100_000, 500_000, (TARGET,)))).settle(HALF)
    for _ in range(3):
        with pytest.raises(BudgetUsedUp):
            await reserve(ai_on_each)

    told = await _told(ai_on_each)

    assert [(each["level"], each["spent"]) for each in told] == [("soft", 500_000_000), ("hard", 1_000_000_000)]


async def _told(ai: ServiceUnderTest) -> list[dict[str, Any]]:
    import sqlalchemy as sa

    from kernel.db import outbox_table

    async with ai.host.db.read() as tx:
        told = await tx.all(sa.select(outbox_table).order_by(outbox_table.c.id))
    return [row["payload"] for row in told if row["topic"] == BudgetReached.topic]


async def test_heads_hear_of_a_limit_once(ai: ServiceUnderTest):
    from dataclasses import replace

    told = FakeNotifications()
    payload = {
        "company_id": COMPANY,
        "budget_id": "bgt_1",
        "name": "Team",
        "level": "hard",
        "subject": "",
        "period": "2026-11-01",
        "spent": 1_000_000_000,
        "limit": 1_000_000_000,
    }
    message = Message(
        id="evt_1", topic="ai.budget_reached", company_id=COMPANY, payload=payload, created_at=ai.deps.clock()
    )

    for _ in range(2):
        await tell_heads(replace(ai.deps, notifications=told), message)

    (notice,) = told.accepted.values()
    assert notice.title == "Budget “Team” is used up"
    assert notice.link == "/settings/budgets"


async def test_reservations_of_a_dead_process_are_freed_and_may_be_forgiven(tmp_path: Path, database_url: str):
    clock = SteppingClock()
    async with open_service(manifest, tmp_path, url=database_url, clock=clock) as ai:
        budget_id = await budget(ai)
        await reserve(ai)
        alive = await reserve(ai)
        ai.deps.live_holds.remove(min(ai.deps.live_holds))  # as if its process had been killed

        clock.go_on(timedelta(seconds=50))
        await service.vouch(ai.deps)
        clock.go_on(timedelta(seconds=20))
        await service.sweep(ai.deps)
        swept = await stands(ai)
        await alive.settle(HALF)
        forgiven = await (await ai.signed_in()).post(f"{API}/budgets/{budget_id}/forgive")

        assert swept == {"spent": 0, "reserved": 1, "uncertain": 1}
        assert forgiven.json()["current"] == [{"subject": "*", "spent": 0.5, "reserved": 0, "uncertain": 0}]


async def test_who_was_only_thought_dead_is_settled_exactly(tmp_path: Path, database_url: str):
    clock = SteppingClock()
    async with open_service(manifest, tmp_path, url=database_url, clock=clock) as ai:
        await budget(ai)
        hold = await reserve(ai)
        clock.go_on(timedelta(minutes=5))
        await service.sweep(ai.deps)

        await hold.settle(HALF)

        assert await stands(ai) == {"spent": 0.5, "reserved": 0, "uncertain": 0}


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "x", "soft_limit": 2, "hard_limit": 1},
        {"name": "x", "hard_limit": -1},
        {"name": "x", "hard_limit": 1, "scope": "company", "subject": "agt_1"},
        {"name": "x", "hard_limit": 1, "scope": "planet"},
    ],
)
async def test_a_budget_that_makes_no_sense_is_refused(ai: ServiceUnderTest, body: dict[str, Any]):
    client = await ai.signed_in()

    assert (await client.post(f"{API}/budgets", json=body)).status_code == 422


async def test_who_may_only_use_ai_sees_budgets_and_changes_none(ai: ServiceUnderTest):
    client = await ai.signed_in(permissions=["ai.use"])

    assert (await client.get(f"{API}/budgets")).status_code == 200
    assert (await client.post(f"{API}/budgets", json={"name": "x", "hard_limit": 1})).status_code == 403


def test_the_estimate_of_a_chat_holds_its_words_tools_and_the_answer_it_allows():
    asked = ChatRequest(messages=[ChatMessage(role="user", content="What is the weather like? " * 10)], max_tokens=50)

    wanted = service.estimate(asked, [TARGET])

    assert 260 / 4 < wanted.input_tokens < 260
    assert wanted.output_tokens == 50
    assert service.estimate(asked.model_copy(update={"max_tokens": None}), [TARGET]).output_tokens == 4_096
