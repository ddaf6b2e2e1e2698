"""Questions that mean the same, by the packaged sentence embeddings: in one company, to one model, in one talk."""

from typing import Any

from ai_service.cache import rules
from ai_service.cache.rules import Question
from ai_service.deps import Deps
from ai_service.stores.protocol import Entry, Near


async def nearest(company_id: str, question: Question, least: float, deps: Deps) -> Entry | None:
    """The answer to the most alike question, if it is alike enough and names the same facts."""
    known = await deps.cache.near(company_id, question.scope)
    if not known:
        return None
    import numpy as np

    asked = await _vector(question.text, deps)
    likeness = np.stack([np.frombuffer(each.vector, np.float16) for each in known]).astype(np.float32) @ asked
    for place in map(int, np.argsort(-likeness)):
        if likeness[place] < least:
            return None
        entry = await deps.cache.get(company_id, known[place].key)
        if entry and rules.same_facts(question.text, entry.about.get("question", "")):
            return entry
    return None


async def remember(company_id: str, question: Question, key: str, expires_at: float, deps: Deps) -> None:
    """Let later questions be compared with this one."""
    vector = (await _vector(question.text, deps)).astype("float16").tobytes()
    await deps.cache.put_near(company_id, question.scope, Near(key, vector, expires_at))


async def _vector(text: str, deps: Deps) -> Any:
    return (await deps.embed([text]))[0]
