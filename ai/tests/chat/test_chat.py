"""Chat completions in OpenAI's wire format, whole and streamed, as the official SDK reads them."""

from typing import Any

import openai
import pytest

from ai.tests.endpoint import MODEL, Model
from ai.tests.opened import API, connect
from tests.harness import ServiceUnderTest

HELLO: Any = [{"role": "user", "content": "hello"}]


@pytest.fixture
async def connected(ai: ServiceUnderTest, model: Model) -> ServiceUnderTest:
    await connect(await ai.signed_in(), model, input_price=1.0, output_price=1.0)
    model.says = "good day to you"
    return ai


async def _sdk(ai: ServiceUnderTest) -> openai.AsyncOpenAI:
    """The official SDK, talking to our service."""
    return openai.AsyncOpenAI(api_key="unused", base_url="http://ai.test/api/ai/v1", http_client=await _http(ai))


async def _http(ai: ServiceUnderTest) -> Any:
    client = await ai.signed_in()
    token = client.headers["authorization"]

    async def as_person(request: Any) -> None:
        request.headers["authorization"] = token

    client.event_hooks["request"].append(as_person)
    return client


async def test_a_chat_is_answered_whole(connected: ServiceUnderTest, model: Model):
    sdk = await _sdk(connected)

    answer = await sdk.chat.completions.create(model="anything", messages=HELLO, temperature=0.5)

    assert answer.choices[0].message.content == "good day to you"
    assert model.asked[0]["model"] == MODEL
    assert model.asked[0]["temperature"] == 0.5


async def test_a_chat_is_streamed_word_by_word(connected: ServiceUnderTest, model: Model):
    sdk = await _sdk(connected)

    stream = await sdk.chat.completions.create(model="anything", messages=HELLO, stream=True)
    words = [chunk.choices[0].delta.content async for chunk in stream if chunk.choices]

    records = (await (await connected.signed_in()).get(f"{API}/usage")).json()["items"]
    assert words == ["good", "day", "to", "you"]
    assert [(r["task"], r["input_tokens"], r["output_tokens"]) for r in records] == [("chat", 1000, 500)]


async def test_a_refused_stream_is_a_problem_and_not_a_broken_stream(connected: ServiceUnderTest, model: Model):
    model.status = 429
    client = await connected.signed_in()

    answer = await client.post(f"{API}/chat/completions", json={"messages": HELLO, "stream": True})

    assert answer.status_code == 429
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("stream", [False, True])
async def test_an_endpoint_that_answers_nonsense_breaks_nothing(
    connected: ServiceUnderTest, model: Model, stream: bool
):
    model.body = "<html>Welcome to our wifi</html>"
    client = await connected.signed_in()

    answer = await client.post(f"{API}/chat/completions", json={"messages": HELLO, "stream": stream})

    assert answer.status_code in {200, 502}


async def test_without_a_model_of_its_own_a_company_cannot_chat(ai: ServiceUnderTest):
    client = await ai.signed_in()

    answer = await client.post(f"{API}/chat/completions", json={"messages": HELLO})

    assert answer.status_code == 409
    assert "Settings" in answer.json()["detail"]


async def test_a_stream_that_breaks_off_says_so_at_its_end(connected: ServiceUnderTest, model: Model):
    model.breaks_off = True
    client = await connected.signed_in()

    answer = await client.post(f"{API}/chat/completions", json={"messages": HELLO, "stream": True})

    assert "good" in answer.text
    assert "broke off" in answer.text
    assert "[DONE]" not in answer.text


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
