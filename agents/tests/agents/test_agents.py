"""Agents: made, changed by version, put to work and retired, each within its company."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest

from agents_service.agents.problems import NotAMember
from agents_service.agents.service.manage import transfer
from contracts.company import Membership
from kernel.identity import Principal
from tests.harness import COMPANY, USER, ServiceUnderTest

API = "/api/agents/v1"
ADA: dict[str, Any] = {
    "name": "Ada",
    "role": "Accounts payable",
    "goal": "Pay on time.",
    "tools": [{"name": "person", "approval": "never"}, {"name": "step:http.request", "approval": "ask"}],
    "budget": {"monthly_usd": 20},
    "minutes_saved_per_run": 8,
}
OTHER_COMPANY = "cmp_" + "2" * 32


async def made(client: httpx2.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await client.post(f"{API}/agents", json={**ADA, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_new_agent_is_a_draft_of_whoever_made_it(agents: ServiceUnderTest):
    client = await agents.signed_in()

    agent = await made(client)
    shown = (await client.get(f"{API}/agents/{agent['id']}")).json()

    assert shown == agent
    assert (agent["status"], agent["version"], agent["metrics"]["runs"]) == ("draft", 1, 0)
    assert agent["tools"] == ADA["tools"]


async def test_agents_are_listed_newest_first_page_by_page_and_by_status(agents: ServiceUnderTest):
    client = await agents.signed_in()
    ids = [(await made(client, name=f"Agent {number}"))["id"] for number in range(3)]
    await client.post(f"{API}/agents/{ids[0]}/status", json={"status": "active"})

    first = (await client.get(f"{API}/agents", params={"limit": 2})).json()
    rest = (await client.get(f"{API}/agents", params={"limit": 2, "cursor": first["next"]})).json()
    active = (await client.get(f"{API}/agents", params={"status": "active"})).json()

    assert [each["id"] for each in (*first["items"], *rest["items"])] == ids[::-1]
    assert (rest["next"], [each["id"] for each in active["items"]]) == (None, [ids[0]])


async def test_each_change_is_a_version_and_who_was_slower_is_told(agents: ServiceUnderTest):
    client = await agents.signed_in()
    agent = await made(client)
    path = f"{API}/agents/{agent['id']}"

    saved = await client.put(path, json={**ADA, "goal": "Pay early."}, headers={"if-match": '"1"'})
    late = await client.put(path, json={**ADA, "goal": "Pay late."}, headers={"if-match": '"1"'})
    versions = (await client.get(f"{path}/versions")).json()["items"]

    assert (saved.status_code, saved.json()["version"], saved.headers["etag"]) == (200, 2, '"2"')
    assert late.status_code == 412
    assert [(each["version"], each["agent"]["goal"]) for each in versions] == [(2, "Pay early."), (1, "Pay on time.")]


@pytest.mark.parametrize(
    ("way", "possible"),
    [
        (["active", "paused", "active", "retired"], True),
        (["retired"], True),
        (["paused"], False),
        (["retired", "active"], False),
    ],
)
async def test_an_agent_takes_only_statuses_that_follow(agents: ServiceUnderTest, way: list[str], *, possible: bool):
    client = await agents.signed_in()
    agent = await made(client)

    answers = [await client.post(f"{API}/agents/{agent['id']}/status", json={"status": each}) for each in way]

    assert answers[-1].status_code == (200 if possible else 409)
    assert not possible or answers[-1].json()["status"] == way[-1]


async def test_only_a_draft_is_deleted(agents: ServiceUnderTest):
    client = await agents.signed_in()
    draft, active = await made(client), await made(client)
    await client.post(f"{API}/agents/{active['id']}/status", json={"status": "active"})

    gone = await client.delete(f"{API}/agents/{draft['id']}")
    kept = await client.delete(f"{API}/agents/{active['id']}")

    assert (gone.status_code, kept.status_code) == (204, 409)
    assert (await client.get(f"{API}/agents/{draft['id']}")).status_code == 404


async def test_another_company_sees_and_changes_nothing(agents: ServiceUnderTest):
    agent = await made(await agents.signed_in())
    stranger = await agents.signed_in("usr_" + "9" * 32, OTHER_COMPANY)
    path = f"{API}/agents/{agent['id']}"

    answers = [
        await stranger.get(path),
        await stranger.put(path, json=ADA, headers={"if-match": '"1"'}),
        await stranger.post(f"{path}/status", json={"status": "active"}),
        await stranger.delete(path),
        await stranger.get(f"{path}/versions"),
        await stranger.get(f"{path}/metrics"),
    ]

    assert {each.status_code for each in answers} == {404}
    assert (await stranger.get(f"{API}/agents")).json()["items"] == []


async def test_who_may_only_read_changes_nothing(agents: ServiceUnderTest):
    agent = await made(await agents.signed_in())
    reader = await agents.signed_in(permissions={"agent.read"})

    assert (await reader.get(f"{API}/agents/{agent['id']}")).status_code == 200
    assert (await reader.post(f"{API}/agents", json=ADA)).status_code == 403
    assert (await reader.delete(f"{API}/agents/{agent['id']}")).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "A", "surprise": 1},
        {"name": "A", "tools": [{"name": "x", "approval": "sometimes"}]},
        {"name": "A", "budget": {"monthly_usd": -1}},
        {"name": "A", "minutes_saved_per_run": "many"},
    ],
)
async def test_what_does_not_fit_is_refused_naming_the_field(agents: ServiceUnderTest, wrong: dict[str, Any]):
    answer = await (await agents.signed_in()).post(f"{API}/agents", json=wrong)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"]


async def test_the_company_service_is_told_of_all_agents_in_brief_and_of_nobody_elses(agents: ServiceUnderTest):
    mine = (await (await agents.signed_in()).post(f"{API}/agents", json={**ADA, "minutes_saved_per_run": 8})).json()
    stranger = await agents.signed_in("usr_" + "9" * 32, "cmp_" + "2" * 32)
    await stranger.post(f"{API}/agents", json=ADA)

    told = await (await agents.as_service("company")).get(f"{API}/internal/agent-briefs")
    refused = await stranger.get(f"{API}/internal/agent-briefs")

    assert told.json()["items"] == [{"id": mine["id"], "name": mine["name"], "minutes_saved_per_run": 8.0}]
    assert refused.status_code == 403


async def test_the_company_service_makes_one_once_and_is_told_all_of_it(agents: ServiceUnderTest):
    service = await agents.as_service("company")

    first, second = [
        (await service.post(f"{API}/internal/agents", json={"key": "sample", "agent": ADA})).json() for _ in range(2)
    ]
    described = (await service.get(f"{API}/internal/agents/{first['id']}/description")).json()
    outsider = await (await agents.signed_in()).get(f"{API}/internal/agents/{first['id']}/description")

    assert (first, first["status"]) == (second, "active")
    assert described["agent"]["goal"] == "Pay on time."
    assert outsider.status_code == 403


async def test_another_service_finds_and_removes_what_it_created(agents: ServiceUnderTest):
    service = await agents.as_service("company")
    made = (await service.post(f"{API}/internal/agents", json={"key": "template:one", "agent": ADA})).json()
    await service.post(f"{API}/internal/agents", json={"key": "templateXtwo", "agent": ADA})

    found = (await service.get(f"{API}/internal/agents", params={"prefix": "template:"})).json()
    removed = [(await service.delete(f"{API}/internal/agents/{made['id']}")).status_code for _ in range(2)]
    outsider = await (await agents.signed_in()).delete(f"{API}/internal/agents/{made['id']}")
    elsewhere = await agents.as_service("company", company="cmp_" + "7" * 32)

    assert [each["id"] for each in found] == [made["id"]]
    assert removed == [204, 204]
    assert outsider.status_code == 403
    assert (await service.get(f"{API}/internal/agents/{made['id']}")).status_code == 404
    assert (await elsewhere.get(f"{API}/internal/agents", params={"prefix": "template"})).json() == []


async def test_an_earlier_version_comes_back_as_the_newest(agents: ServiceUnderTest):
    client = await agents.signed_in()
    path = f"{API}/agents/{(await made(client))['id']}"
    await client.put(path, json={**ADA, "goal": "Pay early."}, headers={"if-match": '"1"'})

    restored = await client.post(f"{path}/versions/1/restore", headers={"if-match": '"2"'})
    missing = await client.post(f"{path}/versions/9/restore", headers={"if-match": '"3"'})
    versions = (await client.get(f"{path}/versions")).json()["items"]

    assert (restored.json()["version"], restored.json()["goal"]) == (3, "Pay on time.")
    assert (missing.status_code, versions[0]["note"]) == (404, "Version 1 restored")


async def test_a_copy_is_a_draft_with_everything_but_the_history(agents: ServiceUnderTest):
    client = await agents.signed_in()
    agent = await made(client, goals=[{"kind": "success_rate", "target": 0.9}])

    copy = (await client.post(f"{API}/agents/{agent['id']}/duplicate", json={})).json()

    assert (copy["name"], copy["status"], copy["version"]) == ("Ada (copy)", "draft", 1)
    assert (copy["goals"], copy["tools"]) == (agent["goals"], agent["tools"])


async def test_an_agent_is_handed_to_a_member_and_to_nobody_else(agents: ServiceUnderTest):
    class Members:
        async def memberships(self, user_id: str) -> list[Membership]:
            place = Membership(company_id=COMPANY, company_name="Ours", role="builder", permissions=[])
            return [place] if user_id == "usr_bo" else []

    client = await agents.signed_in()
    agent = await made(client)
    by = Principal(kind="user", company_id=COMPANY, user_id=USER)
    deps = replace(agents.deps, company=Members())

    handed = await transfer(agent["id"], "usr_bo", by=by, deps=deps)
    with pytest.raises(NotAMember):
        await transfer(agent["id"], "usr_stranger", by=by, deps=deps)

    assert handed.owner_id == "usr_bo"


async def test_templates_make_agents_in_both_languages(agents: ServiceUnderTest):
    client = await agents.signed_in()

    english = (await client.get(f"{API}/agent-templates")).json()
    german = (await client.get(f"{API}/agent-templates", params={"language": "de"})).json()
    answer = await client.post(f"{API}/agents", json=german[0]["agent"])

    assert [each["key"] for each in english] == [each["key"] for each in german]
    assert all(one["promise"] != other["promise"] for one, other in zip(english, german, strict=True))
    assert (answer.status_code, answer.json()["goals"]) == (201, german[0]["agent"]["goals"])


@pytest.mark.parametrize("goal", [{"kind": "success_rate", "target": 80}, {"kind": "within", "target": 0.8}])
async def test_a_goal_that_makes_no_sense_is_refused(agents: ServiceUnderTest, goal: dict[str, Any]):
    client = await agents.signed_in()

    answer = await client.post(f"{API}/agents", json={**ADA, "goals": [goal]})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/goals/0")
