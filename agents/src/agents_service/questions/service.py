"""Notes what could not be answered."""

from collections.abc import Sequence

from agents_service.deps import Deps
from agents_service.ingest.vectors import embedded, packed
from agents_service.questions import repo
from contracts import ids
from kernel.db import Row
from kernel.identity import Principal

_MOST_BASES = 5


async def note(question: str, reason: str, bases: Sequence[Row], *, by: Principal, deps: Deps) -> None:
    """Keep a question that these bases do not answer."""
    model = deps.knowledge_model
    vector = packed(await embedded([question], model, by.company_id, deps))
    rows = [
        {
            "id": deps.new_id(ids.KNOWLEDGE_QUESTION),
            "company_id": by.company_id,
            "base_id": base["id"],
            "question": question,
            "reason": reason,
            "asked_by": by.user_id or "",
            "asked_at": deps.clock(),
            "model": model,
            "vector": vector,
        }
        for base in bases[:_MOST_BASES]
    ]
    if rows:
        async with deps.db.begin() as tx:
            await repo.insert(tx, rows)
