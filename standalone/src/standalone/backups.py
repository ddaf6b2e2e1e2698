"""Backups of a standalone installation: one file with everything in its data folder, and putting that back.

A backup may be taken while the platform serves: each database is copied by SQLite's own means, as it is at one moment,
and files after the databases that speak of them. It holds the encryption keys: who has the file has everything.

Two records are not put back over those that are there: which API keys were revoked, and what the audit log had come to.
They are what keeps yesterday's backup from reviving keys and from hiding what was noted since.
"""

import hashlib
import io
import json
import os
import sqlite3
import sys
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from auth_service.apikeys.service.revocations import Revocations, after_restore
from company_service.audit.service.writing import Ledger, checkpoints_in, restored
from company_service.engine.controls import pause_everything
from kernel.db import Database
from standalone.app import MANIFESTS, StandaloneSettings, database_url, secret_box
from standalone.archives import BadBackup, unpacked, written
from standalone.composed_backups import check_audit
from standalone.databases import migrate_all
from standalone.serve import claim_data

_ABOUT = "backup.json"
_FORMAT = 1
_HELD = "A backup was put back. Look which runs had gone on since, then let them go on: agent-platform resume"


def backup(settings: StandaloneSettings, target: Path, passphrase: str = "") -> None:
    """Write everything into one file, which appears when it is whole."""
    folder, taken_at = settings.data_dir.resolve(), datetime.now(UTC)
    if not (folder / "auth.db").exists():
        raise BadBackup(f"There is no platform in {folder}. Set DATA_DIR to where its data is.")
    digests: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=folder.parent) as made, written(target, passphrase) as tar:
        for manifest in MANIFESTS:
            copy = Path(made) / f"{manifest.name}.db"
            _copy(folder / copy.name, copy)
            tar.add(copy, copy.name)
            digests[copy.name] = _digest(copy)
        for each in sorted(folder.rglob("*")):
            name = each.relative_to(folder).as_posix()
            if each.is_file() and not _is_apart(name):
                tar.add(each, name)
        about = json.dumps({"format": _FORMAT, "taken_at": taken_at.isoformat(), "sha256": digests}).encode()
        entry = tarfile.TarInfo(_ABOUT)
        entry.size = len(about)
        tar.addfile(entry, io.BytesIO(about))


def _digest(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _is_apart(name: str) -> bool:
    """Whether a file is a database (copied by itself), or of this process alone."""
    databases = tuple(f"{manifest.name}.db" for manifest in MANIFESTS)
    return name.startswith((*databases, "before-restore-")) or name == ".lock"


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


async def restore(settings: StandaloneSettings, source: Path, passphrase: str = "") -> Path:
    """Put a backup back, while nobody serves; answers where what was there is kept. Raises `BadBackup`, `CannotStart`.

    Nobody who is signed in stays so, keys that were revoked since stay dead, every company's audit log says on its
    record that it was put back, and runs are held until somebody has looked.
    """
    folder = settings.data_dir.resolve()
    lock = claim_data(folder)
    aside = folder / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    try:
        with tempfile.TemporaryDirectory(dir=folder.parent) as given:
            taken_at = _unpack(source, Path(given), passphrase)
            _exchange(folder, Path(given), aside)
        await migrate_all(folder, dry_run=False)
        await _settle(settings, taken_at)
    finally:
        os.close(lock)
    return aside


def _unpack(source: Path, folder: Path, passphrase: str) -> datetime:
    """Unpack a backup, and look whether it is whole; answers when it was taken."""
    unpacked(source, folder, passphrase)
    try:
        about = json.loads((folder / _ABOUT).read_text())
        taken_at = datetime.fromisoformat(about["taken_at"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadBackup(f"{source} is not a whole backup of this platform ({error}). Nothing was changed.") from None
    if about["format"] != _FORMAT:
        raise BadBackup(f"{source} was not made by one process of this version. Nothing was changed.")
    for name, digest in about.get("sha256", {}).items():
        if _digest(folder / name) != digest:
            raise BadBackup(f"{name} in {source} is not what was written. Nothing was changed.")
    for manifest in MANIFESTS:
        with closing(sqlite3.connect(folder / f"{manifest.name}.db")) as db:
            try:
                found = db.execute("PRAGMA quick_check").fetchone()
            except sqlite3.DatabaseError as error:
                found = (str(error),)
        if found != ("ok",):
            raise BadBackup(f"{manifest.name}.db in {source} is damaged ({found[0]}). Nothing was changed.")
    return taken_at


def _exchange(folder: Path, given: Path, aside: Path) -> None:
    """Move what is there aside, and the backup in its place; the two records stay."""
    stays = {Revocations(folder).file, checkpoints_in(folder)}
    aside.mkdir()
    for each in sorted(folder.iterdir()):
        if each not in stays and each.name != ".lock" and not each.name.startswith("before-restore-"):
            each.rename(aside / each.name)
    (given / _ABOUT).unlink()
    for each in sorted(given.iterdir()):
        if not (folder / each.name).exists():
            each.rename(folder / each.name)


async def _settle(settings: StandaloneSettings, taken_at: datetime) -> None:
    folder, now = settings.data_dir.resolve(), datetime.now(UTC)
    auth, company = (Database(database_url(folder, name)) for name in ("auth", "company"))
    try:
        ended = await after_restore(auth, folder, taken_at=taken_at, now=now)
        logs = await restored(Ledger(company, secret_box(settings), checkpoints_in(folder)), now)
        await pause_everything(company, _HELD, now)
    finally:
        await auth.close()
        await company.close()
    why = "revoked since" if ended.record_reaches else "all of them: what was revoked since cannot be known here"
    sys.stdout.write(
        f"The backup of {taken_at:%Y-%m-%d %H:%M} UTC is back. Ended: sessions {ended.sessions}, API keys {ended.keys} "
        f"({why}). Audit logs that say so: {logs}.\n{_HELD}\n"
    )


async def verify(settings: StandaloneSettings, source: Path, passphrase: str = "") -> dict[str, int]:
    """Put a backup into a scratch place and look whether all of it is there; how many rows each database holds."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _unpack(source, folder, passphrase)
        await migrate_all(folder, dry_run=False)
        own = settings.model_copy(update={"data_dir": folder})
        await check_audit(database_url(folder, "company"), folder, secret_box(own))
        return {manifest.name: _rows(folder / f"{manifest.name}.db") for manifest in MANIFESTS}


def _rows(file: Path) -> int:
    with closing(sqlite3.connect(file)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sum(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables)  # noqa: S608 - its own tables
