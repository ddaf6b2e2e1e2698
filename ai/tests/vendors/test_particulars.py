"""What only one vendor does, through its real SDK."""

from typing import Any

from ai.tests.vendors.standin import Play, playing
from ai.tests.vendors.test_conformance import HELLO, VENDORS, WEATHER, Stage, opened
from contracts.ai import AnswerSchema, ChatMessage, ToolCall


async def _with(name: str, play: Play, *conversations: list[ChatMessage], **options: Any) -> list[Any]:
    """Hold these conversations, one after the other, with one opened provider; what the vendor was asked."""
    vendor = VENDORS[name]
    async with playing(vendor.plays, play) as url:
        stage = Stage(vendor, play, opened(vendor, url))
        for messages in conversations:
            await stage.say(*messages, **options)
        await stage.provider.close()
    return [asked.body for asked in play.asked]


async def test_gemini_gets_its_signature_back_or_the_documented_text_for_none():
    play = Play(text="", calls=[("weather", '{"city": "Oslo"}')])
    known = ToolCall(id="call_0", name="weather", arguments={"city": "Oslo"})
    after = [
        HELLO,
        ChatMessage(role="assistant", calls=[known]),
        ChatMessage(role="tool", content="Sunny", call_id="call_0"),
    ]
    strange = known.model_copy(update={"id": "of another process"})
    elsewhere = [HELLO, ChatMessage(role="assistant", calls=[strange])]

    _, signed, unsigned = await _with("google", play, [HELLO], after, elsewhere, tools=[WEATHER])

    assert "'thoughtSignature': 'c2ln'" in str(signed)
    assert "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=" in str(unsigned)


async def test_anthropic_gets_results_of_tools_as_one_message_of_the_person():
    calls = [ToolCall(id="a", name="weather", arguments="Oslo, please"), ToolCall(id="b", name="weather")]
    results = [ChatMessage(role="tool", content=said, call_id=id) for id, said in (("a", "Sunny"), ("b", ""))]
    conversation = [HELLO, ChatMessage(role="assistant", calls=calls), *results, HELLO]

    (asked,) = await _with("anthropic", Play(), conversation, tools=[WEATHER])

    assert [message["role"] for message in asked["messages"]] == ["user", "assistant", "user"]
    assert [block["type"] for block in asked["messages"][2]["content"]] == ["tool_result", "tool_result", "text"]
    assert asked["messages"][1]["content"][0]["input"] == {"written": "Oslo, please"}


async def test_openai_is_held_strictly_only_to_schemas_it_can_hold_strictly():
    loose = AnswerSchema(body={"type": "object", "properties": {"city": {"type": "string"}}})
    strict = AnswerSchema(body={**loose.body, "required": ["city"], "additionalProperties": False})

    (first,) = await _with("openai", Play(), [HELLO], format=loose)
    (second,) = await _with("openai", Play(), [HELLO], format=strict)

    assert first["response_format"]["json_schema"]["strict"] is False
    assert second["response_format"]["json_schema"]["strict"] is True


async def test_each_dialect_is_spoken_as_it_is_documented():
    options = {"max_tokens": 9, "seed": 7, "effort": "low"}

    (openai,) = await _with("openai", Play(), [HELLO], **options)
    (vllm,) = await _with("vllm", Play(), [HELLO], **options)
    (mistral,) = await _with("mistral", Play(), [HELLO], **options)

    names = ("max_tokens", "max_completion_tokens", "seed", "random_seed", "reasoning_effort")
    spoken = [[name for name in names if name in str(body)] for body in (openai, vllm, mistral)]
    assert spoken == [
        ["max_completion_tokens", "seed", "reasoning_effort"],
        ["max_tokens", "seed", "reasoning_effort"],
        ["max_tokens", "seed", "random_seed"],
    ]
