"""The routes of sharing, and the guard that stands before every route about an agent, a workflow or a run."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from company_service.deps import Deps
from company_service.roles.schemas import AccessView
from company_service.sharing import service
from company_service.sharing.schemas import SharingBody, SharingView
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["access"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("member.read")]
Sharer = Annotated[Principal, allowed("access.manage")]
User = Annotated[str, Query(min_length=1, max_length=40)]
Permission = Annotated[str, Query(min_length=1, max_length=60)]
Resource = Annotated[str | None, Query(max_length=40, description="An agent or a workflow.")]


async def heed_grants(request: Request, deps: Given) -> None:
    """Keep out whom the agent, workflow or run in the path is not shared with. What the route asks for says how far."""
    by: Principal | None = request.scope["state"].get("principal")
    if by is not None and by.kind == "user" and request.path_params:
        await service.heed(request.path_params, _permission(request.scope["route"]), by=by, deps=deps)


def _permission(route: Any) -> str:
    asked = [getattr(each.call, "permission", None) for each in route.dependant.dependencies]
    return next((each for each in asked if each), "")


@router.get("/access")
async def explain_access(
    by: Reader, deps: Given, user: User, permission: Permission, resource: Resource = None
) -> AccessView:
    return await service.explain(user, permission, resource, by=by, deps=deps)


@router.get("/access/{resource}/grants")
async def get_sharing(resource: str, by: Reader, deps: Given) -> SharingView:
    return await service.get(resource, by=by, deps=deps)


@router.put("/access/{resource}/grants")
async def share_resource(resource: str, body: SharingBody, by: Sharer, deps: Given) -> SharingView:
    return await service.share(resource, body, by=by, deps=deps)
