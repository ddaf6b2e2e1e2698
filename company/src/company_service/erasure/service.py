"""Exporting a company and deleting it."""

import asyncio
from collections.abc import AsyncIterator

import orjson

from company_service.companies import repo as companies
from company_service.companies.problems import CompanyNotFound
from company_service.deps import Deps
from company_service.erasure import rules
from company_service.erasure.problems import OtherName
from company_service.erasure.schemas import DeletionBody, DeletionView
from company_service.files import repo as files
from company_service.live import say_access, say_changed
from company_service.members import repo as members
from company_service.runs import repo as runs
from company_service.runs.service import control
from contracts.events import CompanyErased
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.problems import FieldError, NotFound
from kernel.telemetry import get_logger

_log = get_logger(__name__)


async def get(*, by: Principal, deps: Deps) -> DeletionView:
    """Whether the company is to be deleted, and when."""
    async with deps.db.read() as tx:
        return _view(await _company(tx, by))


async def ask(body: DeletionBody, *, by: Principal, deps: Deps) -> DeletionView:
    """Let the company be deleted in a fortnight; asked again, the day stays."""
    async with deps.db.begin() as tx:
        row = await _company(tx, by)
        if body.name.strip() != row["name"]:
            message = f"Type “{row['name']}” to confirm."
            raise OtherName(message, errors=[FieldError("/name", message)])
        if row["delete_at"] is None:
            await companies.ask_deletion(tx, by.company_id, deps.clock() + rules.GRACE, by.user_id)
        return _view(await _company(tx, by))


async def take_back(*, by: Principal, deps: Deps) -> DeletionView:
    """Let the company live."""
    async with deps.db.begin() as tx:
        await _company(tx, by)
        await companies.ask_deletion(tx, by.company_id, None, None)
        return _view(await _company(tx, by))


async def erase_due(deps: Deps) -> None:
    """Delete the companies whose time of grace is over, once their runs have stopped."""
    now = deps.clock()
    async with deps.db.read() as tx:
        due = await companies.to_delete(tx, now)
    for company_id in due:
        await _erase(company_id, deps)


async def _erase(company_id: str, deps: Deps) -> None:
    by, now = Principal(kind="service", company_id=company_id), deps.clock()
    await control.pause("company", "", "The company is being deleted.", by=by, deps=deps)
    await control.cancel_all(by=by, deps=deps)
    async with deps.db.begin() as tx:
        row = await companies.lock(tx, company_id)
        if row is None or row["delete_at"] is None or row["delete_at"] > now:
            return
        going = await runs.newest(tx, company_id, ("status", runs.OPEN), ("", runs.AFTER_ALL), 1)
        if going and row["delete_at"] > now - rules.PATIENCE:
            return
        version = await companies.access_changed(tx, company_id, now)
        # From here on nobody gets in any more; what else there is, each service deletes when it hears of this.
        await members.delete_all(tx, company_id)
        await companies.delete(tx, company_id)
        tx.tell(CompanyErased(company_id=company_id))
    await say_access(deps.bus, company_id, version)
    await deps.payloads.forget_company(company_id)
    await say_changed(deps.bus, deps.firing)
    _log.info("company_erased", company_id=company_id)


async def export(*, by: Principal, deps: Deps) -> AsyncIterator[bytes]:
    """A zip of everything, as it is read: one file of JSON lines for each kind of each service, and uploaded files."""
    async with deps.db.read() as tx:
        company = await _company(tx, by)
    return _parts(company, by, deps)


async def _parts(company: Row, by: Principal, deps: Deps) -> AsyncIterator[bytes]:
    archive = rules.Archive(deps.clock())
    counts: dict[str, int] = {}
    for service in rules.SERVICES:
        async with deps.services.to(service).stream("GET", f"/api/{service}/v1/internal/export", by=by) as rows:
            async for kind, lines in _by_kind(rows):
                name = f"{service}/{kind}.jsonl"
                counts[name] = counts.get(name, 0) + len(lines)
                yield await asyncio.to_thread(archive.add, name, b"".join(lines))
    async for part in _uploads(archive, by, deps):
        yield part
    text = orjson.dumps(rules.about(company, counts, deps.clock()), option=orjson.OPT_INDENT_2)
    yield archive.add("about.json", text)
    yield archive.end()


async def _by_kind(rows: AsyncIterator[bytes]) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Lines of one kind each, some at a time, in the order they come in: those of a kind come together."""
    rest, kind, lines = b"", "", list[bytes]()
    async for chunk in rows:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            found = orjson.loads(line)
            if found["kind"] != kind or len(lines) >= 1_000:
                if lines:
                    yield kind, lines
                kind, lines = found["kind"], []
            lines.append(orjson.dumps(found["row"]) + b"\n")
    if lines:
        yield kind, lines


async def _uploads(archive: rules.Archive, by: Principal, deps: Deps) -> AsyncIterator[bytes]:
    after = ""
    while True:
        async with deps.db.read() as tx:
            rows = await files.after(tx, by.company_id, after, 100)
        for row in rows:
            try:
                data = await deps.payloads.get(by.company_id, row["sha256"])
            except NotFound:
                continue
            yield await asyncio.to_thread(archive.add, f"files/{row['id']}", data)
        if len(rows) < 100:
            return
        after = rows[-1]["id"]


async def _company(tx: Tx, by: Principal) -> Row:
    row = await companies.lock(tx, by.company_id)
    if row is None:
        raise CompanyNotFound("Sign in again, and choose a company you are a member of.")
    return row


def _view(row: Row) -> DeletionView:
    return DeletionView(delete_at=row["delete_at"], asked_by=row["delete_asked_by"])
