"""A trigger made ready to fire: read, opened, its workflow's version at hand. Looked up once a second at most."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from company_service.deps import Deps
from company_service.engine.templates import Template, compile_template
from company_service.runs.rules import check_agent
from company_service.runs.service import control
from company_service.triggers import repo
from company_service.triggers.problems import NothingHere
from company_service.triggers.rules import identity
from company_service.triggers.schemas import Form, Kind, OnEvent, OnWorkflowEnd, Schedule, Settings, Webhook
from company_service.workflows import service as workflows
from company_service.workflows.problems import WorkflowNotFound
from kernel.db import Row
from kernel.identity import Principal
from kernel.problems import NotFound, Problem, status_of

AnySettings = Webhook | Schedule | Form | OnEvent | OnWorkflowEnd
_settings: TypeAdapter[AnySettings] = TypeAdapter(Settings)


@dataclass(frozen=True, slots=True)
class Ready:
    """A trigger and what a run of it needs. `refusal` says why it cannot start one just now."""

    row: Row
    settings: AnySettings
    secret: str
    template: Template | None
    live: workflows.Live | None
    refusal: Problem | None

    @property
    def id(self) -> str:
        """The trigger's id."""
        return str(self.row["id"])

    @property
    def company_id(self) -> str:
        """Whose it is."""
        return str(self.row["company_id"])

    def version(self) -> workflows.Live:
        """The version that runs. Raises why there is none."""
        if self.live is None or self.refusal is not None:
            raise (self.refusal or NothingHere()).with_traceback(None)
        return self.live


def acting_for(company_id: str) -> Principal:
    """Who a trigger acts as: this service, for a company, and for no person."""
    return Principal(kind="service", company_id=company_id, service="company")


def settings_of(row: Row) -> AnySettings:
    """A trigger's settings."""
    return _settings.validate_python(row["settings"])


async def ready(row: Row, deps: Deps) -> Ready:
    """The trigger of this row, made ready. Raises what says that a part of the platform is away."""
    by = acting_for(row["company_id"])
    live: workflows.Live | None = None
    refusal: Problem | None = None
    try:
        live = await workflows.live(row["workflow_id"], by=by, deps=deps, pinned=row["pinned_version"])
        agent = await deps.agents.get(live.agent_id, by)
        check_agent(agent)
        await control.follow_agent(agent, by=by, deps=deps)
    except Problem as problem:
        if status_of(problem) >= 500 or status_of(problem) in {408, 429}:
            raise
        refusal = problem
    secret = row["secret"]
    return Ready(
        row=row,
        settings=settings_of(row),
        secret=deps.secrets.open(secret, company=row["company_id"], row=row["id"]) if secret else "",
        template=None if row["input"] is None else compile_template(row["input"]),
        live=live,
        refusal=refusal,
    )


async def by_token(token: str, kind: Kind, deps: Deps) -> Ready:
    """The trigger that answers at this address. Raises `NothingHere`."""
    place = identity.token_hash(token)

    async def look() -> Ready | None:
        async with deps.db.read() as tx:
            row = await repo.by_token(tx, place)
        return await ready(row, deps) if row is not None and row["enabled"] else None

    found = await deps.firing.lookups.get(("token", place), look)
    if found is None or found.row["kind"] != kind or isinstance(found.refusal, WorkflowNotFound):
        raise NothingHere("Check the address. The trigger may have been switched off or given a new address.")
    return found


def is_passing(problem: Problem) -> bool:
    """Whether another try in a moment may go well."""
    return status_of(problem) in {408, 429, 502, 503, 504} and not isinstance(problem, NotFound)
