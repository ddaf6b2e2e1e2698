"""The models and aliases that a company can name, as OpenAI's clients, Anthropic's and our own screens read them."""

from typing import Any, Literal

import orjson
from fastapi.responses import Response
from pydantic import BaseModel

from ai_service.completions.deps import Hub
from ai_service.completions.dialects.errors import DialectName
from ai_service.completions.door import Sent
from ai_service.completions.guarding import allowed_models
from ai_service.guardrails.rules import may_use
from ai_service.guardrails.service import guard_of
from ai_service.routing import problems
from ai_service.routing.resolving import USUAL
from ai_service.routing.service import plan_of
from ai_service.vendors import service as vendors
from ai_service.vendors.schemas import ModelList
from kernel.identity import Principal

_SINCE = "1970-01-01T00:00:00Z"


class NamedModel(BaseModel):
    """A name that a request may give, in OpenAI's form; `owned_by` is a provider, or `alias`."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class Models(ModelList):
    """`data` is what OpenAI's clients read: names, aliases among them. `items` are the models with what is known."""

    object: Literal["list"]
    data: list[NamedModel]


async def models(sent: Sent, *, by: Principal, deps: Hub) -> Response:
    """All of them, in the form in which the caller reads lists. Who does not say what it has is named in `failed`."""
    names, listed = await _names(by, deps)
    if sent.dialect == "anthropic":
        data = [_item(name, owner, "anthropic") for name, owner in names]
        ends = {"first_id": data[0]["id"], "last_id": data[-1]["id"]} if data else {"first_id": None, "last_id": None}
        return _json({"data": data, "has_more": False, **ends})
    data = [_item(name, owner, "openai") for name, owner in names]
    return _json({"object": "list", "data": data, **listed.model_dump(mode="json")})


async def model(name: str, sent: Sent, *, by: Principal, deps: Hub) -> Response:
    """One of them. Raises `NoSuchModel`."""
    names, _ = await _names(by, deps)
    owner = dict(names).get(name)
    if owner is None:
        raise problems.NoSuchModel(f"“{name}” is none of the models and aliases that can be named here.")
    return _json(_item(name, owner, sent.dialect))


def _json(document: dict[str, Any]) -> Response:
    return Response(orjson.dumps(document), media_type="application/json")


async def _names(by: Principal, deps: Hub) -> tuple[list[tuple[str, str]], ModelList]:
    """Each name with who stands behind it, and the models as our own screens show them: those that who asks may use."""
    allowed = allowed_models(by, await guard_of(by.company_id, deps))
    plan = await plan_of(by.company_id, deps)
    listed = await vendors.models(by=by, deps=deps)
    names = dict.fromkeys(plan.aliases, "alias")
    chosen = [(each.model, each.name) for each in plan.providers.values() if each.model]
    if chosen:
        names.setdefault(USUAL, "alias")
    known = [(each.name, each.provider_name) for each in listed.items]
    for name, owner in (*(one for one in chosen if one not in known), *known):
        # Where two have it, the second is named with its provider.
        names.setdefault(f"{owner}/{name}" if name in names else name, owner)
    usable = [(name, owner) for name, owner in names.items() if may_use(allowed, [name, f"{owner}/{name}"])]
    items = [each for each in listed.items if may_use(allowed, [each.name, f"{each.provider_name}/{each.name}"])]
    return usable, listed.model_copy(update={"items": items})


def _item(name: str, owner: str, dialect: DialectName) -> dict[str, Any]:
    if dialect == "anthropic":
        own = {"type": "model", "display_name": name, "created_at": _SINCE, "lifecycle": "active"}
        return {"id": name, **own}
    return {"id": name, "object": "model", "created": 0, "owned_by": owner}
