"""What people do with a company's providers."""

import asyncio
from collections.abc import Mapping
from typing import Any

from ai_service.credentials import repo
from ai_service.credentials.rules import answering
from ai_service.credentials.service import LOCAL_ID, access_of, connected, of_row, opening_of
from ai_service.deps import Deps
from ai_service.providers.catalogue import LOCAL, Kind, kind_named
from ai_service.providers.connected import Connected
from ai_service.providers.vocabulary import ModelInfo
from ai_service.recordings import repo as recordings
from ai_service.vendors import found, problems, rules, trying
from ai_service.vendors.schemas import (
    Found,
    KindView,
    ListFailure,
    ModelList,
    ModelView,
    ProviderBody,
    ProviderChange,
    ProviderTrial,
    ProviderView,
    TestResult,
)
from ai_service.vendors.trying import Tried
from contracts import ids
from kernel.db import Row
from kernel.identity import Principal
from kernel.paging import Page
from kernel.problems import FieldError, InvalidRequest, Problem

_MOST_PROVIDERS = 50


def kinds() -> Page[KindView]:
    """The kinds of providers that can be added."""
    return Page(items=rules.kind_views(), next=None)


async def every(*, by: Principal, deps: Deps) -> Page[ProviderView]:
    """The company's providers in the order in which they are asked, then the deployment's, then the built-in one."""
    rows = await _rows(by.company_id, deps)
    usable = await connected(by.company_id, deps)
    first = answering(usable)
    answers = first.id if first else LOCAL_ID
    others = [_other(each, answers, deps) for each in usable if each.source != "company"]
    return Page(items=[*[_view(row, answers) for row in rows], *others], next=None)


async def get(provider_id: str, *, by: Principal, deps: Deps) -> ProviderView:
    """One of the company's providers."""
    page = await every(by=by, deps=deps)
    shown = next((each for each in page.items if each.id == provider_id), None)
    if shown is None:
        raise problems.NoSuchProvider(f"There is no provider {provider_id[:60]!r}.")
    return shown


async def add(body: ProviderBody, *, by: Principal, deps: Deps) -> ProviderView:
    """Add a provider. It is asked once before, and how that went is kept beside it."""
    provider_id = deps.new_id(ids.PROVIDER)
    tried, others = await _new(body, by.company_id, provider_id, deps)
    if len(others) >= _MOST_PROVIDERS:
        raise problems.TooManyProviders(f"There are {len(others)} already. Delete one first.")
    result = await trying.list_models(tried)
    now = deps.clock()
    key = tried.opening.access.api_key
    row: dict[str, Any] = {
        "id": provider_id,
        "company_id": by.company_id,
        "position": max((row["position"] for row in others.values()), default=0) + 1,
        "kind": tried.kind.name,
        "preset": tried.opening.preset or "",
        "name": tried.name,
        "base_url": tried.opening.access.base_url,
        "api_key": deps.secrets.seal(key, company=by.company_id, row=provider_id),
        "sealed_for": provider_id,
        "last4": rules.last4(key),
        "options": dict(tried.opening.access.options),
        "enabled": body.enabled,
        "data_stays": body.data_stays,
        "input_price": body.input_price,
        "output_price": body.output_price,
        "updated_by": by.user_id or "",
        "created_at": now,
        "updated_at": now,
        **_tested(result, deps),
    }
    async with deps.db.begin() as tx:
        await repo.insert(tx, row)
    deps.changed(by.company_id)
    return await get(provider_id, by=by, deps=deps)


