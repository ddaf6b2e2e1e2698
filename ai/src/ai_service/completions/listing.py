"""The models and aliases that a company can name, as OpenAI's clients, Anthropic's and our own screens read them."""

from typing import Any

import orjson
from fastapi.responses import Response

from ai_service.completions.deps import Hub
from ai_service.completions.dialects.errors import DialectName
from ai_service.completions.door import Sent
from ai_service.routing import problems
from ai_service.routing.resolving import USUAL
from ai_service.routing.service import listings, plan_of
from kernel.identity import Principal

_SINCE = 0
_SINCE_TEXT = "1970-01-01T00:00:00Z"


async def models(sent: Sent, *, by: Principal, deps: Hub) -> Response:
    """All of them. A provider that does not say what it has is left out, and named in `unavailable`."""
    names, silent = await _names(by, deps)
    items = [_item(name, owner, sent.dialect) for name, owner in names]
    document: dict[str, Any] = {"object": "list", "data": items}
    if sent.dialect == "anthropic":
        document = {"data": items, "has_more": False, "first_id": None, "last_id": None}
        if items:
            document |= {"first_id": items[0]["id"], "last_id": items[-1]["id"]}
    else:
        listed = [{"provider": owner, "name": name} for name, owner in names]
        document |= {"items": listed, "next": None, "unavailable": silent}
    return Response(orjson.dumps(document), media_type="application/json")


async def model(name: str, sent: Sent, *, by: Principal, deps: Hub) -> Response:
    """One of them. Raises `NoSuchModel`."""
    names, _ = await _names(by, deps)
    owner = dict(names).get(name)
    if owner is None:
        raise problems.NoSuchModel(f"“{name}” is none of the models and aliases that can be named here.")
    return Response(orjson.dumps(_item(name, owner, sent.dialect)), media_type="application/json")


async def _names(by: Principal, deps: Hub) -> tuple[list[tuple[str, str]], list[str]]:
    """Each name with who stands behind it; and the providers that do not answer."""
    plan = await plan_of(by.company_id, deps)
    listed = await listings(plan.providers.values(), by.company_id, deps)
    names = [(name, "alias") for name in plan.aliases]
    if plan.providers and USUAL not in plan.aliases:
        names.append((USUAL, "alias"))
    taken = {name for name, _ in names}
    for provider in plan.providers.values():
        known = [each.name for each in listed[provider.id] or []]
        if provider.model and provider.model not in known:
            known.insert(0, provider.model)
        for found in known:
            # Where two have it, the second is named with its provider.
            name = f"{provider.name}/{found}" if found in taken else found
            taken.add(name)
            names.append((name, provider.name))
    return names, [plan.providers[id].name for id, found in listed.items() if found is None]


def _item(name: str, owner: str, dialect: DialectName) -> dict[str, Any]:
    if dialect == "anthropic":
        return {
            "id": name, "type": "model", "display_name": name, "created_at": _SINCE_TEXT, "lifecycle": "active",
        }  # fmt: skip
    return {"id": name, "object": "model", "created": _SINCE, "owned_by": owner}
