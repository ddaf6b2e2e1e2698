"""`Memory` over the company's cache: answers lie there as bytes, with what is known of them beside."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import asdict, replace

import orjson

from ai_service.cache import rules
from ai_service.cache import service as cache
from ai_service.cache.service import Body, Lookup
from ai_service.completions.stages import Answer, Ask, Kept, Tally
from ai_service.deps import Deps
from ai_service.providers.vocabulary import Reply, Tokens
from ai_service.routing.rules import Candidate


class CacheMemory:
    """Keeps answers as the policy of the alias says, and as the caller allows by `Cache-Control` (`Memory`)."""

    async def key(self, ask: Ask, first: Candidate, alias: str | None, deps: Deps) -> Lookup | None:
        """Everything that makes an answer, and the form in which it is given."""
        control, by, target = ask.cache_control, ask.by, first.target
        if ask.dialect is None:
            found = await cache.lookup(ask.request(), target, alias=alias, cache_control=control, by=by, deps=deps)
            return found if found.is_kept else None
        form = f"{ask.dialect}/{ask.task}/{ask.stream}/{ask.counted}"
        # Embeddings of a text are always the same.
        body = ask.body if ask.task == "chat" else {**ask.body, "temperature": 0}
        found = await cache.lookup_wire(form, body, target, alias=alias, cache_control=control, by=by, deps=deps)
        if not found.is_kept:
            return None
        if ask.task == "chat" and found.policy.semantic:
            question = rules.question_of(ask.request(), by.company_id, target)
            return replace(found, question=question and rules.in_form(question, form))
        return found

    async def get(self, key: Lookup, deps: Deps) -> Kept | None:
        """What is kept, for the very same request or for one that means the same."""
        found = await cache.known(key, deps=deps)
        return replace(_kept(found.value), how=found.how) if found else None

    async def put(self, key: Lookup, kept: Kept, deps: Deps) -> None:
        """Keep it, unless it says nothing."""
        if isinstance(kept.content, Reply) and not rules.may_be_kept(kept.content):
            return
        await cache.keep(key, _body(kept), deps=deps)

    async def once(self, key: Lookup, work: Callable[[], Awaitable[Kept]], deps: Deps) -> tuple[Kept, bool]:
        """One call for all, unless this caller wants one of its own."""

        async def as_one() -> Kept:
            # Once more: the call of a moment ago may have ended since it was looked for.
            return await self.get(key, deps) or await work()

        kept, joined = await cache.once(key, as_one, deps=deps)
        return kept, not joined

    async def heard(self, key: Lookup, begin: Callable[[], Awaitable[Answer]], deps: Deps) -> tuple[Answer, bool]:
        """One stream for all, unless this caller wants one of its own."""
        if not key.is_shared:
            return await begin(), True

        async def begun() -> tuple[Answer, AsyncGenerator[bytes]]:
            answer = await begin()
            assert isinstance(answer.content, AsyncGenerator)  # noqa: S101 - a stream was asked for
            return answer, answer.content

        answer, stream, joined = await deps.broadcasts.join(key.key, begun)
        return replace(answer, content=stream, ends=[stream.leave, *([] if joined else answer.ends)]), not joined


def _body(kept: Kept) -> Body:
    content, tally, candidate = kept.content, kept.tally, kept.candidate
    known = {
        "tally": {"model": tally.model, "tokens": asdict(tally.tokens), "stop": tally.stop},
        "candidate": {name: getattr(candidate, name) for name in ("provider_id", "provider", "kind", "model")},
        "cost": kept.cost,
    }
    about = {"form": "reply" if isinstance(content, Reply) else "bytes", "known": orjson.dumps(known).decode()}
    return Body(rules.written(content) if isinstance(content, Reply) else content, about)


def _kept(body: Body) -> Kept:
    known = orjson.loads(body.about["known"])
    told = known["tally"]
    tally = Tally(told["model"], Tokens(**told["tokens"]), told["stop"], complete=True)
    content = rules.read(body.content) if body.about["form"] == "reply" else body.content
    return Kept(content, tally, Candidate(**known["candidate"], data_stays=True), known["cost"])
