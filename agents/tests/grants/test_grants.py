"""Agents that are shared with some people only."""

from agents.tests.agents.test_agents import API, made
from agents_service.grants.service import note
from contracts.access import Grant, Level
from contracts.events import ResourceShared
from contracts.permissions import ROLES
from tests.harness import COMPANY, ServiceUnderTest

BEN = "usr_" + "5" * 32


async def share(agents: ServiceUnderTest, agent_id: str, version: int, *grants: tuple[str, Level]) -> None:
    told = [Grant(to=to, level=level) for to, level in grants]
    shared = ResourceShared(company_id=COMPANY, resource=agent_id, grants=told, version=version)
    await note(shared, deps=agents.deps)


async def test_an_agent_shared_with_others_is_not_there_and_a_level_allows_what_it_says(agents: ServiceUnderTest):
    owner = await agents.signed_in()
    agent = await made(owner)
    ben = await agents.signed_in(BEN, permissions=ROLES["builder"], role="builder")
    path, tag = f"{API}/agents/{agent['id']}", {"if-match": '"1"'}

    async def seen() -> tuple[int, int, int]:
        listed = len((await ben.get(f"{API}/agents")).json()["items"])
        saved = await ben.put(path, json={"name": "Ben's"}, headers=tag)
        return listed, (await ben.get(path)).status_code, saved.status_code

    await share(agents, agent["id"], 1, ("role:operator", "edit"))
    hidden = await seen()
    await share(agents, agent["id"], 2, (BEN, "read"))
    read = await seen()
    await share(agents, agent["id"], 1, (BEN, "edit"))
    late = await seen()
    await share(agents, agent["id"], 3)
    everybody = await seen()

    assert hidden == (0, 404, 404)
    assert read == late == (1, 200, 403)
    assert everybody == (1, 200, 200)


async def test_heads_of_the_company_see_every_agent(agents: ServiceUnderTest):
    owner = await agents.signed_in()
    agent = await made(owner)

    await share(agents, agent["id"], 1, (BEN, "read"))

    assert (await owner.get(f"{API}/agents/{agent['id']}")).status_code == 200
