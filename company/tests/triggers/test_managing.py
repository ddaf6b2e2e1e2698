"""Triggers are made, changed, looked at and tried out by those who may, in their own company."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from company.tests.triggers.made import ECHO, look, path, runs, trigger
from company.tests.world import API, Json, World
from company_service.firing import Fired
from company_service.triggers.service.start import flush

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOOK: Json = {"kind": "webhook"}


async def test_a_trigger_is_changed_from_the_revision_that_was_read(world: World):
    made = await trigger(world, {"kind": "webhook", "auth": {"kind": "bearer"}}, secret="a-secret-of-some-length")
    body = {"name": "Renamed", "settings": {"kind": "webhook", "auth": {"kind": "bearer"}, "mode": "sync"}}

    first = await world.owner.put(path(made), json=body, headers={"if-match": '"1"'})
    second = await world.owner.put(path(made), json=body, headers={"if-match": '"1"'})
    without = await world.owner.put(path(made), json=body)

    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert (first.json()["name"], first.json()["settings"]["mode"]) == ("Renamed", "sync")
    assert (first.json()["has_secret"], first.json()["secret"], first.json()["url"]) == (True, None, made["url"])
    assert (second.status_code, without.status_code) == (412, 428)


async def test_a_trigger_keeps_its_kind(world: World):
    made = await trigger(world, HOOK)
    body = {"name": "x", "settings": {"kind": "form"}}

    answer = await world.owner.put(path(made), json=body, headers={"if-match": '"1"'})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/settings/kind")


async def test_who_may_only_read_sees_no_address(world: World):
    made = await trigger(world, HOOK)
    viewer = await world.member("viewer")

    shown = await viewer.get(path(made))
    listed = await viewer.get(f"{API}/workflows/{made['workflow_id']}/triggers")

    assert (shown.status_code, shown.json()["url"]) == (200, None)
    assert [each["url"] for each in listed.json()["items"]] == [None]
    token = made["url"].removeprefix("/hooks/")
    assert token not in shown.text + listed.text
    for verb in ("/enable", "/disable", "/rotate", "/test"):
        assert (await viewer.post(path(made, verb), json={})).status_code == 403
    assert (await viewer.delete(path(made))).status_code == 403


async def test_another_company_finds_nothing(world: World):
    made = await trigger(world, HOOK)
    stranger = await world.neighbour()

    answers = [await stranger.get(path(made)), await stranger.delete(path(made))]
    answers += [await stranger.post(path(made, verb), json={}) for verb in ("/enable", "/disable", "/rotate", "/test")]
    answers.append(await stranger.get(f"{API}/workflows/{made['workflow_id']}/triggers"))

    assert [answer.status_code for answer in answers] == [404] * 7
    assert (await look(world, made))["revision"] == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"settings": {"kind": "schedule", "cron": "every day"}}, "/settings/cron"),
        ({"settings": {"kind": "schedule", "cron": "0 8 * * *", "timezone": "Mars/Base"}}, "/settings/timezone"),
        ({"settings": {"kind": "event", "event": "a", "filter": "input.("}}, "/settings/filter"),
        ({"settings": {"kind": "event", "event": "a", "filter": "steps.a.output"}}, "/settings/filter"),
        ({"settings": HOOK, "input": {"a": "{{ run.id }}"}}, "/input/a"),
        ({"settings": HOOK, "input": {"a": "{{ input. }}"}}, "/input/a"),
        ({"settings": HOOK, "version": 7}, "/version"),
        ({"settings": HOOK, "secret": "a-secret-of-some-length"}, "/secret"),
        ({"settings": {"kind": "webhook", "auth": {"kind": "bearer"}}, "secret": "short"}, "/secret"),
        ({"settings": {"kind": "webhook", "methods": ["DELETE"]}}, "/settings/webhook/methods/0"),
        ({"settings": {"kind": "webhook", "timeout": 500}}, "/settings/webhook/timeout"),
        ({"settings": {"kind": "telepathy"}}, "/settings"),
    ],
)
async def test_a_trigger_that_cannot_work_is_refused_and_named(world: World, body: Any, pointer: str):
    workflow_id = await world.publish(ECHO)

    answer = await world.owner.post(f"{API}/workflows/{workflow_id}/triggers", json={"name": "x", **body})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_trigger_is_tried_out_without_a_run_and_with_one(world: World):
    graph = {**ECHO, "input": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}}
    made = await trigger(world, HOOK, graph, input={"n": "{{ input.body.count }}"})

    good = (await world.owner.post(path(made, "/test"), json={"sample": {"count": 3}})).json()
    bad = (await world.owner.post(path(made, "/test"), json={"sample": {"count": "x"}})).json()
    none = await runs(world, made["workflow_id"])
    started = (await world.owner.post(path(made, "/test"), json={"sample": {"count": 3}, "run": True})).json()

    assert (good["accepted"], good["input"], good["run_id"]) == (True, {"n": 3}, None)
    assert (bad["accepted"], bad["problem"]["errors"][0]["pointer"]) == (False, "/input/n")
    assert none == []
    assert (await world.until(started["run_id"], "succeeded"))["trigger"] == "webhook"


async def test_counts_are_written_down(world: World):
    made = await trigger(world, HOOK, ECHO)
    for _ in range(3):
        await world.service.http.post(made["url"], json={})

    async with asyncio.timeout(15):
        while world.service.deps.firing.fired:
            await asyncio.sleep(0.1)

    assert (await look(world, made))["fired"] == 3


async def test_counts_outlast_a_write_that_comes_to_nothing(world: World):
    made = await trigger(world, HOOK, ECHO)
    await world.service.http.post(made["url"], json={})

    broken_off = asyncio.create_task(flush(world.service.deps))
    await asyncio.sleep(0)
    broken_off.cancel()
    await asyncio.wait([broken_off])

    assert (await look(world, made))["fired"] == 1


async def test_what_fires_during_a_write_is_still_to_be_written(world: World):
    firing = world.service.deps.firing
    firing.began("a company", "a trigger", "a run", NOON)
    copies = {key: replace(note) for key, note in firing.fired.items()}

    firing.began("a company", "a trigger", "another run", NOON)
    firing.written(copies)

    assert firing.fired == {("a company", "a trigger"): Fired(count=1, at=NOON, run_id="another run")}


async def test_triggers_are_listed_page_by_page(world: World):
    made = [await trigger(world, HOOK, workflow_id=None)]
    made += [await trigger(world, HOOK, workflow_id=made[0]["workflow_id"]) for _ in range(2)]
    at = f"{API}/workflows/{made[0]['workflow_id']}/triggers"

    first = (await world.owner.get(at, params={"limit": 2})).json()
    second = (await world.owner.get(at, params={"limit": 2, "cursor": first["next"]})).json()

    ids = [each["id"] for each in [*first["items"], *second["items"]]]
    assert ids == [each["id"] for each in reversed(made)]
    assert second["next"] is None
