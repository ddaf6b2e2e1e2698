"""OpenAI's responses API through its own client: the same models, asked in the newer words."""

from typing import Any

import openai
import pytest
from pydantic import BaseModel

from ai.tests.completions.conftest import Door
from ai.tests.completions.upstream import MODEL, Failure, Upstream

WEATHER: Any = {
    "type": "function",
    "name": "weather",
    "description": "what it is like outside",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    "strict": False,
}


class Capital(BaseModel):
    city: str


def _responses(door: Door) -> Any:
    """The client's own resource; its overloads do not take what a test varies."""
    return door.openai().responses


async def test_a_response_is_given_whole_with_what_the_platform_adds_in_headers(door: Door, upstream: Upstream):
    raw = await _responses(door).with_raw_response.create(
        model=MODEL, instructions="Be brief.", input="hello", max_output_tokens=50, temperature=0.5
    )

    answer = raw.parse()
    assert (answer.output_text, answer.status) == ("good day to you", "completed")
    assert answer.usage is not None
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (12, 5)
    assert answer.usage.input_tokens_details.cached_tokens == 4
    assert (raw.headers["x-model"], raw.headers["x-cache"]) == (MODEL, "off")
    asked = upstream.asked[0]
    assert asked["messages"] == [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hello"}]
    assert (asked["max_completion_tokens"], asked["temperature"]) == (50, 0.5)
    (record,) = await door.usage()
    assert (record["task"], record["output_tokens"]) == ("chat", 5)


async def test_a_response_is_streamed_event_by_event(door: Door):
    async with _responses(door).stream(model=MODEL, input="hello") as stream:
        events = [event async for event in stream]
        answer = await stream.get_final_response()

    kinds = [event.type.removeprefix("response.") for event in events]
    assert kinds[:4] == ["created", "in_progress", "output_item.added", "content_part.added"]
    assert kinds[-4:] == ["output_text.done", "content_part.done", "output_item.done", "completed"]
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == "good day to you "
    assert answer.output_text == "good day to you "
    assert answer.usage is not None
    assert answer.usage.total_tokens == 17


@pytest.mark.parametrize("stream", [False, True])
async def test_tools_are_called_and_what_they_gave_goes_back(door: Door, upstream: Upstream, stream: bool):
    upstream.calls = [("weather", '{"city": "Rome"}'), ("weather", '{"city": "Oslo"}')]
    responses = _responses(door)
    given: list[Any] = [{"role": "user", "content": [{"type": "input_text", "text": "Rome or Oslo?"}]}]
    if stream:
        async with responses.stream(model=MODEL, input=given, tools=[WEATHER]) as events:
            answer: Any = await events.get_final_response()
    else:
        answer = await responses.create(model=MODEL, input=given, tools=[WEATHER], tool_choice="required")
    upstream.calls = []
    given += [item.model_dump(exclude_none=True) for item in answer.output]
    given += [{"type": "function_call_output", "call_id": item.call_id, "output": "rain"} for item in answer.output]

    after = await responses.create(model=MODEL, input=given, tools=[WEATHER])

    assert [(item.call_id, item.arguments) for item in answer.output] == [
        ("call_0", '{"city": "Rome"}'),
        ("call_1", '{"city": "Oslo"}'),
    ]
    assert after.output_text == "good day to you"
    said = upstream.asked[-1]["messages"]
    assert [message["role"] for message in said] == ["user", "assistant", "tool", "tool"]
    assert [call["id"] for call in said[1]["tool_calls"]] == ["call_0", "call_1"]
    assert said[2] == {"role": "tool", "tool_call_id": "call_0", "content": "rain"}


async def test_an_answer_is_parsed_by_its_schema(door: Door, upstream: Upstream):
    upstream.says = '{"city": "Rome"}'

    answer = await _responses(door).parse(model=MODEL, input="Where?", text_format=Capital)

    assert answer.output_parsed == Capital(city="Rome")
    assert upstream.asked[0]["response_format"]["json_schema"]["name"] == "Capital"


@pytest.mark.parametrize("stream", [False, True])
async def test_an_answer_that_was_cut_off_says_so(door: Door, upstream: Upstream, stream: bool):
    upstream.finish = "length"

    answer: Any = await _responses(door).create(model=MODEL, input="hello", stream=stream)
    if stream:
        answer = [event async for event in answer][-1].response

    assert (answer.status, answer.incomplete_details.reason) == ("incomplete", "max_output_tokens")


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"previous_response_id": "resp_1"}, "previous_response_id"),
        ({"tools": [{"type": "web_search"}]}, "tools.0.type"),
        ({"input": []}, "input"),
        ({"input": [{"type": "item_reference", "id": "msg_1"}]}, "input.0.type"),
        ({"input": [{"role": "user", "content": [{"type": "input_file", "file_id": "f"}]}]}, "input.0.content.0.type"),
    ],
)
async def test_what_leans_on_the_vendors_own_servers_is_refused_with_its_place(door: Door, more: Any, where: str):
    with pytest.raises(openai.BadRequestError) as told:
        await _responses(door).create(**{"model": MODEL, "input": "hello", **more})

    assert told.value.param == where
    assert door.upstream.asked == []


@pytest.mark.parametrize("stream", [False, True])
async def test_a_vendors_limit_raises_the_clients_own_exception(door: Door, upstream: Upstream, stream: bool):
    upstream.failures = [Failure(429, headers={"retry-after": "7"})]

    with pytest.raises(openai.RateLimitError) as told:
        await _responses(door).create(model=MODEL, input="hello", stream=stream)

    assert told.value.response.headers["retry-after"] == "7"


async def test_a_stream_that_breaks_off_is_an_error_and_not_an_end(door: Door, upstream: Upstream):
    upstream.breaks_off = True
    stream = await _responses(door).create(model=MODEL, input="hello", stream=True)

    with pytest.raises(openai.APIError, match="broke off"):
        async for _ in stream:
            pass
