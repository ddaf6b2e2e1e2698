"""Adds to the log what services noted, keeps signed checkpoints beside the database, and forgets what is old."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

import orjson

from company_service.audit import repo, rules
from company_service.audit.schemas import Checkpoint
from kernel.bus import Message
from kernel.db import Database, Tx
from kernel.outbox import Noted, first_times
from kernel.secrets import SecretBox

_CONSUMER = "audit"
_FORGOTTEN_AT_ONCE = 1_000
FRESH = {
    "seq": 0,
    "hash": rules.GENESIS,
    "first_seq": 1,
    "first_hash": rules.GENESIS,
    "first_seal": "",
    "verified_seq": 0,
    "verified_at": None,
    "finding": None,
}


@dataclass(frozen=True)
class Ledger:
    """What the log is written with: the database, the keys that sign, and the file beside it."""

    db: Database
    secrets: SecretBox
    checkpoints: Path

    def signed(self, text: str) -> str:
        """The deployment's signature."""
        return self.secrets.sign(text, purpose=rules.PURPOSE)

    def is_signed(self, text: str, signature: str) -> bool:
        """Whether the deployment signed this."""
        return self.secrets.is_signed(text, signature, purpose=rules.PURPOSE)

    def checkpoint(self, kind: str, company_id: str, seq: int, its_hash: str, now: datetime) -> Checkpoint:
        """What a company's log has come to, signed."""
        point = Checkpoint(kind, company_id, seq, its_hash, rules.moment(now), "")
        return point._replace(signature=self.signed(rules.checkpoint_text(point)))

    async def keep(self, points: Sequence[Checkpoint]) -> None:
        """Append checkpoints to the file; they are on disk when this returns."""
        if points:
            await asyncio.to_thread(_append, self.checkpoints, "".join(map(rules.checkpoint_line, points)))


def checkpoints_in(data_dir: Path) -> Path:
    """Where the checkpoints are kept."""
    return data_dir / "audit-checkpoints.jsonl"


def _append(file: Path, lines: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, lines.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def add(messages: Sequence[Message], ledger: Ledger, now: datetime) -> None:
    """Add what was noted, each once, at the end of its company's chain."""
    points: list[Checkpoint] = []
    async with ledger.db.begin() as tx:
        fresh = await first_times(tx, _CONSUMER, messages)
        there = await repo.known(tx, [each.id for each in fresh]) if fresh else set[str]()
        for company_id in dict.fromkeys(each.company_id for each in fresh):
            mine = [each for each in fresh if each.company_id == company_id and each.id not in there]
            points += await _add_to(tx, company_id, mine, ledger, now)
    await ledger.keep(points)


async def _add_to(
    tx: Tx, company_id: str, messages: Sequence[Message], ledger: Ledger, now: datetime
) -> list[Checkpoint]:
    chain = await repo.hold_chain(tx, company_id, FRESH)
    seq, last = int(chain["seq"]), str(chain["hash"])
    noted = [Noted.model_validate(each.payload) for each in messages]
    names = await repo.names(tx, company_id, {each.actor_id for each in noted})
    rows: list[dict[str, Any]] = []
    for message, entry in zip(messages, noted, strict=True):
        seq += 1
        row = _row(message, entry, seq, names.get(entry.actor_id, ""))
        last = row["hash"] = rules.hash_of(row, last)
        row["seal"] = ledger.signed(rules.sealed_text(company_id, seq, last))
        rows.append(row)
    if not rows:
        return []
    await repo.add(tx, rows)
    await repo.save_chain(tx, company_id, {"seq": seq, "hash": last})
    return [ledger.checkpoint("end", company_id, seq, last, now)]


def _row(message: Message, entry: Noted, seq: int, actor_name: str) -> dict[str, Any]:
    fields = entry.model_dump(exclude={"changes"})
    changes = [each.model_dump(mode="json") for each in entry.changes]
    row: dict[str, Any] = {
        **fields,
        "seq": seq,
        "id": message.id,
        "at": rules.moment(message.created_at),
        "actor_name": actor_name,
        "changes": orjson.dumps(changes, option=orjson.OPT_SORT_KEYS).decode(),
    }
    return {**row, "words": rules.words_of(row)}


async def restored(ledger: Ledger, now: datetime) -> int:
    """After a backup was put back: let the logs go on from where it ends. Says how many companies' there are.

    Without this the next check would rightly say that entries are missing at the end; with it, it stays on record
    (signed, in the file) that there were more.
    """
    points: list[Checkpoint] = []
    async with ledger.db.read() as tx:
        for company_id in sorted(await repo.companies(tx)):
            if chain := await repo.chain(tx, company_id):
                points.append(ledger.checkpoint("restored", company_id, chain["seq"], chain["hash"], now))
    await ledger.keep(points)
    return len(points)


async def forget(ledger: Ledger, before: datetime) -> None:
    """Forget every company's entries that are older than this; where a log then begins is signed."""
    async with ledger.db.read() as tx:
        companies = sorted(await repo.companies(tx))
    for company_id in companies:
        while await _forget_some(ledger, company_id, before):
            pass


async def _forget_some(ledger: Ledger, company_id: str, before: datetime) -> bool:
    """Forget a batch of a company's oldest entries; whether there may be more."""
    async with ledger.db.begin() as tx:
        if await repo.chain(tx, company_id) is None:
            return False
        chain = await repo.hold_chain(tx, company_id, FRESH)
        rows = await repo.after(tx, company_id, None, _FORGOTTEN_AT_ONCE)
        # The newest entry stays, whatever its age: it is what the next one is chained to.
        old = list(takewhile(lambda row: row["at"] < rules.moment(before) and row["seq"] < chain["seq"], rows))
        if not old:
            return False
        first, its_hash = old[-1]["seq"] + 1, str(old[-1]["hash"])
        seal = ledger.signed(rules.first_text(company_id, first, its_hash))
        await repo.forget(tx, company_id, first - 1)
        await repo.save_chain(tx, company_id, {"first_seq": first, "first_hash": its_hash, "first_seal": seal})
    return len(old) == _FORGOTTEN_AT_ONCE


LEAST_KEPT = timedelta(days=365)
"""No setting lets entries be forgotten sooner."""
