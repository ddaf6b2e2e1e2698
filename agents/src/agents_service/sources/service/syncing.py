"""Keeping a base the same as a place: listed page by page, each page one transaction, resumable after any end.

What is no longer listed is removed only after a complete listing, and only with a person's consent where it is much.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from agents_service.bases import repo as bases
from agents_service.bases.rules import scoped
from agents_service.connectors.protocol import Connector, CursorLost, Entry, Listing
from agents_service.deps import Deps
from agents_service.documents import problems as document_problems
from agents_service.documents import repo as documents
from agents_service.documents import rules as document_rules
from agents_service.documents import service as document_service
from agents_service.sources import problems, repo, rules
from agents_service.sources.rules import clean_name
from agents_service.sources.service.manage import connector_of, next_due
from agents_service.sources.service.uploading import new_row
from contracts import ids
from kernel.db import Row, Tx
from kernel.jobs import attempt
from kernel.problems import Problem, TooLarge, status_of

_LEASE = timedelta(minutes=3)
_RETRY = timedelta(minutes=2)
_LISTED_WHOLE = timedelta(days=1)
"""How often a place that can name its changes is listed from the beginning all the same: it may have forgotten one."""
_GONE = "gone"
"""Stands for the sync that came upon a document, when a place said that it is gone."""
_NOTHING = {"listed": 0, "added": 0, "changed": 0, "renamed": 0, "removed": 0, "unchanged": 0, "refused": 0}


class _Lost(Exception):
    """Somebody else holds the source now, or it is gone."""


async def sync_due(deps: Deps) -> bool:
    """Sync one source that is due; False when there is none."""
    async with deps.db.read() as tx:
        rows = await repo.due(tx, deps.clock(), 10)
    for row in rows:
        held = await _claimed(row, deps)
        if held:
            if not await attempt("sync", _synced(held, deps), source=row["id"]):
                await _end(held, deps, {"state": "failed", "due_at": deps.clock() + _RETRY, "problem": _unknown()})
            return True
    return False


async def _claimed(row: Row, deps: Deps) -> Row | None:
    """The source, held; a sync that was broken off goes on where it was."""
    now = deps.clock()
    values: dict[str, Any] = {"lease_until": now + _LEASE, "state": "syncing"}
    if row["state"] != "syncing" or not row["last"]:
        sync_id = deps.new_id(ids.KNOWLEDGE_SYNC)
        cursor, whole_at = _beginning(row, now)
        last = {"id": sync_id, "started_at": now.isoformat(), "ended_at": None, "whole_at": whole_at, **_NOTHING}
        values |= {"sync_id": sync_id, "cursor": cursor, "last": last, "problem": None}
    async with deps.db.begin() as tx:
        if not await repo.claim(tx, row, values):
            return None
    return {**row, **values, "fence": row["fence"] + 1}


def _beginning(row: Row, now: datetime) -> tuple[str | None, str]:
    """The cursor a sync begins with, and when the place was last listed from its beginning."""
    last: dict[str, Any] = row["last"] or {}
    whole_at: str | None = last.get("whole_at")
    if row["token"] and whole_at and now - datetime.fromisoformat(whole_at) < _LISTED_WHOLE:
        return row["token"], whole_at
    return None, now.isoformat()


async def _page(connector: Connector, cursor: str | None) -> Listing:
    try:
        return await connector.page(cursor)
    except CursorLost:
        return await connector.page(None)


async def _synced(source: Row, deps: Deps) -> None:
    try:
        connector = connector_of(source, deps)
        listing = await _page(connector, source["cursor"])
        source = await _taken(source, listing, deps)
        while listing.cursor is not None:
            listing = await _page(connector, listing.cursor)
            source = await _taken(source, listing, deps)
        await _mirrored(source, listing, deps)
    except _Lost:
        return
    except Problem as problem:
        is_passing = status_of(problem) >= 500 or status_of(problem) == 429
        later = deps.clock() + _RETRY if is_passing else next_due(source, deps.clock())
        state = "asking" if isinstance(problem, problems.TooMuchWouldGo) else "failed"
        values = {"state": state, "due_at": later, "problem": document_service.trouble(problem)}
        await _end(source, deps, values)


def _unknown() -> dict[str, str]:
    return document_service.trouble(Problem("This was recorded. It is tried again by itself in a few minutes."))


async def _taken(source: Row, listing: Listing, deps: Deps) -> Row:
    """Take a page over, and how far the listing has come, in one transaction."""
    counts = Counter({name: source["last"][name] for name in _NOTHING})
    async with deps.db.begin() as tx:
        keys = {document_rules.key_of(each.place): _scoped(source, each) for each in listing.entries}
        known = await documents.at_places(tx, source["company_id"], source["id"], list(keys))
        same = await _ids_at(tx, source, listing.unsure)
        for key, each in keys.items():
            row = known.get(key)
            did = rules.what_to_do(each, row)
            counts["listed"] += 1
            counts[did if did != "access" else "changed"] += 1
            if did == "unchanged" and row is not None:
                same.append(row["id"])
            else:
                counts["refused"] += await _note(tx, source, each, row, did, deps)
        await documents.mark_seen(tx, source["company_id"], same, source["sync_id"])
        await documents.mark_seen(tx, source["company_id"], await _ids_at(tx, source, listing.gone), _GONE)
        last = {**source["last"], **{name: counts[name] for name in _NOTHING}}
        values = {"cursor": listing.cursor, "last": last, "lease_until": deps.clock() + _LEASE}
        if listing.cursor is None:
            values.pop("cursor")
        await _settled(tx, source, values)
        tx.after_commit(deps.work.set)
    return {**source, **values}


async def _ids_at(tx: Tx, source: Row, places: Sequence[str]) -> list[str]:
    keys = [document_rules.key_of(each) for each in places]
    known = await documents.at_places(tx, source["company_id"], source["id"], keys) if keys else {}
    return [row["id"] for row in known.values()]


def _scoped(source: Row, entry: Entry) -> Entry:
    """An entry with who may read it named as it is kept."""
    if entry.open_to is None:
        return entry
    return replace(entry, open_to=tuple(scoped(source["id"], each) for each in entry.open_to))


async def _note(tx: Tx, source: Row, entry: Entry, known: Row | None, did: rules.Did, deps: Deps) -> int:
    """Write down what is new about an entry; answers 1 if it cannot be taken."""
    now = deps.clock()
    refusal = _refusal(entry)
    name = clean_name(entry.name or entry.place)
    open_to = None if entry.open_to is None else list(entry.open_to)
    values: dict[str, Any] = {"open_to": open_to, "name": name, "seen_sync": source["sync_id"], "changed_at": now}
    is_fetched = did in {"added", "changed"}
    if is_fetched:
        values |= {
            "version_tag": entry.tag, "size": entry.size or 0, "tries": 0, "due_at": now, "lease_until": None,
            "media_type": document_rules.media_type_of(name, entry.media_type) or "",
            "state": "failed" if refusal else "queued",
            "problem": document_service.trouble(refusal) if refusal else None,
        }  # fmt: skip
    if known is None:
        document_id = deps.new_id(ids.KNOWLEDGE_DOCUMENT)
        row = {**new_row(document_id, source, entry.place, now), **values}
        await documents.insert(tx, [row])
    else:
        row = {**known, **values}
        if is_fetched:
            # Whoever takes the earlier version in at this moment must not call the document ready.
            values["fence"] = known["fence"] + 1
        if known["generation"] and not is_fetched:
            values["position"] = await bases.next_positions(tx, source["company_id"], source["base_id"])
        if did == "added":
            # It was removed once: nothing of it is there any more.
            values |= {"generation": 0, "added_at": now}
        await documents.update(tx, source["company_id"], known["id"], values)
    what = "refused" if refusal else did if did != "unchanged" else "changed"
    whys = {"added": "New at the source", "changed": "Changed at the source"}
    if known is not None:
        whys |= {"renamed": f"It was “{known['name']}” before", "access": "It is open to others there now"}
    why = refusal.detail if refusal else whys.get(did, "")
    await documents.note(tx, [document_service.entry(row, what, why, deps)])
    return 1 if refusal else 0


def _refusal(entry: Entry) -> Problem | None:
    """Why something is not even fetched."""
    name = clean_name(entry.name or entry.place)
    if document_rules.media_type_of(name, entry.media_type) is None:
        return document_problems.DocumentKindNotTaken(f"“{name}” cannot be read. Give a {document_rules.TAKEN}.")
    if entry.size is not None and entry.size > document_rules.MAX_BYTES:
        most = document_rules.MAX_BYTES // 1024**2
        return TooLarge(f"“{name}” is larger than the {most} MB a document may have. Split it.")
    if entry.size == 0:
        return document_problems.DocumentEmpty(f"There is nothing in “{name}”.")
    return None


async def _mirrored(source: Row, last: Listing, deps: Deps) -> None:
    """The listing is complete: what was moved lives on under its new name, what was not seen goes."""
    company_id, sync_id = source["company_id"], source["sync_id"]
    async with deps.db.read() as tx:
        gone = await documents.unseen(tx, company_id, source["id"], sync_id)
        if last.changes_only:
            gone = [row for row in gone if row["seen_sync"] == _GONE]
        all_of_them = await documents.count_live(tx, company_id, source["id"])
        fresh = await documents.fresh(tx, company_id, source["id"], sync_id, {row["version_tag"] for row in gone})
    moved = rules.renames(gone, fresh)
    renamed = {each.old["id"] for each in moved}
    lost = [row for row in gone if row["id"] not in renamed]
    if rules.too_much(len(lost), all_of_them - len(moved)) and not source["removal_allowed"]:
        raise problems.TooMuchWouldGo(
            f"{len(lost)} of {all_of_them - len(moved)} documents are no longer at “{source['name']}”. If they were "
            "deleted on purpose, confirm it and they go here too. If not, look at the source: nothing was removed."
        )
    for each in moved:
        source = await _renamed(source, each, deps)
    for start in range(0, len(lost), 100):
        source = await _removed(source, lost[start : start + 100], deps)
        await asyncio.sleep(0)
    values = {"state": "idle", "due_at": next_due(source, deps.clock()), "problem": None, "removal_allowed": False}
    values["token"] = last.token
    await _end(source, deps, values)


async def _renamed(source: Row, moved: rules.Rename, deps: Deps) -> Row:
    old, new = moved.old, moved.new
    async with deps.db.begin() as tx:
        company_id = source["company_id"]
        # The new row's place is freed before the old row takes it.
        await documents.remove(
            tx, company_id, new["id"], {"place_key": f"moved:{new['id']}", "fence": new["fence"] + 1}
        )
        values = {
            "place": new["place"], "place_key": new["place_key"], "name": new["name"], "seen_sync": source["sync_id"],
            "media_type": new["media_type"], "open_to": new["open_to"], "changed_at": deps.clock(),
            "position": await bases.next_positions(tx, company_id, source["base_id"]),
        }  # fmt: skip
        await documents.update(tx, company_id, old["id"], values)
        row = {**old, **values, "company_id": company_id, "source_id": source["id"]}
        why = f"It was “{old['place']}” before"
        await documents.note(tx, [document_service.entry(row, "renamed", why, deps)])
        return await _counted(tx, source, {"renamed": 1, "added": -1}, deps)


async def _removed(source: Row, rows: Sequence[Mapping[str, Any]], deps: Deps) -> Row:
    async with deps.db.begin() as tx:
        for each in rows:
            row = {**each, "company_id": source["company_id"], "source_id": source["id"]}
            await document_service.remove(tx, row, "No longer at the source", deps)
        return await _counted(tx, source, {"removed": len(rows)}, deps)


async def _counted(tx: Tx, source: Row, more: Mapping[str, int], deps: Deps) -> Row:
    last = {**source["last"], **{name: source["last"][name] + count for name, count in more.items()}}
    values = {"last": last, "lease_until": deps.clock() + _LEASE}
    await _settled(tx, source, values)
    return {**source, **values}


async def _settled(tx: Tx, source: Row, values: Mapping[str, Any]) -> None:
    if not await repo.settle(tx, source["company_id"], source["id"], source["fence"], values):
        raise _Lost


async def _end(source: Row, deps: Deps, values: Mapping[str, Any]) -> None:
    """Let the source go."""
    last = {**source["last"], "ended_at": deps.clock().isoformat()}
    async with deps.db.begin() as tx:
        ended = {**values, "last": last, "lease_until": None, "cursor": None}
        await repo.settle(tx, source["company_id"], source["id"], source["fence"], ended)
