"""What every service keeps goes into one sealed file, from real MySQL too, and comes back whole or not at all."""

import asyncio
import io
import os
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kernel.secrets import new_key_text
from kernel.service import SERVICES
from standalone.app import StandaloneSettings, database_url, running
from standalone.archives import BadBackup, unpacked, written
from standalone.composed_backups import ComposedSettings, backup, restore, verify
from tests.journey.journey import Traveller
from tests.journey.test_backup import at
from tests.servers.plugin import NewDatabase

PASSPHRASE = "made up, and of some length"
KEYS = new_key_text()
Address = Callable[[str], str]


def _settings(folder: Path, address: Address) -> ComposedSettings:
    (folder / "data").mkdir(parents=True, exist_ok=True)
    urls = {f"{name}_database_url": address(name) for name in SERVICES}
    known = {"auth_data_dir": folder / "data", "company_data_dir": folder / "data", "encryption_keys": KEYS}
    return ComposedSettings.model_validate({**urls, **known, "settle_seconds": 0})


def _of_sqlite(folder: Path) -> ComposedSettings:
    return _settings(folder, lambda name: database_url(folder / "data", name))


async def _one_day(folder: Path) -> Traveller:
    """Somebody works: a company, a file too large for a row, a change in the audit log."""
    settings = StandaloneSettings(data_dir=folder / "data", encryption_keys=KEYS)
    async with running(settings, {}) as gateway, at(gateway) as http:
        ana = Traveller(http, "Before")
        await ana.sign_up()
        while not (await ana.ask("GET", "/api/company/v1/audit"))["items"]:
            await asyncio.sleep(0.05)  # what is noted is on its way
        await ana.upload("large.pdf", b"%PDF-1.4\n" + b"0123456789" * 20_000)
    return ana


@pytest.fixture
async def world(tmp_path: Path) -> tuple[Traveller, Path, Path]:
    """Somebody, a sealed backup of what they did, and an empty folder."""
    ana = await _one_day(tmp_path / "old")
    file = tmp_path / "backup"
    await backup(_of_sqlite(tmp_path / "old"), file, PASSPHRASE)
    return ana, file, tmp_path


@pytest.mark.mysql
@pytest.mark.migrates
async def test_everything_goes_to_mysql_and_back_and_is_as_it_was(
    world: tuple[Traveller, Path, Path], new_mysql_database: NewDatabase
):
    ana, file, folder = world
    names = {name: new_mysql_database(name) for name in SERVICES}
    on_mysql = _settings(folder / "mysql", lambda name: names[name])
    put = await restore(on_mysql, file, PASSPHRASE)

    again = folder / "again"
    taken = await backup(on_mysql, again, PASSPHRASE)
    seen = await verify(on_mysql, again, PASSPHRASE)
    await restore(_of_sqlite(folder / "new"), again, PASSPHRASE)

    assert put.payloads == taken.payloads == seen.payloads >= 1
    assert taken.rows == seen.rows > put.rows > 10  # what a restore itself notes comes on top
    settings = StandaloneSettings(data_dir=folder / "new" / "data", encryption_keys=KEYS)
    async with running(settings, {}) as gateway, at(gateway) as http:
        back = Traveller(http, email=ana.email, password=ana.password)
        await back.log_in()
        company = await back.ask("GET", "/api/company/v1/companies/current")
    assert company["name"] == "Before"


async def test_nothing_is_written_over(world: tuple[Traveller, Path, Path]):
    _, file, folder = world
    before = (folder / "old" / "data" / "auth.db").read_bytes()

    with pytest.raises(BadBackup, match="not empty"):
        await restore(_of_sqlite(folder / "old"), file, PASSPHRASE)

    assert (folder / "old" / "data" / "auth.db").read_bytes() == before


async def test_a_backup_that_was_changed_or_cut_off_is_seen(world: tuple[Traveller, Path, Path]):
    _, file, folder = world
    whole = file.read_bytes()
    spoilt = folder / "spoilt"

    for content in (whole[:-1], whole[:-5_000], whole[:9_000] + b"x" + whole[9_001:]):
        spoilt.write_bytes(content)
        with pytest.raises(BadBackup):
            await verify(_of_sqlite(folder / "old"), spoilt, PASSPHRASE)
    with pytest.raises(BadBackup, match="BACKUP_PASSPHRASE"):
        await verify(_of_sqlite(folder / "old"), file, "another one")
    with pytest.raises(BadBackup, match="set BACKUP_PASSPHRASE"):
        await verify(_of_sqlite(folder / "old"), file, "")
    assert b"Before" not in whole


async def test_an_audit_log_that_was_changed_before_the_backup_is_seen(world: tuple[Traveller, Path, Path]):
    _, _, folder = world
    with sqlite3.connect(folder / "old" / "data" / "company.db") as db:
        assert db.execute("UPDATE audit_entries SET action = 'nothing' WHERE seq = 1").rowcount >= 1
    db.close()
    await backup(_of_sqlite(folder / "old"), folder / "second", "")

    with pytest.raises(BadBackup, match="audit log"):
        await verify(_of_sqlite(folder / "old"), folder / "second", "")


def test_a_file_of_many_pieces_comes_back_as_it_was(tmp_path: Path):
    content = os.urandom(3 * 1024 * 1024 + 7)
    (tmp_path / "large").write_bytes(content)
    with written(tmp_path / "sealed", PASSPHRASE) as tar:
        tar.add(tmp_path / "large", "large")

    unpacked(tmp_path / "sealed", tmp_path / "out", PASSPHRASE)

    assert (tmp_path / "out" / "large").read_bytes() == content


@pytest.mark.parametrize("name", ["../elsewhere", "/elsewhere", "a/../../elsewhere", "link"])
def test_nothing_is_unpacked_outside_the_folder(tmp_path: Path, name: str):
    with written(tmp_path / "hostile", "") as tar:
        member = tarfile.TarInfo(name)
        if name == "link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member, io.BytesIO())

    with pytest.raises(BadBackup, match="which no backup does"):
        unpacked(tmp_path / "hostile", tmp_path / "out", "")
    assert not (tmp_path / "elsewhere").exists()
    assert not (tmp_path / "out" / "link").is_symlink()