async def change(provider_id: str, body: ProviderChange, *, by: Principal, deps: Deps) -> ProviderView:
    """Change a provider, or its key. It is asked again where that changes how it is reached."""
    rows = await _by_id(by.company_id, deps)
    row = _own(rows, provider_id)
    trial = ProviderTrial(base_url=body.base_url, api_key=body.api_key, options=body.options)
    tried = await _changed(row, trial, rows, by.company_id, deps)
    access = tried.opening.access
    values: dict[str, Any] = {
        "name": body.name,
        "base_url": access.base_url,
        "options": dict(access.options),
        "enabled": body.enabled,
        "data_stays": body.data_stays,
        "input_price": body.input_price,
        "output_price": body.output_price,
        "updated_by": by.user_id or "",
        "updated_at": deps.clock(),
    }
    same = rules.stays_the_same(row, access.base_url, values["options"], key_given=body.api_key is not None)
    if not same:
        sealed = deps.secrets.seal(access.api_key, company=by.company_id, row=provider_id)
        values |= {"api_key": sealed, "sealed_for": provider_id, "last4": rules.last4(access.api_key)}
        values |= _tested(await trying.list_models(tried), deps)
    if body.first:
        values["position"] = min(each["position"] for each in rows.values()) - 1
    async with deps.db.begin() as tx:
        await repo.update(tx, by.company_id, provider_id, values)
    deps.changed(by.company_id)
    return await get(provider_id, by=by, deps=deps)


async def delete(provider_id: str, *, by: Principal, deps: Deps) -> None:
    """Forget a provider, its key, and what it recorded."""
    rows = await _by_id(by.company_id, deps)
    _own(rows, provider_id)
    recording = [row["name"] for row in rows.values() if row["options"].get("provider") == provider_id]
    if recording:
        raise problems.StillRecorded(f"“{recording[0]}” records it. Change or delete that one first.")
    async with deps.db.begin() as tx:
        await repo.delete(tx, by.company_id, provider_id)
        await recordings.forget(tx, by.company_id, provider_id)
    deps.changed(by.company_id)
    await deps.opened.drop((by.company_id, provider_id))


async def try_new(body: ProviderBody, *, by: Principal, deps: Deps) -> TestResult:
    """Try a provider before it is added."""
    tried, _ = await _new(body, by.company_id, "", deps)
    return await trying.have_it_speak(tried)


async def try_stored(provider_id: str, trial: ProviderTrial, *, by: Principal, deps: Deps) -> TestResult:
    """Try a stored provider, as it is or changed; how it went as it is, is kept beside it."""
    rows = await _by_id(by.company_id, deps)
    row = _own(rows, provider_id)
    tried = await _changed(row, trial, rows, by.company_id, deps)
    result = await trying.have_it_speak(tried)
    access = tried.opening.access
    if rules.stays_the_same(row, access.base_url, dict(access.options), key_given=trial.api_key is not None):
        async with deps.db.begin() as tx:
            await repo.update(tx, by.company_id, provider_id, _tested(result, deps))
    return result


async def models(*, by: Principal, deps: Deps) -> ModelList:
    """The models of everybody who may be asked; who does not say is named with the reason."""
    usable = await connected(by.company_id, deps)
    outcomes = await asyncio.gather(*[deps.lists.get(each, by.company_id) for each in usable])
    items: list[ModelView] = []
    failed: list[ListFailure] = []
    for each, outcome in zip(usable, outcomes, strict=True):
        if isinstance(outcome, Problem):
            said = f"{outcome.title}. {outcome.detail}".strip()
            failed.append(ListFailure(provider_id=each.id, provider_name=each.name, message=said))
        else:
            items += [_model(model, each) for model in outcome]
    return ModelList(items=items, next=None, failed=failed)


async def servers(*, by: Principal, deps: Deps) -> Page[Found]:
    """Model servers on this machine that could be connected."""
    rows = await _rows(by.company_id, deps)
    known = {row["base_url"].replace("localhost", "127.0.0.1") for row in rows}
    known |= {each.base_url for each in deps.deployed}
    return Page(items=await found.on_this_machine(deps.servers, known), next=None)


async def _rows(company_id: str, deps: Deps) -> list[Row]:
    async with deps.db.read() as tx:
        return list(await repo.every(tx, company_id))


async def _by_id(company_id: str, deps: Deps) -> dict[str, Row]:
    return {row["id"]: row for row in await _rows(company_id, deps)}


def _own(rows: Mapping[str, Row], provider_id: str) -> Row:
    row = rows.get(provider_id)
    if row is None:
        raise problems.NoSuchProvider(f"The company has no provider {provider_id[:60]!r} that could be changed.")
    return row


