"""A model that answers as a script says (`ChatProvider`). It needs no network and costs nothing."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager

from ai_service.providers import faults, problems
from ai_service.providers.faults import Place, Refusal
from ai_service.providers.folding import message_of, pieces_of
from ai_service.providers.reckoning import tokens_about
from ai_service.providers.scripted.script import NotAScript, Script, Turn, next_turn, read_script
from ai_service.providers.vocabulary import Ability, ModelInfo, Piece, Reply, Tokens, Vectors
from contracts.ai import ChatRequest, ToolCall

_ABILITIES: frozenset[Ability] = frozenset({"chat", "tools", "json", "schema", "images"})


class ScriptedProvider:
    """Plays a script. How often a turn was used is counted from its opening on, in this process."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._script: Script | None = None
        self._used: list[int] = []
        self._place = Place("the script", 600)

    def _opened(self) -> Script:
        if self._script is None:
            try:
                self._script = read_script(self._text)
            except NotAScript as error:
                raise problems.RequestRefused(str(error)) from None
            self._used = [0] * len(self._script.turns)
        return self._script

    def _turn(self, request: ChatRequest, model: str) -> tuple[Turn, Reply]:
        script = self._opened()
        place = next_turn(script, self._used, request, model)
        if place is None:
            said = request.messages[-1].content[:80]
            raise problems.RequestRefused(f"No turn of the script answers “{said}”. Add one, or one without `match`.")
        self._used[place] += 1
        turn = script.turns[place]
        return turn, _reply(turn, request, model, f"scripted-{place + 1}-{self._used[place]}")

    def _fail(self, turn: Turn, model: str) -> None:
        if turn.error:
            wait = None if turn.error.retry_after is None else str(turn.error.retry_after)
            raise faults.refused(Refusal(turn.error.status, turn.error.message, wait), self._place, model)

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message."""
        turn, reply = self._turn(request, model)
        await asyncio.sleep(turn.delay)
        self._fail(turn, model)
        if turn.break_off:
            raise faults.broke_off(self._place)
        return reply

    @asynccontextmanager
    async def stream(self, request: ChatRequest, *, model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        """The next message in pieces."""
        turn, reply = self._turn(request, model)
        await asyncio.sleep(turn.delay)
        self._fail(turn, model)
        async with aclosing(self._pieces(turn, reply)) as pieces:
            yield pieces

    async def _pieces(self, turn: Turn, reply: Reply) -> AsyncGenerator[Piece]:
        every = list(pieces_of(reply, characters=turn.characters))
        for piece in every[: len(every) // 2] if turn.break_off else every:
            yield piece
            await asyncio.sleep(turn.pause)
        if turn.break_off:
            raise faults.broke_off(self._place)

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        """A script holds no vectors."""
        raise problems.NotOffered("A scripted provider makes no embeddings. The built-in model does.")

    async def models(self) -> list[ModelInfo]:
        """The models that the script names; reads the script, so that a mistake in it is found."""
        return [ModelInfo(name, _ABILITIES, input_price=0, output_price=0) for name in self._opened().models]

    async def close(self) -> None:
        """Nothing is open."""


def _reply(turn: Turn, request: ChatRequest, model: str, id: str) -> Reply:
    calls = [
        ToolCall(id=f"call_{id}_{place}", name=call.name, arguments=call.arguments)
        for place, call in enumerate(turn.calls)
    ]
    taken = tokens_about(sum(len(message.content) for message in request.messages))
    tokens = Tokens(taken=taken, given=tokens_about(len(turn.answer)), estimated=True)
    return Reply(message_of(turn.answer, calls), turn.stop or ("tools" if calls else "end"), tokens, model, id)
