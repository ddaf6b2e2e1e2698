"""What every vendor must do, through its real SDK over a real socket; one suite for all of them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from ai.tests.vendors.anthropic_messages import AnthropicMessages
from ai.tests.vendors.google_generate import GoogleGenerate
from ai.tests.vendors.openai_chat import OpenAiChat
from ai.tests.vendors.openai_responses import OpenAiResponses
from ai.tests.vendors.standin import KEY, TEXT, Format, Play, playing
from ai_service.providers import problems
from ai_service.providers.catalogue import OpenedProvider, Opening, kind_named
from ai_service.providers.folding import reply_of
from ai_service.providers.vocabulary import Access, CallPiece, EndPiece, Piece, TextPiece, Tokens
from contracts.ai import AnswerSchema, ChatMessage, ChatRequest, Image, ToolCall, ToolNamed, ToolSpec
from kernel.egress import parse_networks
from kernel.problems import Problem

WEATHER = ToolSpec(
    name="weather",
    description="The weather in a city",
    parameters={"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
)
SCHEMA = AnswerSchema(
    name="city",
    body={
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
)
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
HELLO = ChatMessage(role="user", content="hello")
SECONDS = 5.0

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Vendor:
    """A provider and who plays its vendor."""

    kind: str
    plays: Format
    path: str
    preset: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    embeds: bool = True


VENDORS = {
    "openai": Vendor("openai", OpenAiChat(), "/v1"),
    "openai by responses": Vendor("openai", OpenAiResponses(), "/v1", options=(("api", "responses"),)),
    "vllm": Vendor("openai-compatible", OpenAiChat(), "/v1", preset="vllm"),
    "mistral": Vendor("openai-compatible", OpenAiChat(), "/v1", preset="mistral"),
    "anthropic": Vendor("anthropic", AnthropicMessages(), "", embeds=False),
    "google": Vendor("google", GoogleGenerate(), ""),
}


class NoRecordings:
    async def find(self, key: str) -> bytes | None:
        return None

    async def keep(self, key: str, answered: bytes) -> None: ...


def _no_local() -> OpenedProvider:
    raise AssertionError


@dataclass
class Stage:
    """A vendor on its stage, and our provider in front of it."""

    vendor: Vendor
    play: Play
    provider: OpenedProvider
    pieces: list[Piece] = field(default_factory=list[Piece])

    async def say(self, *messages: ChatMessage, **options: Any) -> Any:
        """Ask for the next message."""
        return await self.provider.complete(
            ChatRequest(messages=list(messages or (HELLO,)), **options), model="model-1"
        )

    async def hear(self, *messages: ChatMessage, **options: Any) -> list[Piece]:
        """Ask for the next message in pieces; what came before a failure is in `pieces`."""
        request = ChatRequest(messages=list(messages or (HELLO,)), **options)
        async with self.provider.stream(request, model="model-1") as pieces:
            async for piece in pieces:
                self.pieces.append(piece)
        return self.pieces


def opened(vendor: Vendor, url: str, seconds: float = SECONDS) -> OpenedProvider:
    kind = kind_named(vendor.kind)
    assert kind is not None
    access = Access(url + vendor.path, KEY, seconds, parse_networks("127.0.0.0/8"), vendor.options)
    return kind.open(Opening(access, vendor.preset, _no_local, NoRecordings()))


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=VENDORS)
async def served(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A vendor and its provider, for all tests of this file: starting a server takes longer than a test."""
    vendor, play = VENDORS[request.param], Play()
    async with playing(vendor.plays, play) as url:
        provider = opened(vendor, url)
        yield Stage(vendor, play, provider)
        await provider.close()


@pytest.fixture
def stage(served: Stage) -> Stage:
    served.play.begin_anew()
    return Stage(served.vendor, served.play, served.provider)


async def test_it_answers(stage: Stage):
    reply = await stage.say()

    assert (reply.message.content, reply.stop, reply.model) == (TEXT, "end", "model-1-0613")
    assert reply.id
    assert KEY in str(stage.play.asked[0].headers)


async def test_it_counts_what_was_cached_and_reasoned_as_parts_of_the_whole(stage: Stage):
    whole = (await stage.say()).tokens
    streamed = (await stage.hear())[-1]

    written = 100 if stage.vendor.kind == "anthropic" else 0
    assert whole == Tokens(taken=1000, given=500, cached=600, cache_written=written, reasoning=200)
    assert isinstance(streamed, EndPiece)
    assert streamed.tokens == whole


async def test_it_answers_in_pieces(stage: Stage):
    pieces = await stage.hear()

    texts = [piece.text for piece in pieces if isinstance(piece, TextPiece)]
    assert texts == ["Good", " day", " to", " you"]
    assert isinstance(pieces[-1], EndPiece)
    assert reply_of(pieces) == await stage.say()