async def _new(body: ProviderBody, company_id: str, provider_id: str, deps: Deps) -> tuple[Tried, dict[str, Row]]:
    kind, preset = rules.addable(body.kind, body.preset)
    rows = await _by_id(company_id, deps)
    chosen = rules.options(kind, body.options)
    access = access_of(rules.address(kind, preset, body.base_url), body.api_key, chosen, deps)
    inner = await _inner(kind, chosen, rows, company_id, deps)
    opening = opening_of(preset.name if preset else None, access, company_id, provider_id, inner, deps)
    title = preset.title if preset else kind.title
    return Tried(kind, opening, body.name or rules.free_name(title, [row["name"] for row in rows.values()])), rows


async def _inner(
    kind: Kind, chosen: Mapping[str, str], rows: Mapping[str, Row], company_id: str, deps: Deps
) -> Connected | None:
    """The provider that a recording one asks. Raises `InvalidRequest`."""
    wanted = chosen.get("provider")
    if kind.name != "replay" or not wanted:
        return None
    row = rows.get(wanted)
    if row is None or row["kind"] == "replay":
        raise InvalidRequest(errors=[FieldError("/options/provider", "Choose another provider of this company.")])
    return await of_row(row, rows, company_id, deps)


async def _changed(row: Row, trial: ProviderTrial, rows: Mapping[str, Row], company_id: str, deps: Deps) -> Tried:
    kind, preset = rules.addable(row["kind"], row["preset"] or None)
    url = rules.address(kind, preset, trial.base_url or row["base_url"] or None)
    chosen = rules.options(kind, row["options"] if trial.options is None else trial.options)
    if trial.api_key is not None:
        key = trial.api_key
    elif url == row["base_url"]:
        key = deps.secrets.open(row["api_key"], company=company_id, row=row["sealed_for"])
    else:
        # A stored key must not be sent to another address than it was entered for.
        key = ""
    access = access_of(url, key, chosen, deps)
    inner = await _inner(kind, chosen, rows, company_id, deps)
    return Tried(kind, opening_of(row["preset"] or None, access, company_id, row["id"], inner, deps), row["name"])


def _tested(result: TestResult, deps: Deps) -> dict[str, Any]:
    return {"tested_at": deps.clock(), "tested_ok": result.ok, "tested_note": result.message[:600]}


def _view(row: Row, answers: str) -> ProviderView:
    kind = kind_named(row["kind"]) or LOCAL
    return ProviderView(
        id=row["id"],
        source="company",
        kind=kind.name,
        preset=row["preset"] or None,
        name=row["name"],
        base_url=row["base_url"] or None,
        last4=row["last4"] or None,
        options=row["options"],
        enabled=row["enabled"],
        data_stays=kind.stays or row["data_stays"],
        input_price=row["input_price"],
        output_price=row["output_price"],
        tested_at=row["tested_at"],
        tested_ok=row["tested_ok"],
        tested_note=row["tested_note"] or None,
        answers_tasks=row["id"] == answers,
        variable=None,
    )


def _other(each: Connected, answers: str, deps: Deps) -> ProviderView:
    deployed = next((one for one in deps.deployed if one.id == each.id), None)
    return ProviderView(
        id=each.id,
        source=each.source,
        kind=each.kind,
        preset=None,
        name=each.name,
        base_url=each.access.base_url or None,
        last4=None,
        options={"model": each.model} if each.model else {},
        enabled=True,
        data_stays=each.data_stays,
        input_price=each.input_price,
        output_price=each.output_price,
        tested_at=None,
        tested_ok=None,
        tested_note=None,
        answers_tasks=each.id == answers,
        variable=deployed.variable if deployed else None,
    )


def _model(model: ModelInfo, each: Connected) -> ModelView:
    entered = each.input_price is not None or each.output_price is not None
    return ModelView(
        provider_id=each.id,
        provider=each.kind,
        provider_name=each.name,
        name=model.name,
        abilities=sorted(model.abilities),
        context=model.context,
        input_price=each.input_price if entered else model.input_price,
        output_price=each.output_price if entered else model.output_price,
        data_stays=each.data_stays,
    )
