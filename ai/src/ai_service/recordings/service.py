"""Where a recording provider keeps its exchanges."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ai_service.recordings import repo
from kernel.db import Database


@dataclass(frozen=True)
class StoredRecordings:
    """The exchanges of one provider of one company (`Recordings`)."""

    db: Database
    clock: Callable[[], datetime]
    company_id: str
    provider_id: str

    async def find(self, key: str) -> bytes | None:
        """What was answered, if this was ever asked."""
        async with self.db.read() as tx:
            found = await repo.find(tx, self.company_id, self.provider_id, key)
        return found.encode() if found is not None else None

    async def keep(self, key: str, answered: bytes) -> None:
        """Remember the answer, in place of one before."""
        async with self.db.begin() as tx:
            await repo.put(tx, self.company_id, self.provider_id, key, answered.decode(), self.clock())


class Unkept:
    """For a provider that is only tried: nothing was recorded, and nothing is."""

    async def find(self, key: str) -> bytes | None:
        """Nothing."""
        return None

    async def keep(self, key: str, answered: bytes) -> None:
        """Nowhere."""


async def companies(db: Database) -> list[str]:
    """Those that recorded something."""
    async with db.read() as tx:
        return await repo.companies(tx)


async def forget_old(company_id: str, before: datetime, db: Database) -> None:
    """Delete what a company recorded before."""
    async with db.begin() as tx:
        await repo.forget_old(tx, company_id, before)
