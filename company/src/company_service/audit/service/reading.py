"""Reads the log: pages, exports, and how far it is known to be right."""

from collections.abc import AsyncGenerator

import orjson

from company_service.audit import repo, rules
from company_service.audit.problems import SpanUpsideDown
from company_service.audit.schemas import ActorView, ChainView, EntryView, Format, Sought
from company_service.audit.service.checking import check_and_keep
from company_service.audit.service.writing import FRESH, Ledger, checkpoints_in
from company_service.deps import Deps
from company_service.insights.rules.sheets import csv_lines
from kernel.identity import Principal
from kernel.paging import Page, Paging, encode_cursor

_EXPORTED_AT_ONCE = 1_000
_MOST_ACTORS = 500


def ledger_of(deps: Deps) -> Ledger:
    """What this service's log is written with."""
    return Ledger(deps.db, deps.secrets, checkpoints_in(deps.data_dir))


async def list_page(sought: Sought, paging: Paging, *, by: Principal, deps: Deps) -> Page[EntryView]:
    """A page of the company's log, newest first."""
    _check_span(sought)
    before = int(paging.after) if paging.after and paging.after.isdecimal() else None
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, sought, before, paging.limit + 1)
    shown = rows[: paging.limit]
    more = encode_cursor(str(shown[-1]["seq"])) if len(rows) > paging.limit else None
    return Page(items=[rules.view_of(row) for row in shown], next=more)


def _check_span(sought: Sought) -> None:
    if sought.since and sought.until and rules.moment(sought.until) < rules.moment(sought.since):
        raise SpanUpsideDown("Choose an end after the beginning.")


async def actors(*, by: Principal, deps: Deps) -> Page[ActorView]:
    """Everybody the company's log speaks of."""
    async with deps.db.read() as tx:
        rows = await repo.actors(tx, by.company_id, _MOST_ACTORS)
    return Page(items=[ActorView(id=row["id"], name=row["name"] or row["id"]) for row in rows], next=None)


def export(sought: Sought, form: Format, *, by: Principal, deps: Deps) -> AsyncGenerator[bytes]:
    """What is sought, newest first, in pieces. Raises `SpanUpsideDown` before the first of them."""
    _check_span(sought)
    return _exported(sought, form, by, deps)


async def _exported(sought: Sought, form: Format, by: Principal, deps: Deps) -> AsyncGenerator[bytes]:
    if form == "csv":
        yield csv_lines([rules.EXPORTED])
    before: int | None = None
    while True:
        async with deps.db.read() as tx:
            rows = await repo.page(tx, by.company_id, sought, before, _EXPORTED_AT_ONCE)
        if not rows:
            return
        if form == "csv":
            yield csv_lines([row[name] for name in rules.EXPORTED] for row in rows)
        else:
            lines = ({**rules.view_of(row).model_dump(), "hash": row["hash"], "seal": row["seal"]} for row in rows)
            yield b"".join(orjson.dumps(line) + b"\n" for line in lines)
        before = rows[-1]["seq"]


async def chain(*, by: Principal, deps: Deps) -> ChainView:
    """How far the company's log reaches, and what the last check found."""
    async with deps.db.read() as tx:
        row = await repo.chain(tx, by.company_id)
    return ChainView.model_validate({**(row or FRESH), "days_kept": deps.audit_days})


async def verify(*, by: Principal, deps: Deps) -> ChainView:
    """Check the company's log now."""
    await check_and_keep(ledger_of(deps), by.company_id, deps.clock())
    return await chain(by=by, deps=deps)
