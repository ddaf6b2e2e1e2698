"""Making, changing and looking at triggers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from company_service.deps import Deps
from company_service.engine.schemas import accept_input
from company_service.live import say_changed
from company_service.triggers import repo
from company_service.triggers.problems import InvalidTrigger, TriggerChanged, TriggerNotFound
from company_service.triggers.rules import checks, identity, received, schedules
from company_service.triggers.schemas import (
    Form,
    OnEvent,
    OnWorkflowEnd,
    SampleBody,
    SampleResult,
    Schedule,
    SchedulePreview,
    Standard,
    TriggerBody,
    TriggerView,
    Webhook,
)
from company_service.triggers.service import known
from company_service.triggers.service.start import start
from company_service.workflows import service as workflows
from company_service.workflows.problems import WorkflowNotFound
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, page
from kernel.problems import FieldError, Problem

_PUBLIC = {"webhook": "/hooks/", "form": "/forms/"}


async def list_page(workflow_id: str, paging: Paging, *, by: Principal, deps: Deps) -> Page[TriggerView]:
    """A page of a workflow's triggers, newest first."""
    await workflows.get(workflow_id, by=by, deps=deps)
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, workflow_id, paging)
    return page(rows, paging, key=lambda row: row["id"], view=lambda row: _view(row, by, deps))


async def get(workflow_id: str, trigger_id: str, *, by: Principal, deps: Deps) -> TriggerView:
    """One trigger."""
    async with deps.db.read() as tx:
        return _view(await _row(tx, by.company_id, workflow_id, trigger_id), by, deps)


async def create(workflow_id: str, body: TriggerBody, *, by: Principal, deps: Deps) -> TriggerView:
    """Make a trigger. Raises `InvalidTrigger`."""
    await _check(workflow_id, body, by=by, deps=deps)
    now, trigger_id = deps.clock(), deps.new_id(ids.TRIGGER)
    token = deps.new_token() if body.settings.kind in _PUBLIC else None
    secret = _new_secret(body, deps) if checks.needs_secret(body) else None
    row: dict[str, Any] = {
        "id": trigger_id,
        "company_id": by.company_id,
        "workflow_id": workflow_id,
        **_columns(body, now),
        "revision": 1,
        **_token_columns(token, by.company_id, trigger_id, deps),
        "secret": _sealed(secret, by.company_id, trigger_id, deps),
        "fired": 0,
        "last_fired_at": None,
        "last_run_id": None,
        "problem": None,
        "created_by": by.user_id,
        "created_at": now,
    }
    async with deps.db.begin() as tx:
        if await repo.count(tx, by.company_id, workflow_id) >= checks.MAX_TRIGGERS:
            raise InvalidTrigger(f"A workflow can have {checks.MAX_TRIGGERS} triggers. Delete one first.")
        await repo.insert(tx, row)
    await say_changed(deps.bus, deps.firing)
    return _view(row, by, deps, None if body.secret else secret)


async def update(
    workflow_id: str, trigger_id: str, revision: int, body: TriggerBody, *, by: Principal, deps: Deps
) -> TriggerView:
    """Change a trigger made from `revision`; its kind stays. Raises `TriggerChanged` and `InvalidTrigger`."""
    await _check(workflow_id, body, by=by, deps=deps)
    async with deps.db.begin() as tx:
        row = await _row(tx, by.company_id, workflow_id, trigger_id)
        if row["kind"] != body.settings.kind:
            message = f"This is a {row['kind']} trigger. Make a new one for another kind."
            raise InvalidTrigger(message, errors=[FieldError("/settings/kind", message)])
        changed = _columns(body, deps.clock())
        made = None
        if not checks.needs_secret(body):
            changed["secret"] = None
        elif body.secret or row["secret"] is None:
            made = _new_secret(body, deps)
            changed["secret"] = _sealed(made, by.company_id, trigger_id, deps)
        row = await _save(tx, row, revision, changed)
    view = _view(row, by, deps, None if body.secret else made)
    await say_changed(deps.bus, deps.firing)
    return view


