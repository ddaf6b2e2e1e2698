"""Google Drive: mirrored through Google's own client, with who may read each file there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.tests.conftest import BASES, Library, open_plain
from agents.tests.knowledge.google_drive import DOCUMENT, FOLDER, DriveServer, drive_server


@pytest.fixture
def drive() -> Iterator[DriveServer]:
    with drive_server() as running:
        yield running


def here(server: DriveServer, **config: Any) -> dict[str, Any]:
    return {"kind": "drive", "drive": config, "secret_key": server.key}


def join(library: Library, user: str, address: str) -> None:
    library.roles.addresses[user] = address


async def names(library: Library, base: str, user: str) -> list[str]:
    return sorted(hit.document for hit in await library.found(base, "the handbook says", user))


async def test_what_changes_in_a_drive_changes_here_without_listing_it_again(drive: DriveServer, tmp_path: Path):
    for number in range(5):
        drive.put(f"f{number}", f"note {number}.txt", f"The handbook says {number}.", open_to=["anyone"])
    drive.put("folder", "Folder", "", mimeType=FOLDER)
    drive.put("song", "song.mp3", "x", mimeType="audio/mpeg")
    drive.page_size = 3
    async with open_plain(tmp_path, GOOGLE_ADDRESS=drive.url) as library:
        base = await library.base()
        made = await library.source(base, **here(drive))
        drive.calls.clear()

        drive.put("f0", "note 0.txt", "The handbook says something else.")
        drive.put("f1", "renamed.txt", "The handbook says 1.")
        drive.remove("f2")
        drive.remove("f3", trash=True)
        drive.put("f9", "new.txt", "The handbook says 9.", open_to=["anyone"])
        again = await library.synced(base, made["id"])
        counts = again["last_sync"]
        calls = list(drive.calls)
        unchanged = await library.synced(base, made["id"])

        assert (made["access_key"], "secret_key" in made, made["last_sync"]["added"]) == (
            "reader@example.iam",
            False,
            6,
        )
        assert made["last_sync"]["refused"] == 1
        assert {name: counts[name] for name in ("added", "changed", "renamed", "removed")} == {
            "added": 1, "changed": 1, "renamed": 1, "removed": 2,
        }  # fmt: skip
        assert "files.list" not in calls
        assert calls.count("files.get") == 4  # two files, each with its kind and its bytes
        assert unchanged["last_sync"]["listed"] == 0
        assert await names(library, base, "usr_a") == ["new.txt", "note 0.txt", "note 4.txt", "renamed.txt"]

        drive.oldest = len(drive.changes)  # Google forgets changes: all is listed from the beginning again
        drive.remove("f9")
        drive.oldest += 1
        listed = await library.synced(base, made["id"])
        assert (listed["last_sync"]["removed"], listed["last_sync"]["unchanged"]) == (1, 4)


async def test_a_file_is_open_here_to_whom_it_is_open_there(drive: DriveServer, tmp_path: Path):
    drive.put("1", "ana.txt", "The handbook says Ana.", open_to=["Ana@ours.test"])
    drive.put("2", "team.txt", "The handbook says team.", open_to=["team@ours.test"], driveId="D1")
    drive.put("3", "domain.txt", "The handbook says domain.", open_to=["ours.test"])
    drive.put("4", "nobody.txt", "The handbook says nobody.", open_to=[])
    async with open_plain(tmp_path, GOOGLE_ADDRESS=drive.url) as library:
        join(library, "usr_ana", "ana@ours.test")
        join(library, "usr_ben", "ben@ours.test")
        join(library, "usr_eve", "eve@else.test")
        base = await library.base()
        made = await library.source(base, **here(drive), groups={"team@ours.test": ["usr_ben"]})

        assert await names(library, base, "usr_ana") == ["ana.txt", "domain.txt"]
        assert await names(library, base, "usr_ben") == ["domain.txt", "team.txt"]
        assert await names(library, base, "usr_eve") == []

        drive.put("1", "ana.txt", "The handbook says Ana.", open_to=["eve@else.test"])
        again = await library.synced(base, made["id"])
        assert (again["last_sync"]["changed"], again["last_sync"]["unchanged"]) == (1, 0)
        assert await names(library, base, "usr_ana") == ["domain.txt"]
        assert await names(library, base, "usr_eve") == ["ana.txt"]


async def test_a_shared_drive_or_a_folder_is_mirrored_alone(drive: DriveServer, tmp_path: Path):
    drive.put("in", "in.txt", "The handbook says in.", driveId="D1", open_to=["anyone"])
    drive.put("deeper", "Deeper", "", mimeType=FOLDER, parents=["top"])
    drive.put("below", "below.txt", "The handbook says below.", parents=["deeper"], open_to=["anyone"])
    drive.put("google", "Plan", "The handbook says plan.", mimeType=DOCUMENT, parents=["top"], open_to=["anyone"])
    async with open_plain(tmp_path, GOOGLE_ADDRESS=drive.url) as library:
        base, other = await library.base(), await library.base()
        await library.source(base, **here(drive, drive="D1"))
        made = await library.source(other, **here(drive, folder="top", with_access=False))
        drive.remove("below")
        again = await library.synced(other, made["id"])

        assert await names(library, base, "usr_a") == ["in.txt"]
        assert await names(library, other, "usr_a") == ["Plan.docx"]
        assert again["last_sync"]["removed"] == 1


async def test_a_key_that_is_none_and_a_drive_that_is_away_say_so(drive: DriveServer, tmp_path: Path):
    drive.put("1", "a.txt", "The handbook says a.", open_to=["anyone"])
    async with open_plain(tmp_path, GOOGLE_ADDRESS=drive.url) as library:
        base = await library.base()
        sources = f"{BASES}/{base}/sources"
        refresh = (
            '{"client_id": "c", "client_secret": "s", "refresh_token": "%s", "token_uri": "' + drive.url + '/token"}'
        )
        body: dict[str, Any] = {"name": "D", "kind": "drive", "drive": {}}
        none = await library.http.post(sources, json=body)
        wrong = await library.http.post(sources, json={**body, "secret_key": "not JSON"})
        refused = await library.http.post(sources, json={**body, "secret_key": refresh % "wrong"})
        made = await library.source(base, kind="drive", drive={}, secret_key=refresh % "right")

        drive.fails = [503]
        away = await library.synced(base, made["id"])

        assert [each.status_code for each in (none, wrong, refused)] == [422, 422, 422]
        assert "no key of Google" in wrong.json()["detail"]
        assert "does not accept the key" in refused.json()["detail"]
        assert (away["state"], away["problem"]["title"]) == ("failed", "The source does not answer just now")
        assert await names(library, base, "usr_a") == ["a.txt"]
