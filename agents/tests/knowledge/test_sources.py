"""Sources: a base is kept the same as a place, whatever happens there and to us."""

from pathlib import Path
from typing import Any

import pytest

from agents.tests.conftest import BASES, Library, open_plain
from agents_service.connectors.protocol import Entry
from agents_service.documents import repo as documents
from agents_service.ingest.service import take_in_next
from agents_service.sources.rules import renames, too_much, what_to_do
from agents_service.sources.service.syncing import sync_due


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    (folder / "hr").mkdir(parents=True)
    (folder / "hr" / "holidays.txt").write_text("Everybody has 30 days of paid holiday a year.")
    (folder / "travel.md").write_text("# Travel\n\nA hotel may cost up to 180 euros a night.")
    return folder


async def source(library: Library, base: str) -> dict[str, Any]:
    """A folder as a source, synced once."""
    return await library.source(base, name="Shared", kind="folder", folder={"path": ""})


async def test_a_folder_is_mirrored_with_all_that_changes_in_it(plain_on_each: Library, shared: Path):
    library = plain_on_each
    base = await library.base()
    first = await source(library, base)
    assert (first["state"], first["last_sync"]["added"], first["documents"]["ready"]) == ("idle", 2, 2)
    before = (await library.http.get(f"{BASES}/{base}/documents")).json()["items"]

    (shared / "travel.md").rename(shared / "journeys.md")
    (shared / "hr" / "holidays.txt").write_text("Everybody has 25 days of paid holiday a year, all told.")
    (shared / "sick.txt").write_text("Whoever is ill calls in before nine o'clock.")
    second = await library.synced(base, first["id"])
    (shared / "sick.txt").unlink()
    third = await library.synced(base, first["id"])
    fourth = await library.synced(base, first["id"])

    counts = second["last_sync"]
    assert (counts["renamed"], counts["changed"], counts["added"], counts["removed"]) == (1, 1, 1, 0)
    documents = {each["id"]: each for each in (await library.http.get(f"{BASES}/{base}/documents")).json()["items"]}
    [travel] = [each["id"] for each in before if each["place"] == "travel.md"]
    assert documents[travel]["place"] == "journeys.md"
    assert third["last_sync"]["removed"] == 1
    assert fourth["last_sync"]["unchanged"] == 2
    assert sorted(await library.names(base, "ill nine o'clock")) == ["holidays.txt", "journeys.md"]
    assert "25 days" in (await library.search(base, "days of holiday"))["items"][0]["text"]


async def test_a_folder_cannot_be_left(plain: Library, shared: Path, tmp_path: Path):
    (tmp_path / "secret.txt").write_text("The secret is 42.")
    (shared / "link.txt").symlink_to(tmp_path / "secret.txt")
    (shared / "elsewhere").symlink_to(tmp_path)
    base = await plain.base()

    outside = {"name": "Out", "kind": "folder", "folder": {"path": "../"}}
    refused = await plain.http.post(f"{BASES}/{base}/sources", json=outside)
    mirrored = await source(plain, base)

    assert refused.status_code == 422
    assert "leads out" in refused.json()["detail"]
    assert mirrored["last_sync"]["added"] == 2


async def test_many_documents_go_only_with_consent(plain: Library, shared: Path):
    for number in range(15):
        (shared / f"{number}.txt").write_text(f"Note number {number} is about boats.")
    base = await plain.base()
    made = await source(plain, base)
    for number in range(15):
        (shared / f"{number}.txt").unlink()

    asking = await plain.synced(base, made["id"])
    still = (await plain.search(base, "boats", limit=100))["items"]
    await plain.http.post(f"{BASES}/{base}/sources/{made['id']}/confirm")
    await plain.work()
    after = await plain.about(base, made["id"])

    assert asking["state"] == "asking"
    assert "nothing was removed" in asking["problem"]["detail"]
    assert sum("boats" in each["text"] for each in still) == 15
    assert (after["state"], after["last_sync"]["removed"]) == ("idle", 15)
    assert not [each for each in (await plain.search(base, "boats"))["items"] if "boats" in each["text"]]


async def test_a_place_that_is_away_removes_nothing(plain: Library, shared: Path, tmp_path: Path):
    base = await plain.base()
    made = await source(plain, base)
    shared.rename(tmp_path / "unmounted")

    failed = await plain.synced(base, made["id"])

    assert failed["state"] == "failed"
    assert len(await plain.names(base, "holiday hotel")) == 2


async def test_files_that_are_not_taken_are_listed_with_the_reason(plain: Library, shared: Path):
    (shared / "song.mp3").write_bytes(b"ID3")
    base = await plain.base()

    made = await source(plain, base)

    assert made["last_sync"]["refused"] == 1
    [failed] = (await plain.http.get(f"{BASES}/{base}/documents", params={"state": "failed"})).json()["items"]
    assert (failed["name"], failed["problem"]["title"]) == ("song.mp3", "Documents of this kind are not read")


