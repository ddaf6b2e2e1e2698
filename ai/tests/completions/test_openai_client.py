"""OpenAI's own Python client, unmodified, against our door: everything it does with chats and embeddings."""

import asyncio
from typing import Any

import openai
import pytest
from pydantic import BaseModel

from ai.tests.completions.conftest import Door
from ai.tests.completions.upstream import MODEL, USED, Failure, Upstream

HELLO: Any = [{"role": "user", "content": "hello"}]
WEATHER: Any = {
    "type": "function",
    "function": {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}},
}


class Capital(BaseModel):
    city: str
    country: str


async def test_a_chat_is_answered_whole_with_what_the_platform_adds_in_headers(door: Door, upstream: Upstream):
    raw = await door.openai().chat.completions.with_raw_response.create(
        model=MODEL, messages=HELLO, temperature=0.5, user="ana"
    )

    answer = raw.parse()
    assert answer.choices[0].message.content == "good day to you"
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (12, 5)
    assert upstream.asked[0] == {"model": MODEL, "messages": HELLO, "temperature": 0.5, "user": "ana"}
    assert upstream.headers[0]["authorization"] == "Bearer sk-of-the-company-1234"
    assert float(raw.headers["x-cost-usd"]) == pytest.approx((12 * 2 + 5 * 10) / 1e6)
    assert (raw.headers["x-model"], raw.headers["x-provider"]) == (MODEL, "openai-compatible")
    assert (raw.headers["x-cache"], raw.headers["x-attempts"]) == ("off", "1")
    assert raw.headers["x-request-id"].startswith("req_")


async def test_what_a_chat_took_is_recorded(door: Door):
    await door.openai().chat.completions.create(model="default", messages=HELLO)

    (record,) = await door.usage()
    assert (record["task"], record["model"]) == ("chat", MODEL)
    assert (record["input_tokens"], record["output_tokens"]) == (12, 5)
    assert record["cost"] == pytest.approx(74e-6)


async def test_a_stream_comes_word_by_word_without_usage_unless_asked(door: Door, upstream: Upstream):
    stream = await door.openai().chat.completions.create(model=MODEL, messages=HELLO, stream=True)

    chunks = [chunk async for chunk in stream]

    assert "".join(c.choices[0].delta.content or "" for c in chunks) == "good day to you "
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert upstream.asked[0]["stream_options"] == {"include_usage": True}
    (record,) = await door.usage()
    assert (record["input_tokens"], record["output_tokens"]) == (12, 5)


async def test_a_stream_ends_with_its_usage_where_it_is_asked_for(door: Door):
    stream = await door.openai().chat.completions.create(
        model=MODEL, messages=HELLO, stream=True, stream_options={"include_usage": True}
    )

    chunks = [chunk async for chunk in stream]

    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == USED["total_tokens"]


async def test_several_tools_are_called_at_once(door: Door, upstream: Upstream):
    upstream.calls = [("weather", '{"city": "Rome"}'), ("weather", '{"city": "Oslo"}')]

    answer = await door.openai().chat.completions.create(
        model=MODEL, messages=HELLO, tools=[WEATHER], tool_choice="required", parallel_tool_calls=True
    )

    calls: Any = answer.choices[0].message.tool_calls
    assert [(call.id, call.function.arguments) for call in calls] == [
        ("call_0", '{"city": "Rome"}'),
        ("call_1", '{"city": "Oslo"}'),
    ]
    assert answer.choices[0].finish_reason == "tool_calls"
    assert upstream.asked[0]["tool_choice"] == "required"


async def test_tool_calls_are_streamed_in_pieces(door: Door, upstream: Upstream):
    upstream.calls = [("weather", '{"city": "Rome"}'), ("weather", '{"city": "Oslo"}')]

    async with door.openai().chat.completions.stream(model=MODEL, messages=HELLO, tools=[WEATHER]) as stream:
        answer = await stream.get_final_completion()

    calls: Any = answer.choices[0].message.tool_calls
    assert [call.function.arguments for call in calls] == ['{"city": "Rome"}', '{"city": "Oslo"}']


async def test_an_answer_is_parsed_by_its_schema(door: Door, upstream: Upstream):
    upstream.says = '{"city": "Rome", "country": "Italy"}'

    answer = await door.openai().chat.completions.parse(model=MODEL, messages=HELLO, response_format=Capital)

    assert answer.choices[0].message.parsed == Capital(city="Rome", country="Italy")
    assert upstream.asked[0]["response_format"]["json_schema"]["name"] == "Capital"


async def test_what_only_openai_can_say_reaches_who_speaks_its_format(door: Door, upstream: Upstream):
    answer = await door.openai().chat.completions.create(
        model=MODEL,
        messages=[{"role": "developer", "content": "Be brief."}, *HELLO],
        n=2,
        logprobs=True,
        stop=["\n"],
        max_completion_tokens=50,
    )

    assert len(answer.choices) == 2
    asked = upstream.asked[0]
    assert (asked["n"], asked["logprobs"], asked["stop"], asked["max_completion_tokens"]) == (2, True, ["\n"], 50)
    assert asked["messages"][0]["role"] == "developer"


