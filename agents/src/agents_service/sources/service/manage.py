"""Making, changing and deleting sources, and asking for a sync."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson
from pydantic import SecretStr

from agents_service.bases import repo as bases
from agents_service.bases.rules import EVERYONE
from agents_service.connectors.drive import GoogleDrive, Place, account_of
from agents_service.connectors.folder import Folder
from agents_service.connectors.protocol import Connector
from agents_service.connectors.s3 import S3, Bucket
from agents_service.connectors.web import Site, Website
from agents_service.deps import Deps
from agents_service.documents import repo as documents
from agents_service.documents import service as document_service
from agents_service.documents.schemas import Trouble
from agents_service.sources import problems, repo
from agents_service.sources.schemas import (
    DriveConfig,
    FolderConfig,
    S3Config,
    SourceBody,
    SourceView,
    SyncView,
    WebConfig,
)
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page
from kernel.problems import FieldError, PreconditionFailed

_AT_ONCE = 200


class SourceChanged(PreconditionFailed):
    """Somebody saved the source in the meantime."""

    title = "The source was changed by someone else in the meantime"


async def list_all(base_id: str, *, by: Principal, deps: Deps) -> Page[SourceView]:
    """Every source of a base."""
    async with deps.db.read() as tx:
        await bases.get(tx, by.company_id, base_id)
        rows = await repo.of_base(tx, by.company_id, base_id)
        counts = await documents.counts_by_source(tx, by.company_id, base_id)
    return Page(items=[_shape(row, counts.get(row["id"], {}), deps) for row in rows], next=None)


async def get(base_id: str, source_id: str, *, by: Principal, deps: Deps) -> SourceView:
    """One source."""
    async with deps.db.read() as tx:
        return await _view(tx, by.company_id, base_id, source_id, deps)


async def create(base_id: str, body: SourceBody, *, by: Principal, deps: Deps) -> SourceView:
    """Make a source; where it can be listed it is synced at once. Asks the place first whether it lets us in."""
    source_id = deps.new_id(ids.KNOWLEDGE_SOURCE)
    row = _row(source_id, base_id, body, by.company_id, deps)
    if body.kind != "upload":
        await connector_of(row, deps).page(None)
    async with deps.db.begin() as tx:
        await bases.get(tx, by.company_id, base_id)
        await repo.insert(tx, row)
        tx.after_commit(deps.work.set)
        return await _view(tx, by.company_id, base_id, source_id, deps)


def _row(source_id: str, base_id: str, body: SourceBody, company_id: str, deps: Deps) -> dict[str, Any]:
    is_listed = body.kind != "upload"
    return {
        "id": source_id, "company_id": company_id, "base_id": base_id, "kind": body.kind, "name": body.name,
        "config": _config(body), "secret": _sealed(body, source_id, company_id, deps), "open_to": body.open_to,
        "groups": body.groups, "every_minutes": body.every_minutes if is_listed else None,
        "state": "due" if is_listed else "idle", "due_at": deps.clock() if is_listed else None, "lease_until": None,
        "fence": 0, "sync_id": "", "cursor": None, "token": None, "last": None, "problem": None,
        "removal_allowed": False, "version": 1, "created_at": deps.clock(),
    }  # fmt: skip


def _config(body: SourceBody) -> dict[str, Any]:
    given = {"folder": body.folder, "s3": body.s3, "drive": body.drive, "web": body.web}
    config = given.get(body.kind)
    if body.kind != "upload" and config is None:
        raise problems.SourceNotComplete(
            f"Say where the {body.kind} source is.", errors=[FieldError(f"/{body.kind}", "This is needed.")]
        )
    return config.model_dump() if config else {}


def _sealed(body: SourceBody, source_id: str, company_id: str, deps: Deps) -> str | None:
    if body.kind == "drive":
        return deps.secrets.seal(_drive_key(body), company=company_id, row=source_id)
    if body.kind != "s3" or not body.access_key:
        return None
    if body.secret_key is None:
        raise problems.SourceNotComplete(
            "An access key needs its secret key.", errors=[FieldError("/secret_key", "This is needed.")]
        )
    text = orjson.dumps([body.access_key, body.secret_key.get_secret_value()]).decode()
    return deps.secrets.seal(text, company=company_id, row=source_id)


def _drive_key(body: SourceBody) -> str:
    if body.secret_key is None:
        raise problems.SourceNotComplete(
            "Google Drive needs a key.", errors=[FieldError("/secret_key", "This is needed.")]
        )
    key = body.secret_key.get_secret_value()
    return orjson.dumps([account_of(key), key]).decode()


def _keys(row: Mapping[str, Any], deps: Deps) -> tuple[str, str]:
    if not row["secret"]:
        return "", ""
    found: list[str] = orjson.loads(deps.secrets.open(row["secret"], company=row["company_id"], row=row["id"]))
    return found[0], found[1]


def connector_of(row: Mapping[str, Any], deps: Deps) -> Connector:
    """The way to the place of a source that can be listed."""
    if row["kind"] == "folder":
        return Folder(deps.knowledge_folder, row["config"]["path"])
    if row["kind"] == "web":
        return Website(Site(**row["config"]), deps.http)
    access_key, secret_key = _keys(row, deps)
    if row["kind"] == "drive":
        return GoogleDrive(Place(**row["config"]), secret_key, deps.http, deps.google_address)
    where = Bucket(**row["config"], access_key=access_key, secret_key=secret_key)
    return S3(where, deps.http, deps.clock)


async def save(
    base_id: str, source_id: str, version: int, body: SourceBody, *, by: Principal, deps: Deps
) -> SourceView:
    """Change a source. Who may read its documents is felt by the next search."""
    async with deps.db.read() as tx:
        old = await found(tx, by.company_id, base_id, source_id)
    body = body.model_copy(update={"kind": old["kind"]})
    is_named = bool(body.access_key) or body.kind == "drive"
    keeps_secret = is_named and body.secret_key is None and bool(old["secret"])
    asked = body.model_copy(update={"secret_key": SecretStr(_keys(old, deps)[1])}) if keeps_secret else body
    changed = _row(source_id, base_id, asked, by.company_id, deps)
    changed |= {"secret": old["secret"]} if keeps_secret and _keys(changed, deps) == _keys(old, deps) else {}
    moved = changed["config"] != old["config"] or changed["secret"] != old["secret"]
    if old["kind"] != "upload" and moved:
        await connector_of(changed, deps).page(None)
    kept = {name: changed[name] for name in ("name", "config", "secret", "open_to", "groups", "every_minutes")}
    if moved or changed["every_minutes"] != old["every_minutes"]:
        kept |= {"due_at": deps.clock(), "state": "due"} if old["kind"] != "upload" else {}
    if moved:
        # What was listed there says nothing of what is here: everything is listed anew.
        kept |= {"token": None}
    async with deps.db.begin() as tx:
        if (await found(tx, by.company_id, base_id, source_id))["version"] != version:
            raise SourceChanged("Load it and make your change again.")
        await repo.update(tx, by.company_id, source_id, {**kept, "version": version + 1})
        tx.after_commit(deps.work.set)
        return await _view(tx, by.company_id, base_id, source_id, deps)


async def delete(base_id: str, source_id: str, *, by: Principal, deps: Deps) -> None:
    """Delete a source with all that came from it, in portions; a repeat goes on where it was broken off."""
    async with deps.db.begin() as tx:
        row = await found(tx, by.company_id, base_id, source_id)
        # Nobody may read it from now on, and no sync that runs may add to it.
        await repo.update(
            tx, by.company_id, source_id, {"open_to": ["role: "], "due_at": None, "fence": row["fence"] + 1}
        )
    while True:
        async with deps.db.begin() as tx:
            some = await documents.live_ids(tx, by.company_id, source_id, _AT_ONCE)
            for each in some:
                document = await documents.get(tx, by.company_id, base_id, each["id"])
                if document:
                    await document_service.remove(tx, document, f"The source “{row['name']}” was deleted", deps)
            if len(some) < _AT_ONCE:
                await repo.delete(tx, by.company_id, source_id)
                return


async def sync(base_id: str, source_id: str, *, confirmed: bool, by: Principal, deps: Deps) -> SourceView:
    """Ask for a sync now; with `confirmed`, agree that many documents go."""
    async with deps.db.begin() as tx:
        row = await found(tx, by.company_id, base_id, source_id)
        if row["kind"] == "upload":
            raise problems.SourceHasNothingToSync("Upload a document again to change it.")
        if confirmed and row["state"] != "asking":
            raise problems.NothingToConfirm("The latest sync of this source ended by itself.")
        state = "syncing" if row["state"] == "syncing" else "due"
        values = {"due_at": deps.clock(), "state": state, "removal_allowed": confirmed}
        await repo.update(tx, by.company_id, source_id, values)
        tx.after_commit(deps.work.set)
        return await _view(tx, by.company_id, base_id, source_id, deps)


async def found(tx: Tx, company_id: str, base_id: str, source_id: str) -> Row:
    """The row of a source. Raises `SourceNotFound`."""
    row = await repo.get(tx, company_id, base_id, source_id)
    if row is None:
        raise problems.SourceNotFound("Look at the sources of the knowledge base.")
    return row


async def uploads_of(tx: Tx, base_id: str, company_id: str, deps: Deps) -> Row:
    """The source of what is uploaded to a base; made with the first upload."""
    row = await repo.uploads(tx, company_id, base_id)
    if row is None:
        # The base's row is held, so that two first uploads do not make two of them.
        await bases.next_positions(tx, company_id, base_id, 0)
        row = await repo.uploads(tx, company_id, base_id)
    if row is None:
        body = SourceBody(name="Uploads", kind="upload", open_to=[EVERYONE])
        row = _row(deps.new_id(ids.KNOWLEDGE_SOURCE), base_id, body, company_id, deps)
        await repo.insert(tx, row)
    return row


def next_due(row: Mapping[str, Any], now: datetime) -> datetime | None:
    """When a source is to be synced by its schedule."""
    return now + timedelta(minutes=row["every_minutes"]) if row["every_minutes"] else None


async def _view(tx: Tx, company_id: str, base_id: str, source_id: str, deps: Deps) -> SourceView:
    row = await found(tx, company_id, base_id, source_id)
    counts = await documents.counts_by_source(tx, company_id, base_id)
    return _shape(row, counts.get(source_id, {}), deps)


def _shape(row: Row, counts: Mapping[str, int], deps: Deps) -> SourceView:
    return SourceView(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        folder=FolderConfig.model_validate(row["config"]) if row["kind"] == "folder" else None,
        s3=S3Config.model_validate(row["config"]) if row["kind"] == "s3" else None,
        drive=DriveConfig.model_validate(row["config"]) if row["kind"] == "drive" else None,
        web=WebConfig.model_validate(row["config"]) if row["kind"] == "web" else None,
        access_key=_keys(row, deps)[0] or None,
        open_to=row["open_to"],
        groups=row["groups"],
        every_minutes=row["every_minutes"],
        state=row["state"],
        next_sync_at=row["due_at"],
        last_sync=SyncView.model_validate(row["last"]) if row["last"] else None,
        problem=Trouble.model_validate(row["problem"]) if row["problem"] else None,
        documents={name: counts.get(name, 0) for name in ("queued", "ready", "failed")},
        version=row["version"],
        created_at=row["created_at"],
    )
