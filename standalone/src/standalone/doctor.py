"""`agent-platform doctor`: checks an installation, of either shape, and says what to do about what is wrong."""

import os
import sys
from collections.abc import AsyncGenerator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx2
from sqlalchemy.exc import SQLAlchemyError

from company_service.sandbox.isolation import probe
from kernel.db import Database, WrongSchema, pending
from kernel.problems import Problem
from kernel.secrets import box_from_text
from kernel.service import InvalidSettings, load
from standalone import probes
from standalone.app import MANIFESTS, StandaloneSettings, database_url
from standalone.composed_backups import ComposedSettings
from standalone.probes import Finding


async def report(source: Mapping[str, str], url: str) -> int:
    """Print one line a check; answers 0 when everything is fine."""
    wrong = False
    async for finding in _findings(source, url):
        wrong = wrong or finding.wrong
        sys.stdout.write(f"{'✗' if finding.wrong else '✓'} {finding.words}\n")
        sys.stdout.flush()
    return int(wrong)


async def _findings(source: Mapping[str, str], url: str) -> AsyncGenerator[Finding]:
    composed = bool(source.get("AUTH_DATABASE_URL"))
    try:
        settings = load(ComposedSettings if composed else StandaloneSettings, source)
        box_from_text(settings.encryption_keys) if settings.encryption_keys else None
    except (InvalidSettings, Problem, ValueError) as error:
        yield Finding(True, f"Settings: {error} (.env.example explains each)")
        return
    yield Finding(False, "Settings can be read.")
    if isinstance(settings, ComposedSettings):
        for folder in (settings.auth_data_dir, settings.company_data_dir):
            yield _data_folder(folder)
            yield probes.room(folder)
        urls = {each.name: settings.database(each.name) for each in MANIFESTS}
        if redis := source.get("REDIS_URL"):
            yield await probes.redis(redis)
        yield await probes.database_clock(settings.auth_database_url, datetime.now(UTC))
    else:
        yield _data_folder(settings.data_dir)
        yield probes.room(settings.data_dir)
        yield _frontend(settings.frontend_dir)
        yield Finding(False, probe().describe())
        there = [each.name for each in MANIFESTS if (settings.data_dir / f"{each.name}.db").exists()]
        urls = {name: database_url(settings.data_dir, name) for name in there}
    yield await _schemas(urls)
    yield await _running(source.get("PUBLIC_URL") or url)
    async for finding in probes.outside(source):
        yield finding


def _data_folder(folder: Path) -> Finding:
    if not folder.exists():
        return Finding(False, f"The data folder {folder} does not exist yet; it is made at the first start.")
    usable = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    return Finding(
        not usable, f"The data folder {folder} is {'usable' if usable else 'not writable: check its owner'}."
    )


def _frontend(folder: Path) -> Finding:
    built = (folder / "index.html").exists()
    return Finding(not built, f"The application is {'built' if built else 'not built: run `make run` once'}.")


async def _schemas(urls: Mapping[str, str]) -> Finding:
    behind: list[str] = []
    for manifest in MANIFESTS:
        if manifest.name not in urls:
            continue
        db = Database(urls[manifest.name])
        try:
            if await pending(db, manifest.package):
                behind.append(manifest.name)
        except WrongSchema as error:
            return Finding(True, f"{manifest.name}: {error}")
        except (SQLAlchemyError, OSError) as error:
            return Finding(
                True, f"The database of {manifest.name} cannot be used ({type(error).__name__}). {_DATABASE}"
            )
        finally:
            await db.close()
    names = ", ".join(behind)
    told = f"Databases to be migrated at the next start: {names}." if behind else "Database schemas are current."
    return Finding(False, told)


_DATABASE = "Is it running, is its address right, and do user and password fit?"


async def _running(url: str) -> Finding:
    try:
        async with httpx2.AsyncClient(trust_env=False, timeout=5) as http:
            answer = await http.get(f"{url.rstrip('/')}/readyz")
            status = answer.json().get("status", "something else than this platform")
    except (httpx2.HTTPError, ValueError) as error:
        return Finding(True, f"{url} gives no answer of this platform ({type(error).__name__}). Is it started?")
    return Finding(answer.status_code != 200, f"{url} answers: {status}.")
