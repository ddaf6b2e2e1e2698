"""The databases of a standalone installation: their migrations."""

import sys
from pathlib import Path

from kernel.db import Database, migrate, pending
from standalone.app import MANIFESTS, database_url


async def migrate_all(data_dir: Path, *, dry_run: bool) -> int:
    """Bring every service's database to this version's schema, telling what is done; answers the exit code."""
    data_dir.mkdir(parents=True, exist_ok=True)
    for manifest in MANIFESTS:
        db = Database(database_url(data_dir, manifest.name))
        try:
            todo = await pending(db, manifest.package)
            if todo and not dry_run:
                await migrate(db, manifest.package)
            done = "would apply " if dry_run else "applied "
            sys.stdout.write(f"{manifest.name}: {done + ', '.join(todo) if todo else 'up to date'}\n")
        finally:
            await db.close()
    return 0
