"""Aliases and limits of a company; who answers a request; why."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from ai_service.prices.service import price_of
from ai_service.providers.connected import Connected
from ai_service.providers.vocabulary import Ability
from ai_service.routing import problems, repo, resolving
from ai_service.routing.deps import RoutingDeps
from ai_service.routing.plans import Plan, read_plan
from ai_service.routing.resolving import Listings, Route
from ai_service.routing.rules import Choice, Needs, choose
from ai_service.routing.schemas import AliasBody, AliasView, Explanation, LimitBody, LimitView, Verdict
from kernel.db import Row
from kernel.identity import Principal
from kernel.paging import Page
from kernel.problems import FieldError, InvalidRequest, Problem

_MOST_ALIASES = 200


async def plan_of(company_id: str, deps: RoutingDeps) -> Plan:
    """What the company has to route by."""
    return await deps.plans.get(company_id, lambda: read_plan(company_id, deps))


async def route_for(model: str | None, ability: Ability, plan: Plan, company_id: str, deps: RoutingDeps) -> Route:
    """The targets that may answer. Raises `NoModelConnected` and `NoSuchModel`."""
    asked = resolving.must_list(model, ability, plan)
    route = resolving.resolve(model, ability, plan, await listings(asked, company_id, deps))
    priced = [replace(each, price=await price_of(each.target, company_id, deps)) for each in route.candidates]
    return replace(route, candidates=tuple(priced))


async def listings(providers: Iterable[Connected], company_id: str, deps: RoutingDeps) -> Listings:
    """What these providers say they have; those that fail to say are None."""
    asked = list(providers)
    if not asked:
        return {}
    found = await asyncio.gather(*(deps.lists.get(each, company_id) for each in asked))
    outcomes = zip(asked, found, strict=True)
    return {each.id: None if isinstance(outcome, Problem) else outcome for each, outcome in outcomes}


def choice_of(route: Route, needs: Needs, company_id: str, deps: RoutingDeps) -> Choice:
    """In which order they are asked now."""
    weighted = route.rules is not None and route.rules.balance == "weight"
    draws = [deps.draw() for _ in route.candidates] if weighted else None
    healths = deps.board.healths(company_id, route.candidates)
    return choose(route.candidates, needs, healths, now=deps.board.now, draws=draws)


def nobody(route: Route, choice: Choice) -> Problem:
    """Why nobody answers."""
    said = " ".join(f"{each.candidate.provider} / {each.candidate.model}: {each.why}" for each in choice.passed)
    waits = [each.wait for each in choice.passed if each.wait]
    if waits:
        return problems.EveryTargetRests(said, retry_after=max(1, round(min(waits))))
    name = f"“{route.alias}”: " if route.alias else ""
    return problems.NoTargetFits(f"{name}{said}")


async def list_aliases(*, by: Principal, deps: RoutingDeps) -> Page[AliasView]:
    """The company's aliases."""
    async with deps.db.read() as tx:
        rows = await repo.aliases(tx, by.company_id)
    return Page(items=[_view(row) for row in rows], next=None)


async def put_alias(name: str, body: AliasBody, *, by: Principal, deps: RoutingDeps) -> AliasView:
    """Store an alias. Raises `InvalidRequest` where a target's provider is not one of the company's."""
    plan = await read_plan(by.company_id, deps)
    if name not in plan.aliases and len(plan.aliases) >= _MOST_ALIASES:
        raise problems.TooManyAliases(f"A company has at most {_MOST_ALIASES}: delete one that nobody asks by.")
    known = plan.providers
    wrong = [
        FieldError(
            f"/targets/{place}/provider_id", f"This is none of your providers: {', '.join(known) or 'none yet'}."
        )
        for place, target in enumerate(body.targets)
        if target.provider_id not in known
    ]
    if wrong:
        raise InvalidRequest(errors=wrong)
    values = {"settings": body.model_dump(mode="json"), "updated_by": by.user_id or "", "updated_at": deps.clock()}
    async with deps.db.begin() as tx:
        await repo.put_alias(tx, by.company_id, name, values)
    deps.plans.forget(by.company_id)
    return _view({"name": name, **values})


