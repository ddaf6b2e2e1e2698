"""Buckets and drives: whatever happens there and to us, in the end a base holds what they hold, to the letter.

Few random operations each time; 300 with `FAULTS=all`.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Protocol, cast

import boto3
import pytest

from agents.tests.conftest import BASES, Library, open_plain
from agents.tests.knowledge.google_drive import DriveServer, drive_server
from agents_service.connectors.signing import signed
from agents_service.documents import repo as documents
from agents_service.sources import repo as sources
from company.tests.engine.s3_server import BUCKET, S3Server, s3_server
from tests.harness import COMPANY

_OPERATIONS = 300 if os.environ.get("FAULTS") == "all" else 30
_PEOPLE = ("ana@ours.test", "ben@ours.test", "team@ours.test", "anyone", "ours.test")
_NAMES = {"anyone": "everyone", "ours.test": "domain:ours.test"}
_WORDS = ("handbook", "travels", "asks", "before", "trip", "keeps", "every", "receipt", "for", "a", "year")


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with s3_server() as running:
        yield running


class Place(Protocol):
    """Somewhere files lie, and what a base has to hold because of it: each text with who may read it."""

    def put(self, name: str, text: str, chance: Random) -> None: ...
    def rename(self, name: str, new: str) -> None: ...
    def share(self, name: str, chance: Random) -> None: ...
    def remove(self, name: str) -> None: ...
    def held(self) -> list[tuple[str, str, list[str] | None]]: ...
    def body(self) -> dict[str, Any]: ...


class Bucket:
    def __init__(self, server: S3Server, prefix: str) -> None:
        self.prefix, self.server, self.texts = prefix, server, dict[str, str]()
        self.client: Any = cast("Any", boto3).client(
            "s3",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )

    def put(self, name: str, text: str, chance: Random) -> None:
        self.client.put_object(Bucket=BUCKET, Key=f"{self.prefix}{name}", Body=text.encode())
        self.texts[name] = text

    def rename(self, name: str, new: str) -> None:
        self.put(new, self.texts[name], Random())
        self.remove(name)

    def share(self, name: str, chance: Random) -> None:
        """Who may read a bucket's objects is said at the source."""

    def remove(self, name: str) -> None:
        self.client.delete_object(Bucket=BUCKET, Key=f"{self.prefix}{name}")
        del self.texts[name]

    def held(self) -> list[tuple[str, str, list[str] | None]]:
        return sorted((name.rpartition("/")[2], text, None) for name, text in self.texts.items())

    def body(self) -> dict[str, Any]:
        where = {"bucket": BUCKET, "prefix": self.prefix, "endpoint": self.server.url}
        return {"kind": "s3", "s3": where, "access_key": "key", "secret_key": "secret"}


class Drive:
    def __init__(self, server: DriveServer) -> None:
        self.server, self.ids = server, dict[str, str]()
        server.page_size = 4

    def put(self, name: str, text: str, chance: Random) -> None:
        is_new = name not in self.ids
        self.ids.setdefault(name, f"id{len(self.server.changes)}")
        shared = {"open_to": chance.sample(_PEOPLE, chance.randint(0, 2))} if is_new else {}
        self.server.put(self.ids[name], name, text, **shared)

    def rename(self, name: str, new: str) -> None:
        self.ids[new] = self.ids.pop(name)
        self.server.put(self.ids[new], new, self.server.data[self.ids[new]].decode())

    def share(self, name: str, chance: Random) -> None:
        text = self.server.data[self.ids[name]].decode()
        self.server.put(self.ids[name], name, text, open_to=chance.sample(_PEOPLE, chance.randint(0, 3)))

    def remove(self, name: str) -> None:
        self.server.remove(self.ids[name], trash=len(self.server.changes) % 2 == 0)
        del self.ids[name]

    def held(self) -> list[tuple[str, str, list[str] | None]]:
        files = [self.server.files[each] for each in self.ids.values()]
        return sorted(
            (file["name"].rpartition("/")[2], self.server.data[file["id"]].decode(), self._open_to(file))
            for file in files
        )

    def _open_to(self, file: dict[str, Any]) -> list[str]:
        found = [each.get("emailAddress") or each.get("domain") or "anyone" for each in file["permissions"]]
        return sorted(
            _NAMES.get(each) or (f"group:{each}" if each.startswith("team") else f"email:{each}") for each in found
        )

    def body(self) -> dict[str, Any]:
        return {"kind": "drive", "drive": {}, "secret_key": self.server.key}


def do_something(place: Place, chance: Random) -> None:
    names = [name for name, _, _ in place.held()]
    what = chance.choice(["add", "add", "add", "change", "rename", "share", "remove"]) if names else "add"
    name = chance.choice(names) if names else ""
    text = " ".join(chance.choices(_WORDS, k=chance.randint(1, 300))) + f" {chance.random()}"
    match what:
        case "add":
            place.put(f"{chance.randint(0, 10**9)}.txt", text, chance)
        case "change":
            place.put(name, text, chance)
        case "rename":
            place.rename(name, f"{chance.randint(0, 10**9)}.md")
        case "share":
            place.share(name, chance)
        case _:
            place.remove(name)


