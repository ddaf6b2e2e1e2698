"""A backup that is put back brings everything back, but what must stay dead."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from company_service.audit.service.checking import check
from company_service.audit.service.writing import Ledger, checkpoints_in
from kernel.db import Database
from kernel.inprocess import InProcessTransport
from standalone.app import StandaloneSettings, database_url, running, secret_box
from standalone.archives import BadBackup
from standalone.backups import backup, restore, verify
from tests.journey.journey import Traveller

KEYS = "/api/auth/v1/api-keys"
COMPANY = "/api/company/v1/companies/current"


async def _key(ana: Traveller) -> dict[str, str]:
    made = await ana.ask("POST", KEYS, expect=201, json={"name": "Program", "scopes": ["company.read"]})
    return {"authorization": f"Bearer {made['key']}", "x-id": made["view"]["id"]}


async def test_yesterdays_backup_revives_neither_keys_nor_sessions_and_the_audit_log_knows_of_it(tmp_path: Path):
    settings, file = StandaloneSettings(data_dir=tmp_path / "data"), tmp_path / "backup.tar.gz"
    async with running(settings, {}) as gateway, at(gateway) as http:
        ana = Traveller(http, "Before")
        await ana.sign_up()
        kept, dead = await _key(ana), await _key(ana)
        while not (await ana.ask("GET", "/api/company/v1/audit"))["items"]:
            await asyncio.sleep(0.05)  # what is noted is on its way
        backup(settings, file)
        await ana.ask("DELETE", f"{KEYS}/{dead['x-id']}", expect=204)
        await ana.ask("PATCH", COMPANY, json={"name": "After"})
        cookies, session = http.cookies, ana.token

    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(file.read_bytes()[:-2_000])
    with pytest.raises(BadBackup, match="Nothing was changed"):
        await restore(settings, broken)
    rows = await verify(settings, file)
    aside = await restore(settings, file)

    async with running(settings, {}) as gateway, at(gateway) as http:
        by_key = await http.get(COMPANY, headers=kept)
        by_dead_key = await http.get(COMPANY, headers=dead)
        by_session = await http.get(COMPANY, headers={"authorization": f"Bearer {session}"})
        http.cookies = cookies
        by_cookie = await http.post("/api/auth/v1/refresh")
        back = Traveller(http, email=ana.email, password=ana.password)
        await back.log_in()
        standing = await back.ask("GET", "/api/company/v1/pauses")
    ledger = Ledger(Database(database_url(settings.data_dir, "company")), secret_box(settings), _points(settings))
    _, wrong = await check(ledger, None)
    await ledger.db.close()

    assert by_key.json()["name"] == "Before"
    assert [each.status_code for each in (by_dead_key, by_session, by_cookie)] == [401, 401, 401]
    assert "backup was put back" in str(standing)
    assert wrong == []
    assert rows["auth"] > 3
    assert '"restored"' in _points(settings).read_text()
    assert (aside / "company.db").exists()
    assert file.stat().st_mode & 0o077 == 0


def _points(settings: StandaloneSettings) -> Path:
    return checkpoints_in(settings.data_dir)


def at(gateway: object) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=InProcessTransport(gateway), base_url="http://platform.test", timeout=30)  # pyright: ignore[reportArgumentType] - any application
