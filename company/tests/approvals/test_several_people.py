"""Approvals by several people: counted once each, not by who asked, reminded of, given to others, in time or not."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from company.tests.workflows.graphs import one
from company.tests.world import API, Json, World, opened_world
from company_service.members.tables import members
from kernel.service import utc_now
from tests.harness import COMPANY, USER

YES: Json = {"choice": "approve", "comment": "Fine."}
NO: Json = {"choice": "reject", "comment": "Too dear."}
PEOPLE = [f"usr_{number:032x}" for number in range(2, 8)]


@pytest.fixture
async def any_world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    async with opened_world(tmp_path, url=database_url) as opened:
        yield opened


async def _ask(world: World, **settings: Any) -> tuple[str, str]:
    """A run that waits, and the id of its approval."""
    given = {"title": "Pay?", "to": ["role:operator"], "choices": ["approve", "reject"], **settings}
    run = await world.run(await world.publish(one("approval", given)), wait=0)
    waiting = await world.until(run["id"], "waiting")
    return run["id"], waiting["waiting_for"]["approval_id"]


async def _join(world: World, *people: tuple[str, str]) -> None:
    row = {"company_id": COMPANY, "name": "A", "email": "a@sample.example", "joined_at": utc_now()}
    async with world.service.host.db.begin() as tx:
        for user, role in people:
            await tx.insert_if_absent(members, {**row, "user_id": user, "role": role})


async def _decide(client: httpx2.AsyncClient, approval: str, body: Json = YES) -> httpx2.Response:
    return await client.post(f"{API}/approvals/{approval}/decide", json=body)


async def _get(world: World, approval: str) -> Json:
    return (await world.owner.get(f"{API}/approvals/{approval}")).json()


async def test_as_many_as_are_needed_must_choose_the_same(any_world: World):
    world = any_world
    run, approval = await _ask(world, needed=2)
    first, second, third = [await world.member("operator", user) for user in PEOPLE[:3]]

    assert (await _decide(first, approval)).json()["status"] == "waiting"
    assert (await _decide(second, approval, NO)).json()["status"] == "waiting"
    twice = await _decide(first, approval)
    decided = (await _decide(third, approval)).json()
    ended = await world.until(run, "succeeded")

    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/voted-already")
    assert (decided["status"], decided["choice"], decided["decided_by"]) == ("decided", "approve", PEOPLE[2])
    assert [(each["by"], each["choice"], each["comment"]) for each in decided["log"]] == [
        (PEOPLE[0], "approve", "Fine."), (PEOPLE[1], "reject", "Too dear."), (PEOPLE[2], "approve", "Fine."),
    ]  # fmt: skip
    assert [vote["choice"] for vote in ended["output"]["votes"]] == ["approve", "reject", "approve"]


async def test_votes_at_the_same_moment_are_counted_once_each(any_world: World):
    world = any_world
    run, approval = await _ask(world, needed=3)
    people = [await world.member("operator", user) for user in PEOPLE]

    answers = await asyncio.gather(*(_decide(each, approval) for each in [*people, *people]))
    ended = await world.until(run, "succeeded")

    shown = await _get(world, approval)
    votes = [each["by"] for each in shown["log"] if each["kind"] == "vote"]
    assert [answer.status_code for answer in answers].count(200) == 3
    assert len(votes) == len(set(votes)) == 3
    assert ended["output"]["choice"] == "approve"


async def test_who_started_the_run_leaves_it_to_others_where_there_are_others(any_world: World):
    world = any_world
    await world.join()
    _, alone = await _ask(world)
    assert (await _decide(world.owner, alone)).status_code == 200

    await _join(world, (PEOPLE[0], "operator"))
    _, approval = await _ask(world)
    own = await _decide(world.owner, approval)
    other = await _decide(await world.member("operator", PEOPLE[0]), approval)

    assert (own.status_code, own.json()["type"]) == (403, "/problems/own-run")
    assert other.status_code == 200


@pytest.mark.parametrize(("setting", "code"), [(True, 200), (False, 403)])
async def test_the_step_may_say_whether_the_starter_decides(world: World, setting: bool, code: int):
    await world.join()
    await _join(world, (PEOPLE[0], "operator"))
    _, approval = await _ask(world, self_approval=setting)

    assert (await _decide(world.owner, approval)).status_code == code


async def test_people_are_reminded_again_and_again_and_others_asked_once(any_world: World):
    world = any_world
    await world.join()
    await _join(world, (PEOPLE[0], "operator"), (PEOPLE[1], "builder"))
    _, approval = await _ask(world, remind_after="1s", escalate_after="2s", escalate_to=["role:builder"])

    async with asyncio.timeout(30):
        while [each["kind"] for each in (await _get(world, approval))["log"]].count("reminded") < 2:
            await asyncio.sleep(0.1)
    async with asyncio.timeout(30):
        while len(world.others.notifications.accepted) < 4:
            await asyncio.sleep(0.1)

    shown = await _get(world, approval)
    notices = list(world.others.notifications.accepted.values())
    assert shown["to"] == ["role:operator", "role:builder"]
    assert [each["kind"] for each in shown["log"]].count("escalated") == 1
    assert notices[0].template == "approval-requested"
    assert {each.template for each in notices[1:]} == {"approval-reminder"}
    assert ["role:builder"] in [each.to for each in notices]
    assert (await _decide(await world.member("builder", PEOPLE[1]), approval)).status_code == 200
    assert all("email" in each.channels for each in notices)


async def test_without_an_answer_in_time_the_run_goes_another_way(any_world: World):
    world = any_world
    graph = one("approval", {"title": "Pay?", "to": ["role:operator"], "choices": ["approve"], "timeout": "1s"})
    graph["steps"].append({"id": "late", "type": "set", "with": {"values": {"late": True}}})
    graph["edges"] = [{"from": "only", "port": "timeout", "to": "late"}]
    graph["output"] = {"late": "{{ steps.late.output.late }}"}
    run = await world.run(await world.publish(graph), wait=0)
    approval = (await world.until(run["id"], "waiting"))["waiting_for"]["approval_id"]

    ended = await world.until(run["id"], "succeeded", "failed")
    late = await _decide(world.owner, approval)

    assert ended["output"] == {"late": True}
    assert (await _get(world, approval))["status"] == "expired"
    assert (late.status_code, late.json()["type"]) == (409, "/problems/out-of-time")


async def test_a_decision_at_the_last_moment_counts_or_is_refused_never_both(any_world: World):
    world = any_world
    asked = [await _ask(world, timeout="1s") for _ in range(6)]
    await asyncio.sleep(0.2)

    async def at_the_last_moment(approval: str, after: float) -> int:
        await asyncio.sleep(after)
        return (await _decide(world.owner, approval)).status_code

    codes = await asyncio.gather(
        *(at_the_last_moment(approval, 0.1 * place) for place, (_, approval) in enumerate(asked))
    )
    ended = [await world.until(run, "succeeded", "failed") for run, _ in asked]

    for code, run in zip(codes, ended, strict=True):
        assert (code, run["output"]["choice"]) in {(200, "approve"), (409, None)}


async def test_an_approval_is_given_to_somebody_else(world: World):
    await world.join()
    await _join(world, (PEOPLE[0], "operator"), (PEOPLE[1], "builder"))
    _, approval = await _ask(world)
    operator, builder = await world.member("operator", PEOPLE[0]), await world.member("builder", PEOPLE[1])
    path = f"{API}/approvals/{approval}/reassign"

    refused = await builder.post(path, json={"to": [PEOPLE[1]]})
    unknown = [await operator.post(path, json={"to": [to]}) for to in ("role:king", "usr_" + "0" * 32)]
    given = await operator.post(path, json={"to": [PEOPLE[1]], "comment": "You know them."})

    assert refused.status_code == 403
    assert {answer.status_code for answer in unknown} == {422}
    assert given.json()["to"] == [PEOPLE[1]]
    assert [(each["kind"], each["by"], each["comment"]) for each in given.json()["log"]] == [
        ("reassigned", PEOPLE[0], "You know them.")
    ]
    assert (await _decide(operator, approval)).status_code == 403
    assert (await _decide(builder, approval)).status_code == 200


async def test_comments_are_kept_with_who_said_them(world: World):
    _, approval = await _ask(world)

    said = await world.owner.post(f"{API}/approvals/{approval}/comments", json={"comment": "Why so much?"})
    empty = await world.owner.post(f"{API}/approvals/{approval}/comments", json={"comment": ""})

    assert [(each["kind"], each["by"], each["comment"]) for each in said.json()["log"]] == [
        ("comment", USER, "Why so much?")
    ]
    assert empty.status_code == 422


async def test_an_inbox_shows_and_counts_what_one_may_decide_and_has_not(any_world: World):
    world = any_world
    _, first = await _ask(world, needed=2)
    _, second = await _ask(world, to=[PEOPLE[1]])
    operator = await world.member("operator", PEOPLE[0])
    named = await world.member("builder", PEOPLE[1])

    async def mine(client: httpx2.AsyncClient) -> list[str]:
        answer = await client.get(f"{API}/approvals", params={"mine": "true", "status": "waiting"})
        return [each["id"] for each in answer.json()["items"]]

    assert (await mine(operator), await mine(named), await mine(world.owner)) == ([first], [second], [second, first])
    assert (await operator.get(f"{API}/approvals/counts")).json() == {"mine": 1, "waiting": 2}

    await _decide(operator, first)
    assert await mine(operator) == []
    assert (await operator.get(f"{API}/approvals/counts")).json() == {"mine": 0, "waiting": 2}
    assert (await world.owner.get(f"{API}/approvals/counts")).json() == {"mine": 2, "waiting": 2}


@pytest.mark.parametrize(
    ("settings", "pointer"),
    [
        ({"needed": 0}, "needed"), ({"remind_after": "soon"}, "remind_after"), ({"timeout": "0s"}, "timeout"),
        ({"choices": ["timeout"]}, "choices"), ({"escalate_to": "role:admin"}, "escalate_to"),
    ],
)  # fmt: skip
async def test_settings_that_make_no_sense_are_shown_in_the_builder(world: World, settings: Json, pointer: str):
    given = {"title": "Pay?", "to": ["role:operator"], "choices": ["approve"], **settings}
    workflow_id = await world.publish(one("set", {"values": {}}))

    body = {"graph": one("approval", given)}
    found = (await world.owner.post(f"{API}/workflows/{workflow_id}/validate", json=body)).json()["problems"]

    assert [each["pointer"] for each in found] == [f"/steps/0/with/{pointer}"]
