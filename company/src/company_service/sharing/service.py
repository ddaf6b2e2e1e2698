"""Who may see an agent or a workflow; keeping others out; saying why somebody may or may not."""

from collections.abc import Mapping, Sequence

from company_service.deps import Deps
from company_service.grants import repo
from company_service.grants import service as grants
from company_service.members import repo as members
from company_service.members.rules import split_addresses, unknown
from company_service.roles import rules as roles
from company_service.roles.problems import RoleNotFound, UnknownPermission
from company_service.roles.schemas import AccessView
from company_service.roles.service.define import permissions_in
from company_service.runs import repo as runs
from company_service.runs.problems import RunNotFound
from company_service.sharing.problems import NotShared, ResourceNotFound, UnknownGrantee
from company_service.sharing.schemas import GrantView, SharingBody, SharingView
from company_service.workflows import repo as workflows
from company_service.workflows.problems import WorkflowNotFound
from contracts import ids
from contracts.access import Grant, level_of, needed, suffices
from contracts.events import ResourceShared
from contracts.permissions import KEYS
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.problems import FieldError, NotFound, Problem, RemoteProblem


async def get(resource: str, *, by: Principal, deps: Deps) -> SharingView:
    """Who may see it."""
    await _name(resource, by=by, deps=deps)
    async with deps.db.read() as tx:
        await _check_seen(tx, resource, by)
        rows = await repo.of(tx, by.company_id, [resource])
    return _view(resource, rows)


async def share(resource: str, body: SharingBody, *, by: Principal, deps: Deps) -> SharingView:
    """Let these people and roles see it, and nobody else; with none, let everybody."""
    await _name(resource, by=by, deps=deps)
    wanted = {grant.to: grant.level for grant in body.grants}
    users, _ = split_addresses(wanted)
    now = deps.clock()
    async with deps.db.begin() as tx:
        await _check_seen(tx, resource, by)
        if not await grants.may(tx, resource, "access.manage", by):
            raise NotShared("Who may change it can share it. Ask one of them.")
        known = await members.meant(tx, by.company_id, users, ())
        own = [row["id"] for row in await members.own_roles(tx, by.company_id)]
        if missing := unknown(wanted, known, own):
            message = f"There is no member or role {missing[0][:60]!r}."
            raise UnknownGrantee(message, errors=[FieldError("/grants", message)])
        rows = [
            {"company_id": by.company_id, "resource": resource, "to": to, "level": level, "by": by.user_id, "at": now}
            for to, level in sorted(wanted.items())
        ]
        version = await repo.replace(tx, by.company_id, resource, rows)
        told = [Grant(to=each.to, level=each.level) for each in body.grants]
        tx.tell(ResourceShared(company_id=by.company_id, resource=resource, grants=told, version=version))
        return _view(resource, rows)


async def heed(asked: Mapping[str, str], permission: str, *, by: Principal, deps: Deps) -> None:
    """Keep out whom a restricted resource is not for; `asked` are the parameters of a path."""
    if grants.sees_all(by):
        return
    async with deps.db.read() as tx:
        hidden = set(await grants.hidden(tx, by))
        enough = hidden if needed(permission) == "read" else set(await grants.hidden(tx, by, needed(permission)))
        if not enough:
            return
        about = [(asked[name], problem) for name, problem in _NAMED.items() if name in asked]
        if run_id := asked.get("run_id"):
            run = await runs.get(tx, by.company_id, run_id)
            # A conversation has its agent in the place of a workflow.
            about += [(run["workflow_id"], RunNotFound)] if run else []
    for resource, problem in about:
        if resource in hidden:
            raise problem("Look it up in the list.")
        if resource in enough:
            raise NotShared("Ask whoever may change it to share it with you for more.")


_NAMED: Mapping[str, type[Problem]] = {"workflow_id": WorkflowNotFound, "agent_id": ResourceNotFound}


async def explain(user_id: str, permission: str, resource: str | None, *, by: Principal, deps: Deps) -> AccessView:
    """Whether a member may do something, perhaps with one agent or workflow, and why."""
    if permission not in KEYS:
        message = f"There is no permission {permission[:60]!r}. Choose from the list of permissions."
        raise UnknownPermission(message, errors=[FieldError("/query/permission", message)])
    about = await _name(resource, by=by, deps=deps) if resource else ""
    async with deps.db.read() as tx:
        if resource:
            await _check_seen(tx, resource, by)
        member = await members.get(tx, by.company_id, user_id)
        try:
            role = await permissions_in(tx, by.company_id, member["role"] if member else "viewer")
        except RoleNotFound:
            role = ("a role that was deleted", list[str]())
        shared = await repo.shared(tx, by.company_id, resource) if resource else None
        rows = await repo.of(tx, by.company_id, [resource]) if resource else ()
    restricted = None
    if member and shared and shared["restricted"]:
        who = Principal(kind="user", company_id=by.company_id, user_id=user_id, role=member["role"])
        restricted = (about, level_of(rows, who))
    return roles.explained(member, role, permission, restricted)


async def _name(resource: str, *, by: Principal, deps: Deps) -> str:
    """What an agent or a workflow is called. Raises `ResourceNotFound`."""
    if resource.startswith(f"{ids.WORKFLOW}_"):
        async with deps.db.read() as tx:
            row = await workflows.head(tx, by.company_id, resource)
        if row is not None:
            return str(row["name"])
    elif resource.startswith(f"{ids.AGENT}_"):
        try:
            return (await deps.agents.get(resource, by)).name
        except (NotFound, RemoteProblem) as problem:
            if isinstance(problem, RemoteProblem) and problem.code != 404:
                raise
    raise ResourceNotFound("Look it up in the list of agents or of workflows.")


async def _check_seen(tx: Tx, resource: str, by: Principal) -> None:
    if not suffices(await grants.level(tx, resource, by), "read"):
        raise ResourceNotFound("Look it up in the list of agents or of workflows.")


def _view(resource: str, rows: Sequence[Row]) -> SharingView:
    found = [GrantView(to=row["to"], level=row["level"], by=row["by"], at=row["at"]) for row in rows]
    return SharingView(resource=resource, restricted=bool(found), grants=found)
