"""The doctor says what is wrong, and what to do about it; what is well it says, too."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from kernel.secrets import new_key_text
from kernel.service import SERVICES
from standalone import probes
from standalone.app import StandaloneSettings, database_url
from standalone.databases import migrate_all, migrate_these
from standalone.doctor import report
from tests.gateway.upstreams import upstream
from tests.servers.plugin import NewDatabase
from tests.servers.process import free_port

NOW = datetime(2026, 12, 1, tzinfo=UTC)
Out = pytest.CaptureFixture[str]


async def test_one_process_is_looked_through(tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").touch()
    await migrate_all(tmp_path / "data", dry_run=False)
    with upstream("company") as address:
        said = await report(
            {"DATA_DIR": str(tmp_path / "data"), "FRONTEND_DIR": str(tmp_path / "dist")}, f"http://{address}"
        )

    lines = capsys.readouterr().out.splitlines()
    assert said == 0, lines
    assert any("Database schemas are current" in line for line in lines)
    assert not any(line.startswith("✗") for line in lines)


async def test_what_is_wrong_is_said_with_advice(tmp_path: Path, capsys: Out) -> None:
    source = {"DATA_DIR": str(tmp_path), "FRONTEND_DIR": str(tmp_path), "PUBLIC_URL": f"http://127.0.0.1:{free_port()}"}
    said = await report({**source, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(free_port())}, "")

    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert said == 1
    for word in ("not built", "Is it started?", "without TLS", "SMTP_HOST"):
        assert any(word in line for line in told), word


async def test_a_setting_that_cannot_be_read_is_named(capsys: Out) -> None:
    assert await report({"PORT": "many"}, "") == 1

    assert "PORT" in capsys.readouterr().out


@pytest.mark.mysql
@pytest.mark.redis
@pytest.mark.migrates
async def test_a_composed_installation_is_looked_through_and_migrated(
    tmp_path: Path, new_mysql_database: NewDatabase, redis_url: str, capsys: Out
) -> None:
    urls = {name: new_mysql_database(name) for name in SERVICES}
    would = await migrate_these(urls, dry_run=True)
    assert "auth: would apply 0001" in capsys.readouterr().out
    assert await migrate_these(urls, dry_run=False) == would == 0
    source = {
        **{f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()},
        **{f"{name}_DATA_DIR": str(tmp_path) for name in ("AUTH", "COMPANY")},
        "ENCRYPTION_KEYS": new_key_text(),
        "REDIS_URL": redis_url,
    }
    capsys.readouterr()
    with upstream("company") as address:
        said = await report(source, f"http://{address}")
        await report({**source, "REDIS_URL": f"redis://127.0.0.1:{free_port()}"}, f"http://{address}")

    lines = capsys.readouterr().out.splitlines()
    assert said == 0, lines
    assert any(line.startswith("✓ Redis answers") for line in lines)
    assert any(line.startswith("✗ Redis cannot be used") for line in lines)
    assert any("and the database's agree" in line for line in lines)


async def test_a_database_of_a_newer_version_is_not_touched(tmp_path: Path, capsys: Out) -> None:
    settings = StandaloneSettings(data_dir=tmp_path)
    await migrate_all(settings.data_dir, dry_run=False)
    with sqlite3.connect(tmp_path / "auth.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()

    urls = {name: database_url(tmp_path, name) for name in SERVICES}
    assert await migrate_these(urls, dry_run=False) == 1
    assert "Install the newer version" in capsys.readouterr().err


@pytest.mark.parametrize(("seconds", "wrong"), [(5, False), (-31, True), (3600, True)])
def test_clocks_that_are_apart_are_seen(seconds: int, wrong: bool) -> None:
    assert probes.skew(NOW, NOW + timedelta(seconds=seconds), "the database's").wrong is wrong


def test_a_mail_server_is_asked() -> None:
    server = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        found = probes.mail_server({"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(server.port), "SMTP_SECURITY": "none"})
        refused = probes.mail_server(
            {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(server.port), "SMTP_SECURITY": "starttls"}
        )
    finally:
        server.stop()

    assert (found.wrong, refused.wrong) == (False, True)


def test_a_port_without_tls_is_seen() -> None:
    found = probes.certificate("127.0.0.1", free_port(), NOW)

    assert found.wrong
    assert "cannot be reached" in found.words


async def test_a_key_is_shown_to_its_vendor() -> None:
    with upstream("vendor") as address:
        taken = await probes.vendor_key("OpenAI", f"http://{address}/v1/models", {"authorization": "Bearer k"}, "KEY")
    away = await probes.vendor_key("OpenAI", f"http://127.0.0.1:{free_port()}/", {}, "KEY")

    assert (taken.wrong, away.wrong) == (False, True)
