"""What is kept of how a draft came to be, and what a person can take back of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from company_service.edits import repo, rules
from company_service.edits.schemas import DraftHistory, OthersEdit, OwnEdit, SentEdits
from kernel.db import Row, Tx
from kernel.identity import Principal


async def record(tx: Tx, workflow_id: str, revision: int, sent: SentEdits, at: datetime, *, by: Principal) -> None:
    """Keep what a save that made this revision says of its edits; forget the oldest when there are too many."""
    user_id = by.user_id or ""
    if sent.made:
        await _keep(tx, workflow_id, revision, sent, at, by)
    for state in ("done", "undone", "dropped"):
        if ids := [each.id for each in sent.turned if each.state == state]:
            values: dict[str, Any] = {"state": state, "turned": revision}
            if state == "dropped":
                values |= _EMPTIED
            await repo.turn(tx, by.company_id, workflow_id, user_id, ids, values)
    if sent.made:
        await _prune(tx, by.company_id, workflow_id)


_EMPTIED: Mapping[str, Any] = {"operations": None, "inverse": None}


async def _keep(tx: Tx, workflow_id: str, revision: int, sent: SentEdits, at: datetime, by: Principal) -> None:
    """Keep new edits: whatever else this person had undone, here or in another tab, cannot be done again."""
    whose = {"workflow_id": workflow_id, "company_id": by.company_id, "user_id": by.user_id or ""}
    named = {each.id for each in (*sent.made, *sent.turned)}
    if left := await repo.undone(tx, by.company_id, workflow_id, whose["user_id"]) - named:
        await repo.turn(tx, by.company_id, workflow_id, whose["user_id"], left, {"state": "dropped", **_EMPTIED})
    await repo.insert(tx, [rules.row_of(each, nth, revision, at, whose) for nth, each in enumerate(sent.made)])


async def _prune(tx: Tx, company_id: str, workflow_id: str) -> None:
    count, size = await repo.totals(tx, company_id, workflow_id)
    if count > rules.MOST_EDITS or size > rules.MOST_BYTES:
        oldest = rules.oldest_kept(await repo.heads(tx, company_id, workflow_id))
        await repo.forget_older(tx, company_id, workflow_id, oldest["revision"], oldest["nth"])


async def replaced(
    tx: Tx,
    workflow_id: str,
    revision: int,
    graphs: tuple[Any, Any],
    version: int | None,
    at: datetime,
    *,
    by: Principal,
) -> None:
    """Keep that a save put a graph in the place of the one before: that of a version, or one of unknown making."""
    sent = SentEdits.model_construct(made=[rules.replacement(revision, *graphs, version)], turned=[])
    await record(tx, workflow_id, revision, sent, at, by=by)


async def history(tx: Tx, workflow_id: str, *, by: Principal) -> DraftHistory:
    """What the caller can undo and do again, and what others did since the first of it."""
    user_id = by.user_id or ""
    heads = rules.shown(await repo.heads(tx, by.company_id, workflow_id), user_id)
    if not heads:
        return DraftHistory(mine=[], others=[])
    mine = await repo.some(tx, by.company_id, workflow_id, [row["id"] for row in heads])
    since = min(row["turned"] for row in heads)
    others = await repo.of_others(tx, by.company_id, workflow_id, user_id, since)
    return DraftHistory(mine=[_own(row) for row in reversed(mine)], others=[_others(row) for row in reversed(others)])


async def forget_draft(tx: Tx, workflow_id: str, *, by: Principal) -> None:
    """The workflow is deleted, and with it the history of its draft."""
    await repo.forget_draft(tx, by.company_id, workflow_id)


async def has_older(tx: Tx, company_id: str, before: datetime) -> bool:
    """Whether a company has edits from before a moment."""
    return await repo.has_older(tx, company_id, before)


async def forget(tx: Tx, company_id: str, before: datetime, limit: int) -> int:
    """Delete so many of a company's oldest edits from before a moment; answers how many those were."""
    return await repo.forget(tx, company_id, before, limit)


def _own(row: Row) -> OwnEdit:
    return OwnEdit.model_validate({**row, "values": row["label_values"]})


def _others(row: Row) -> OthersEdit:
    return OthersEdit.model_validate({**row, "by": row["user_id"] or None, "done": row["state"] == "done"})