async def delete_alias(name: str, *, by: Principal, deps: RoutingDeps) -> None:
    """Forget an alias. Raises `NoSuchAlias`."""
    async with deps.db.begin() as tx:
        if not await repo.delete_alias(tx, by.company_id, name):
            raise problems.NoSuchAlias(f"No alias is named “{name}”.")
    deps.plans.forget(by.company_id)


async def explain(name: str, needs: Needs, *, by: Principal, deps: RoutingDeps) -> Explanation:
    """Who would answer a request with these needs now, and why the others would not."""
    plan = await read_plan(by.company_id, deps)
    if name not in plan.aliases:
        raise problems.NoSuchAlias(f"No alias is named “{name}”. There are: {', '.join(plan.aliases) or 'none'}.")
    ability: Ability = "embeddings" if "embeddings" in needs.abilities else "chat"
    route = await route_for(name, ability, plan, by.company_id, deps)
    choice = choice_of(route, needs_under(needs, route), by.company_id, deps)
    order = [_verdict(route, each.key, place, None) for place, each in enumerate(choice.order, 1)]
    passed = [_verdict(route, each.candidate.key, None, each.why) for each in choice.passed]
    gone = [
        Verdict(
            provider_id=each.provider_id, provider="", model=each.model, place=None, why_not="Its provider is gone."
        )
        for each in plan.aliases[name].targets
        if each.provider_id not in plan.providers
    ]
    return Explanation(name=name, would_answer=order[0] if order else None, targets=[*order, *passed, *gone])


def needs_under(needs: Needs, route: Route) -> Needs:
    """What the request needs, and what its alias demands besides."""
    rules = route.rules
    if rules is None:
        return needs
    ceilings = [each for each in (needs.max_cost, rules.max_cost) if each is not None]
    return Needs(
        needs.abilities,
        needs.input_tokens,
        needs.output_tokens,
        needs.private or rules.private,
        needs.region or rules.region,
        min(ceilings, default=None),
    )


def _verdict(route: Route, key: str, place: int | None, why_not: str | None) -> Verdict:
    each = next(candidate for candidate in route.candidates if candidate.key == key)
    return Verdict(provider_id=each.provider_id, provider=each.provider, model=each.model, place=place, why_not=why_not)


def _view(row: Row) -> AliasView:
    stored = AliasBody.model_validate(row["settings"])
    values = {**stored.model_dump(), "fall_back_on": sorted(stored.fall_back_on), "targets": list(stored.targets)}
    return AliasView.model_validate({**values, "name": row["name"], "updated_at": row["updated_at"]})


async def list_limits(*, by: Principal, deps: RoutingDeps) -> Page[LimitView]:
    """How much the company's providers may be asked; those without limits are left out."""
    async with deps.db.read() as tx:
        rows = await repo.limits(tx, by.company_id)
    return Page(items=[LimitView.model_validate(row) for row in rows], next=None)


async def put_limit(provider_id: str, body: LimitBody, *, by: Principal, deps: RoutingDeps) -> LimitView:
    """Store how much a provider may be asked. Raises `NobodyToLimit`."""
    known = (await read_plan(by.company_id, deps)).providers
    if provider_id not in known:
        raise problems.NobodyToLimit(f"You have these: {', '.join(known) or 'none yet'}.")
    async with deps.db.begin() as tx:
        await repo.put_limit(tx, by.company_id, provider_id, body.model_dump())
    deps.plans.forget(by.company_id)
    return LimitView(provider_id=provider_id, at_once=body.at_once, per_minute=body.per_minute)


async def delete_limit(provider_id: str, *, by: Principal, deps: RoutingDeps) -> None:
    """Let a provider be asked without limit."""
    async with deps.db.begin() as tx:
        await repo.delete_limit(tx, by.company_id, provider_id)
    deps.plans.forget(by.company_id)