async def test_it_calls_tools(stage: Stage):
    stage.play.text, stage.play.calls = "", [("weather", '{"city": "Oslo"}'), ("weather", '{"city": "Rome"}')]

    reply = await stage.say(tools=[WEATHER])

    assert reply.stop == "tools"
    assert [(call.name, call.arguments) for call in reply.message.calls] == [
        ("weather", {"city": "Oslo"}),
        ("weather", {"city": "Rome"}),
    ]
    assert len({call.id for call in reply.message.calls}) == 2
    assert "The weather in a city" in str(stage.play.asked[0].body["tools"])


async def test_a_tool_call_comes_in_pieces(stage: Stage):
    stage.play.text, stage.play.calls = "", [("weather", '{"city": "Oslo"}'), ("weather", '{"city": "Rome"}')]

    pieces = await stage.hear(tools=[WEATHER])

    calls = [piece for piece in pieces if isinstance(piece, CallPiece)]
    firsts = {place: next(piece for piece in calls if piece.place == place) for place in (0, 1)}
    assert [(first.id, first.name) for first in firsts.values()] == [("call_0", "weather"), ("call_1", "weather")]
    reply = reply_of(pieces)
    assert reply is not None
    assert reply.stop == "tools"
    assert [call.arguments for call in reply.message.calls] == [{"city": "Oslo"}, {"city": "Rome"}]


async def test_the_result_of_a_tool_is_given_back(stage: Stage):
    calls = [ToolCall(id="c1", name="weather", arguments={"city": "Oslo"}), ToolCall(id="c2", name="weather")]
    conversation = [
        ChatMessage(role="system", content="Be brief."),
        ChatMessage(role="user", content="And in Oslo?"),
        ChatMessage(role="assistant", content="I will look.", calls=calls),
        ChatMessage(role="tool", content="Sunny", call_id="c1"),
        ChatMessage(role="tool", content="Unknown", call_id="c2"),
    ]

    await stage.say(*conversation, tools=[WEATHER])

    sent = str(stage.play.asked[0].body)
    assert all(each in sent for each in ("Be brief.", "I will look.", "Sunny", "Unknown", "c1", "c2"))


@pytest.mark.parametrize("choice", ["none", "required", ToolNamed(name="weather")])
async def test_which_tool_must_be_used_is_passed_on(stage: Stage, choice: Any):
    await stage.say(tools=[WEATHER], tool_choice=choice, parallel_calls=False)

    body = stage.play.asked[0].body
    chosen = str(body.get("tool_choice") or body.get("toolConfig"))
    assert any(word in chosen for word in ("none", "NONE", "required", "any", "ANY", "weather"))


async def test_an_answer_is_held_to_a_schema(stage: Stage):
    stage.play.text = '{"city": "Oslo"}'

    reply = await stage.say(format=SCHEMA)
    await stage.say(format="json")

    held, loose = (str(asked.body).lower() for asked in stage.play.asked)
    assert "additionalproperties" in held
    assert "json" in loose
    assert reply.message.content == '{"city": "Oslo"}'


async def test_pictures_are_seen(stage: Stage):
    pictures = [Image(data=PIXEL), Image(url="https://example.com/a.png", media_type="image/png")]

    await stage.say(ChatMessage(role="user", content="What is this?", images=pictures))

    sent = str(stage.play.asked[0].body)
    assert PIXEL in sent.replace("-", "+").replace("_", "/")
    assert "https://example.com/a.png" in sent


async def test_every_option_is_taken(stage: Stage):
    options = {"max_tokens": 50, "temperature": 0.5, "top_p": 0.9, "stop": ["END"], "seed": 7, "effort": "low"}

    await stage.say(**options)

    sent = str(stage.play.asked[0].body)
    known = ("50", "END", "low") if stage.vendor.kind == "anthropic" else ("50", "0.5", "0.9")
    assert all(each in sent for each in known)


@pytest.mark.parametrize("stop", ["length", "refused"])
async def test_why_it_stopped_is_told(stage: Stage, stop: str):
    stage.play.stop = stop

    reply, pieces = await stage.say(), await stage.hear()

    assert reply.stop == stop
    assert isinstance(pieces[-1], EndPiece)
    assert pieces[-1].stop == stop


async def test_texts_become_vectors_in_their_order(stage: Stage):
    if not stage.vendor.embeds:
        with pytest.raises(problems.NotOffered):
            await stage.provider.embed(["a"], model="text-embedding-1")
        return

    got = await stage.provider.embed(["a", "b", "c"], model="text-embedding-1", dimensions=2)

    assert got.vectors == [[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]]
    assert got.tokens.taken > 0


async def test_its_models_are_listed_with_what_they_can_do(stage: Stage):
    models = {model.name: model for model in await stage.provider.models()}

    expected = {"model-1", "text-embedding-1"} if stage.vendor.embeds else {"model-1"}
    assert set(models) == expected
    assert {"chat", "tools", "images"} <= models["model-1"].abilities


