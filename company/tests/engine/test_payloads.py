"""The payload store: by company, run and hash, written once, no way out of its folder; in files and in S3 alike."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from company.tests.engine.s3_server import BUCKET, S3Server, s3_server
from company.tests.engine.worlds import DemoSteps, World, graph_of
from company.tests.workflows.graphs import GREET
from company.tests.world import API, SETTINGS, opened_world
from company_service.engine.payloads import LARGE, FilePayloads, PayloadsAway, PayloadStore, digest_of
from company_service.engine.s3 import NoSuchStore, S3Payloads, open_s3
from kernel.db import Database
from kernel.problems import NotFound
from kernel.service import InvalidSettings
from tests.harness import COMPANY


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as running:
        yield running


def _in_s3(url: str, prefix: Path | str) -> S3Payloads:
    place = str(prefix).strip("/")
    keys = {"access_key_id": "test", "secret_access_key": "test"}
    return open_s3(f"s3://{BUCKET}/{place}", endpoint_url=url, region="us-east-1", config={**keys})  # pyright: ignore[reportArgumentType] - the values are texts


@pytest.fixture(params=["files", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> PayloadStore:
    """Each kind, empty."""
    if request.param == "files":
        return FilePayloads(tmp_path)
    return _in_s3(request.getfixturevalue("server").url, tmp_path)


async def test_what_is_put_is_there_under_its_hash(store: PayloadStore) -> None:
    digest = await store.put("com_a", b"invoice")

    assert digest == digest_of(b"invoice") == await store.put("com_a", b"invoice")
    assert await store.get("com_a", digest) == b"invoice"


async def test_a_value_of_many_megabytes_comes_back_as_it_was(store: PayloadStore) -> None:
    data = bytes(range(256)) * 64 * 1024

    digest = await store.put("com_a", data, run_id="run_1")

    assert await store.get("com_a", digest, run_id="run_1") == data


async def test_many_at_once_do_not_disturb_each_other(store: PayloadStore) -> None:
    values = [str(number % 10).encode() * 1000 for number in range(40)]

    digests = await asyncio.gather(*(store.put("com_a", value, run_id="run_1") for value in values))
    found = await asyncio.gather(*(store.get("com_a", digest, run_id="run_1") for digest in digests))

    assert found == values


async def test_another_company_or_run_does_not_find_it(store: PayloadStore) -> None:
    digest = await store.put("com_a", b"invoice", run_id="run_1")

    for company, run in (("com_b", "run_1"), ("com_a", "run_2"), ("com_a", "")):
        with pytest.raises(NotFound):
            await store.get(company, digest, run_id=run)


async def test_a_run_goes_with_all_its_values_and_no_others(store: PayloadStore) -> None:
    mine = [await store.put("com_a", f"value {number}".encode(), run_id="run_1") for number in range(5)]
    same = await store.put("com_a", b"value 0", run_id="run_11")
    upload = await store.put("com_a", b"value 1")

    await store.forget_run("com_a", "run_1")
    await store.forget_run("com_a", "run_1")

    for digest in (mine[2], mine[4]):
        with pytest.raises(NotFound):
            await store.get("com_a", digest, run_id="run_1")
    assert await store.get("com_a", same, run_id="run_11") == b"value 0"
    assert await store.get("com_a", upload) == b"value 1"


async def test_what_runs_kept_among_the_companys_values_is_still_found(store: PayloadStore) -> None:
    digest = await store.put("com_a", b"from an earlier version")

    assert await store.get("com_a", digest, run_id="run_1") == b"from an earlier version"


@pytest.mark.parametrize(
    ("company", "digest", "run"),
    [
        ("com_a", "../../etc/passwd", ""),
        ("../com_a", "0" * 64, ""),
        ("com_a", "", ""),
        ("com_a", "A" * 64, ""),
        ("com_a", "0" * 64, "../run_1"),
        ("com_a", "0" * 64, "run/1"),
    ],
)
async def test_a_name_that_is_none_of_ours_leads_nowhere(
    store: PayloadStore, company: str, digest: str, run: str
) -> None:
    with pytest.raises(NotFound):
        await store.get(company, digest, run_id=run)


async def test_no_other_runs_folder_is_deleted_by_a_name_that_is_none_of_ours(store: PayloadStore) -> None:
    kept = await store.put("com_a", b"kept", run_id="run_1")

    for run in ("", "..", "run_1/../run_1", "%2e%2e"):
        with pytest.raises(NotFound):
            await store.forget_run("com_a", run)

    assert await store.get("com_a", kept, run_id="run_1") == b"kept"


async def test_files_hold_a_value_once(tmp_path: Path) -> None:
    store = FilePayloads(tmp_path)

    await store.put("com_a", b"invoice")
    await store.put("com_a", b"invoice")

    assert len([each for each in tmp_path.rglob("*") if each.is_file()]) == 1


async def test_objects_stand_under_the_prefix_with_the_names_that_files_have(server: S3Server, tmp_path: Path) -> None:
    digest = await _in_s3(server.url, "some/where").put("com_a", b"invoice", run_id="run_0a")
    await FilePayloads(tmp_path).put("com_a", b"invoice", run_id="run_0a")

    name = next(str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*") if each.is_file())
    assert name == f"com_a/runs/0a/run_0a/{digest}"
    assert f"<Key>some/where/{name}</Key>" in server.names()


async def test_a_store_that_does_not_answer_is_told_apart_from_a_value_that_is_not_there() -> None:
    store = _in_s3("http://127.0.0.1:9", "")

    for asked in (store.put("com_a", b"x"), store.get("com_a", "0" * 64), store.forget_run("com_a", "run_1")):
        with pytest.raises(PayloadsAway, match="does not answer"):
            await asked


@pytest.mark.parametrize("url", ["", "http://bucket/x", "s3:///x", "s3://key@bucket/x", "s3://bucket/x?y", "bucket"])
def test_an_address_that_is_no_bucket_is_refused(url: str) -> None:
    with pytest.raises(NoSuchStore):
        open_s3(url)


class _Away(FilePayloads):
    """A store that can be out of reach."""

    away = True

    async def put(self, company_id: str, data: bytes, *, run_id: str = "") -> str:
        if self.away:
            raise PayloadsAway("It is away.")
        return await super().put(company_id, data, run_id=run_id)


async def test_while_the_store_is_away_only_those_wait_who_need_it(db: Database, tmp_path: Path) -> None:
    store = _Away(tmp_path)
    async with AsyncExitStack() as stack:
        world = World(db, DemoSteps(), store, stack)
        await world.open()
        large = asyncio.create_task(world.run(graph_of("a"), {"text": "x" * LARGE}))
        small = await world.run(graph_of("a"), {"text": "short"})
        was_done = large.done()

        store.away = False
        ended = await large

    assert (small["status"], was_done) == ("succeeded", False)
    assert (ended["status"], ended["input"]) == ("succeeded", {"text": "x" * LARGE})


async def test_a_company_works_with_its_values_in_s3(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    where = {"PAYLOADS_URL": f"s3://{BUCKET}/whole", "S3_ENDPOINT_URL": server.url, "S3_REGION": "us-east-1"}
    text = "Grüße " * LARGE

    async with opened_world(tmp_path, settings={**SETTINGS, **where}) as company:
        file_id = await company.upload("hello.txt", b"Hello", "text/plain")
        run = await company.run(await company.publish(GREET), {"name": text})
        steps = (await company.owner.get(f"{API}/runs/{run['id']}/steps")).json()["items"]
        file = await company.owner.get(f"{API}/files/{file_id}")
        kept = server.names().count("<Key>whole/")
        await company.service.deps.payloads.forget_run(COMPANY, run["id"])

    assert run["output"] == {"text": f"Hello {text}"}
    assert steps[0]["output"] == run["output"]
    assert file.content == b"Hello"
    assert not (tmp_path / "payloads").exists()
    assert (kept >= 3, server.names().count("<Key>whole/")) == (True, 1)


async def test_an_address_that_is_no_store_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="PAYLOADS_URL"):
        async with opened_world(tmp_path, settings={"PAYLOADS_URL": "ftp://elsewhere"}):
            pass
