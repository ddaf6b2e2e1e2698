"""A scripted model: a turn that matches answers, as fast and as wrongly as the script says."""

import pytest

from ai_service.providers import problems
from ai_service.providers.folding import reply_of
from ai_service.providers.scripted.provider import ScriptedProvider
from ai_service.providers.vocabulary import Piece, TextPiece
from contracts.ai import ChatMessage, ChatRequest

SCRIPT = r"""
models: [quick, careful]
turns:
  - match: weather in (oslo|rome)
    calls: [{name: weather, arguments: {city: Oslo}}]
  - role: tool
    answer: It is sunny.
  - match: limit
    times: 1
    error: {status: 429, retry_after: 3, message: slow down}
  - match: limit
    answer: Now it works.
  - match: slow
    model: careful
    answer: At last.
    characters: 3
  - match: break
    answer: This will not be said to its end.
    characters: 5
    break_off: true
"""


def _asked(said: str, role: str = "user") -> ChatRequest:
    return ChatRequest.model_validate({"messages": [{"role": role, "content": said}]})


async def _heard(provider: ScriptedProvider, said: str, into: list[Piece], model: str = "quick") -> list[Piece]:
    async with provider.stream(_asked(said), model=model) as pieces:
        async for piece in pieces:
            into.append(piece)
    return into


async def test_the_first_turn_that_matches_answers():
    provider = ScriptedProvider(SCRIPT)

    asks = await provider.complete(_asked("What is the WEATHER in Rome?"), model="quick")
    says = await provider.complete(_asked("Sunny", "tool"), model="quick")

    assert asks.stop == "tools"
    assert [(call.name, call.arguments) for call in asks.message.calls] == [("weather", {"city": "Oslo"})]
    assert (says.message.content, says.stop, says.tokens.estimated) == ("It is sunny.", "end", True)


async def test_a_turn_that_is_used_up_leaves_the_word_to_the_next():
    provider = ScriptedProvider(SCRIPT)

    with pytest.raises(problems.EndpointBusy) as busy:
        await provider.complete(_asked("limit"), model="quick")
    then = await provider.complete(_asked("limit"), model="quick")

    assert busy.value.retry_after == 3
    assert then.message.content == "Now it works."


async def test_it_answers_in_pieces_of_the_size_that_was_asked_for():
    pieces = await _heard(ScriptedProvider(SCRIPT), "slow", [], "careful")

    assert [piece.text for piece in pieces if isinstance(piece, TextPiece)] == ["At ", "las", "t."]
    whole = reply_of(pieces)
    assert whole is not None
    assert whole.message == ChatMessage(role="assistant", content="At last.")


async def test_it_breaks_off_where_the_script_says_so():
    heard: list[Piece] = []

    with pytest.raises(problems.EndpointBrokeOff):
        await _heard(ScriptedProvider(SCRIPT), "break", heard)

    assert heard[0] == TextPiece("This ")


async def test_what_no_turn_answers_is_named():
    with pytest.raises(problems.RequestRefused, match="No turn of the script answers “slow”"):
        await ScriptedProvider(SCRIPT).complete(_asked("slow"), model="quick")


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("", "Input should be a valid dictionary"),
        ("turns: []", "turns"),
        ("turns: [{match: '('}]", "is no regular expression"),
        ("turns: [{anwser: x}]", "turns → 0 → anwser"),
        ("turns: [", "is no YAML"),
        ("a: &x [1]\nturns: [*x]", "anchors and aliases"),
        ("!!python/object/apply:os.system ['true']", "is no YAML"),
    ],
)
async def test_a_mistake_in_the_script_is_told_when_it_is_tried(script: str, says: str):
    with pytest.raises(problems.RequestRefused) as refused:
        await ScriptedProvider(script).models()

    assert says in refused.value.detail


async def test_its_models_are_those_it_names():
    names = [model.name for model in await ScriptedProvider(SCRIPT).models()]

    assert names == ["quick", "careful"]
