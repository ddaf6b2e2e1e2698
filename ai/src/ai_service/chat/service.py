"""Asks for the next message, by the same way as everything else that is asked of a model."""

import time

from ai_service.completions.deps import Hub
from ai_service.completions.pipeline import replied
from contracts.ai import AnsweredBy, ChatAnswer, ChatRequest, Usage
from kernel.identity import Principal


async def chat(request: ChatRequest, *, by: Principal, deps: Hub) -> ChatAnswer:
    """The next message of a conversation, in the words of the contract."""
    began = time.monotonic()
    answer, reply = await replied(request, by=by, deps=deps)
    tokens = answer.spent.tokens
    return ChatAnswer(
        message=reply.message,
        stop=reply.stop,
        answered_by=AnsweredBy(provider=answer.candidate.kind, model=reply.model, method="chat", note=""),
        usage=Usage(
            input_tokens=tokens.taken,
            output_tokens=tokens.given,
            cost=answer.spent.cost or 0.0,
            seconds=time.monotonic() - began,
        ),
    )
