"""Whatever somebody changes is noted with the change, in one transaction, without secrets."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx2
import pytest
import sqlalchemy as sa
from fastapi import APIRouter

from kernel.db import Database, Id, Json, LongText, ShortText, outbox_table, service_metadata
from kernel.identity import Principal, allowed, internal
from kernel.inprocess import InProcessTransport
from kernel.outbox import Watch, Watched, change_of
from kernel.problems import Conflict
from kernel.secrets import box_from_text, new_key_text
from kernel.service import Host, Manifest, build_api

metadata = service_metadata()
things = sa.Table(
    "things",
    metadata,
    sa.Column("id", Id(), primary_key=True),
    sa.Column("company_id", Id(), nullable=False),
    sa.Column("name", ShortText(80), nullable=False),
    sa.Column("api_key", LongText(), nullable=True),
    sa.Column("settings", Json(), nullable=True),
)
ANA = Principal(kind="user", company_id="cmp_1", user_id="usr_1", session_id="ses_1")
THING = "thg_" + "1" * 32
router = APIRouter()
By = Annotated[Principal, allowed()]


@dataclass
class Given:
    """What the routes work on; `left` runs beside the requests."""

    db: Database
    left: list[asyncio.Task[None]]


given: list[Given] = []


async def _save(name: str, **more: Any) -> None:
    async with given[0].db.begin() as tx:
        row = {"id": THING, "company_id": "cmp_1", "name": name, "api_key": None, "settings": None, **more}
        if not await tx.insert_if_absent(things, row):
            await tx.execute(sa.update(things).where(things.c.id == THING).values(**row))


@router.put("/things/{thing_id}")
async def save_thing(thing_id: str, body: dict[str, Any], by: By) -> None:
    await _save(**body)


@router.post("/things/break")
async def break_thing(by: By) -> None:
    async with given[0].db.begin() as tx:
        await tx.execute(sa.update(things).values(name="broken"))
        raise Conflict


@router.post("/things/elsewhere")
async def save_elsewhere(by: By) -> None:
    given[0].left.append(asyncio.create_task(_save("from beside")))
    await asyncio.gather(*given[0].left)


@router.post("/things/silent")
async def look_only(by: By) -> None:
    await _save("silently")


@router.post("/things/internal")
async def save_for_services(by: Annotated[Principal, internal("agents")]) -> None:
    await _save("by a service")


@router.get("/things")
async def read_things(by: By) -> None:
    return None


@router.delete("/things/{thing_id}")
async def delete_thing(thing_id: str, by: By) -> None:
    async with given[0].db.begin() as tx:
        await tx.execute(sa.delete(things).where(things.c.id == thing_id))


WATCH = Watch(silent={"look_only": "changes nothing that matters"}, reads=frozenset({"read_things"}))


def _opened(_: Host) -> Any:
    raise NotImplementedError


MANIFEST = Manifest("things", "things", "things", metadata, (router,), _opened)


@dataclass
class World:
    """An application that is watched, and what it told."""

    db: Database
    http: httpx2.AsyncClient
    by: Principal = ANA

    async def told(self) -> list[dict[str, Any]]:
        async with self.db.read() as tx:
            return [row["payload"] for row in await tx.all(sa.select(outbox_table).order_by(outbox_table.c.id))]

    async def save(self, **body: Any) -> dict[str, Any]:
        """The entry that a change leaves."""
        answer = await self.http.put(f"/things/{THING}", json=body)
        assert answer.status_code == 200, answer.text
        return (await self.told())[-1]


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    db = Database(database_url)
    async with db.begin() as tx:
        await tx.connection.run_sync(metadata.create_all)
    watched = Watched(build_api(MANIFEST), "things", WATCH, db)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {}).update(principal=world.by, request_id="req_1")
        await watched({**scope, "client": ("192.0.2.7", 1)}, receive, send)

    async with httpx2.AsyncClient(transport=InProcessTransport(app), base_url="http://things.test") as http:
        world = World(db, http)
        given[:] = [Given(db, [])]
        yield world
    await db.close()


async def test_a_change_is_noted_with_before_and_after_who_and_from_where(world: World) -> None:
    await world.save(name="first", settings={"steps": [{"id": "a", "text": "x"}, {"id": "b", "text": "y"}]})

    noted = await world.save(name="second", settings={"steps": [{"id": "b", "text": "z"}, {"id": "a", "text": "x"}]})

    assert noted["action"] == "things.save_thing"
    assert (noted["actor_id"], noted["session_id"], noted["address"]) == ("usr_1", "ses_1", "192.0.2.7")
    assert (noted["resource"], noted["resource_name"]) == (THING, "second")
    assert noted["changes"][0]["values"] == {"name": ["first", "second"], "settings/steps/b/text": ["y", "z"]}


async def test_no_secret_leaves_by_whatever_name_or_sealed(world: World) -> None:
    sealed = box_from_text(new_key_text()).seal("hunter2", company="c", row="r")
    await world.save(name="n", api_key="k-1", settings={})

    settings = {
        "Authorization": "Bearer abc",
        "note": sealed,
        "max_tokens": 5,
        "a": {"clientSecret": "p", "token": "q"},
    }
    noted = await world.save(name="n", api_key="k-2", settings=settings)

    hidden = ["api_key", *(f"settings/{each}" for each in ("Authorization", "a/clientSecret", "a/token", "note"))]
    assert sorted(noted["changes"][0]["hidden"]) == hidden
    assert noted["changes"][0]["values"] == {"settings/max_tokens": [None, 5]}
    told = str(await world.told())
    assert not any(text in told for text in ("k-1", "k-2", "Bearer abc", sealed))


async def test_what_was_rolled_back_is_not_noted_and_what_changed_nothing_only_says_so(world: World) -> None:
    await world.save(name="same")

    refused = await world.http.post("/things/break")
    again = await world.save(name="same")

    assert refused.status_code == 409
    assert len(await world.told()) == 2
    assert again["changes"] == []


async def test_a_change_made_beside_the_request_is_noted_before_it_is_answered_and_a_deletion_with_what_was(
    world: World,
) -> None:
    await world.http.post("/things/elsewhere")
    await world.http.delete(f"/things/{THING}")

    beside, deleted = await world.told()

    assert (beside["action"], beside["changes"]) == ("things.save_elsewhere", [])
    assert deleted["changes"][0]["values"]["name"] == ["from beside", None]


async def test_the_silent_and_services_are_not_noted_and_a_sensitive_read_is_once_for_each_who_reads(
    world: World,
) -> None:
    await world.http.post("/things/silent")
    await world.http.get("/things")
    await world.http.get("/things")
    world.by = Principal(kind="user", company_id="cmp_1", user_id="usr_2", key_id="key_1")
    await world.http.get("/things")
    world.by = Principal(kind="service", company_id="cmp_1", service="agents")
    await world.http.post("/things/internal")

    told = await world.told()

    assert [(each["actor_id"], each["key_id"]) for each in told] == [("usr_1", ""), ("usr_2", "key_1")]


def test_what_is_long_is_cut_and_what_is_much_is_counted() -> None:
    many = {f"field{n:03}": n for n in range(100)}

    change = change_of(things, None, {"id": "1", "company_id": "c", "name": "n" * 9_000, "settings": many})

    assert change is not None
    assert len(change.values) == 40
    assert change.more == 62
    assert len(change.values["name"][1]) < 500
