"""Backups of a composed installation, through its databases' addresses: everything of every service, as of one moment.

What services tell each other is held back for that moment (their relays' locks are taken), and what is on its way is
given time to arrive, so that no event is in neither of two databases. Nothing else waits: people go on working. The
encryption keys are not part of it; without them credentials in it cannot be read.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from auth_service.apikeys.service.revocations import after_restore
from company_service.audit.service.checking import check
from company_service.audit.service.writing import Ledger, checkpoints_in, restored
from company_service.engine.controls import pause_everything
from kernel.db import Database, migrate
from kernel.secrets import SecretBox, box_from_text
from kernel.service import Manifest, Settings
from standalone import dumps
from standalone.app import MANIFESTS
from standalone.archives import BadBackup, unpacked, written
from standalone.payload_copies import payload_files, put_payloads

_ABOUT = "backup.json"
_FORMAT = 2
_AGAIN = 0.05
_HELD = "A backup was put back. Look which runs had gone on since, then let them go on."


class ComposedSettings(Settings):
    """Where a composed installation keeps what it keeps. `settle_seconds`: for what is on its way between services."""

    auth_database_url: str
    company_database_url: str
    agents_database_url: str
    ai_database_url: str
    notifications_database_url: str
    auth_data_dir: Path
    company_data_dir: Path
    encryption_keys: str
    payloads_url: str = ""
    s3_endpoint_url: str = ""
    s3_region: str = ""
    settle_seconds: float = 2.0

    def database(self, name: str) -> str:
        """The address of a service's database."""
        return str(getattr(self, f"{name}_database_url"))


@dataclass(frozen=True)
class Counted:
    """What a backup holds."""

    rows: int
    payloads: int
    taken_at: datetime


@asynccontextmanager
async def _relay_held(db: Database) -> AsyncGenerator[None]:
    """Let nothing leave the database's outbox; the relay has its lock for a moment at a time only."""
    while True:
        async with db.exclusive("outbox") as mine:
            if mine:
                yield
                return
        await asyncio.sleep(_AGAIN)


@asynccontextmanager
async def _all_at_one_moment(settings: ComposedSettings) -> AsyncGenerator[Mapping[str, AsyncConnection]]:
    async with AsyncExitStack() as views:
        async with AsyncExitStack() as held:
            for manifest in MANIFESTS:
                db = Database(settings.database(manifest.name))
                held.push_async_callback(db.close)
                await held.enter_async_context(_relay_held(db))
            await asyncio.sleep(settings.settle_seconds)
            found = {
                each.name: await views.enter_async_context(dumps.snapshot(settings.database(each.name)))
                for each in MANIFESTS
            }
        yield found


async def backup(settings: ComposedSettings, target: Path, passphrase: str) -> Counted:
    """Write everything into one file, while the installation serves."""
    tables: dict[str, Any] = {}
    about: dict[str, Any] = {"format": _FORMAT, "tables": tables, "schemas": {}}
    with tempfile.TemporaryDirectory(dir=target.parent) as made, written(target, passphrase) as tar:
        async with _all_at_one_moment(settings) as views:
            taken_at = datetime.now(UTC)
            for manifest in MANIFESTS:
                about["schemas"][manifest.name] = await _revision(views[manifest.name], manifest)
                for table in manifest.metadata.sorted_tables:
                    name, file = f"{manifest.name}/{table.name}", Path(made) / "rows"
                    rows, digest = await dumps.dump(views[manifest.name], table, file)
                    tables[name] = {"rows": rows, "sha256": digest}
                    tar.add(file, f"{name}.jsonl.gz")
        # After the databases that speak of them: what is written first can be missing in no backup.
        count = 0
        async for name, file in payload_files(settings.payloads_url, settings, Path(made)):
            tar.add(file, f"payloads/{name}")
            count += 1
        about |= {"taken_at": taken_at.isoformat(), "payloads": count}
        file = Path(made) / _ABOUT
        file.write_text(json.dumps(about))
        tar.add(file, _ABOUT)
    return Counted(sum(each["rows"] for each in tables.values()), count, taken_at)


async def _revision(connection: AsyncConnection, manifest: Manifest) -> str:
    there = await connection.run_sync(lambda sync: sa.inspect(sync).has_table("alembic_version"))
    if not there:
        raise BadBackup(f"The database of {manifest.name} is empty: there is nothing to keep a copy of.")
    return str((await connection.execute(sa.text("SELECT version_num FROM alembic_version"))).scalar_one())


