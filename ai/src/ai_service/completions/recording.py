"""The last stages: what was really spent takes the place of the estimate, and is written down behind the answer."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ai_service.completions.deps import Hub
from ai_service.completions.stages import Answer, Ask, Entry, Hold
from ai_service.usage import repo
from contracts import ids
from kernel.db import Database
from kernel.jobs import attempt


@dataclass(frozen=True)
class Ending:
    """All that the end of an answer needs."""

    ask: Ask
    answer: Answer
    hold: Hold
    alias: str | None
    began: float
    first: float

    async def settle_and_record(self, deps: Hub) -> None:
        """Give back what was held, settle, record."""
        answer = self.answer
        answer.end()
        spent = [*answer.lost, answer.spent]
        await self.hold.settle(spent)
        seconds = time.monotonic() - self.began
        for each in spent:
            entry = Entry(self.ask, each, self.alias, answer.cache, answer.attempts, seconds, self.first)
            await deps.ledger.record(entry)


class BatchLedger:
    """Writes usage records together, a moment behind the answers (`Ledger`).

    A killed process loses those of the last moment; an orderly stop loses none. Who records while thousands wait to be
    written waits for room.
    """

    def __init__(
        self,
        db: Database,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[str], str],
        every: float = 0.1,
        most: int = 10_000,
    ) -> None:
        self._db = db
        self._clock = clock
        self._new_id = new_id
        self._every = every
        self._most = most
        self._rows: list[dict[str, Any]] = []
        self._writing: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._closing = False

    async def record(self, entry: Entry) -> None:
        """Take it; it is written within a moment."""
        while len(self._rows) >= self._most and self._writing is not None:
            await asyncio.wait([self._writing], timeout=self._every)
        self._rows.append(self._row(entry))
        if self._closing:
            await self.flush()
        elif self._writing is None:
            self._writing = asyncio.create_task(self._write_until_empty())

    def _row(self, entry: Entry) -> dict[str, Any]:
        ask, spent = entry.ask, entry.spent
        return {
            "id": self._new_id(ids.USAGE),
            "company_id": ask.by.company_id,
            "user_id": ask.by.user_id or "",
            "task": ask.task,
            "provider": spent.candidate.kind[:40],
            "model": spent.candidate.model,
            "input_tokens": spent.tokens.taken,
            "output_tokens": spent.tokens.given,
            "cost": spent.cost or 0.0,
            "seconds": entry.seconds,
            "at": self._clock(),
        }

    async def _write_until_empty(self) -> None:
        while self._rows and not self._closing:
            await asyncio.sleep(self._every)
            await attempt("usage", self.flush())
        self._writing = None

    async def flush(self) -> None:
        """Write what there is. What could not be written stays."""
        async with self._turn:
            rows = self._rows[: self._most]
            if rows:
                async with self._db.begin() as tx:
                    await repo.insert_all(tx, rows)
                del self._rows[: len(rows)]

    async def close(self) -> None:
        """Write what is left. Who writes just now is let finish: cut off, it would not know what it has written."""
        self._closing = True
        if self._writing is not None:
            await self._writing
        await self.flush()
