"""Webhooks: accepted when the run is on disk, once for each delivery, proven, read, answered."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest

from company.tests.triggers.made import ECHO, call, look, path, runs, trigger
from company.tests.workflows.graphs import ASK, GREET
from company.tests.world import AGENT, API, Json, World, opened_world
from tests.harness import COMPANY

HOOK: Json = {"kind": "webhook"}
SYNC: Json = {"kind": "webhook", "mode": "sync", "timeout": 20}
SECRET = "a-secret-of-some-length"
ANA: Json = {"name": "Ana"}


async def test_a_delivery_starts_a_run_that_is_on_disk(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        made = await trigger(world, HOOK)
        answer = await call(world, made, ANA)
        stored = await world.owner.get(answer.json()["url"])
        run = await world.until(answer.json()["id"], "succeeded")
        shown = await look(world, made)

    assert answer.status_code == 202
    assert answer.headers["location"] == answer.json()["url"]
    assert stored.status_code == 200
    assert (run["trigger"], run["trigger_id"], run["started_by"]) == ("webhook", made["id"], None)
    assert run["output"] == {"text": "Hello Ana"}
    assert (shown["fired"], shown["last_run_id"], shown["problem"]) == (1, run["id"], None)


async def test_the_same_delivery_twice_is_one_run(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        made = await trigger(world, HOOK)
        headers = {"webhook-id": "msg_1"}
        answers = await asyncio.gather(*(call(world, made, ANA, headers=headers) for _ in range(12)))
        later = await call(world, made, ANA, headers=headers)
        others = [await call(world, made, ANA, headers={"webhook-id": f"msg_{number}"}) for number in (2, 3)]
        started = await runs(world, made["workflow_id"])
        shown = await look(world, made)

    ids = {answer.json()["id"] for answer in [*answers, later]}
    assert {answer.status_code for answer in answers} == {202}
    assert len(ids) == 1
    assert len(started) == 3 == len(ids | {other.json()["id"] for other in others})
    assert shown["fired"] == 3


@pytest.mark.parametrize("header", ["Idempotency-Key", "X-GitHub-Delivery", "X-Shopify-Webhook-Id"])
async def test_common_headers_tell_a_repeated_delivery(world: World, header: str):
    made = await trigger(world, HOOK)

    first, second = [await call(world, made, ANA, headers={header: "d-1"}) for _ in range(2)]

    assert first.json()["id"] == second.json()["id"]


async def test_a_trigger_may_name_the_header_of_its_caller(world: World):
    made = await trigger(world, {**HOOK, "key_header": "X-Order"})

    first = await call(world, made, ANA, headers={"X-Order": "1", "Idempotency-Key": "a"})
    second = await call(world, made, ANA, headers={"X-Order": "1", "Idempotency-Key": "b"})

    assert first.json()["id"] == second.json()["id"]


async def test_two_webhooks_do_not_share_keys(world: World):
    one, two = await trigger(world, HOOK), await trigger(world, HOOK)

    answers = [await call(world, made, ANA, headers={"webhook-id": "1"}) for made in (one, two)]

    assert answers[0].json()["id"] != answers[1].json()["id"]


async def test_a_repeat_is_known_after_a_restart(tmp_path: Path):
    keys = "k1:" + base64.urlsafe_b64encode(b"k" * 32).decode()
    async with opened_world(tmp_path, encryption_keys=keys) as world:
        made = await trigger(world, {**HOOK, "auth": {"kind": "bearer"}}, secret=SECRET)
        headers = {"webhook-id": "1", "authorization": f"Bearer {SECRET}"}
        first = await call(world, made, ANA, headers=headers)

    async with opened_world(tmp_path, encryption_keys=keys) as world:
        second = await call(world, made, ANA, headers=headers)
        shown = await look(world, made)

    assert first.json()["id"] == second.json()["id"]
    assert shown["fired"] == 1


async def test_the_caller_that_waits_gets_the_run_s_answer(world: World):
    respond = {
        "status": "{{ input.code }}",
        "headers": {"X-Order": "7", "Content-Type": "application/vnd.order+json"},
        "body": {"hello": "{{ input.name }}"},
    }
    graph: Json = {
        "input": {},
        "steps": [
            {"id": "answer", "type": "respond", "with": respond},
            {"id": "ask", "type": "approval", "with": {"title": "?", "to": ["role:owner"], "choices": ["yes"]}},
        ],
        "edges": [{"from": "answer", "to": "ask"}],
    }
    made = await trigger(world, SYNC, graph)

    answer = await call(world, made, {"name": "Ana", "code": 201}, headers={"webhook-id": "1"})
    again = await call(world, made, {"name": "Ana", "code": 201}, headers={"webhook-id": "1"})

    assert (answer.status_code, answer.json(), answer.headers["x-order"]) == (201, {"hello": "Ana"}, "7")
    assert answer.headers["content-type"] == "application/vnd.order+json"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert (again.status_code, again.json()) == (201, {"hello": "Ana"})
    assert len(await runs(world, made["workflow_id"])) == 1


async def test_a_run_without_an_answer_of_its_own_answers_with_its_output(world: World):
    answer = await call(world, await trigger(world, SYNC), ANA)

    assert (answer.status_code, answer.json()) == (200, {"text": "Hello Ana"})


async def test_a_failed_run_tells_its_caller_nothing_but_its_number(world: World):
    graph = {"steps": [{"id": "no", "type": "fail", "with": {"message": "The password is hunter2"}}], "edges": []}

    answer = await call(world, await trigger(world, SYNC, graph))

    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/run-failed")
    assert "hunter2" not in answer.text
    assert answer.json()["run_id"].startswith("run_")


async def test_who_would_wait_too_long_gets_the_run_s_address(world: World):
    answer = await call(world, await trigger(world, {**SYNC, "timeout": 1}, ASK), {"amount": 1})

    assert answer.status_code == 202
    assert (await world.owner.get(answer.json()["url"])).json()["status"] == "waiting"


def _standard(body: bytes, *, at: float | None = None, secret: bytes = b"k" * 24, delivery: str = "m1") -> Json:
    stamp = str(int(at or time.time()))
    signed = hmac.digest(secret, f"{delivery}.{stamp}.".encode() + body, hashlib.sha256)
    signature = "v1,bm90IHRoaXM= v1," + base64.b64encode(signed).decode()
    return {"webhook-id": delivery, "webhook-timestamp": stamp, "webhook-signature": signature}


def _github(body: bytes, secret: bytes = SECRET.encode()) -> Json:
    return {"x-hub-signature-256": "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()}


BODY = b'{"name":"Ana"}'
WHSEC = "whsec_" + base64.b64encode(b"k" * 24).decode()
BASIC = "Basic " + base64.b64encode(f"ana:{SECRET}".encode()).decode()
Proof = tuple[str, Json, list[Json]]
"""A secret, the headers that prove it is known, and headers that do not."""


def _bearer_proof() -> Proof:
    wrong = ("Bearer wrong", SECRET, "Bearer ", f"Basic {SECRET}")
    return SECRET, {"authorization": f"bearer {SECRET}"}, [{}, *({"authorization": each} for each in wrong)]


def _basic_proof() -> Proof:
    wrong = ("Basic YTpi", f"Bearer {SECRET}", "Basic %%%")
    return SECRET, {"authorization": BASIC}, [{}, *({"authorization": each} for each in wrong)]


def _standard_proof() -> Proof:
    right = _standard(BODY)
    return WHSEC, right, [
        {}, _standard(b"{}"), _standard(BODY, at=time.time() - 600), _standard(BODY, at=time.time() + 600),
        _standard(BODY, secret=b"x" * 24), {**right, "webhook-id": "other"}, {**right, "webhook-timestamp": "1e9"},
        {**right, "webhook-signature": "v1,"}, {**right, "webhook-signature": "v2," + right["webhook-signature"][20:]},
    ]  # fmt: skip


def _hmac_proof() -> Proof:
    right = _github(BODY)
    return SECRET, right, [
        {}, _github(b"{}"), {"x-hub-signature-256": right["x-hub-signature-256"][7:]},
        {"x-hub-signature-256": "sha256=zz"}, _github(BODY, b"another secret"),
    ]  # fmt: skip


PROOFS = {"bearer": _bearer_proof, "basic": _basic_proof, "standard": _standard_proof, "hmac": _hmac_proof}


@pytest.mark.parametrize("kind", PROOFS)
async def test_who_calls_proves_to_know_the_secret(world: World, kind: str):
    secret, right, wrong = PROOFS[kind]()
    auth = {"kind": kind} | ({"username": "ana"} if kind == "basic" else {})
    made = await trigger(world, {**HOOK, "auth": auth}, secret=secret)

    refused = [await world.service.http.post(made["url"], content=BODY, headers=headers) for headers in wrong]
    shown = await look(world, made)
    taken = await world.service.http.post(made["url"], content=BODY, headers=right)

    assert [answer.status_code for answer in refused] == [401] * len(wrong)
    assert taken.status_code == 202
    assert shown["problem"]["title"] == "This request does not carry the right proof"
    assert (await look(world, made))["problem"] is None
    assert len(await runs(world, made["workflow_id"])) == 1
    assert secret not in json.dumps(shown)


async def test_a_signed_timestamp_of_the_caller_s_own(world: World):
    auth = {"kind": "hmac", "header": "X-Sign", "prefix": "", "encoding": "base64", "timestamp_header": "X-Time"}
    made = await trigger(world, {**HOOK, "auth": auth}, secret=SECRET)
    stamp = str(int(time.time()))
    sign = base64.b64encode(hmac.digest(SECRET.encode(), stamp.encode() + b"." + BODY, hashlib.sha256)).decode()

    taken = await world.service.http.post(made["url"], content=BODY, headers={"x-sign": sign, "x-time": stamp})
    moved = await world.service.http.post(made["url"], content=BODY, headers={"x-sign": sign, "x-time": stamp + ".5"})
    old = await world.service.http.post(made["url"], content=BODY, headers={"x-sign": sign, "x-time": "1"})

    assert [taken.status_code, moved.status_code, old.status_code] == [202, 401, 401]


async def test_a_secret_is_made_when_none_is_given_and_shown_once(world: World):
    made = await trigger(world, {**HOOK, "auth": {"kind": "standard"}})

    shown = await look(world, made)
    key = base64.b64decode(made["secret"].removeprefix("whsec_") + "==")
    taken = await world.service.http.post(made["url"], content=BODY, headers=_standard(BODY, secret=key))

    assert (shown["secret"], shown["has_secret"]) == (None, True)
    assert taken.status_code == 202


@pytest.mark.parametrize(
    ("content_type", "content", "body"),
    [
        ("application/json", b'{"a": [1]}', {"a": [1]}),
        ("application/cloudevents+json; charset=utf-8", b'{"a": 1}', {"a": 1}),
        ("application/x-www-form-urlencoded", b"a=1&b=x&b=y&c=", {"a": "1", "b": ["x", "y"], "c": ""}),
        ("text/plain", "Grüße".encode(), "Grüße"),
        ("application/xml", b"<a/>", "<a/>"),
        ("", b"", None),
    ],
)
async def test_what_comes_in_is_read_by_its_type(world: World, content_type: str, content: bytes, body: Any):
    made = await trigger(world, SYNC, ECHO, input="{{ input }}")
    headers = {
        "content-type": content_type,
        "x-kind": "k",
        "authorization": "Bearer x",
        "x-api-token": "x",
        "cookie": "x",
    }

    answer = await world.service.http.post(made["url"] + "?q=1&q=2", content=content, headers=headers)

    got = answer.json()
    assert (got["body"], got["query"], got["method"]) == (body, {"q": ["1", "2"]}, "POST")
    assert got["headers"]["x-kind"] == "k"
    assert not {"authorization", "x-api-token", "cookie", "host"} & set(got["headers"])


@pytest.mark.parametrize(
    ("content_type", "content", "status"),
    [
        ("application/json", b"{", 422), ("application/json", b"\xff", 422), ("text/plain", b"\xff\xfe", 422),
        ("application/x-www-form-urlencoded", b"a=%ff", 422), ("application/x-www-form-urlencoded", b"a&" * 2000, 422),
        ("image/png", b"\x89PNG", 415), ("multipart/form-data; boundary=x", b"--x--", 415),
        ("application/json", b" " * 2_000_000, 413), ("application/json", b'"\\ud800"', 422),
        ("application/json", b"[" * 5_000 + b"]" * 5_000, 422),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_refused_and_named(world: World, content_type: str, content: bytes, status: int):
    made = await trigger(world, HOOK)

    answer = await world.service.http.post(made["url"], content=content, headers={"content-type": content_type})

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert await runs(world, made["workflow_id"]) == []


async def test_input_that_does_not_fit_is_named_to_caller_and_owner(world: World):
    made = await trigger(world, HOOK)

    answer = await call(world, made, {"nobody": 1})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/input/name"
    assert "/input/name" in (await look(world, made))["problem"]["detail"]


async def test_the_run_s_input_is_made_from_what_came_in(world: World):
    made = await trigger(world, SYNC, input={"name": "{{ input.body.user.first + ' ' + input.query.last }}"})

    fits = await call(world, made, {"user": {"first": "Ana"}}, params={"last": "Li"})
    missing = await call(world, made, {"user": {}}, params={"last": "Li"})

    assert fits.json() == {"text": "Hello Ana Li"}
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (422, "/input/name")


async def test_methods_are_those_of_the_trigger(world: World):
    made = await trigger(world, {**SYNC, "methods": ["GET", "PUT"]})

    got = await world.service.http.get(made["url"], params={"name": "Ana"})
    put = await call(world, made, ANA, method="PUT")
    posted = await call(world, made, ANA)

    assert (got.json(), put.json()) == ({"text": "Hello Ana"}, {"text": "Hello Ana"})
    assert posted.status_code == 405
    assert (await call(world, made, ANA, method="DELETE")).status_code == 405


async def test_an_unknown_address_and_one_switched_off_are_not_told_apart(world: World):
    made = await trigger(world, HOOK)
    on = await call(world, made, ANA)
    await world.owner.post(path(made, "/disable"))
    off = await call(world, made, ANA)
    unknown = await world.service.http.post("/hooks/" + "x" * 43, json=ANA)
    await world.owner.post(path(made, "/enable"))
    again = await call(world, made, ANA)
    await world.owner.delete(path(made))
    gone = await call(world, made, ANA)

    assert [on.status_code, off.status_code, unknown.status_code, again.status_code, gone.status_code] == [
        202, 404, 404, 202, 404,
    ]  # fmt: skip
    same = [{**answer.json(), "request_id": ""} for answer in (off, unknown, gone)]
    assert same[0] == same[1] == same[2]


async def test_a_new_address_ends_the_old_one(world: World):
    made = await trigger(world, HOOK)

    fresh = (await world.owner.post(path(made, "/rotate"))).json()

    assert fresh["url"] != made["url"]
    assert (await call(world, made, ANA)).status_code == 404
    assert (await call(world, fresh, ANA)).status_code == 202


async def test_the_latest_version_runs_unless_one_is_pinned(world: World):
    latest = await trigger(world, SYNC)
    pinned = await trigger(world, SYNC, workflow_id=latest["workflow_id"], version=1)
    assert (await call(world, latest, ANA)).json() == {"text": "Hello Ana"}
    graph = {**GREET, "output": "second"}
    at = f"{API}/workflows/{latest['workflow_id']}"
    await world.owner.put(f"{at}/draft", json={"graph": graph}, headers={"if-match": '"1"'})
    await world.owner.post(f"{at}/publish", json={"note": ""})

    answers = [(await call(world, made, ANA)).json() for made in (latest, pinned)]

    assert answers == ["second", {"text": "Hello Ana"}]


async def test_a_paused_agent_s_runs_are_queued(world: World):
    world.others.agents.put(COMPANY, AGENT, "Accounts payable", "paused")
    made = await trigger(world, HOOK)

    answer = await call(world, made, ANA)

    assert (answer.status_code, answer.json()["status"]) == (202, "queued")


async def test_a_retired_agent_starts_nothing_and_the_trigger_says_so(world: World):
    world.others.agents.put(COMPANY, AGENT, "Accounts payable", "retired")
    made = await trigger(world, HOOK)

    answer = await call(world, made, ANA)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/agent-not-working")
    assert "retired" in (await look(world, made))["problem"]["detail"]


async def test_the_token_is_in_no_log(
    world: World, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    made = await trigger(world, HOOK)
    token = made["url"].removeprefix("/hooks/")

    await call(world, made, ANA)
    await call(world, {"url": made["url"] + "/more"}, ANA)

    assert token not in caplog.text + "".join(capfd.readouterr())


async def test_a_deleted_workflow_has_no_address(world: World):
    made = await trigger(world, HOOK)

    await world.owner.delete(f"{API}/workflows/{made['workflow_id']}")

    assert (await call(world, made, ANA)).status_code == 404
