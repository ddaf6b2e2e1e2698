"""Hands each exchange on to be kept: what was asked as it went out, what was answered as it came back, what was found.

Nothing is read or copied here: that is done behind, where nobody waits.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from ai_service.completions.deps import Hub
from ai_service.completions.guarding import Guarded
from ai_service.completions.stages import Answer, Ask
from ai_service.completions.transcripts import answer_in, answer_in_stream, said_in, words_of
from ai_service.exchanges import service as exchanges
from ai_service.exchanges.service import Facts
from ai_service.guardrails.problems import NotForThisModel
from ai_service.providers.vocabulary import Reply
from contracts import ids
from kernel.problems import Problem

_MOST_HEARD = 256 * 1024


class Kept:
    """One exchange on its way to be kept, masked as its model saw it."""

    def __init__(self, found: Guarded, alias: str | None) -> None:
        self._found = found
        self._alias = alias or ""
        self._heard: list[bytes] = []

    async def heard(self, stream: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
        """The stream; its beginning is remembered."""
        if not self._found.guard.body.exchange_days:
            async with aclosing(stream):
                async for part in stream:
                    yield part
            return
        size = 0
        async with aclosing(stream):
            async for part in stream:
                if size < _MOST_HEARD:
                    self._heard.append(part)
                    size += len(part)
                yield part

    async def answered(self, record_id: str, answer: Answer, seconds: float, deps: Hub) -> None:
        """It was answered."""
        ask, spent = self._found.ask, answer.spent
        facts = Facts(
            task=ask.purpose or ask.task,
            on_behalf_of=ask.on_behalf_of,
            outcome="answered" if answer.tally.complete else "broken_off",
            provider=answer.candidate.kind,
            model=answer.candidate.model,
            alias=self._alias,
            cache=answer.how,
            input_tokens=spent.tokens.taken,
            output_tokens=spent.tokens.given,
            cost=spent.cost or 0.0,
            seconds=seconds,
        )
        await self._keep(record_id, facts, self._words(answer), deps)

    async def refused(self, problem: Problem, seconds: float, deps: Hub) -> None:
        """It was not: by the guard, for want of money, or by the vendor."""
        ask = self._found.ask
        facts = Facts(
            task=ask.purpose or ask.task,
            on_behalf_of=ask.on_behalf_of,
            outcome="refused" if isinstance(problem, NotForThisModel) else "failed",
            model=ask.model or "",
            alias=self._alias,
            seconds=seconds,
            problem=f"{problem.title}. {problem.detail}".strip(),
        )
        await self._keep(deps.new_id(ids.USAGE), facts, lambda: "", deps)

    async def _keep(self, id: str, facts: Facts, answered: Callable[[], str], deps: Hub) -> None:
        found = self._found
        await exchanges.keep(
            id,
            facts,
            asked=_asked(found.ask),
            answered=answered,
            findings=found.findings,
            guard=found.guard.body,
            by=found.ask.by,
            deps=deps,
        )

    def _words(self, answer: Answer) -> Callable[[], str]:
        content, ask, heard = answer.content, self._found.ask, self._heard
        if isinstance(content, Reply):
            return lambda: words_of(content.message.model_dump())
        if ask.task == "embeddings":
            return lambda: ""
        if isinstance(content, bytes):
            return lambda: answer_in(content)
        return lambda: answer_in_stream(b"".join(heard))


def _asked(ask: Ask) -> Callable[[], Sequence[tuple[str, str]]]:
    if ask.dialect is not None:
        return lambda: list(said_in(ask.body))
    return lambda: list(said_in(ask.request().model_dump()))
