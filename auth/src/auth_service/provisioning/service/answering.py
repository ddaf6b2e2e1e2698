"""From a request to SCIM's words and back; the protocol itself is `scim2_server`'s."""

from typing import Any

import orjson
from fastapi import Request, Response
from scim2_models import Error, Resource, ResourceType, ResponseParameters, SCIMException, SearchRequest
from scim2_server.handler import AsyncScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService
from scim2_server.storage import AsyncScimStorage, SearchPage

from auth_service.browser import PREFIX
from auth_service.deps import Deps
from auth_service.providers import service as providers
from auth_service.provisioning.rules import words
from auth_service.provisioning.schemas import MOST_RESULTS, PROVIDER
from auth_service.provisioning.service.groups import Groups
from auth_service.provisioning.service.people import People
from kernel.identity import Principal
from kernel.problems import Problem, status_of

_PROTOCOL = ScimService(PROVIDER)
_ROOT = f"{PREFIX}/scim/v2"


async def answer(path: str, request: Request, *, by: Principal, deps: Deps) -> Response:
    """Answer a directory's request. What cannot be done is said as RFC 7644, section 3.12, has it."""
    asked = ScimRequest(
        method=request.method,
        base_url=f"{deps.public_url or request.base_url}".rstrip("/") + _ROOT,
        path=path,
        query=dict(request.query_params),
        headers=list(request.headers.items()),
        body=await request.body(),
    )
    try:
        await providers.of(by.company_id, deps)
        found = await AsyncScimHandler(_PROTOCOL, Directory(by.company_id, deps)).handle(asked)
    except (SCIMException, Problem) as refusal:
        found = _refused(refusal)
    content = b"" if found.body is None else orjson.dumps(found.body)
    return Response(content, found.status, {**found.headers, "cache-control": "no-store"})


def _refused(refusal: SCIMException | Problem) -> ScimResponse:
    if isinstance(refusal, Problem):
        document = refusal.document()
        said = " ".join(filter(None, (f"{document['title']}.", refusal.detail)))
        refusal = SCIMException.from_error(Error(status=status_of(refusal), detail=said))
    return _PROTOCOL.error_response(refusal)


class Directory(AsyncScimStorage):
    """A company's people and groups, as the protocol reads and writes them."""

    def __init__(self, company_id: str, deps: Deps) -> None:
        self._kinds: dict[str | None, People | Groups] = {
            "User": People(company_id, deps),
            "Group": Groups(company_id, deps),
        }

    async def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """A person or a group, whole."""
        return await self._kinds[resource_type.name].get(resource_id)

    async def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """What fits, of one kind or of both. A plain list is cut by the database, all else here."""
        kinds = [self._kinds[each.name] for each in resource_types]
        if len(kinds) == 1 and search_request.filter is None and search_request.sort_by is None:
            return await kinds[0].part(words.part(search_request, MOST_RESULTS))
        found = [each for kind in kinds for each in await kind.candidates(search_request.filter)]
        return words.page(found, search_request, MOST_RESULTS)

    async def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Make a person or a group."""
        return await self._kinds[resource_type.name].create(resource)

    async def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """Let a person or a group be so from now on."""
        return await self._kinds[resource_type.name].update(resource, expected_version)

    async def delete(
        self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None
    ) -> None:
        """Forget a person or a group."""
        await self._kinds[resource_type.name].delete(resource_id, expected_version)
