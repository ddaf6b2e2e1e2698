"""The audit log holds what services noted, once each, and gives it to those who may see it."""

import asyncio
import csv
import io
import json
from typing import Any

import pytest

from company.tests.world import API, OTHER_COMPANY, World
from company_service.audit.service import writing
from company_service.audit.service.reading import ledger_of
from kernel.bus import Message
from kernel.ids import new_id
from kernel.service import utc_now
from tests.harness import COMPANY, USER

GRAPH = {"steps": [{"id": "a", "type": "set", "with": {"values": {"x": 1}}}], "edges": []}


def noted(company: str = COMPANY, **more: Any) -> Message:
    """Something that another service noted."""
    entry: dict[str, Any] = {
        "company_id": company, "action": "ai.add_provider", "actor_id": USER, "session_id": "ses_1", "key_id": "",
        "address": "192.0.2.1", "user_agent": "Firefox", "request_id": "req_1", "resource": "prv_1",
        "resource_name": "OpenAI", "changes": [],
    }  # fmt: skip
    return Message(
        id=new_id("evt"), topic="audit.noted", company_id=company, payload={**entry, **more}, created_at=utc_now()
    )


async def entries(world: World, **query: str) -> list[dict[str, Any]]:
    answer = await world.owner.get(f"{API}/audit", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def until(world: World, many: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(20):
        while len(found := await entries(world)) < many:
            await asyncio.sleep(0.02)
    return found


async def test_what_people_do_is_in_the_log_with_their_names_and_can_be_searched(world: World) -> None:
    await world.join()
    await world.publish(GRAPH, "Invoice approval")
    await world.owner.patch(f"{API}/companies/current", json={"name": "=cmd|' /C calc'!A0"})

    found = await until(world, 3)

    actions = [each["action"].removeprefix("company.") for each in found]
    assert actions == ["rename_company", "publish_workflow", "create_workflow"]
    assert {each["actor_name"] for each in found} == {"Ana"}
    assert found[1]["resource_name"] == "Invoice approval"
    assert [each["seq"] for each in await entries(world, q="invoice APPROVAL publish")] == [2]
    assert len(await entries(world, actor=USER, action="company.*")) == 3
    assert await entries(world, resource=found[1]["resource"], action="company.delete_workflow") == []
    assert await entries(world, since="2999-01-01T00:00:00Z") == []

    text = (await world.owner.get(f"{API}/audit/export", params={"format": "csv"})).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["resource_name"].startswith("'=cmd")
    lines = (await world.owner.get(f"{API}/audit/export")).text.splitlines()
    assert [json.loads(line)["seq"] for line in lines][-3:] == [3, 2, 1]
    assert (await until(world, 4))[0]["action"] == "company.export_audit_log"


async def test_an_entry_that_comes_twice_stands_once_and_companies_see_only_their_own(world: World) -> None:
    ledger, one = ledger_of(world.service.deps), noted()

    await writing.add([one, one, noted(OTHER_COMPANY)], ledger, utc_now())
    await writing.add([one], ledger, utc_now())
    await asyncio.gather(*(writing.add([noted()], ledger, utc_now()) for _ in range(5)))

    assert [each["seq"] for each in await entries(world)] == [6, 5, 4, 3, 2, 1]
    neighbour = await world.neighbour()
    assert len((await neighbour.get(f"{API}/audit")).json()["items"]) == 1


async def test_pages_go_on_where_the_last_ended_and_who_may_not_is_refused(world: World) -> None:
    await writing.add([noted() for _ in range(5)], ledger_of(world.service.deps), utc_now())

    first = (await world.owner.get(f"{API}/audit", params={"limit": 2})).json()
    second = (await world.owner.get(f"{API}/audit", params={"limit": 3, "cursor": first["next"]})).json()

    assert [each["seq"] for each in [*first["items"], *second["items"]]] == [5, 4, 3, 2, 1]
    assert second["next"] is None
    builder = await world.member("builder")
    assert (await builder.get(f"{API}/audit")).status_code == 403
    assert (await builder.get(f"{API}/audit/export")).status_code == 403
    backwards = {"since": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}
    assert (await world.owner.get(f"{API}/audit", params=backwards)).status_code == 422
    assert (await world.owner.get(f"{API}/audit/export", params=backwards)).status_code == 422


@pytest.mark.parametrize("path", ["service-accounts", f"service-accounts/sva_{'9' * 32}"])
async def test_a_service_account_gets_no_role_that_outdoes_its_makers(world: World, path: str) -> None:
    await world.join()
    made = await world.owner.post(f"{API}/service-accounts", json={"name": "Import", "role": "operator"})
    account = made.json()
    weak = await world.service.signed_in("usr_" + "8" * 32, COMPANY, ["member.manage", "member.read"])

    refused = await weak.request(
        "POST" if path == "service-accounts" else "PUT", f"{API}/{path}", json={"name": "X", "role": "owner"}
    )

    assert made.status_code == 201
    assert refused.status_code == 403
    assert account["id"] in {each["user_id"] for each in (await world.owner.get(f"{API}/members")).json()["items"]}
    neighbour = await world.neighbour()
    assert (await neighbour.delete(f"{API}/service-accounts/{account['id']}")).status_code == 404
    assert (await neighbour.delete(f"{API}/service-accounts/{USER}")).status_code == 404
    assert (await world.owner.delete(f"{API}/service-accounts/{account['id']}")).status_code == 204