def _about(folder: Path) -> dict[str, Any]:
    try:
        about = json.loads((folder / _ABOUT).read_text())
    except (OSError, ValueError) as error:
        raise BadBackup(f"This is no backup of a composed installation ({error}). Nothing was changed.") from None
    if about["format"] != _FORMAT:
        raise BadBackup(
            "This backup is of one process, or of another version: put it back with the same. Nothing was changed."
        )
    return about


async def _fill(urls: Mapping[str, str], folder: Path, about: Mapping[str, Any]) -> int:
    """Make each database anew from a backup. Raises `BadBackup` at the first thing that is not as it was."""
    rows = 0
    for manifest in MANIFESTS:
        db = Database(urls[manifest.name])
        try:
            await migrate(db, manifest.package, to=about["schemas"][manifest.name])
            async with db.begin() as tx:
                for table in manifest.metadata.sorted_tables:
                    name = f"{manifest.name}/{table.name}"
                    found = await dumps.load(tx.connection, table, folder / f"{name}.jsonl.gz")
                    dumps.checked(name, found, about["tables"][name])
                    rows += found[0]
            await migrate(db, manifest.package)
        finally:
            await db.close()
    return rows


async def restore(settings: ComposedSettings, source: Path, passphrase: str) -> Counted:
    """Put a backup into empty databases, while no service runs. Raises `BadBackup`."""
    for manifest in MANIFESTS:
        async with dumps.snapshot(settings.database(manifest.name)) as connection:
            if not await dumps.is_empty(connection, list(manifest.metadata.sorted_tables)):
                raise BadBackup(
                    f"The database of {manifest.name} is not empty, and nothing in it is written over. Stop the "
                    "services, and restore into empty databases (docs/operations/backup.md). Nothing was changed."
                )
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        unpacked(source, folder, passphrase)
        about = _about(folder)
        rows = await _fill({each.name: settings.database(each.name) for each in MANIFESTS}, folder, about)
        await put_payloads(settings.payloads_url, settings, folder / "payloads")
        await _settle(settings, datetime.fromisoformat(about["taken_at"]))
        return Counted(rows, about["payloads"], datetime.fromisoformat(about["taken_at"]))


async def _settle(settings: ComposedSettings, taken_at: datetime) -> None:
    now, secrets = datetime.now(UTC), box_from_text(settings.encryption_keys)
    auth, company = Database(settings.auth_database_url), Database(settings.company_database_url)
    try:
        await after_restore(auth, settings.auth_data_dir, taken_at=taken_at, now=now)
        await restored(Ledger(company, secrets, checkpoints_in(settings.company_data_dir)), now)
        await pause_everything(company, _HELD, now)
    finally:
        await auth.close()
        await company.close()


async def verify(settings: ComposedSettings, source: Path, passphrase: str) -> Counted:
    """Put a backup into a scratch place, look whether all of it is there and as it was, and throw that away."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        unpacked(source, folder, passphrase)
        about = _about(folder)
        urls = {each.name: f"sqlite+aiosqlite:///{folder / each.name}.db" for each in MANIFESTS}
        rows = await _fill(urls, folder, about)
        there = sum(1 for each in (folder / "payloads").rglob("*") if each.is_file())
        if there != about["payloads"]:
            raise BadBackup(f"{there} large values of {about['payloads']} are in this backup.")
        await check_audit(urls["company"], folder, box_from_text(settings.encryption_keys))
        return Counted(rows, there, datetime.fromisoformat(about["taken_at"]))


async def check_audit(company_url: str, folder: Path, secrets: SecretBox) -> None:
    """Raise `BadBackup` unless the audit logs in this database are as they were written."""
    ledger = Ledger(Database(company_url), secrets, checkpoints_in(folder))
    try:
        _, findings = await check(ledger, None)
    finally:
        await ledger.db.close()
    if findings:
        first = findings[0]
        raise BadBackup(f"The audit log of {first.company_id} in this backup is wrong at {first.seq}: {first.words}")


def told(what: str, counted: Counted) -> None:
    """Say what was done."""
    sys.stdout.write(
        f"{what}: {counted.rows} rows and {counted.payloads} large values, as of "
        f"{counted.taken_at:%Y-%m-%d %H:%M:%S} UTC.\n"
    )
