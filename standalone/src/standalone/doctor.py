"""`agent-platform doctor`: checks an installation and says what to do about what is wrong."""

import os
import shutil
import sys
from pathlib import Path

import httpx2

from company_service.sandbox.isolation import probe
from kernel.db import Database, WrongSchema, pending
from standalone.app import MANIFESTS, StandaloneSettings, database_url

_ROOM_NEEDED = 500 * 1024 * 1024


async def report(settings: StandaloneSettings, url: str) -> int:
    """Print one line a check; answers 0 when everything is fine."""
    findings = [
        _data_folder(settings.data_dir),
        _room(settings.data_dir),
        _frontend(settings.frontend_dir),
        await _schemas(settings.data_dir),
        (False, probe().describe()),
        await _running(url),
    ]
    for problem, line in findings:
        sys.stdout.write(f"{'✗' if problem else '✓'} {line}\n")
    return int(any(problem for problem, _ in findings))


def _data_folder(folder: Path) -> tuple[bool, str]:
    if not folder.exists():
        return False, f"The data folder {folder} does not exist yet; it is made at the first start."
    usable = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    return not usable, f"The data folder {folder} is {'usable' if usable else 'not writable: check its owner'}."


def _room(folder: Path) -> tuple[bool, str]:
    free = shutil.disk_usage(folder if folder.exists() else Path()).free
    short = free < _ROOM_NEEDED
    return short, f"{free // 1024**2} MiB are free on its disk{': make room, at least 500 MiB' if short else ''}."


def _frontend(folder: Path) -> tuple[bool, str]:
    built = (folder / "index.html").exists()
    return not built, f"The application is {'built' if built else 'not built: run `make run` once'}."


async def _schemas(folder: Path) -> tuple[bool, str]:
    behind: list[str] = []
    for manifest in MANIFESTS:
        if not (folder / f"{manifest.name}.db").exists():
            continue
        db = Database(database_url(folder, manifest.name))
        try:
            if await pending(db, manifest.package):
                behind.append(manifest.name)
        except WrongSchema as error:
            return True, str(error)
        finally:
            await db.close()
    names = ", ".join(behind)
    return False, f"Databases to be migrated at the next start: {names}." if behind else "Database schemas are current."


async def _running(url: str) -> tuple[bool, str]:
    try:
        async with httpx2.AsyncClient(trust_env=False, timeout=5) as http:
            answer = await http.get(f"{url}/readyz")
    except httpx2.HTTPError:
        return True, f"Nothing answers at {url}. Start it with `make run`."
    return (
        answer.status_code != 200,
        f"{url} answers: {answer.json().get('status', 'something else than this platform')}.",
    )
