"""From the model that a request names to the targets that may answer it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from ai_service.providers.vocabulary import ModelInfo
from ai_service.routing import problems
from ai_service.routing.connected import Connected
from ai_service.routing.plans import Plan
from ai_service.routing.rules import Candidate
from ai_service.routing.schemas import AliasBody, Target

USUAL = "default"
"""Names the company's usual model: the first provider's, unless an alias has this name."""

Listings = Mapping[str, list[ModelInfo] | None]
"""What each provider says it has, by its id; None or missing where that is not known."""

_CONNECT = (
    "An administrator can connect one under Settings → AI model: a vendor with its key, or a model server of your own."
)


@dataclass(frozen=True)
class Route:
    """Who may answer, and by which rules; `alias` is its name where the request named one."""

    candidates: tuple[Candidate, ...]
    rules: AliasBody | None = None
    alias: str | None = None


def is_settled(model: str | None, plan: Plan) -> bool:
    """Whether the targets can be told without asking the providers what they have."""
    name = model or USUAL
    return not plan.providers or (len(plan.providers) == 1 and name not in plan.aliases)


def resolve(model: str | None, plan: Plan, listings: Listings) -> Route:
    """An alias's targets; else the provider that is named before a slash; else those that have the model.

    Raises `NoModelConnected` and `NoSuchModel`.
    """
    if not plan.providers:
        raise problems.NoModelConnected(f"This needs a language model. {_CONNECT}")
    name = model or USUAL
    if name in plan.aliases:
        return _by_alias(name, plan, listings)
    if name == USUAL:
        return Route((_usual(plan, listings),))
    provider, _, rest = name.partition("/")
    named = [each for each in plan.providers.values() if rest and provider in {each.id, each.name}]
    if named:
        return Route(tuple(_candidate(each, rest, listings) for each in named))
    having = _having(name, plan, listings)
    if not having:
        known = sorted({*plan.aliases, *(each.name for each in chain(*(found or [] for found in listings.values())))})
        raise problems.NoSuchModel(f"“{name}” is none of: {', '.join(known[:20]) or 'nothing is known'}.")
    return Route(tuple(_candidate(each, name, listings) for each in having))


def _by_alias(name: str, plan: Plan, listings: Listings) -> Route:
    alias = plan.aliases[name]
    known = [
        (target, plan.providers[target.provider_id]) for target in alias.targets if target.provider_id in plan.providers
    ]
    if not known:
        raise problems.NoModelConnected(f"No provider of the alias “{name}” is connected any more. {_CONNECT}")
    return Route(tuple(_candidate(each, target.model, listings, target) for target, each in known), alias, name)


def _usual(plan: Plan, listings: Listings) -> Candidate:
    """The first provider's own model, else the first it lists that can chat."""
    for provider in plan.providers.values():
        listed = [
            each.name for each in listings.get(provider.id) or [] if not each.abilities or "chat" in each.abilities
        ]
        if model := provider.model or next(iter(listed), None):
            return _candidate(provider, model, listings)
    raise problems.NoSuchModel("None of the connected providers says which models it has. Name one.")


def _having(name: str, plan: Plan, listings: Listings) -> Sequence[Connected]:
    """Those that list the model; where none does, those that do not say what they have."""
    everyone = plan.providers.values()
    if len(plan.providers) == 1:
        return list(everyone)
    listing = [p for p in everyone if any(info.name == name for info in listings.get(p.id) or []) or p.model == name]
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
    )