async def ended_in_the_middle(library: Library, chance: Random) -> None:
    """Work as long as chance lets it, then none of it goes on; whoever starts anew finds what is held by nobody."""
    working = asyncio.create_task(library.work())
    await asyncio.sleep(chance.random() * 0.06)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    async with library.service.deps.db.begin() as tx:
        await documents.free_all(tx)
        await sources.free_all(tx)


async def held_here(library: Library, base: str, source_id: str) -> list[tuple[str, str, list[str] | None]]:
    async with library.service.deps.db.read() as tx:
        live = {row["id"] for row in await documents.live_ids(tx, COMPANY, source_id, 10_000)}
        rows = await documents.some(tx, COMPANY, live)
        model = (await library.http.get(f"{BASES}/{base}")).json()["embedding_model"]
        texts = await documents.texts(tx, COMPANY, live, model)
    assert {row["state"] for row in rows.values()} <= {"ready"}
    return sorted(
        (row["name"], texts[each]["text"], _plain(row["open_to"])) for each, row in rows.items()
    )  # fmt: skip


def _plain(names: list[str] | None) -> list[str] | None:
    return names if names is None else sorted(each.rpartition("/")[2] for each in names)


async def mirrored(library: Library, place: Place, chance: Random) -> None:
    base = await library.base()
    place.put("first.txt", "The handbook begins here.", chance)
    made = await library.source(base, **place.body())
    sync = f"{BASES}/{base}/sources/{made['id']}/sync"
    for number in range(_OPERATIONS):
        do_something(place, chance)
        if chance.random() < 0.3:
            await library.http.post(sync)
            await ended_in_the_middle(library, chance)
        if number % 10 == 9:
            # A document that is interrupted again and again is given up: here it never is its own fault.
            await library.work()
    after = await library.synced(base, made["id"])
    if after["state"] == "asking":
        await library.http.post(f"{BASES}/{base}/sources/{made['id']}/confirm")
        await library.work()

    assert await held_here(library, base, made["id"]) == place.held()
    found = (await library.search(base, "handbook", limit=50))["items"]
    texts = {text for _, text, open_to in place.held() if open_to is None or "everyone" in open_to}
    assert {hit["document"] for hit in found} <= {name for name, text, _ in place.held() if text in texts}


async def test_a_bucket_is_mirrored_to_the_letter_whatever_ends_us(s3: S3Server, tmp_path: Path):
    async with open_plain(tmp_path) as library:
        await mirrored(library, Bucket(s3, "random/"), Random(7))


async def test_a_drive_is_mirrored_to_the_letter_whatever_ends_us(tmp_path: Path):
    with drive_server() as server:
        async with open_plain(tmp_path, GOOGLE_ADDRESS=server.url) as library:
            await mirrored(library, Drive(server), Random(7))


async def test_a_bucket_is_mirrored_below_its_prefix(s3: S3Server, tmp_path: Path):
    bucket, elsewhere = Bucket(s3, "docs/"), Bucket(s3, "other/")
    bucket.put("a b.txt", "The canteen opens at noon.", Random())
    bucket.put("parking & more.txt", "Parking is free for everybody.", Random())
    elsewhere.put("x.txt", "Not below the prefix.", Random())
    async with open_plain(tmp_path) as library:
        base = await library.base()

        made = await library.source(base, **bucket.body())
        bucket.put("a b.txt", "The canteen opens at one.", Random())
        bucket.remove("parking & more.txt")
        again = await library.synced(base, made["id"])

        assert (made["last_sync"]["added"], made["access_key"], "secret_key" in made) == (2, "key", False)
        assert (again["last_sync"]["changed"], again["last_sync"]["removed"]) == (1, 1)
        [hit] = (await library.search(base, "canteen"))["items"]
        assert hit["text"] == "The canteen opens at one."


async def test_a_bucket_in_our_own_network_is_refused(s3: S3Server, tmp_path: Path):
    async with open_plain(tmp_path, ALLOW_PRIVATE_ADDRESSES="") as library:
        base = await library.base()
        body = {"name": "S3", "kind": "s3", "s3": {"bucket": BUCKET, "endpoint": s3.url}}

        refused = await library.http.post(f"{BASES}/{base}/sources", json=body)

        assert refused.status_code == 422
        assert "private network" in refused.json()["detail"]


def test_requests_are_signed_as_the_reference_of_s3_shows_it():
    """The examples “GET Object” and “GET Bucket (List Objects)” of its page on the Authorization header."""
    example: dict[str, Any] = {
        "region": "us-east-1",
        "access_key": "AKIA" + "IOSFODNN7EXAMPLE",
        "secret_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "at": datetime(2013, 5, 24, tzinfo=UTC),
    }
    host = "examplebucket.s3.amazonaws.com"

    listing = signed(host, "/", {"prefix": "J", "max-keys": "2"}, **example)
    fetched = signed(host, "/test.txt", {}, **example, extra={"range": "bytes=0-9"})

    assert listing["authorization"].endswith("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    assert fetched["authorization"].endswith("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
