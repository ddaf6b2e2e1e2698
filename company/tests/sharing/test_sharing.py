"""Sharing: who may see a workflow and its runs, and why."""

from typing import Any

import httpx2

from company.tests.roles.test_roles import joined
from company.tests.workflows.graphs import GREET
from company.tests.world import AGENT, API, STRANGER, World
from tests.harness import USER


async def scene(world: World, role: str = "builder") -> tuple[str, str, httpx2.AsyncClient]:
    """A published workflow with a run, and somebody else in the company."""
    await world.join()
    await joined(world, role)
    workflow = await world.publish(GREET, "Payroll")
    run = await world.run(workflow, {"name": "Ana"})
    return workflow, str(run["id"]), await world.member(role)


async def share(world: World, resource: str, *grants: tuple[str, str]) -> httpx2.Response:
    body = {"grants": [{"to": to, "level": level} for to, level in grants]}
    return await world.owner.put(f"{API}/access/{resource}/grants", json=body)


async def statuses(client: httpx2.AsyncClient, workflow: str, run: str) -> dict[str, int]:
    """What somebody is answered about a workflow and a run of it."""
    asked: dict[str, tuple[str, str, Any]] = {
        "see": ("GET", f"workflows/{workflow}", None),
        "see run": ("GET", f"runs/{run}", None),
        "triggers": ("GET", f"workflows/{workflow}/triggers", None),
        "start": ("POST", f"workflows/{workflow}/runs", {"input": {"name": "B"}}),
        "publish": ("POST", f"workflows/{workflow}/publish", {"note": ""}),
    }
    found: dict[str, int] = {}
    for name, (method, path, body) in asked.items():
        found[name] = (await client.request(method, f"{API}/{path}", json=body)).status_code
    for listed in ("workflows", "runs"):
        found[listed] = len((await client.get(f"{API}/{listed}")).json()["items"])
    return found


async def test_what_is_shared_with_others_is_not_there(world: World):
    workflow, run, ben = await scene(world)

    assert (await share(world, workflow, (USER, "edit"))).status_code == 200

    expected = {"see": 404, "see run": 404, "triggers": 404, "start": 404, "publish": 404, "workflows": 0, "runs": 0}
    assert await statuses(ben, workflow, run) == expected
    assert (await world.owner.get(f"{API}/workflows/{workflow}")).status_code == 200


async def test_a_level_allows_what_it_says(world: World):
    workflow, run, ben = await scene(world)

    await share(world, workflow, (STRANGER, "read"))
    reads = await statuses(ben, workflow, run)
    await share(world, workflow, ("role:builder", "operate"))
    operates = await statuses(ben, workflow, run)
    await share(world, workflow)
    open_again = await statuses(ben, workflow, run)

    assert (reads["see"], reads["see run"], reads["start"], reads["publish"]) == (200, 200, 403, 403)
    assert (operates["start"], operates["publish"]) == (202, 403)
    assert (open_again["start"], open_again["publish"]) == (202, 200)


async def test_runs_of_what_is_not_shared_are_not_cancelled_in_bulk(world: World):
    await world.join()
    await joined(world, "operator")
    graph = {"steps": [{"id": "wait", "type": "wait", "with": {"for": "1d"}}], "edges": []}
    workflow = await world.publish(graph, "Slow")
    run = await world.run(workflow, wait=0)
    await world.until(run["id"], "waiting")
    await share(world, workflow, (USER, "edit"))
    ben = await world.member("operator")

    named = await ben.post(f"{API}/runs/cancel", json={"ids": [run["id"]]})
    by_status = await ben.post(f"{API}/runs/cancel", json={"status": "waiting"})

    assert [each.json()["cancelled"] for each in (named, by_status)] == [0, 0]


async def test_why_somebody_may_not_is_said_in_words(world: World):
    workflow, _, _ = await scene(world, "operator")
    await share(world, workflow, (STRANGER, "read"))

    async def why(user: str, permission: str, resource: str | None = None) -> tuple[bool, str]:
        params = {"user": user, "permission": permission, **({"resource": resource} if resource else {})}
        answer = (await world.owner.get(f"{API}/access", params=params)).json()
        return answer["may"], answer["text"]

    assert await why(STRANGER, "run.start") == (True, "Yes: nothing speaks against it.")
    assert await why(STRANGER, "workflow.publish") == (False, "“Operator” does not include “Publish workflows”.")
    assert await why(STRANGER, "run.start", workflow) == (False, "“Payroll” lets Ben see it, but not use it.")
    assert await why(USER, "run.start", workflow) == (True, "Yes: nothing speaks against it.")
    assert await why("usr_" + "5" * 32, "run.start") == (False, "Not a member of this company.")


async def test_what_is_not_there_is_not_shared_and_not_with_strangers(world: World):
    workflow, _, ben = await scene(world)
    await share(world, workflow, (STRANGER, "read"))

    unknown_member = await share(world, workflow, ("usr_" + "5" * 32, "read"))
    nothing = await share(world, "wfl_" + "0" * 32, (STRANGER, "read"))
    reader = await ben.put(f"{API}/access/{workflow}/grants", json={"grants": []})
    neighbour = await (await world.neighbour()).get(f"{API}/access/{workflow}/grants")
    agent = await share(world, AGENT, (STRANGER, "read"))

    found = [each.status_code for each in (unknown_member, nothing, reader, neighbour, agent)]
    assert found == [422, 404, 403, 404, 200]


async def test_insights_hold_nothing_of_what_is_shared_with_others(world: World):
    workflow, _, ben = await scene(world)
    open_to_all = await world.publish(GREET, "Greetings")
    await world.run(open_to_all, {"name": "Ana"})
    await world.ends_followed()
    await share(world, workflow, (USER, "edit"))

    mine, seen = [(await each.get(f"{API}/insights")).json() for each in (world.owner, ben)]
    asked = (await ben.get(f"{API}/insights", params={"workflow_id": workflow})).json()
    listed = await ben.get(f"{API}/insights/export", params={"table": "runs", "format": "csv"})

    assert {each["name"] for each in mine["workflows"]} == {"Payroll", "Greetings"}
    assert [each["name"] for each in seen["workflows"]] == ["Greetings"]
    assert [figures["current"]["runs"] for figures in (mine, seen, asked)] == [2, 1, 0]
    assert "Greetings" in listed.text
    assert "Payroll" not in listed.text
