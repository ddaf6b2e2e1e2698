"""Both official clients before the door, each vendor's format behind it: what is said and what it took is the same."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest

from ai.tests.completions.serving import serving
from ai.tests.opened import API, open_ai
from ai.tests.vendors.anthropic_messages import AnthropicMessages
from ai.tests.vendors.google_generate import GoogleGenerate
from ai.tests.vendors.openai_chat import OpenAiChat
from ai.tests.vendors.standin import TEXT, Format, Play, playing

HELLO: Any = [{"role": "user", "content": "hello"}]
SCHEMA: Any = {"type": "object", "properties": {"city": {"type": "string"}}}
VENDORS: dict[str, tuple[Format, str]] = {
    "openai-compatible": (OpenAiChat(), "/v1"),
    "anthropic": (AnthropicMessages(), ""),
    "google": (GoogleGenerate(), ""),
}


@dataclass(frozen=True)
class Between:
    """The two clients, and what the vendor was asked."""

    openai: openai.AsyncOpenAI
    anthropic: anthropic.AsyncAnthropic
    play: Play
    kind: str


@pytest.fixture(params=list(VENDORS))
async def between(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Between]:
    vendor, path = VENDORS[request.param]
    play = Play()
    async with open_ai(tmp_path, tmp_path / "no-model", seconds=5.0) as ai, AsyncExitStack() as stack:
        url = await stack.enter_async_context(playing(vendor, play))
        port = await stack.enter_async_context(serving(ai.opened.app))
        body = {
            "kind": request.param,
            "base_url": f"{url}{path}",
            "api_key": "sk-a-key-0042",
            "options": {"model": "model-1"},
        }
        added = await (await ai.signed_in()).post(f"{API}/providers", json=body)
        assert added.status_code == 201, added.text
        play.begin_anew()
        token: Any = {"api_key": ai.issuer.token(), "max_retries": 0}
        one = openai.AsyncOpenAI(base_url=f"http://127.0.0.1:{port}{API}", **token)
        other = anthropic.AsyncAnthropic(base_url=f"http://127.0.0.1:{port}/api/ai", **token)
        stack.push_async_callback(one.close)
        stack.push_async_callback(other.close)
        yield Between(one, other, play, request.param)


async def test_openais_client_hears_the_whole_answer(between: Between):
    answer = await between.openai.chat.completions.create(model="default", messages=HELLO)

    assert (answer.choices[0].message.content, answer.choices[0].finish_reason) == (TEXT, "stop")
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (1000, 500)


async def test_anthropics_client_hears_the_whole_answer(between: Between):
    answer = await between.anthropic.messages.create(model="default", max_tokens=50, messages=HELLO)

    usage = answer.usage
    read = usage.input_tokens + (usage.cache_read_input_tokens or 0) + (usage.cache_creation_input_tokens or 0)
    assert [getattr(block, "text", None) for block in answer.content] == [TEXT]
    assert (answer.stop_reason, read, usage.output_tokens) == ("end_turn", 1000, 500)


async def test_openais_client_hears_the_stream(between: Between):
    stream = await between.openai.chat.completions.create(
        model="default", messages=HELLO, stream=True, stream_options={"include_usage": True}
    )

    chunks = [chunk async for chunk in stream]

    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == TEXT
    last = chunks[-1].usage
    assert last is not None
    assert (last.prompt_tokens, last.completion_tokens) == (1000, 500)


async def test_anthropics_client_hears_the_stream(between: Between):
    async with between.anthropic.messages.stream(model="default", max_tokens=50, messages=HELLO) as stream:
        text = "".join([word async for word in stream.text_stream])
        answer = await stream.get_final_message()

    assert text == TEXT
    assert (answer.stop_reason, answer.usage.output_tokens) == ("end_turn", 500)


@pytest.mark.parametrize("stream", [False, True])
async def test_openais_client_hears_of_the_tools_to_use(between: Between, stream: bool):
    between.play.text, between.play.calls = "", [("weather", '{"city": "Rome"}'), ("weather", '{"city": "Oslo"}')]
    asked: Any = {
        "model": "default",
        "messages": HELLO,
        "tools": [{"type": "function", "function": {"name": "weather", "parameters": SCHEMA}}],
    }

    client: Any = between.openai.chat.completions

    if stream:
        async with client.stream(**asked) as events:
            answer = await events.get_final_completion()
    else:
        answer = await client.create(**asked)

    calls = answer.choices[0].message.tool_calls
    assert [call.function.arguments.replace(" ", "") for call in calls] == ['{"city":"Rome"}', '{"city":"Oslo"}']
    assert answer.choices[0].finish_reason == "tool_calls"


@pytest.mark.parametrize("stream", [False, True])
async def test_anthropics_client_hears_of_the_tools_to_use(between: Between, stream: bool):
    between.play.text, between.play.calls = "", [("weather", '{"city": "Rome"}'), ("weather", '{"city": "Oslo"}')]
    asked: Any = {
        "model": "default",
        "max_tokens": 50,
        "messages": HELLO,
        "tools": [{"name": "weather", "input_schema": SCHEMA}],
    }

    client: Any = between.anthropic.messages

    if stream:
        async with client.stream(**asked) as events:
            answer = await events.get_final_message()
    else:
        answer = await client.create(**asked)

    used = [block.input for block in answer.content if block.type == "tool_use"]
    assert used == [{"city": "Rome"}, {"city": "Oslo"}]
    assert answer.stop_reason == "tool_use"


@pytest.mark.parametrize("status", [401, 404, 429, 500, 529])
async def test_both_clients_raise_for_what_the_vendor_refuses(between: Between, status: int):
    between.play.status, between.play.retry_after = status, "3" if status == 429 else None

    with pytest.raises(openai.APIStatusError) as one:
        await between.openai.chat.completions.create(model="default", messages=HELLO)
    with pytest.raises(anthropic.APIStatusError) as other:
        await between.anthropic.messages.create(model="default", max_tokens=50, messages=HELLO)

    expected = {401: 403, 404: 404, 429: 429, 500: 503, 529: 429}[status]
    assert (one.value.status_code, other.value.status_code) == (expected, expected)


@pytest.mark.parametrize("breaks", ["cut", "end"])
async def test_both_clients_hear_that_a_stream_broke_off(between: Between, breaks: str):
    between.play.breaks = breaks

    with pytest.raises(openai.APIError):
        async for _ in await between.openai.chat.completions.create(model="default", messages=HELLO, stream=True):
            pass
    with pytest.raises(anthropic.APIError):
        async with between.anthropic.messages.stream(model="default", max_tokens=50, messages=HELLO) as stream:
            await stream.get_final_message()
