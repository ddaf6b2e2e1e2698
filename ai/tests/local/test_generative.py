"""The language model on this machine: the real SmolLM2 by llama.cpp, in a process of its own."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ai_service.providers import problems
from ai_service.providers.local.generative import PACKAGED, LocalChat, LocalModelSettings
from ai_service.providers.local.problems import LocalModelMissing, LocalModelUnusable
from ai_service.providers.local.worker_process import Patience, Worker
from ai_service.providers.vocabulary import CallPiece, EndPiece, TextPiece
from contracts.ai import AnswerSchema, ChatMessage, ChatRequest, Image, ToolNamed, ToolSpec

pytestmark = pytest.mark.asyncio(loop_scope="module")

WEATHER = ToolSpec(
    name="weather",
    description="The weather in a city",
    parameters={
        "type": "object",
        "properties": {"city": {"$ref": "#/$defs/City"}},
        "required": ["city"],
        "additionalProperties": False,
        "$defs": {"City": {"type": "string", "enum": ["Paris", "Lima"]}},
    },
)
STAND_IN = """
import json, sys, time
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if asked["do"] == "hang": time.sleep(60)
    if asked["do"] == "die": sys.exit(1)
    print(json.dumps({"done": asked["do"]}), flush=True)
"""


def asking(text: str, **more: object) -> ChatRequest:
    return ChatRequest.model_validate({"messages": [ChatMessage(role="user", content=text)], "max_tokens": 32, **more})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    opened = LocalChat(LocalModelSettings())
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def worker() -> AsyncIterator[Worker]:
    opened = Worker([sys.executable, "-c", STAND_IN], "the stand-in", Patience(start=20, answer=0.5, idle=0.05))
    yield opened
    await opened.stop()


async def do(worker: Worker, what: str) -> object:
    async with worker.asked({"do": what}) as events:
        return (await anext(events))["done"]


async def test_it_writes_and_says_what_it_took(chat: LocalChat):
    reply = await chat.complete(asking("Say hello to Ana."), model="")

    assert len(reply.message.content) > 3
    assert reply.tokens.taken > 10
    assert 0 < reply.tokens.given <= 32
    assert reply.model == PACKAGED


async def test_it_writes_the_same_in_pieces(chat: LocalChat):
    whole = await chat.complete(asking("Name three colours."), model="")

    async with chat.stream(asking("Name three colours."), model="") as pieces:
        every = [piece async for piece in pieces]

    text = "".join(piece.text for piece in every if isinstance(piece, TextPiece))
    assert text.strip() == whole.message.content
    assert len(every) > 3
    assert isinstance(every[-1], EndPiece)
    assert every[-1].tokens.given == whole.tokens.given


async def test_its_answer_keeps_to_a_schema(chat: LocalChat):
    schema = {
        "type": "object",
        "properties": {"colour": {"enum": ["red", "green"]}, "number": {"type": "integer"}},
        "required": ["colour", "number"],
        "additionalProperties": False,
    }

    reply = await chat.complete(asking("Grass has a colour.", format=AnswerSchema(body=schema)), model="")

    said = json.loads(reply.message.content)
    assert set(said) == {"colour", "number"}
    assert said["colour"] in {"red", "green"}


async def test_a_tool_call_is_of_the_tools_schema(chat: LocalChat):
    request = asking("What is the weather in Lima?", tools=[WEATHER], tool_choice="required")

    reply = await chat.complete(request, model="")

    assert reply.stop == "tools"
    assert reply.message.calls[0].name == "weather"
    assert reply.message.calls[0].arguments["city"] in {"Paris", "Lima"}


async def test_a_tool_call_comes_in_a_stream_too(chat: LocalChat):
    request = asking("The weather in Lima?", tools=[WEATHER], tool_choice=ToolNamed(name="weather"))

    async with chat.stream(request, model="") as pieces:
        every = [piece async for piece in pieces]

    assert isinstance(every[0], CallPiece)
    assert isinstance(every[-1], EndPiece)
    assert every[-1].stop == "tools"


async def test_a_tools_result_is_read(chat: LocalChat):
    asked = asking("What is the weather in Lima?", tools=[WEATHER]).model_copy(
        update={"tool_choice": "none", "messages": [
            ChatMessage(role="user", content="What is the weather in Lima?"),
            ChatMessage.model_validate(
                {"role": "assistant", "calls": [{"id": "1", "name": "weather", "arguments": {"city": "Lima"}}]}
            ),
            ChatMessage(role="tool", content="Sunny, 21 degrees", call_id="1"),
        ]}
    )  # fmt: skip

    reply = await chat.complete(asked, model="")

    assert reply.stop in {"end", "length"}
    assert reply.message.content


async def test_what_is_too_long_is_told_with_the_way_out(chat: LocalChat):
    with pytest.raises(problems.ContextTooLong) as told:
        await chat.complete(asking("word " * 9_000), model="")

    assert "LOCAL_GGUF_CONTEXT" in str(told.value.detail)


async def test_a_schema_that_makes_no_sense_is_refused_and_ends_nothing(chat: LocalChat):
    broken = AnswerSchema(body={"type": "object", "properties": {"a": {"$ref": "#/$defs/nowhere"}}})

    with pytest.raises(problems.RequestRefused, match=r"refused"):
        await chat.complete(asking("x", format=broken), model="")

    assert (await chat.complete(asking("Say hi"), model="")).message.content


async def test_who_stops_listening_gets_the_model_stopped(chat: LocalChat):
    async with chat.stream(asking("Tell a very long story.", max_tokens=3_000), model="") as pieces:
        await anext(pieces)

    assert chat.worker.pid is None
    assert (await chat.complete(asking("Say hi"), model="")).message.content


async def test_a_killed_worker_is_told_and_the_next_request_has_a_new_one(chat: LocalChat):
    await chat.complete(asking("Say hi"), model="")
    pid = chat.worker.pid
    assert pid is not None

    asked = asyncio.create_task(chat.complete(asking("Tell a very long story.", max_tokens=3_000), model=""))
    await asyncio.sleep(0.2)
    os.kill(pid, signal.SIGKILL)

    with pytest.raises(problems.EndpointBrokeOff):
        await asked
    assert (await chat.complete(asking("Say hi"), model="")).message.content
    assert chat.worker.pid != pid


async def test_it_is_listed_as_what_it_can_do(chat: LocalChat):
    [model] = await chat.models()

    assert model.name == PACKAGED
    assert "images" not in model.abilities


async def test_it_makes_no_embeddings_and_sees_no_pictures():
    chat = LocalChat(LocalModelSettings())
    picture = ChatMessage(role="user", images=[Image(data="aGk=")])

    with pytest.raises(problems.NotOffered, match=r"no embeddings"):
        await chat.embed(["x"], model="")
    with pytest.raises(problems.NotOffered, match=r"no pictures"):
        await chat.complete(ChatRequest(messages=[picture]), model="")


async def test_a_file_that_is_not_there_or_no_model_is_named(tmp_path: Path):
    text, cut = tmp_path / "notes.gguf", tmp_path / "cut.gguf"
    text.write_text("Dear diary")
    cut.write_bytes(b"GGUF" + b"\x03\0\0\0" + b"\xff" * 64)

    for path, problem in (
        (tmp_path / "none.gguf", LocalModelMissing),
        (text, LocalModelUnusable),
        (cut, LocalModelUnusable),
    ):
        chat = LocalChat(LocalModelSettings(file=path))
        with pytest.raises(problem) as told:
            await chat.complete(asking("hi"), model="")
        assert path.stem in str(told.value.detail)
        await chat.close()


async def test_a_model_that_does_not_fit_into_its_memory_is_not_loaded():
    chat = LocalChat(LocalModelSettings(memory=20_000_000))

    with pytest.raises(LocalModelUnusable):
        await chat.complete(asking("hi"), model="")


async def test_a_worker_that_hangs_is_ended_and_the_next_request_has_a_new_one(worker: Worker):
    with pytest.raises(problems.EndpointTooSlow):
        await do(worker, "hang")

    assert worker.pid is None
    assert await do(worker, "work") == "work"


async def test_a_worker_that_dies_is_told(worker: Worker):
    with pytest.raises(problems.EndpointBrokeOff):
        await do(worker, "die")

    assert await do(worker, "work") == "work"


async def test_requests_take_turns_and_an_idle_worker_ends(worker: Worker):
    done = await asyncio.gather(*[do(worker, str(number)) for number in range(5)])
    pid = worker.pid

    async with asyncio.timeout(10):
        while worker.pid is not None:
            await asyncio.sleep(0.02)

    assert done == ["0", "1", "2", "3", "4"]
    assert pid is not None
    assert await do(worker, "again") == "again"


async def test_who_waits_too_long_behind_another_is_told(worker: Worker):
    hanging = asyncio.create_task(do(worker, "hang"))
    while worker.pid is None:
        await asyncio.sleep(0.01)
    late = [asyncio.create_task(do(worker, "hang")) for _ in range(2)]

    results = await asyncio.gather(hanging, *late, return_exceptions=True)

    assert [type(each) for each in results] == [problems.EndpointTooSlow] * 3


async def test_a_request_nobody_waits_for_any_more_ends_its_worker(worker: Worker):
    asked = asyncio.create_task(do(worker, "hang"))
    while worker.pid is None:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)

    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)

    assert worker.pid is None
