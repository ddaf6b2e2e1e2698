"""At the door budgets hold, answers are given again for nothing, and all of it is written down."""

import asyncio
from typing import Any

import httpx2
import openai
import pytest

from ai.tests.completions.conftest import Door
from ai.tests.completions.upstream import MODEL
from ai.tests.opened import API

HELLO: list[Any] = [{"role": "user", "content": "hello"}]
SAME: dict[str, Any] = {"model": MODEL, "messages": HELLO, "temperature": 0}
OTHERS = "cmp_" + "7" * 32


async def _budget(door: Door, **limits: Any) -> None:
    client = await door.ai.signed_in()
    made = await client.post(f"{API}/budgets", json={"name": "Small", **limits})
    assert made.status_code == 201, made.text


async def _stands(door: Door) -> dict[str, Any]:
    client = await door.ai.signed_in()
    return (await client.get(f"{API}/budgets")).json()["items"][0]["current"][0]


async def test_a_used_up_budget_refuses_before_any_vendor_is_asked(door: Door):
    await _budget(door, hard_limit=0.001)

    with pytest.raises(openai.APIStatusError, match="Small") as refused:
        await door.openai().chat.completions.create(model=MODEL, messages=HELLO, max_tokens=100_000)

    assert refused.value.status_code == 402
    assert door.upstream.asked == []


@pytest.mark.parametrize("stream", [False, True])
async def test_what_was_really_spent_stands_in_the_budget(door: Door, http: httpx2.AsyncClient, stream: bool):
    await _budget(door, hard_limit=1)

    answer = await http.post(f"{API}/chat/completions", json={**SAME, "stream": stream})

    assert answer.status_code == 200
    spent = (12 * 2 + 5 * 10) / 1e6
    assert await _stands(door) == {"subject": "*", "spent": spent, "reserved": 0, "uncertain": 0}


async def test_an_answer_without_limit_is_held_to_what_was_reserved_where_a_budget_holds(door: Door):
    client = door.openai()
    await client.chat.completions.create(model=MODEL, messages=HELLO)
    await _budget(door, hard_limit=1)

    await client.chat.completions.create(model=MODEL, messages=HELLO)

    free, held = door.upstream.asked
    assert "max_tokens" not in free
    assert held["max_tokens"] == 4_096


@pytest.mark.parametrize("stream", [False, True])
async def test_the_same_question_is_answered_again_for_nothing(door: Door, http: httpx2.AsyncClient, stream: bool):
    await _budget(door, hard_limit=1)
    body = {**SAME, "stream": stream}

    first = await http.post(f"{API}/chat/completions", json=body)
    again = await http.post(f"{API}/chat/completions", json=body)

    assert (first.headers["x-cache"], again.headers["x-cache"]) == ("miss", "hit")
    assert first.content == again.content
    assert len(door.upstream.asked) == 1
    assert (await _stands(door))["spent"] == 74e-6
    records = await door.usage(2)
    assert sorted((each["cache"], each["cost"], each["saved"]) for each in records) == [
        ("", 74e-6, 0.0),
        ("exact", 0.0, 74e-6),
    ]


async def test_of_a_hundred_who_ask_the_same_at_once_one_asks_the_vendor(door: Door, http: httpx2.AsyncClient):
    door.upstream.slow = 0.2

    answers = await asyncio.gather(*(http.post(f"{API}/chat/completions", json=SAME) for _ in range(100)))

    assert {each.status_code for each in answers} == {200}
    assert len(door.upstream.asked) == 1


async def test_of_a_hundred_who_stream_the_same_at_once_one_asks_the_vendor_and_pays(
    door: Door, http: httpx2.AsyncClient
):
    await _budget(door, hard_limit=10)
    door.upstream.slow, door.upstream.pause = 0.1, 0.01
    body = {**SAME, "stream": True}

    answers = await asyncio.gather(*(http.post(f"{API}/chat/completions", json=body) for _ in range(100)))

    assert len({each.content for each in answers}) == 1
    assert answers[0].content.endswith(b"data: [DONE]\n\n")
    assert len(door.upstream.asked) == 1
    assert sorted(each.headers["x-cache"] for each in answers) == ["hit"] * 99 + ["miss"]
    assert (await _stands(door))["spent"] == 74e-6
    await door.ai.deps.usage.flush()
    total = (await (await door.ai.signed_in()).get(f"{API}/cache")).json()
    assert (total["answers"], total["hits"]) == (100, 99)
    assert total["saved"] == pytest.approx(99 * 74e-6)


@pytest.mark.parametrize("stays", [False, True])
async def test_who_began_a_stream_may_leave_it_to_the_others_and_pays_for_what_was_said(
    door: Door, http: httpx2.AsyncClient, stays: bool
):
    await _budget(door, hard_limit=1)
    door.upstream.pause = 0.05
    chats = door.openai().chat.completions
    first = await chats.create(**SAME, stream=True)
    await anext(aiter(first))
    other = await chats.create(**SAME, stream=True) if stays else None

    await first.close()
    heard = "".join([each.choices[0].delta.content or "" async for each in other]) if other else ""

    assert heard == ("good day to you " if stays else "")
    assert len(door.upstream.asked) == 1
    async with asyncio.timeout(5):
        while (await _stands(door))["reserved"]:
            await asyncio.sleep(0.01)
    spent = (await _stands(door))["spent"]
    assert spent == 74e-6 if stays else spent > 0
    assert door.upstream.hung_up == (0 if stays else 1)


async def test_nobody_is_answered_with_what_another_company_was_told(door: Door, http: httpx2.AsyncClient):
    await http.post(f"{API}/chat/completions", json=SAME)
    stranger = await door.ai.signed_in(company=OTHERS)

    answer = await stranger.post(f"{API}/chat/completions", json=SAME)

    assert answer.status_code == 404  # no model of their own
    assert len(door.upstream.asked) == 1


async def test_who_asks_for_no_cache_gets_a_new_answer(door: Door, http: httpx2.AsyncClient):
    await http.post(f"{API}/chat/completions", json=SAME)

    again = await http.post(f"{API}/chat/completions", json=SAME, headers={"cache-control": "no-cache"})

    assert again.headers["x-cache"] == "miss"
    assert len(door.upstream.asked) == 2


async def test_usage_says_for_what_it_was(door: Door, http: httpx2.AsyncClient):
    whom = {"x-agent-id": "agt_1", "x-workflow-id": "wfl_1", "x-run-id": "run_1", "x-step": "draft"}

    await http.post(f"{API}/chat/completions", json=SAME, headers=whom)

    (record,) = await door.usage()
    assert {name: record[name] for name in ("agent_id", "workflow_id", "run_id", "step", "price_known")} == {
        "agent_id": "agt_1", "workflow_id": "wfl_1", "run_id": "run_1", "step": "draft", "price_known": True,
    }  # fmt: skip


async def test_money_is_there_for_tools_too_before_an_agent_asks(door: Door):
    await _budget(door, hard_limit=0.01)
    tools: list[dict[str, Any]] = [
        {"name": f"tool_{n}", "description": "what it does " * 300, "parameters": {}} for n in range(10)
    ]
    client = await door.ai.signed_in()

    answer = await client.post(f"{API}/chat", json={"messages": HELLO, "tools": tools, "max_tokens": 10})

    assert answer.status_code == 402
    assert door.upstream.asked == []
