"""The databases of an installation: where they are, and their migrations."""

import sys
from collections.abc import Mapping
from pathlib import Path

from kernel.db import Database, WrongSchema, migrate, pending
from standalone.app import MANIFESTS, database_url


def in_folder(data_dir: Path) -> dict[str, str]:
    """Those of one process."""
    data_dir.mkdir(parents=True, exist_ok=True)
    return {manifest.name: database_url(data_dir, manifest.name) for manifest in MANIFESTS}


def named_by(source: Mapping[str, str]) -> dict[str, str] | None:
    """Those of a composed installation, where their addresses are given."""
    found = {each.name: source.get(f"{each.name.upper()}_DATABASE_URL", "") for each in MANIFESTS}
    return found if all(found.values()) else None


async def migrate_all(data_dir: Path, *, dry_run: bool) -> int:
    """Bring the databases in a folder to this version's schema; answers the exit code."""
    return await migrate_these(in_folder(data_dir), dry_run=dry_run)


async def migrate_these(urls: Mapping[str, str], *, dry_run: bool) -> int:
    """Bring every service's database to this version's schema, telling what is done; answers the exit code.

    Each is migrated under a lock of its own: whoever comes second waits, and finds nothing left to do.
    """
    for manifest in MANIFESTS:
        db = Database(urls[manifest.name])
        try:
            todo = await pending(db, manifest.package)
            if todo and not dry_run:
                await migrate(db, manifest.package)
            done = "would apply " if dry_run else "applied "
            sys.stdout.write(f"{manifest.name}: {done + ', '.join(todo) if todo else 'up to date'}\n")
        except WrongSchema as error:
            sys.stderr.write(f"{manifest.name}: {error}\n")
            return 1
        finally:
            await db.close()
    return 0
