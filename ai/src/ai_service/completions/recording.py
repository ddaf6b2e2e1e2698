"""The last stages: what was really spent takes the place of the estimate, and is written down behind the answer."""

import time
from dataclasses import dataclass, replace

from ai_service.completions.deps import Hub
from ai_service.completions.keeping import Kept
from ai_service.completions.stages import Answer, Ask, Hold, Spent
from ai_service.usage import service as usage
from contracts.ai import AnsweredBy, Usage


@dataclass(frozen=True)
class Ending:
    """All that the end of an answer needs. `first` is the seconds until its beginning."""

    ask: Ask
    answer: Answer
    hold: Hold
    alias: str | None
    began: float
    first: float
    kept: Kept

    async def settle_and_record(self, deps: Hub) -> None:
        """Give back what was held, settle, record."""
        answer = self.answer
        answer.end()
        await self.hold.settle([*answer.lost, *([] if answer.cache == "hit" else [answer.spent])])
        seconds = time.monotonic() - self.began
        for each in answer.lost:
            await self._record(each, seconds, usage.Details(), deps)
        details = usage.Details(cache=answer.how, saved=answer.saved)
        record_id = await self._record(answer.spent, seconds, details, deps)
        await self.kept.answered(record_id, answer, seconds, deps)

    async def _record(self, spent: Spent, seconds: float, details: usage.Details, deps: Hub) -> str:
        ask, candidate, tokens, cost = self.ask, spent.candidate, spent.tokens, spent.cost
        return await usage.record(
            ask.purpose or ask.task,
            AnsweredBy(provider=candidate.kind, model=candidate.model, method=ask.task, note=""),
            Usage(input_tokens=tokens.taken, output_tokens=tokens.given, cost=cost or 0.0, seconds=seconds),
            by=ask.by,
            deps=deps,
            details=replace(
                details,
                on_behalf_of=ask.on_behalf_of,
                alias=self.alias or "",
                provider_id=candidate.provider_id,
                cached_tokens=tokens.cached,
                reasoning_tokens=tokens.reasoning,
                price_known=cost is not None,
                attempts=self.answer.attempts,
                first_token_seconds=self.first if ask.stream else None,
                prompt=ask.prompt.name,
                prompt_version=ask.prompt.version,
            ),
        )
