"""Answers from the cache where it may, by one call for all who ask at once where it must ask, and keeps the answer."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar

from ai_service.cache import repo, rules, semantic
from ai_service.cache.rules import Policy, Question, Use
from ai_service.cache.schemas import CacheView, PolicyBody
from ai_service.deps import Deps
from ai_service.prices.rules import Target
from ai_service.providers.vocabulary import Piece, Reply
from ai_service.stores.protocol import Entry
from ai_service.usage import service as usage
from contracts.ai import ChatRequest
from kernel.identity import Principal

V = TypeVar("V")
How = Literal["", "exact", "semantic", "joined"]
"""How the cache had an answer; empty: the vendor was asked for this caller."""
OpenStream = Callable[[], AbstractAsyncContextManager[AsyncGenerator[Piece]]]
_OTHERS = "*"


@dataclass(frozen=True)
class Lookup:
    """A request as the cache sees it. Where `policy` keeps nothing (`is_kept`), it only passes on."""

    company_id: str
    key: str
    policy: Policy
    use: Use
    is_kept: bool
    question: Question | None = None


@dataclass(frozen=True)
class Found(Generic[V]):
    """An answer and how the cache had it."""

    value: V
    how: How


@dataclass(frozen=True)
class Body:
    """An answer as it came over the wire, and what is known of it; `may_be_kept`: it is a good one."""

    content: bytes
    about: dict[str, str]
    may_be_kept: bool = True


async def lookup(
    request: ChatRequest, target: Target, *, alias: str | None, cache_control: str | None, by: Principal, deps: Deps
) -> Lookup:
    """How the cache sees a request that goes to this target."""
    policy = await policy_of(alias, by.company_id, deps)
    is_kept = rules.kept(policy, request.temperature)
    question = rules.question_of(request, by.company_id, target) if is_kept and policy.semantic else None
    key = rules.key_of(request, by.company_id, target) if is_kept else ""
    return Lookup(by.company_id, key, policy, rules.use_of(cache_control), is_kept, question)


async def lookup_wire(
    dialect: str,
    body: Mapping[str, Any],
    target: Target,
    *,
    alias: str | None,
    cache_control: str | None,
    by: Principal,
    deps: Deps,
) -> Lookup:
    """The same for a request as it came over the wire; say in `dialect` whether the answer is a stream."""
    policy = await policy_of(alias, by.company_id, deps)
    is_kept = rules.kept(policy, body.get("temperature"))
    key = rules.key_of_wire(dialect, body, by.company_id, target) if is_kept else ""
    return Lookup(by.company_id, key, policy, rules.use_of(cache_control), is_kept)


async def policy_of(alias: str | None, company_id: str, deps: Deps) -> Policy:
    """How answers by this alias are kept: as its own policy says, else as the company's, else by temperature 0."""
    policies: Mapping[str, Policy] = await deps.known_policies.get(company_id, lambda: _policies(company_id, deps))
    return policies.get(alias or _OTHERS) or policies.get(_OTHERS) or Policy()


async def _policies(company_id: str, deps: Deps) -> Mapping[str, Policy]:
    async with deps.db.read() as tx:
        rows = await repo.policies(tx, company_id)
    return {row["alias"]: Policy(row["mode"], row["seconds"], row["semantic"]) for row in rows}


async def complete(asked: Lookup, ask: Callable[[], Awaitable[Reply]], *, deps: Deps) -> Found[Reply]:
    """The reply. `ask` is called at most once for all who ask the same at the same time."""
    if found := await _known(asked, deps):
        return found

    async def ask_and_keep() -> Found[Reply]:
        reply = await ask()
        await _keep(asked, reply, deps)
        return Found(reply, "")

    async def as_one() -> Found[Reply]:
        # Once more: the call of a moment ago may have ended since it was looked for.
        return await _exact(asked, deps) or await ask_and_keep()

    if not _shared(asked):
        return await ask_and_keep()
    found, joined = await deps.flights.together(asked.key, as_one)
    return replace(found, how="joined") if joined else found


@asynccontextmanager
async def stream(asked: Lookup, open_stream: OpenStream, *, deps: Deps) -> AsyncGenerator[Found[AsyncGenerator[Piece]]]:
    """The reply in pieces: replayed, followed where another's is under way, or the vendor's own."""
    if found := await _known(asked, deps):
        async with aclosing(_replayed(found.value)) as pieces:
            yield Found(pieces, found.how)
        return

    @asynccontextmanager
    async def open_and_keep() -> AsyncGenerator[AsyncGenerator[Piece]]:
        async with open_stream() as pieces, aclosing(_collecting(asked, pieces, deps)) as collected:
            yield collected

    @asynccontextmanager
    async def as_one() -> AsyncGenerator[AsyncGenerator[Piece]]:
        found = await _exact(asked, deps)
        async with aclosing(_replayed(found.value)) if found else open_and_keep() as pieces:
            yield pieces

    if not _shared(asked):
        async with open_and_keep() as pieces:
            yield Found(pieces, "")
        return
    async with deps.flights.streamed(f"stream:{asked.key}", as_one) as (pieces, joined):
        yield Found(pieces, "joined" if joined else "")


async def relay(asked: Lookup, ask: Callable[[], Awaitable[Body]], *, deps: Deps) -> Found[Body]:
    """The same for bytes that are passed on as they came."""
    if known := await known_body(asked, deps=deps):
        return Found(known, "exact")

    async def ask_and_keep() -> Found[Body]:
        body = await ask()
        await keep_body(asked, body, deps=deps)
        return Found(body, "")

    async def as_one() -> Found[Body]:
        again = await known_body(asked, deps=deps)
        return Found(again, "exact") if again else await ask_and_keep()

    if not _shared(asked):
        return await ask_and_keep()
    found, joined = await deps.flights.together(asked.key, as_one)
    return replace(found, how="joined") if joined else found


