"""The end of a company: asked for by name, taken back in time, and then nothing of it is left."""

import asyncio
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from company.tests.workflows.graphs import GREET
from company.tests.world import API, World, opened_world
from company_service.app import metadata
from company_service.erasure.rules import Archive
from company_service.erasure.service import erase_due
from kernel.service import erase_tenant
from tests.harness import COMPANY, ShiftedClock

DELETION = f"{API}/companies/current/deletion"


async def left(world: World) -> dict[str, int]:
    """How many rows each table still has of the company."""
    found: dict[str, int] = {}
    async with world.service.host.db.read() as tx:
        for table in metadata.sorted_tables:
            if "company_id" in table.c and table.name != "outbox":
                query = sa.select(sa.func.count()).select_from(table).where(table.c.company_id == COMPANY)
                found[table.name] = int(await tx.scalar(query) or 0)
    return {name: count for name, count in found.items() if count}


async def test_a_deletion_wants_the_name_and_can_be_taken_back(world: World):
    await world.join()
    admin = await world.member("admin")

    wrong = await world.owner.post(DELETION, json={"name": "Sampel"})
    refused = await admin.post(DELETION, json={"name": "Sample Ltd"})
    asked = await world.owner.post(DELETION, json={"name": "Sample Ltd"})
    again = await world.owner.post(DELETION, json={"name": "Sample Ltd"})
    back = await world.owner.delete(DELETION)

    assert (wrong.status_code, refused.status_code) == (422, 403)
    assert asked.json()["delete_at"] == again.json()["delete_at"] is not None
    assert back.json()["delete_at"] is None


async def test_after_a_fortnight_nothing_of_the_company_is_left(tmp_path: Path):
    clock = ShiftedClock()
    async with opened_world(tmp_path, clock=clock) as world:
        await world.join()
        workflow = await world.publish(GREET)
        await world.run(workflow, {"name": "Ana"})
        await world.upload("a.pdf", b"%PDF-1.4\n%%EOF")
        await world.owner.post(DELETION, json={"name": "Sample Ltd"})

        clock.ahead = timedelta(days=13)
        await erase_due(world.service.deps)
        kept = (await world.owner.get(f"{API}/companies/current")).status_code
        clock.ahead = timedelta(days=14, minutes=1)
        await erase_due(world.service.deps)
        await erase_tenant(world.service.host.db, metadata, COMPANY)

        assert kept == 200
        async with asyncio.timeout(30):  # what follows the end of a run may still be on its way
            while await left(world):
                await asyncio.sleep(0.05)
        assert (await world.owner.get(f"{API}/companies/current")).status_code == 404
        assert not (tmp_path / "payloads" / COMPANY).exists()


async def test_a_service_tells_everything_it_keeps_of_a_company_but_no_credentials(world: World):
    await world.join()
    await world.publish(GREET)
    await world.owner.post(f"{API}/invitations", json={"email": "ben@sample.example", "role": "viewer"})
    company = await world.service.as_service("company")

    told = (await company.get(f"{API}/internal/export")).text
    refused = await world.owner.get(f"{API}/internal/export")

    rows = [json.loads(line) for line in told.splitlines()]
    kinds = {row["kind"] for row in rows}
    assert {"members", "workflows", "workflow_versions", "invitations"} <= kinds
    assert all("token" not in name for row in rows for name in row["row"])
    assert refused.status_code == 403


def test_an_archive_is_a_zip_that_can_be_read():
    archive = Archive(datetime(2026, 6, 1, tzinfo=UTC))
    parts = [archive.add("a/b.jsonl", b"1\n"), archive.add("a/b.jsonl", b"2\n"), archive.add("c", b"x" * 100_000)]

    with zipfile.ZipFile(io.BytesIO(b"".join([*parts, archive.end()]))) as read:
        assert read.testzip() is None
        assert read.namelist() == ["a/b.jsonl", "c"]
        assert (read.read("a/b.jsonl"), len(read.read("c"))) == (b"1\n2\n", 100_000)
