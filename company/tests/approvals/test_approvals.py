"""Approvals: a run asks once, the first answer of somebody it asked counts."""

import asyncio

import pytest

from company.tests.workflows.graphs import ASK, one
from company.tests.world import API, Json, World
from tests.harness import COMPANY, PERMISSIONS, USER

YES: Json = {"choice": "approve", "fields": {}, "comment": "Fine."}


async def _asked(world: World, graph: Json = ASK) -> tuple[str, Json]:
    """A run that waits, and its approval."""
    workflow_id = await world.publish(graph)
    run = await world.run(workflow_id, {"amount": 7}, wait=0)
    waiting = await world.until(run["id"], "waiting")
    approval = await world.owner.get(f"{API}/approvals/{waiting['waiting_for']['approval_id']}")
    return run["id"], approval.json()


async def _decide(world: World, approval: Json, decision: Json, by: str = "operator") -> int:
    member = await world.member(by)
    return (await member.post(f"{API}/approvals/{approval['id']}/decide", json=decision)).status_code


async def test_a_run_waits_and_says_for_what(world: World):
    run_id, approval = await _asked(world)

    run = (await world.owner.get(f"{API}/runs/{run_id}")).json()
    assert run["waiting_for"] == {"kind": "approval", "title": "Pay 7?", "approval_id": approval["id"]}
    assert approval["status"] == "waiting"
    assert (approval["run_id"], approval["step"], approval["context"]) == (run_id, "ask", {"Amount": 7})
    assert approval["workflow_name"] == "A workflow"
    assert approval["choice"] is None


async def test_the_run_goes_on_with_the_answer(world: World):
    run_id, approval = await _asked(world)

    decided = await world.owner.post(f"{API}/approvals/{approval['id']}/decide", json=YES)
    run = await world.until(run_id, "succeeded", "failed")

    assert decided.status_code == 200
    assert (decided.json()["status"], decided.json()["choice"], decided.json()["decided_by"]) == (
        "decided", "approve", USER,
    )  # fmt: skip
    assert run["output"] == {"choice": "approve", "by": USER}
    assert run["waiting_for"] is None


async def test_the_choice_is_the_way_on(world: World):
    run_id, approval = await _asked(world)

    await world.owner.post(f"{API}/approvals/{approval['id']}/decide", json={**YES, "choice": "reject"})
    run = await world.until(run_id, "succeeded", "failed")

    assert run["status"] == "failed"
    assert "Rejected: Fine." in run["error"]["detail"]


async def test_the_first_answer_counts(world: World):
    run_id, approval = await _asked(world)
    path = f"{API}/approvals/{approval['id']}/decide"
    people = [await world.member("operator", f"usr_{number:032x}") for number in range(8)]

    answers = await asyncio.gather(
        *(each.post(path, json={**YES, "comment": str(number)}) for number, each in enumerate(people))
    )

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    first = next(answer.json() for answer in answers if answer.status_code == 200)
    assert (await world.owner.get(f"{API}/approvals/{approval['id']}")).json()["comment"] == first["comment"]
    assert (await world.until(run_id, "succeeded"))["output"]["by"] == first["decided_by"]


async def test_only_who_is_asked_decides(world: World):
    _, approval = await _asked(world)

    assert await _decide(world, approval, YES, by="viewer") == 403
    assert await _decide(world, approval, YES, by="builder") == 403
    assert await _decide(world, approval, YES, by="operator") == 200


async def test_a_person_named_by_id_may_decide_whatever_the_role(world: World):
    settings = {"title": "Ana?", "to": ["usr_" + "4" * 32], "choices": ["approve"]}
    _, approval = await _asked(world, one("approval", settings))
    named = await world.member("builder", "usr_" + "4" * 32)
    other = await world.member("builder", "usr_" + "5" * 32)
    path = f"{API}/approvals/{approval['id']}/decide"

    assert (await other.post(path, json=YES)).status_code == 403
    assert (await named.post(path, json=YES)).status_code == 200


