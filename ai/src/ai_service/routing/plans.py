"""What a company has to route by: its providers, its aliases, its limits. Read together, kept for a few seconds."""

from collections.abc import Mapping
from dataclasses import dataclass

from ai_service.credentials.service import connected
from ai_service.deps import Deps
from ai_service.providers.connected import Connected
from ai_service.routing import repo
from ai_service.routing.schemas import AliasBody, LimitBody


@dataclass(frozen=True)
class Plan:
    """All of it; providers are in the order in which they are asked where nothing else is said."""

    providers: Mapping[str, Connected]
    aliases: Mapping[str, AliasBody]
    limits: Mapping[str, LimitBody]


async def read_plan(company_id: str, deps: Deps) -> Plan:
    """The company's plan, as it is now."""
    async with deps.db.read() as tx:
        aliases, limits = await repo.aliases(tx, company_id), await repo.limits(tx, company_id)
    return Plan(
        {each.id: each for each in await connected(company_id, deps)},
        {row["name"]: AliasBody.model_validate(row["settings"]) for row in aliases},
        {row["provider_id"]: LimitBody(at_once=row["at_once"], per_minute=row["per_minute"]) for row in limits},
    )