async def known(asked: Lookup, *, deps: Deps) -> Found[Body] | None:
    """What is kept for a request, or for one that means the same."""
    if not (asked.is_kept and asked.use.read):
        return None
    if entry := await deps.cache.get(asked.company_id, asked.key):
        return Found(Body(entry.body, entry.about), "exact")
    if asked.question and asked.policy.semantic:
        entry = await semantic.nearest(asked.company_id, asked.question, asked.policy.semantic, deps)
        return Found(Body(entry.body, entry.about), "semantic") if entry else None
    return None


async def keep(asked: Lookup, body: Body, *, deps: Deps) -> None:
    """Keep an answer, if the policy and the caller allow it."""
    if not (asked.is_kept and asked.use.write):
        return
    about = {**body.about, "question": asked.question.text} if asked.question else body.about
    await deps.cache.put(asked.company_id, asked.key, Entry(body.content, about, _until(asked, deps)))
    if asked.question:
        await semantic.remember(asked.company_id, asked.question, asked.key, _until(asked, deps), deps)


async def known_body(asked: Lookup, *, deps: Deps) -> Body | None:
    """What is kept for a request of the wire (for who streams bytes by himself, and keeps them with `keep_body`)."""
    entry = await deps.cache.get(asked.company_id, asked.key) if asked.is_kept and asked.use.read else None
    return Body(entry.body, entry.about) if entry else None


async def keep_body(asked: Lookup, body: Body, *, deps: Deps) -> None:
    """Keep an answer of the wire, if the policy, the caller and the answer allow it."""
    if asked.is_kept and asked.use.write and body.may_be_kept:
        await deps.cache.put(asked.company_id, asked.key, Entry(body.content, body.about, _until(asked, deps)))


def _shared(asked: Lookup) -> bool:
    """Whether another's call may answer: where an answer from a moment ago might, too."""
    return asked.is_kept and asked.use.read and asked.use.write


async def _known(asked: Lookup, deps: Deps) -> Found[Reply] | None:
    if not (asked.is_kept and asked.use.read):
        return None
    if found := await _exact(asked, deps):
        return found
    if asked.question and asked.policy.semantic:
        entry = await semantic.nearest(asked.company_id, asked.question, asked.policy.semantic, deps)
        return Found(rules.read(entry.body), "semantic") if entry else None
    return None


async def _exact(asked: Lookup, deps: Deps) -> Found[Reply] | None:
    entry = await deps.cache.get(asked.company_id, asked.key)
    return Found(rules.read(entry.body), "exact") if entry else None


async def _keep(asked: Lookup, reply: Reply, deps: Deps) -> None:
    if not (asked.is_kept and asked.use.write and rules.may_be_kept(reply)):
        return
    about = {"question": asked.question.text} if asked.question else dict[str, str]()
    await deps.cache.put(asked.company_id, asked.key, Entry(rules.written(reply), about, _until(asked, deps)))
    if asked.question:
        await semantic.remember(asked.company_id, asked.question, asked.key, _until(asked, deps), deps)


def _until(asked: Lookup, deps: Deps) -> float:
    return deps.clock().timestamp() + asked.policy.seconds


async def _replayed(reply: Reply) -> AsyncGenerator[Piece]:
    for piece in rules.pieces_of(reply):
        yield piece


async def _collecting(asked: Lookup, pieces: AsyncGenerator[Piece], deps: Deps) -> AsyncGenerator[Piece]:
    collected = rules.Collected()
    async for piece in pieces:
        collected.add(piece)
        if collected.reply:
            await _keep(asked, collected.reply, deps)
        yield piece


async def view(*, by: Principal, deps: Deps) -> CacheView:
    """The policies, what is kept, and what that came to in the last 30 days."""
    async with deps.db.read() as tx:
        rows = await repo.policies(tx, by.company_id)
    size = await deps.cache.size(by.company_id)
    total = (await usage.summary([], None, None, by=by, deps=deps)).total
    return CacheView(
        items=[_policy(row) for row in rows],
        next=None,
        entries=size.entries,
        bytes=size.bytes,
        answers=total.answers,
        hits=total.cache_hits,
        saved=total.saved,
    )


def _policy(row: Mapping[str, Any]) -> PolicyBody:
    return PolicyBody(alias=row["alias"], mode=row["mode"], seconds=row["seconds"], semantic=row["semantic"])


async def put_policy(body: PolicyBody, *, by: Principal, deps: Deps) -> PolicyBody:
    """Say how answers by an alias are kept."""
    values = {**body.model_dump(exclude={"alias"}), "updated_by": by.user_id or "", "updated_at": deps.clock()}
    async with deps.db.begin() as tx:
        await repo.put(tx, by.company_id, body.alias, values)
        tx.after_commit(lambda: deps.known_policies.forget(by.company_id))
    return body


async def delete_policy(alias: str, *, by: Principal, deps: Deps) -> None:
    """Let the company's usual policy hold for an alias again."""
    async with deps.db.begin() as tx:
        await repo.delete(tx, by.company_id, alias)
        tx.after_commit(lambda: deps.known_policies.forget(by.company_id))


async def clear(*, by: Principal, deps: Deps) -> None:
    """Forget every answer kept for the company."""
    await deps.cache.clear(by.company_id)
