"""Conversations in the words of the contract."""

from typing import Any

import pytest

from ai.tests.endpoint import Model
from ai.tests.opened import API, connect
from tests.harness import ServiceUnderTest

HELLO: Any = [{"role": "user", "content": "hello"}]


@pytest.fixture
async def connected(ai: ServiceUnderTest, model: Model) -> ServiceUnderTest:
    await connect(await ai.signed_in(), model, input_price=1.0, output_price=1.0)
    model.says = "good day to you"
    return ai


async def test_a_conversation_with_tools_is_told_in_the_words_of_the_contract(
    connected: ServiceUnderTest, model: Model
):
    weather = {"name": "weather", "description": "", "parameters": {"type": "object"}}
    before = {"id": "c0", "name": "weather", "arguments": {"city": "Rome"}}
    messages: list[Any] = [
        {"role": "user", "content": "And in Oslo?"},
        {"role": "assistant", "calls": [before]},
        {"role": "tool", "call_id": "c0", "content": "Sunny"},
    ]
    model.calls = [("weather", '{"city": "Oslo"}'), ("weather", "Oslo, please")]
    client = await connected.signed_in()

    answer = (await client.post(f"{API}/chat", json={"messages": messages, "tools": [weather]})).json()

    asked = model.asked[0]
    assert asked["tools"][0]["function"]["name"] == "weather"
    assert asked["messages"][1]["tool_calls"][0]["function"] == {"name": "weather", "arguments": '{"city":"Rome"}'}
    assert asked["messages"][2] == {"role": "tool", "content": "Sunny", "tool_call_id": "c0"}
    assert answer["stop"] == "tools"
    assert [each["arguments"] for each in answer["message"]["calls"]] == [{"city": "Oslo"}, "Oslo, please"]
    assert answer["usage"]["cost"] == pytest.approx(0.0015)


async def test_the_same_key_asks_the_model_once(connected: ServiceUnderTest, model: Model):
    client = await connected.signed_in()
    body = {"messages": HELLO}

    first, second = [await client.post(f"{API}/chat", json=body, headers={"idempotency-key": "k"}) for _ in range(2)]

    assert first.json() == second.json()
    assert len(model.asked) == 1


async def test_without_a_model_a_conversation_is_refused_with_what_to_do(ai: ServiceUnderTest):
    answer = await (await ai.signed_in()).post(f"{API}/chat", json={"messages": HELLO})

    assert answer.status_code == 409
    assert "Settings → AI model" in answer.json()["detail"]