@pytest.mark.parametrize(
    ("status", "message", "problem"),
    [
        (400, "temperature is too hot", problems.RequestRefused),
        (400, "This model's maximum context length is 8192 tokens", problems.ContextTooLong),
        (400, "prompt is too long: 215000 tokens > 200000 maximum", problems.ContextTooLong),
        (400, "The input token count (9) exceeds the maximum number of tokens allowed (8)", problems.ContextTooLong),
        (400, "API key not valid. Please pass a valid API key.", problems.KeyRefused),
        (401, "bad key", problems.KeyRefused),
        (402, "no credit", problems.EndpointBusy),
        (403, "not for you", problems.KeyRefused),
        (404, "no such model", problems.ModelUnknown),
        (408, "too slow", problems.EndpointTooSlow),
        (413, "too large", problems.ContextTooLong),
        (422, "odd", problems.RequestRefused),
        (500, "broken", problems.EndpointUnreachable),
        (503, "down", problems.EndpointUnreachable),
        (529, "overloaded", problems.EndpointBusy),
    ],
)
async def test_a_refusal_is_told_in_our_words_before_the_first_piece(
    stage: Stage, status: int, message: str, problem: type[Problem]
):
    stage.play.status, stage.play.message = status, message

    with pytest.raises(problem) as whole:
        await stage.say()
    with pytest.raises(problem) as streamed:
        await stage.hear()

    assert whole.type is streamed.type is problem
    assert whole.value.detail == streamed.value.detail
    assert len(stage.play.asked) == 2, "the SDK's own retries are off: routing decides"


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), ("0", 1), (None, 20), ("Wed, 21 Oct 2026 07:28:00 GMT", 20)])
async def test_a_limit_says_how_long_to_wait(stage: Stage, header: str | None, seconds: int):
    stage.play.status, stage.play.retry_after = 429, header

    with pytest.raises(problems.EndpointBusy) as busy:
        await stage.say()

    assert busy.value.retry_after == seconds


@pytest.mark.parametrize("how", ["cut", "end"])
async def test_a_stream_that_breaks_off_says_so_after_what_had_come(stage: Stage, how: str):
    stage.play.breaks = how

    with pytest.raises(problems.EndpointBrokeOff):
        await stage.hear()

    assert stage.pieces[0] == TextPiece("Good")


async def test_an_overload_told_inside_a_stream_is_a_refusal(stage: Stage):
    stage.play.fails_in_stream = True

    with pytest.raises((problems.EndpointBusy, problems.EndpointUnreachable)):
        await stage.hear()

    assert stage.pieces == []


@pytest.mark.parametrize(
    "body",
    [b"<html>Welcome to our wifi</html>", b"{}", b"null", b"[]", b'{"choices": []}', b'{"candidates": 5}', b'"x"', b""],
)
async def test_what_is_no_answer_is_told(stage: Stage, body: bytes):
    stage.play.body = body

    with pytest.raises(problems.EndpointAnsweredNonsense):
        await stage.say()
    with pytest.raises((problems.EndpointAnsweredNonsense, problems.EndpointBrokeOff)):
        await stage.hear()
    with pytest.raises(problems.EndpointAnsweredNonsense):
        await stage.provider.embed(["a"], model="m") if stage.vendor.embeds else await stage.say()


async def test_an_error_that_is_no_json_is_told(stage: Stage):
    stage.play.status, stage.play.body = 502, b"<html>Bad gateway</html>"

    with pytest.raises(problems.EndpointUnreachable):
        await stage.say()


@pytest.mark.parametrize("name", VENDORS)
async def test_a_slow_answer_and_a_slow_first_piece_are_given_up(name: str):
    vendor, play = VENDORS[name], Play(hush=30)
    async with playing(vendor.plays, play) as url:
        provider = opened(vendor, url, seconds=0.2)
        slow = Stage(vendor, play, provider)

        with pytest.raises(problems.EndpointTooSlow):
            await slow.hear()
        play.wait = 30
        with pytest.raises(problems.EndpointTooSlow):
            await slow.say()
        await provider.close()


@pytest.mark.parametrize("name", VENDORS)
async def test_where_nobody_answers_is_named(name: str):
    provider = opened(VENDORS[name], "http://127.0.0.1:9")

    with pytest.raises(problems.EndpointUnreachable, match=r"127\.0\.0\.1:9"):
        await provider.models()
    await provider.close()


async def test_who_stops_listening_ends_the_stream(stage: Stage):
    request = ChatRequest(messages=[HELLO])

    async with stage.provider.stream(request, model="model-1") as pieces:
        first = await anext(pieces)

    assert first == TextPiece("Good")
    assert (await stage.say()).message.content == TEXT