async def test_pictures_are_passed_on(door: Door, upstream: Upstream):
    parts: Any = [
        {"type": "text", "text": "What is it?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 4000}},
    ]

    await door.openai().chat.completions.create(model=MODEL, messages=[{"role": "user", "content": parts}])

    assert upstream.asked[0]["messages"][0]["content"] == parts


async def test_embeddings_come_packed_and_as_numbers(door: Door, upstream: Upstream):
    packed = await door.openai().embeddings.create(model=MODEL, input=["a", "bcd"])
    plain = await door.openai().embeddings.create(model=MODEL, input="a", encoding_format="float")

    assert [each.embedding for each in packed.data] == [[0.25, -0.5, 1.0], [0.25, -0.5, 3.0]]
    assert plain.data[0].embedding == [0.25, -0.5, 1.0]
    assert [asked["encoding_format"] for asked in upstream.asked] == ["base64", "float"]
    assert {record["task"] for record in await door.usage(2)} == {"embeddings"}


async def test_models_are_listed_and_one_is_shown(door: Door):
    client = door.openai()

    names = [model.id async for model in client.models.list()]
    one = await client.models.retrieve(MODEL)

    assert names == ["default", MODEL, "other-model", "all-MiniLM-L6-v2", "SmolLM2-135M-Instruct (Q4_1)"]
    assert (one.id, one.object) == (MODEL, "model")
    with pytest.raises(openai.NotFoundError):
        await client.models.retrieve("no-such-model")


ERRORS = [
    (Failure(400), openai.BadRequestError, 400),
    (Failure(422), openai.BadRequestError, 400),
    (Failure(401), openai.PermissionDeniedError, 403),
    (Failure(404), openai.NotFoundError, 404),
    (Failure(429, headers={"retry-after": "7"}), openai.RateLimitError, 429),
    (Failure(500), openai.InternalServerError, 503),
    (Failure(529), openai.RateLimitError, 429),
    (Failure(400, code="context_length_exceeded"), openai.BadRequestError, 400),
    (Failure(200, text="<html>Welcome to our wifi</html>"), openai.InternalServerError, 502),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("failure", "raised", "status"), ERRORS, ids=lambda each: str(each)[:40])
async def test_a_vendors_refusal_raises_the_right_exception(
    door: Door, upstream: Upstream, failure: Failure, raised: type[openai.APIStatusError], status: int, stream: bool
):
    upstream.failures = [failure]
    chats: Any = door.openai().chat.completions

    with pytest.raises(raised) as told:
        await chats.create(model=MODEL, messages=HELLO, stream=stream)

    assert told.value.status_code == status
    body: Any = told.value.body
    assert body["message"]
    if status == 429 and failure.headers:
        assert told.value.response.headers["retry-after"] == "7"
    if failure.code == "context_length_exceeded":
        assert body["code"] == "context_length_exceeded"


async def test_a_wrong_token_is_an_authentication_error(door: Door):
    with pytest.raises(openai.AuthenticationError) as told:
        await door.openai(api_key="wrong").chat.completions.create(model=MODEL, messages=HELLO)

    assert "Sign in" in told.value.message


async def test_who_may_not_use_models_is_denied(door: Door):
    token = door.ai.issuer.token(permissions=["run.read"])

    with pytest.raises(openai.PermissionDeniedError):
        await door.openai(api_key=token).chat.completions.create(model=MODEL, messages=HELLO)


@pytest.mark.parametrize(
    ("body", "where"),
    [({"messages": []}, "messages"), ({"messages": "hi"}, "messages"), ({"messages": HELLO, "model": 3}, "model")],
)
async def test_what_cannot_be_read_is_a_bad_request_that_names_the_place(door: Door, body: Any, where: str):
    with pytest.raises(openai.BadRequestError) as told:
        await door.openai().post("/chat/completions", body=body, cast_to=object)

    assert told.value.param == where


async def test_a_limit_is_tried_again_by_the_client_itself(door: Door, upstream: Upstream):
    upstream.failures = [Failure(500)]

    answer = await door.openai(max_retries=2).chat.completions.create(model=MODEL, messages=HELLO)

    assert answer.choices[0].message.content == "good day to you"
    assert len(upstream.asked) == 2


async def test_a_slow_answer_times_out_at_the_client(door: Door, upstream: Upstream):
    upstream.slow = 3

    with pytest.raises(openai.APITimeoutError):
        await door.openai(timeout=0.3).chat.completions.create(model=MODEL, messages=HELLO)


async def test_a_stream_that_breaks_off_is_an_error_and_not_an_end(door: Door, upstream: Upstream):
    upstream.breaks_off = True
    stream = await door.openai().chat.completions.create(model=MODEL, messages=HELLO, stream=True)

    with pytest.raises(openai.APIError, match="broke off"):
        async for _ in stream:
            pass

    (record,) = await door.usage()
    assert record["output_tokens"] > 0


async def test_when_the_caller_hangs_up_the_vendor_is_hung_up_on_and_what_was_said_is_recorded(
    door: Door, upstream: Upstream
):
    upstream.says, upstream.pause = "word " * 200, 0.02
    stream = await door.openai().chat.completions.create(model=MODEL, messages=HELLO, stream=True)
    await anext(aiter(stream))

    await stream.close()

    async with asyncio.timeout(5):
        while not upstream.hung_up:
            await asyncio.sleep(0.01)
    (record,) = await door.usage()
    assert 0 < record["output_tokens"] < 100
