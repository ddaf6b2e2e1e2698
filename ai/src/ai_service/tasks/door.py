"""What a task asks of a model goes the way of everything else that is asked: routed, budgeted, remembered, recorded."""

from dataclasses import dataclass, field

from ai_service.completions.deps import Hub
from ai_service.completions.pipeline import replied
from ai_service.completions.stages import Answer
from ai_service.providers.vocabulary import Reply
from contracts.ai import AnsweredBy, ChatRequest, OnBehalfOf, PromptUse
from kernel.identity import Principal


@dataclass
class Door:
    """Completions for one task (`Completes`): by the company's usual model, or what its alias `default` says.

    `cost` is what they came to (USD), `last` the latest answer.
    """

    task: str
    by: Principal
    on_behalf_of: OnBehalfOf
    prompt: PromptUse | None
    deps: Hub
    cost: float = 0.0
    last: Answer | None = field(default=None)

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message; `model` is what is told of where nothing was asked yet."""
        told = request.model_copy(update={"on_behalf_of": self.on_behalf_of, "prompt": self.prompt})
        self.last, reply = await replied(told, by=self.by, deps=self.deps, purpose=self.task)
        self.cost += self.last.spent.cost or 0.0
        return reply

    def signed(self, by: AnsweredBy) -> AnsweredBy:
        """Who really answered: after a fallback that is another one than was meant to."""
        if self.last is None:
            return by
        candidate = self.last.candidate
        return by.model_copy(update={"provider": candidate.kind, "model": candidate.model})
