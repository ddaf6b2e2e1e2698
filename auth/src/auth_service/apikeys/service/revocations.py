"""Which keys were revoked, on record beside the database, so that yesterday's backup revives none of them.

The record is a file of JSON lines, `{"began": …}` first and then `{"key": …, "at": …}`; it is appended to before the
database is told, and a restore leaves it as it is.
"""

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from auth_service.apikeys import repo
from kernel.db import Database


class Restored(NamedTuple):
    """What was ended after a backup was put back."""

    keys: int
    sessions: int
    record_reaches: bool
    """Whether the record reaches back to the backup, so that only keys on it had to end."""


@dataclass(frozen=True)
class Revocations:
    """The record in this data folder."""

    data_dir: Path

    @property
    def file(self) -> Path:
        """Where it is."""
        return self.data_dir / "revoked-keys.jsonl"

    async def begin(self, now: datetime) -> None:
        """Begin a record, unless there is one."""
        if not self.file.exists():
            await asyncio.to_thread(self._append, {"began": now.isoformat()})

    async def add(self, key_id: str, now: datetime) -> None:
        """Put a key on record; it is on disk when this returns."""
        await self.begin(now)
        await asyncio.to_thread(self._append, {"key": key_id, "at": now.isoformat()})

    def _append(self, line: dict[str, Any]) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, orjson.dumps(line) + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self) -> tuple[datetime | None, set[str]]:
        """Since when there is a record, and the keys on it. A line that broke off is let pass."""
        began: datetime | None = None
        keys: set[str] = set()
        for line in self.file.read_bytes().splitlines() if self.file.exists() else []:
            try:
                found = orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            began = began or (datetime.fromisoformat(found["began"]) if "began" in found else None)
            keys |= {found["key"]} if "key" in found else set()
        return began, keys


async def after_restore(db: Database, data_dir: Path, *, taken_at: datetime, now: datetime) -> Restored:
    """To be called when a backup of this database, taken then, was put back and before anybody is served.

    Every session ends: people sign in again. Keys that were revoked since stay revoked, by the record; where it does
    not reach back to the backup (it was lost, or this is another machine), nobody can tell, and every key ends.
    """
    began, revoked = await asyncio.to_thread(Revocations(data_dir).read)
    reaches = began is not None and began <= taken_at
    async with db.begin() as tx:
        keys = await repo.revoke_everywhere(tx, revoked if reaches else None, now)
        sessions = await repo.end_sessions(tx, now)
    return Restored(keys, sessions, reaches)