@pytest.mark.parametrize(
    "decision", [{}, {"choice": 1}, {"choice": "maybe"}, {"choice": "x" * 200}, {**YES, "by": "me"}]
)
async def test_a_decision_that_makes_no_sense_is_refused(world: World, decision: Json):
    _, approval = await _asked(world)

    answer = await world.owner.post(f"{API}/approvals/{approval['id']}/decide", json=decision)

    assert answer.status_code == 422
    assert (await world.owner.get(f"{API}/approvals/{approval['id']}")).json()["status"] == "waiting"


async def test_a_form_is_filled_in_as_it_asks(world: World):
    form = {
        "type": "object",
        "properties": {"cost_centre": {"type": "string", "pattern": "^[0-9]{4}$"}},
        "required": ["cost_centre"],
    }
    settings = {"title": "Book it", "to": ["role:operator"], "choices": ["book"], "fields": form}
    run_id, approval = await _asked(world, one("approval", settings))
    path = f"{API}/approvals/{approval['id']}/decide"

    wrong = await world.owner.post(path, json={"choice": "book", "fields": {"cost_centre": "abc"}})
    right = await world.owner.post(path, json={"choice": "book", "fields": {"cost_centre": "4711"}})

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert wrong.json()["errors"][0]["pointer"] == "/fields/cost_centre"
    assert (await world.until(run_id, "succeeded"))["output"]["fields"] == {"cost_centre": "4711"}


async def test_an_approval_ends_with_its_run(world: World):
    run_id, approval = await _asked(world)

    await world.owner.post(f"{API}/runs/{run_id}/cancel")
    await world.until(run_id, "cancelled")
    late = await world.owner.post(f"{API}/approvals/{approval['id']}/decide", json=YES)

    assert (await world.owner.get(f"{API}/approvals/{approval['id']}")).json()["status"] == "cancelled"
    assert late.status_code == 409
    assert late.json()["type"] == "/problems/no-longer-needed"


async def test_approvals_are_listed_by_status_and_by_run(world: World):
    first_run, first = await _asked(world)
    _, second = await _asked(world)
    await world.owner.post(f"{API}/approvals/{first['id']}/decide", json=YES)

    async def listed(**query: str) -> list[str]:
        return [each["id"] for each in (await world.owner.get(f"{API}/approvals", params=query)).json()["items"]]

    assert await listed() == [second["id"], first["id"]]
    assert await listed(status="waiting") == [second["id"]]
    assert await listed(status="decided") == [first["id"]]
    assert await listed(run_id=first_run) == [first["id"]]
    assert (await world.owner.get(f"{API}/approvals", params={"status": "lost"})).status_code == 422


async def test_another_company_sees_and_decides_nothing(world: World):
    _, approval = await _asked(world)
    stranger = await world.neighbour()

    assert (await stranger.get(f"{API}/approvals")).json()["items"] == []
    for known in (approval["id"], "apr_" + "0" * 32, "nonsense"):
        assert (await stranger.get(f"{API}/approvals/{known}")).status_code == 404
        assert (await stranger.post(f"{API}/approvals/{known}/decide", json=YES)).status_code == 404


async def test_who_may_not_read_approvals_sees_none(world: World):
    _, approval = await _asked(world)
    nobody = await world.service.signed_in(permissions=PERMISSIONS - {"approval.read", "approval.decide"})

    assert (await nobody.get(f"{API}/approvals")).status_code == 403
    assert (await nobody.get(f"{API}/approvals/{approval['id']}")).status_code == 403
    assert (await nobody.post(f"{API}/approvals/{approval['id']}/decide", json=YES)).status_code == 403


async def test_who_is_asked_hears_of_it_once(world: World):
    await world.join()
    world.others.notifications.away = True
    _, approval = await _asked(world)

    world.others.notifications.away = False
    async with asyncio.timeout(20):
        while not world.others.notifications.accepted:
            await asyncio.sleep(0.05)

    notice = world.others.notifications.accepted[COMPANY, approval["id"]]
    assert len(world.others.notifications.accepted) == 1
    assert (notice.title, notice.link) == ("Pay 7?", f"/inbox/{approval['id']}")
    assert notice.to == ["role:admin", "role:owner"], "there is no operator, so those who may always decide are told"
