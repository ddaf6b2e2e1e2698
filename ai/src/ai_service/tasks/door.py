"""What a task asks of a model goes the way of everything else that is asked: routed, budgeted, remembered, recorded."""

from dataclasses import dataclass, field

from ai_service.completions.deps import Hub
from ai_service.completions.needs import needs_of
from ai_service.completions.pipeline import answered
from ai_service.completions.stages import Answer, Ask
from ai_service.providers.vocabulary import Reply
from contracts.ai import AnsweredBy, ChatRequest, OnBehalfOf
from kernel.identity import Principal


@dataclass
class Door:
    """Completions for one task (`Completes`): by the company's usual model, or what its alias `default` says.

    `cost` is what they came to (USD), `last` the latest answer.
    """

    task: str
    by: Principal
    on_behalf_of: OnBehalfOf
    deps: Hub
    cost: float = 0.0
    last: Answer | None = field(default=None)

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message; `model` is what is told of where nothing was asked yet."""
        ask = Ask(
            by=self.by,
            task="chat",
            dialect=None,
            body={},
            request=lambda: request,
            needs=needs_of(request),
            on_behalf_of=self.on_behalf_of,
            purpose=self.task,
        )
        self.last = await answered(ask, self.deps)
        self.cost += self.last.spent.cost or 0.0
        reply = self.last.content
        assert isinstance(reply, Reply)  # noqa: S101 - asked without a dialect
        return reply

    def signed(self, by: AnsweredBy) -> AnsweredBy:
        """Who really answered: after a fallback that is another one than was meant to."""
        if self.last is None:
            return by
        candidate = self.last.candidate
        return by.model_copy(update={"provider": candidate.kind, "model": candidate.model})
