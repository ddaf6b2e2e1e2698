"""Answers from the cache where it may, by one call for all who ask at once where it must ask, and keeps the answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from ai_service.cache import repo, rules, semantic
from ai_service.cache.problems import TooManyPolicies
from ai_service.cache.rules import Policy, Question, Use
from ai_service.cache.schemas import CacheView, PolicyBody
from ai_service.deps import Deps
from ai_service.prices.rules import Target
from ai_service.stores.protocol import Entry
from ai_service.usage import service as usage
from contracts.ai import ChatRequest
from kernel.identity import Principal

V = TypeVar("V")
How = Literal["", "exact", "semantic", "joined"]
"""How the cache had an answer; empty: the vendor was asked for this caller."""
_OTHERS = "*"
_MOST = 200


@dataclass(frozen=True)
class Lookup:
    """A request as the cache sees it. Where `policy` keeps nothing (`is_kept`), it only passes on."""

    company_id: str
    key: str
    policy: Policy
    use: Use
    is_kept: bool
    question: Question | None = None

    @property
    def is_shared(self) -> bool:
        """Whether one answer will do for all who ask at once: who wants an answer of their own gets one."""
        return self.is_kept and self.use.read and self.use.write


@dataclass(frozen=True)
class Found(Generic[V]):
    """An answer and how the cache had it."""

    value: V
    how: How


@dataclass(frozen=True)
class Body:
    """An answer as bytes, and what is known of it."""

    content: bytes
    about: dict[str, str]


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


async def once(asked: Lookup, work: Callable[[], Awaitable[V]], *, deps: Deps) -> tuple[V, bool]:
    """Of all who ask the same at the same time one does the work; says whether another's was joined."""
    if not asked.is_shared:
        return await work(), False
    return await deps.flights.together(asked.key, work)


def _until(asked: Lookup, deps: Deps) -> float:
    return deps.clock().timestamp() + asked.policy.seconds


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
    """Say how answers by an alias are kept. Raises `TooManyPolicies`."""
    values = {**body.model_dump(exclude={"alias"}), "updated_by": by.user_id or "", "updated_at": deps.clock()}
    async with deps.db.begin() as tx:
        await repo.put(tx, by.company_id, body.alias, values)
        if len(await repo.policies(tx, by.company_id)) > _MOST:
            raise TooManyPolicies(f"A company has at most {_MOST}: let the usual one hold for an alias nobody asks by.")
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
