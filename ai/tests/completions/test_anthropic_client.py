"""Anthropic's own Python client, unmodified, against our door, with a vendor behind it that speaks OpenAI's format."""

from typing import Any

import anthropic
import pytest
from pydantic import BaseModel

from ai.tests.completions.conftest import Door
from ai.tests.completions.upstream import MODEL, Failure, Upstream

HELLO: Any = [{"role": "user", "content": "hello"}]
WEATHER: Any = {
    "name": "weather",
    "description": "The weather in a city",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
}


class Capital(BaseModel):
    city: str
    country: str


async def _said(door: Door, **options: Any) -> anthropic.types.Message:
    asked: dict[str, Any] = {"model": MODEL, "max_tokens": 100, "messages": HELLO, **options}
    messages: Any = door.anthropic().messages
    return await messages.create(**asked)


async def test_a_message_is_answered_whole(door: Door, upstream: Upstream):
    answer = await _said(door, system="Be brief.")

    (block,) = answer.content
    assert (block.type, getattr(block, "text", None)) == ("text", "good day to you")
    assert answer.stop_reason == "end_turn"
    assert (answer.usage.input_tokens, answer.usage.cache_read_input_tokens, answer.usage.output_tokens) == (8, 4, 5)
    assert upstream.asked[0]["messages"] == [{"role": "system", "content": "Be brief."}, *HELLO]


async def test_a_message_is_streamed(door: Door):
    client = door.anthropic()

    async with client.messages.stream(model=MODEL, max_tokens=100, messages=HELLO) as stream:
        words = [word async for word in stream.text_stream]
        answer = await stream.get_final_message()

    assert words == ["good ", "day ", "to ", "you "]
    assert (answer.stop_reason, answer.usage.output_tokens) == ("end_turn", 5)
    (record,) = await door.usage()
    assert (record["input_tokens"], record["output_tokens"]) == (12, 5)


@pytest.mark.parametrize("stream", [False, True])
async def test_several_tools_are_called_whole_and_in_pieces(door: Door, upstream: Upstream, stream: bool):
    upstream.calls = [("weather", '{"city": "Rome"}'), ("weather", '{"city": "Oslo"}')]
    asked: Any = {"model": MODEL, "max_tokens": 100, "messages": HELLO, "tools": [WEATHER]}

    client: Any = door.anthropic().messages

    if stream:
        async with client.stream(**asked) as events:
            answer = await events.get_final_message()
    else:
        answer = await client.create(**asked)

    assert [getattr(block, "input", None) for block in answer.content] == [{"city": "Rome"}, {"city": "Oslo"}]
    assert answer.stop_reason == "tool_use"


async def test_what_tools_answered_goes_back(door: Door, upstream: Upstream):
    messages: Any = [
        *HELLO,
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "c0", "name": "weather", "input": {"city": "Rome"}}],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "c0", "content": [{"type": "text", "text": "Sunny"}]},
                {"type": "text", "text": "And now?"},
            ],
        },
    ]

    await _said(door, messages=messages, tools=[WEATHER])

    asked = upstream.asked[0]["messages"]
    assert asked[1]["tool_calls"][0]["function"] == {"name": "weather", "arguments": '{"city":"Rome"}'}
    assert asked[2:] == [
        {"role": "tool", "content": "Sunny", "tool_call_id": "c0"},
        {"role": "user", "content": "And now?"},
    ]


async def test_tokens_are_estimated_where_the_vendor_is_another(door: Door):
    counted = await door.anthropic().messages.count_tokens(model=MODEL, messages=HELLO)

    assert counted.input_tokens > 0


async def test_models_are_listed_in_its_own_form(door: Door):
    names = [model.id async for model in door.anthropic().models.list()]
    one = await door.anthropic().models.retrieve(MODEL)

    assert names == ["default", MODEL, "other-model", "all-MiniLM-L6-v2", "SmolLM2-135M-Instruct (Q4_1)"]
    assert (one.type, one.display_name) == ("model", MODEL)


@pytest.mark.parametrize(
    ("failure", "raised", "kind"),
    [
        (Failure(400), anthropic.BadRequestError, "invalid_request_error"),
        (Failure(404), anthropic.NotFoundError, "not_found_error"),
        (Failure(429), anthropic.RateLimitError, "rate_limit_error"),
        (Failure(500), anthropic.InternalServerError, "overloaded_error"),
    ],
)
async def test_a_vendors_refusal_raises_the_right_exception(
    door: Door, upstream: Upstream, failure: Failure, raised: type[anthropic.APIStatusError], kind: str
):
    upstream.failures = [failure] * 2

    with pytest.raises(raised) as told:
        await _said(door)

    body: Any = told.value.body
    assert (body["type"], body["error"]["type"]) == ("error", kind)


async def test_a_wrong_token_is_an_authentication_error(door: Door):
    with pytest.raises(anthropic.AuthenticationError):
        await door.anthropic(api_key="wrong").messages.create(model=MODEL, max_tokens=9, messages=HELLO)


@pytest.mark.parametrize(
    "wrong", [{"extra_body": {"top_k": 3}}, {"tools": [{"type": "web_search_20250305", "name": "web_search"}]}]
)
async def test_what_only_anthropic_can_do_is_refused_and_not_dropped(door: Door, wrong: dict[str, Any]):
    with pytest.raises(anthropic.BadRequestError, match=r"nothing like it|not passed on"):
        await _said(door, **wrong)


async def test_a_stream_that_breaks_off_is_an_error_and_not_an_end(door: Door, upstream: Upstream):
    upstream.breaks_off = True

    with pytest.raises(anthropic.APIStatusError, match="broke off"):
        async with door.anthropic().messages.stream(model=MODEL, max_tokens=9, messages=HELLO) as stream:
            await stream.get_final_message()