async def test_uploads_are_none_of_a_syncs_business(plain: Library, shared: Path):
    base = await plain.base()
    made = await source(plain, base)
    await plain.upload(base, "mine.txt", "Uploaded by hand.")

    await plain.synced(base, made["id"])

    assert "mine.txt" in await plain.names(base, "uploaded by hand")


async def test_deleting_a_source_takes_its_documents_along(plain: Library, shared: Path):
    base = await plain.base()
    made = await source(plain, base)

    gone = await plain.http.delete(f"{BASES}/{base}/sources/{made['id']}")

    assert gone.status_code == 204
    assert await plain.names(base, "holiday hotel") == []
    assert (await plain.http.get(f"{BASES}/{base}/documents")).json()["items"] == []


async def test_a_sync_and_a_document_that_were_broken_off_go_on_after_a_restart(tmp_path: Path, shared: Path):
    keys = "k1:" + "A" * 43 + "="
    async with open_plain(tmp_path, keys=keys) as library:
        base = await library.base()
        body = {"name": "Shared", "kind": "folder", "folder": {"path": ""}}
        made = (await library.http.post(f"{BASES}/{base}/sources", json=body)).json()
        await _held_and_left(library, "knowledge_sources", "state = 'syncing'")
    async with open_plain(tmp_path, keys=keys) as library:
        assert await sync_due(library.service.deps)
        await _held_and_left(library, "knowledge_documents", "tries = 1")
        assert not await take_in_next(library.service.deps)
    async with open_plain(tmp_path, keys=keys) as library:
        await library.work()

        assert (await library.about(base, made["id"]))["documents"] == {"queued": 0, "ready": 2, "failed": 0}
        assert len(await library.names(base, "holiday hotel")) == 2


async def _held_and_left(library: Library, table: str, values: str) -> None:
    """As a process leaves it that is killed while it works on it: held for long."""
    async with library.service.host.db.begin() as tx:
        driver = await tx.driver()
        held = f"UPDATE {table} SET lease_until = '2999-01-01 00:00:00', fence = fence + 1, {values}"  # company_id: all
        await driver.execute(held)


async def test_a_document_that_ends_every_worker_is_given_up_with_a_reason(plain: Library):
    base = await plain.base()
    sent = await plain.http.post(f"{BASES}/{base}/documents", files={"file": ("a.txt", b"text", "text/plain")})
    async with plain.service.host.db.begin() as tx:
        await (await tx.driver()).execute("UPDATE knowledge_documents SET tries = 6 -- company_id: all")

    await plain.work()

    document = (await plain.http.get(f"{BASES}/{base}/documents/{sent.json()['id']}")).json()
    assert (document["state"], document["problem"]["title"]) == (
        "failed", "Taking this document in was interrupted too often",
    )  # fmt: skip


def test_only_a_large_part_of_many_is_too_much():
    assert not too_much(3, 4)
    assert not too_much(10, 100)
    assert too_much(31, 100)


def test_an_entry_that_was_removed_once_is_new_again():
    known = {"state": "removed", "version_tag": "1", "open_to": None}

    assert what_to_do(Entry("a", "1", 1), known) == "added"


def test_a_rename_is_seen_once_where_two_new_files_are_the_same():
    gone = [{"version_tag": "1", "size": 1, "generation": 1, "id": "old"}]
    fresh = [{"version_tag": "1", "size": 1, "id": "new"}, {"version_tag": "1", "size": 1, "id": "another"}]

    assert [each.new["id"] for each in renames(gone, fresh)] == ["another"]


async def test_a_document_that_changes_while_it_is_taken_in_is_taken_in_again(plain: Library, shared: Path):
    base = await plain.base()
    made = await source(plain, base)
    deps = plain.service.deps
    (shared / "travel.md").write_text("# Travel\n\nA hotel may cost up to 190 euros.")
    await plain.http.post(f"{BASES}/{base}/sources/{made['id']}/sync")
    await sync_due(deps)
    async with deps.db.read() as tx:
        [row] = await documents.due(tx, deps.clock(), 5)
    async with deps.db.begin() as tx:
        assert await documents.claim(tx, row, deps.clock())

    (shared / "travel.md").write_text("# Travel\n\nA hotel may cost up to 200 euros, all told.")
    await plain.http.post(f"{BASES}/{base}/sources/{made['id']}/sync")
    await sync_due(deps)
    async with deps.db.begin() as tx:
        was_settled = await documents.settle(tx, row["company_id"], row["id"], row["fence"] + 1, {"state": "ready"})
    await plain.work()

    assert not was_settled
    assert "200 euros" in (await plain.search(base, "hotel"))["items"][0]["text"]
