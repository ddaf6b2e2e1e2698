"""The journal's writer when the database is away for long."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from company.tests.engine.conftest import database
from company_service.engine.entries import Entry, Outcome
from company_service.engine.facade import Silent
from company_service.engine.journal import GroupCommit
from company_service.engine.payloads import FilePayloads
from kernel.db import Database


class Away(Database):
    """A database that is away for so many tries."""

    def __init__(self, url: str, tries: int) -> None:
        super().__init__(url)
        self.tries = tries

    async def at_once(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        self.tries -= 1
        await self.ping()
        return await super().at_once(work)

    async def ping(self) -> None:
        if self.tries > 0:
            raise sqlite3.OperationalError("unable to open database file")


async def test_an_outage_of_thousands_of_tries_costs_nobody_an_entry(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    told: list[Outcome] = []
    async with database(url):
        away = Away(url, tries=5_000)
        writer = GroupCommit(away, FilePayloads(tmp_path), Silent(), pauses=(0,))
        for number in range(2):
            writer.submit(Entry(f"run_{number}", "com_a", 1, told.append, lambda: True))
        writer.open()
        while len(told) < 2:
            await asyncio.sleep(0.01)
        await writer.close()
        await away.close()

    assert told == ["taken_over"] * 2  # the database was asked: it knows of no such runs
