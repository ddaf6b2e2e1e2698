"""Commands that keep copies: `backup`, `restore`, `verify`. Where databases' addresses are given, of all services."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kernel.service import Settings, load
from standalone.app import StandaloneSettings
from standalone.archives import BadBackup
from standalone.payload_copies import S3, download, upload

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # pyright: ignore[reportPrivateUsage] - it has no public name


class BackupSettings(Settings):
    """`backup_passphrase` seals the file; the others say where a bucket is, for `s3://bucket/folder/name`."""

    backup_passphrase: str = ""
    backup_endpoint_url: str = ""
    backup_region: str = ""


def _is_composed() -> bool:
    return bool(os.environ.get("AUTH_DATABASE_URL"))


@contextmanager
def _file(name: str, settings: BackupSettings, *, fetch: bool) -> Generator[Path]:
    """The file itself, or one that stands for an object in a bucket."""
    if not name.startswith(S3):
        yield Path(name)
        return
    place = {"endpoint_url": settings.backup_endpoint_url, "region": settings.backup_region}
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "backup"
        if fetch:
            asyncio.run(download(name, file, **place))
        yield file
        if not fetch:
            asyncio.run(upload(file, name, **place))


Work = Callable[[Path, BackupSettings], Coroutine[Any, Any, None]]


def _run(work: Work, *, fetch: bool) -> Callable[[argparse.Namespace], int]:
    return lambda given: _done(work, str(given.file), fetch=fetch)


def _done(work: Work, name: str, *, fetch: bool) -> int:
    from standalone.serve import CannotStart

    settings = load(BackupSettings, os.environ)
    try:
        with _file(name, settings, fetch=fetch) as file:
            asyncio.run(work(file, settings))
    except (BadBackup, CannotStart, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


async def _write(file: Path, settings: BackupSettings) -> None:
    if _is_composed():
        from standalone.composed_backups import ComposedSettings, backup, told

        told("Written", await backup(load(ComposedSettings, os.environ), file, settings.backup_passphrase))
    else:
        from standalone import backups

        backups.backup(load(StandaloneSettings, os.environ), file, settings.backup_passphrase)
        sys.stdout.write("The file holds everything, the encryption keys too: keep it as you keep a password.\n")
    if not settings.backup_passphrase:
        sys.stdout.write("It is not sealed: who has it can read it. Set BACKUP_PASSPHRASE to seal the next one.\n")


async def _put_back(file: Path, settings: BackupSettings) -> None:
    if _is_composed():
        from standalone.composed_backups import ComposedSettings, restore, told

        told("Put back", await restore(load(ComposedSettings, os.environ), file, settings.backup_passphrase))
        sys.stdout.write(
            "Sessions ended, and runs are held until you have looked. Then: "
            "docker compose exec company python -m company_service resume\n"
        )
        return
    from standalone import backups

    aside = await backups.restore(load(StandaloneSettings, os.environ), file, settings.backup_passphrase)
    sys.stdout.write(f"What was there before is in {aside}. Remove it when all is well.\n")


async def _verify(file: Path, settings: BackupSettings) -> None:
    if _is_composed():
        from standalone.composed_backups import ComposedSettings, told, verify

        told(
            "All there and as it was",
            await verify(load(ComposedSettings, os.environ), file, settings.backup_passphrase),
        )
        return
    from standalone import backups

    rows = await backups.verify(load(StandaloneSettings, os.environ), file, settings.backup_passphrase)
    told_rows = ", ".join(f"{name} {count}" for name, count in rows.items())
    sys.stdout.write(f"All there and as it was, the audit log too. Rows: {told_rows}.\n")


def add_to(commands: "Commands") -> None:
    """Add them to the command's parser."""
    where = "such as backup.tar.gz, or s3://bucket/folder/backup.tar.gz"
    backup = commands.add_parser("backup", help="write everything into one file, also while the platform serves")
    backup.add_argument("file", help=where)
    backup.set_defaults(run=_run(_write, fetch=False))
    restore = commands.add_parser("restore", help="put a backup back; sessions end, and revoked keys stay revoked")
    restore.add_argument("file", help="what `backup` wrote")
    restore.set_defaults(run=_run(_put_back, fetch=True))
    verify = commands.add_parser(
        "verify", help="put a backup into a scratch place, and look whether all of it is there"
    )
    verify.add_argument("file", help="what `backup` wrote")
    verify.set_defaults(run=_run(_verify, fetch=True))