async def switch(workflow_id: str, trigger_id: str, *, enabled: bool, by: Principal, deps: Deps) -> TriggerView:
    """Switch a trigger on or off. What was missed while it was off is not made up for."""
    async with deps.db.begin() as tx:
        row = await _row(tx, by.company_id, workflow_id, trigger_id)
        now = deps.clock()
        next_at = _next(known.settings_of(row), now) if enabled else None
        if row["enabled"] == enabled:
            return _view(row, by, deps)
        changed = {"enabled": enabled, "next_fire_at": next_at, "updated_at": now}
        row = await _save(tx, row, row["revision"], changed)
    await say_changed(deps.bus, deps.firing)
    return _view(row, by, deps)


async def rotate(workflow_id: str, trigger_id: str, *, by: Principal, deps: Deps) -> TriggerView:
    """Give a webhook or form a new address; the old one is dead at once."""
    async with deps.db.begin() as tx:
        row = await _row(tx, by.company_id, workflow_id, trigger_id)
        if row["kind"] not in _PUBLIC:
            raise InvalidTrigger("Only webhooks and forms have an address.")
        fresh = _token_columns(deps.new_token(), by.company_id, trigger_id, deps)
        row = await _save(tx, row, row["revision"], {**fresh, "updated_at": deps.clock()})
    await say_changed(deps.bus, deps.firing)
    return _view(row, by, deps)


async def delete(workflow_id: str, trigger_id: str, *, by: Principal, deps: Deps) -> None:
    """Take a trigger away. Runs it started go on."""
    async with deps.db.begin() as tx:
        if not await repo.delete(tx, by.company_id, workflow_id, trigger_id):
            raise TriggerNotFound("Look it up in the list of triggers.")
    await say_changed(deps.bus, deps.firing)


async def sample(workflow_id: str, trigger_id: str, body: SampleBody, *, by: Principal, deps: Deps) -> SampleResult:
    """What would become of something that could come in; starts a run of it if asked to."""
    async with deps.db.read() as tx:
        row = await _row(tx, by.company_id, workflow_id, trigger_id)
    ready = await known.ready(row, deps)
    came_in, natural = _as_if(ready.settings, body.sample, deps.clock())
    try:
        given = checks.run_input(ready.template, came_in, natural)
        shown = accept_input(ready.version().graph.get("input") or {}, given)
        passes = not isinstance(ready.settings, OnEvent) or checks.passes(ready.settings.filter, came_in)
        run_id = None
        if body.run and passes:
            run_id = (await start(ready, deps.new_id(ids.RUN), came_in, natural, deps=deps)).id
    except Problem as problem:
        return SampleResult(accepted=False, input=None, problem=problem.document(), run_id=None)
    return SampleResult(accepted=passes, input=shown, problem=None, run_id=run_id)


def _as_if(settings: known.AnySettings, given: Any, now: datetime) -> tuple[Any, Any]:
    """What came in, and what a run gets of it when the trigger does not say."""
    match settings:
        case Webhook():
            asked: dict[str, Any] = {"method": "POST", "query": {}, "headers": {}, "body": given}
            if isinstance(given, Mapping) and "body" in given and set(given) <= set(asked):  # pyright: ignore[reportUnknownArgumentType] - any JSON
                asked |= given
            return asked, received.natural_input(asked)
        case OnEvent():
            at = now.isoformat().replace("+00:00", "Z")
            event = {"id": "evn_" + "0" * 32, "name": settings.event, "key": "", "data": given, "at": at}
            return event, given or {}
        case Schedule():
            place = schedules.zone(settings.timezone)
            local = now.astimezone(place)
            due = {"due": now.isoformat().replace("+00:00", "Z"), "local": local.isoformat()}
            return {**due, "date": local.date().isoformat(), "timezone": settings.timezone}, {}
        case Form() | OnWorkflowEnd():
            return given or {}, given or {}


def preview(cron: str, time_zone: str, count: int, *, deps: Deps) -> SchedulePreview:
    """A schedule in words and its next times. Raises `InvalidTrigger`."""
    found: list[datetime] = []
    try:
        for at in schedules.times(cron, time_zone, deps.clock()):
            found.append(at)
            if len(found) == count:
                break
        return SchedulePreview(description=schedules.words(cron), next=found)
    except schedules.NoSchedule as error:
        raise InvalidTrigger(str(error), errors=[FieldError("/query", str(error))]) from None


