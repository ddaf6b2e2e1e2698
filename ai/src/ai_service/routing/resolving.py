"""From the model that a request names to the targets that may answer it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from ai_service.providers.connected import Connected
from ai_service.providers.vocabulary import Ability, ModelInfo
from ai_service.routing import problems
from ai_service.routing.plans import Plan
from ai_service.routing.rules import Candidate
from ai_service.routing.schemas import AliasBody, Target

USUAL = "default"
"""Names the company's usual model: the first provider's, unless an alias has this name."""

Listings = Mapping[str, list[ModelInfo] | None]
"""What each provider says it has, by its id; None or missing where that is not known."""

_CONNECT = (
    "An administrator can connect one under Settings → AI models: a vendor with its key, or a model server of your own."
)


@dataclass(frozen=True)
class Route:
    """Who may answer, and by which rules; `alias` is its name where the request named one."""

    candidates: tuple[Candidate, ...]
    rules: AliasBody | None = None
    alias: str | None = None


def must_list(model: str | None, ability: Ability, plan: Plan) -> list[Connected]:
    """Those who have to be asked what they have before the targets can be told: nobody, where there is no choice."""
    name = model or USUAL
    everyone = list(plan.providers.values())
    if name == USUAL and name not in plan.aliases:
        return [] if ability == "chat" and _first_with_model(plan) else everyone
    own = [each for each in everyone if each.source != "built-in"]
    return everyone if name in plan.aliases or len(own) != 1 else [each for each in everyone if each not in own]


def resolve(model: str | None, ability: Ability, plan: Plan, listings: Listings) -> Route:
    """An alias's targets; else the provider that is named before a slash; else those that have the model.

    Raises `NoModelConnected` and `NoSuchModel`.
    """
    name = model or USUAL
    if name in plan.aliases:
        return _by_alias(name, plan, listings)
    if name == USUAL:
        return Route((_usual(ability, plan, listings),))
    provider, _, rest = name.partition("/")
    named = [each for each in plan.providers.values() if rest and provider in {each.id, each.name}]
    if named:
        return Route(tuple(_candidate(each, rest, listings) for each in named))
    having = _having(name, plan, listings)
    if having:
        return Route(tuple(_candidate(each, name, listings) for each in having))
    if all(each.source == "built-in" for each in plan.providers.values()):
        raise problems.NoModelConnected(f"“{name}” needs a language model. {_CONNECT}")
    known = sorted({*plan.aliases, *(each.name for each in chain(*(found or [] for found in listings.values())))})
    raise problems.NoSuchModel(f"“{name}” is none of: {', '.join(known[:20]) or 'nothing is known'}.")


def _by_alias(name: str, plan: Plan, listings: Listings) -> Route:
    alias = plan.aliases[name]
    known = [
        (target, plan.providers[target.provider_id]) for target in alias.targets if target.provider_id in plan.providers
    ]
    if not known:
        raise problems.NoModelConnected(f"No provider of the alias “{name}” is connected any more. {_CONNECT}")
    return Route(tuple(_candidate(each, target.model, listings, target) for target, each in known), alias, name)


def _first_with_model(plan: Plan) -> Connected | None:
    return next((each for each in plan.providers.values() if each.model), None)


def _usual(ability: Ability, plan: Plan, listings: Listings) -> Candidate:
    """For chat the first usual model that somebody chose; else the first model of a list that is known to fit."""
    chosen = _first_with_model(plan)
    if ability == "chat" and chosen and chosen.model:
        return _candidate(chosen, chosen.model, listings)
    for provider in plan.providers.values():
        for info in listings.get(provider.id) or []:
            if ability in info.abilities and info.usual:
                return _candidate(provider, info.name, listings)
    if all(each.source == "built-in" for each in plan.providers.values()):
        raise problems.NoModelConnected(f"This needs a language model. {_CONNECT}")
    raise problems.NoSuchModel("None of the connected providers has a usual model. Choose one, or name a model.")


def _having(name: str, plan: Plan, listings: Listings) -> Sequence[Connected]:
    """Those that list the model; where none does, those that do not say what they have."""
    everyone = list(plan.providers.values())
    listing = [p for p in everyone if p.model == name or any(info.name == name for info in listings.get(p.id) or [])]
    return listing or [provider for provider in everyone if listings.get(provider.id) is None]


def _candidate(provider: Connected, model: str, listings: Listings, target: Target | None = None) -> Candidate:
    info = next((each for each in listings.get(provider.id) or [] if each.name == model), None)
    own = provider.input_price is not None and provider.output_price is not None
    return Candidate(
        provider_id=provider.id,
        provider=provider.name,
        kind=provider.kind,
        model=model,
        data_stays=provider.data_stays,
        weight=target.weight if target else 1.0,
        region=target.region if target else None,
        abilities=(info.abilities or None) if info else None,
        context=(target.context if target else None) or (info.context if info else None),
        input_price=provider.input_price if own else info.input_price if info else None,
        output_price=provider.output_price if own else info.output_price if info else None,
        preset=provider.preset,
        base_url=provider.access.base_url,
    )
