"""Who can be asked for a company: its own providers, those of the deployment, and the built-in one."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import partial

from ai_service.credentials import repo, rules
from ai_service.deps import Deps
from ai_service.providers.catalogue import LOCAL, Kind, Opening, kind_named
from ai_service.providers.connected import Connected
from ai_service.providers.deployed import Deployed
from ai_service.providers.opened import Shared
from ai_service.providers.protocol import ChatProvider
from ai_service.providers.vocabulary import Access
from ai_service.recordings.service import StoredRecordings, Unkept
from kernel.db import Row
from kernel.egress import parse_networks

LOCAL_ID = "built-in"
_ANYWHERE = parse_networks("0.0.0.0/0,::/0")


async def connected(company_id: str, deps: Deps) -> list[Connected]:
    """Everybody who may be asked, in order: the company's enabled providers, the deployment's, the built-in one."""
    async with deps.db.read() as tx:
        rows = await repo.every(tx, company_id)
    by_id = {row["id"]: row for row in rows}
    own = [await of_row(row, by_id, company_id, deps) for row in rows if row["enabled"]]
    return [*own, *[await of_deployed(each, company_id, deps) for each in deps.deployed], await built_in(deps)]


async def of_row(row: Row, by_id: Mapping[str, Row], company_id: str, deps: Deps) -> Connected:
    """A provider of the company's own. `by_id` are all of them: one that records asks another."""
    kind = kind_named(row["kind"]) or LOCAL
    asked = by_id.get(row["options"].get("provider") or "") if kind.name == "replay" else None
    inner = await of_row(asked, {}, company_id, deps) if asked and asked["kind"] != "replay" else None

    def make() -> tuple[Connected, Shared]:
        key = deps.secrets.open(row["api_key"], company=company_id, row=row["sealed_for"])
        access = access_of(row["base_url"], key, row["options"], deps)
        opening = opening_of(row["preset"] or None, access, company_id, row["id"], inner, deps)
        shared = Shared(partial(kind.open, opening))
        return of_values(row, kind, shared, access), shared

    version = (_version(row), _version(asked) if asked else None)
    return await deps.opened.get((company_id, row["id"]), version, make)


def of_values(row: Row, kind: Kind, provider: ChatProvider, access: Access) -> Connected:
    """What a row, stored or not, says of a provider."""
    return Connected(
        id=row["id"],
        source="company",
        kind=kind.name,
        preset=row["preset"] or None,
        name=row["name"],
        provider=provider,
        access=access,
        data_stays=kind.stays or bool(row["data_stays"]),
        model=row["options"].get("model") or None,
        input_price=row["input_price"],
        output_price=row["output_price"],
    )


def _version(row: Row) -> Hashable:
    """A key that is sealed again reads otherwise; everything else is compared as it is."""
    kept = ("kind", "preset", "name", "base_url", "api_key", "data_stays", "input_price", "output_price")
    return (*(row[name] for name in kept), tuple(sorted(row["options"].items())))


def access_of(base_url: str, api_key: str, options: Mapping[str, str], deps: Deps) -> Access:
    """How it is reached."""
    networks = rules.networks_for(base_url, deps.networks, deps.servers)
    return Access(base_url, api_key, deps.endpoint_seconds, networks, tuple(sorted(options.items())))


def opening_of(
    preset: str | None, access: Access, company_id: str, provider_id: str, inner: Connected | None, deps: Deps
) -> Opening:
    """What a provider is opened with; one that is only tried has no id."""
    recordings = StoredRecordings(deps.db, deps.clock, company_id, provider_id) if provider_id else Unkept()
    return Opening(access, preset, deps.local_models, recordings, inner.provider if inner else None)


async def of_deployed(each: Deployed, company_id: str, deps: Deps) -> Connected:
    """A provider of the deployment."""

    def make() -> tuple[Connected, Shared]:
        kind = kind_named(each.kind) or LOCAL
        # Who runs the deployment wrote this address, not a tenant: it may lead into our own network.
        access = replace(access_of(each.base_url, each.api_key, {"model": each.model}, deps), networks=_ANYWHERE)
        shared = Shared(partial(kind.open, opening_of(None, access, company_id, each.id, None, deps)))
        value = Connected(
            id=each.id,
            source="deployment",
            kind=each.kind,
            preset=None,
            name=each.name,
            provider=shared,
            access=access,
            data_stays=each.data_stays,
            model=each.model or None,
            input_price=None,
            output_price=None,
        )
        return value, shared

    return await deps.opened.get(("deployment", each.id), None, make)


async def built_in(deps: Deps) -> Connected:
    """The packaged model."""

    def make() -> tuple[Connected, Shared]:
        access = Access("", "", deps.endpoint_seconds)
        shared = Shared(partial(LOCAL.open, opening_of(None, access, "", LOCAL_ID, None, deps)))
        value = Connected(
            id=LOCAL_ID,
            source="built-in",
            kind=LOCAL.name,
            preset=None,
            name=LOCAL.title,
            provider=shared,
            access=access,
            data_stays=True,
            model=None,
            input_price=0,
            output_price=0,
        )
        return value, shared

    return await deps.opened.get(("built-in", LOCAL_ID), None, make)