async def _check(workflow_id: str, body: TriggerBody, *, by: Principal, deps: Deps) -> None:
    checks.check(body, workflow_id)
    workflow = await workflows.get(workflow_id, by=by, deps=deps)
    if body.version is not None and body.version > (workflow.live_version or 0):
        message = f"There is no published version {body.version}."
        raise InvalidTrigger(message, errors=[FieldError("/version", message)])
    if isinstance(body.settings, OnWorkflowEnd):
        try:
            await workflows.get(body.settings.workflow_id, by=by, deps=deps)
        except WorkflowNotFound:
            message = "Your company has no such workflow."
            raise InvalidTrigger(message, errors=[FieldError("/settings/workflow_id", message)]) from None


def _columns(body: TriggerBody, now: datetime) -> dict[str, Any]:
    settings = body.settings
    return {
        "kind": settings.kind,
        "name": body.name,
        "enabled": body.enabled,
        "pinned_version": body.version,
        "input": body.input,
        "settings": settings.model_dump(mode="json"),
        "subject": _subject(settings),
        "next_fire_at": _next(settings, now) if body.enabled else None,
        "updated_at": now,
    }


def _subject(settings: known.AnySettings) -> str | None:
    """What it listens to."""
    match settings:
        case OnEvent():
            return settings.event
        case OnWorkflowEnd():
            return settings.workflow_id
        case _:
            return None


def _next(settings: known.AnySettings, now: datetime) -> datetime | None:
    return schedules.next_time(settings.cron, settings.timezone, now) if isinstance(settings, Schedule) else None


def _new_secret(body: TriggerBody, deps: Deps) -> str:
    if body.secret:
        return body.secret
    is_standard = isinstance(body.settings, Webhook) and isinstance(body.settings.auth, Standard)
    return f"whsec_{deps.new_token().replace('-', '+').replace('_', '/')}" if is_standard else deps.new_token()


def _sealed(secret: str | None, company_id: str, trigger_id: str, deps: Deps) -> str | None:
    return deps.secrets.seal(secret, company=company_id, row=trigger_id) if secret else None


def _token_columns(token: str | None, company_id: str, trigger_id: str, deps: Deps) -> dict[str, Any]:
    return {
        "token_hash": identity.token_hash(token) if token else None,
        "token": _sealed(token, company_id, trigger_id, deps),
    }


async def _save(tx: Tx, row: Row, revision: int, changed: dict[str, Any]) -> Row:
    company_id: str = row["company_id"]
    if not await repo.update(tx, company_id, row["id"], revision, changed):
        raise TriggerChanged(
            f"It is at revision {row['revision']} now, you changed revision {revision}. Load it and change it again."
        )
    return await _row(tx, company_id, row["workflow_id"], row["id"])


async def _row(tx: Tx, company_id: str, workflow_id: str, trigger_id: str) -> Row:
    row = await repo.get(tx, company_id, workflow_id, trigger_id)
    if row is None:
        raise TriggerNotFound("Look it up in the list of triggers.")
    return row


def _view(row: Row, by: Principal, deps: Deps, secret: str | None = None) -> TriggerView:
    url = None
    if row["token"] and by.may("workflow.write"):
        url = _PUBLIC[row["kind"]] + deps.secrets.open(row["token"], company=row["company_id"], row=row["id"])
    shown = {
        **row,
        "version": row["pinned_version"],
        "url": url,
        "has_secret": row["secret"] is not None,
        "secret": secret,
        "description": _words(known.settings_of(row)),
    }
    recent = deps.firing.fired.get((row["company_id"], row["id"]))
    if recent is not None:
        shown |= {"fired": row["fired"] + recent.count, "problem": recent.problem}
        shown |= {"last_fired_at": recent.at, "last_run_id": recent.run_id} if recent.at else {}
    return TriggerView.model_validate(shown)


def _words(settings: known.AnySettings) -> str:
    match settings:
        case Schedule():
            return f"{schedules.words(settings.cron)} ({settings.timezone})"
        case Webhook():
            return f"{' or '.join(settings.methods)} to a web address"
        case Form():
            return "A public form"
        case OnEvent():
            return f"The event {settings.event}"
        case OnWorkflowEnd():
            return f"The end of another workflow's run ({settings.on})"
