"""The official clients in the ways in which people use them beyond single calls: loops, helpers, betas, raw answers."""

from typing import Any

import openai
import pytest
from anthropic import beta_async_tool
from pydantic import BaseModel

from ai.tests.completions.conftest import Door
from ai.tests.completions.upstream import MODEL, Upstream

HELLO: Any = [{"role": "user", "content": "What is the weather in Rome?"}]
WEATHER: Any = {
    "type": "function",
    "function": {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}},
}


class Capital(BaseModel):
    city: str


@beta_async_tool
async def weather(city: str) -> str:
    """The weather in a city."""
    return f"rain in {city}"


async def test_openais_client_goes_round_the_loop_of_tools(door: Door, upstream: Upstream):
    chats = door.openai().chat.completions
    upstream.calls = [("weather", '{"city": "Rome"}')]
    first = await chats.create(model=MODEL, messages=HELLO, tools=[WEATHER], seed=7)
    said = first.choices[0].message
    upstream.calls = []
    calls: Any = said.tool_calls
    result = {"role": "tool", "tool_call_id": calls[0].id, "content": "rain"}
    again: Any = [*HELLO, said.to_dict(), result]

    answer = await chats.create(model=MODEL, messages=again, tools=[WEATHER])

    assert answer.choices[0].message.content == "good day to you"
    assert upstream.asked[0]["seed"] == 7
    assert upstream.asked[1]["messages"][1:] == [said.to_dict(), result]


async def test_openais_client_streams_an_answer_by_its_schema(door: Door, upstream: Upstream):
    upstream.says = '{"city": "Rome"}'

    async with door.openai().chat.completions.stream(model=MODEL, messages=HELLO, response_format=Capital) as stream:
        kinds = {event.type async for event in stream}
        answer = await stream.get_final_completion()

    assert {"chunk", "content.delta", "content.done"} <= kinds
    assert answer.choices[0].message.parsed == Capital(city="Rome")


async def test_what_the_platform_adds_stands_in_the_headers_of_an_answer_given_again(door: Door):
    raws = [
        await door.openai().chat.completions.with_raw_response.create(model=MODEL, messages=HELLO, temperature=0)
        for _ in range(2)
    ]

    first, again = (raw.headers for raw in raws)
    assert (first["x-cache"], again["x-cache"]) == ("miss", "hit")
    assert (float(first["x-cost-usd"]) > 0, float(again["x-cost-usd"])) == (True, 0)
    assert first["x-request-id"] != again["x-request-id"]
    assert again["x-model"] == MODEL


async def test_a_streams_headers_are_there_before_its_words(door: Door):
    chats = door.openai().chat.completions.with_streaming_response
    async with chats.create(model=MODEL, messages=HELLO, stream=True) as raw:
        assert (raw.headers["x-model"], raw.headers["x-cache"]) == (MODEL, "off")
        assert raw.headers["content-type"].startswith("text/event-stream")


async def test_parts_of_openais_api_that_are_not_offered_are_not_found(door: Door):
    with pytest.raises(openai.NotFoundError):
        await door.openai().files.list()
    with pytest.raises(openai.NotFoundError):
        await door.openai().responses.retrieve("resp_1")


async def test_anthropics_betas_are_answered_by_a_model_of_another_vendor(door: Door, upstream: Upstream):
    client = door.anthropic().beta.messages
    answer = await client.create(
        model=MODEL, max_tokens=50, messages=HELLO, betas=["context-management-2025-06-27", "no-such-beta"]
    )
    counted = await client.count_tokens(model=MODEL, messages=HELLO, betas=["token-counting-2024-11-01"])

    assert getattr(answer.content[0], "text", None) == "good day to you"
    assert counted.input_tokens > 0
    assert "anthropic-beta" not in upstream.headers[0]


@pytest.mark.parametrize("stream", [False, True])
async def test_anthropics_client_runs_its_tools_until_there_is_an_answer(door: Door, upstream: Upstream, stream: bool):
    upstream.calls = [("weather", '{"city": "Rome"}')]
    runner: Any = door.anthropic().beta.messages.tool_runner(
        model=MODEL, max_tokens=50, messages=HELLO, tools=[weather], stream=stream
    )
    said: list[Any] = []

    async for each in runner:
        message = await each.get_final_message() if stream else each
        said.append(message)
        upstream.calls = []

    assert [message.stop_reason for message in said] == ["tool_use", "end_turn"]
    assert upstream.asked[1]["messages"][-1] == {"role": "tool", "content": "rain in Rome", "tool_call_id": "call_0"}


async def test_anthropics_client_parses_an_answer_by_its_schema(door: Door, upstream: Upstream):
    upstream.says = '{"city": "Rome"}'

    answer = await door.anthropic().messages.parse(model=MODEL, max_tokens=50, messages=HELLO, output_format=Capital)

    assert answer.parsed_output == Capital(city="Rome")
