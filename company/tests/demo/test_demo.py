"""The sample company: filled once, and its agent's work from the invoice to the answer."""

from dataclasses import replace

import pytest

from company.tests.world import API, Json, World
from company_service.samples.packaged import SampleFile
from kernel.problems import InvalidRequest

PDF = b"%PDF-1.7\n% a sample\n"
GOOD: dict[str, str | float | None] = {
    "supplier": "Nordwind GmbH",
    "number": "R-17",
    "date": "2026-03-01",
    "currency": "EUR",
    "net": 100.0,
    "tax": 19.0,
    "total": 119.0,
}


@pytest.fixture
def samples(world: World) -> list[str]:
    """Two sample invoices, one that the AI service reads well."""
    names = ["nordwind.pdf", "unread.pdf"]
    files = [SampleFile(name, PDF + name.encode()) for name in names]
    state = world.service.opened
    state.deps = replace(state.deps, sample_files=lambda: files)
    world.others.ai.values["nordwind.pdf"] = GOOD
    return names


async def _demo(world: World) -> Json:
    answer = await world.owner.post(f"{API}/demo", json={})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _run(world: World, values: dict[str, str | float | None], **given: float) -> Json:
    """The run over an invoice that holds these values, ended or waiting."""
    demo = await _demo(world)
    world.others.ai.values[demo["files"][0]["name"]] = values
    started = await world.run(demo["workflow_id"], {"invoice": demo["files"][0]["id"], **given}, wait=0)
    return await world.until(started["id"], "succeeded", "failed", "waiting")


async def test_the_sample_company_is_filled_once(world: World, samples: list[str]):
    first = await _demo(world)
    second = await _demo(world)

    workflows = (await world.owner.get(f"{API}/workflows")).json()["items"]
    assert first == second
    assert [each["name"] for each in first["files"]] == samples
    assert [(each["id"], each["status"], each["live_version"]) for each in workflows] == [
        (first["workflow_id"], "live", 1)
    ]
    assert (await world.owner.get(f"{API}/files/{first['files'][0]['id']}")).content.startswith(PDF)


async def test_a_deleted_sample_workflow_is_made_again(world: World, samples: list[str]):
    first = await _demo(world)
    await world.owner.delete(f"{API}/workflows/{first['workflow_id']}")

    second = await _demo(world)

    assert second["workflow_id"] != first["workflow_id"]
    assert second["agent_id"] == first["agent_id"]
    assert await _demo(world) == second


async def test_each_company_has_its_own(world: World, samples: list[str]):
    mine = await _demo(world)
    theirs = (await (await world.neighbour()).post(f"{API}/demo", json={})).json()

    assert mine["workflow_id"] != theirs["workflow_id"]
    assert {each["id"] for each in mine["files"]}.isdisjoint(each["id"] for each in theirs["files"])


async def test_who_may_not_publish_gets_no_sample_company(world: World, samples: list[str]):
    operator = await world.member("operator")

    assert (await operator.post(f"{API}/demo", json={})).status_code == 403
    assert (await world.owner.post(f"{API}/demo", json={"size": "large"})).status_code == 422


async def test_a_good_invoice_is_ready_to_pay_without_a_question(world: World, samples: list[str]):
    run = await _run(world, GOOD)

    assert run["status"] == "succeeded", run["error"]
    assert run["output"] == {
        **GOOD,
        "category": "IT and telecommunications",
        "adds_up": True,
        "decision": "approve",
        "decided_by": None,
    }
    assert run["cost"] == pytest.approx(0.02)
    assert [notice.title for notice in world.others.notifications.accepted.values()] == [
        "Ready to pay: EUR 119.00 to Nordwind GmbH"
    ]


@pytest.mark.parametrize(
    ("values", "given", "reason"),
    [
        ({**GOOD, "net": 2000.0, "tax": 380.0, "total": 2380.0}, {}, "The total is above the limit."),
        (GOOD, {"limit": 100}, "The total is above the limit."),
        ({**GOOD, "tax": 20.0}, {}, "Net and tax do not add up to the total."),
        ({**GOOD, "number": None, "date": None}, {}, "These values could not be found: number, date."),
        ({}, {}, "These values could not be found: supplier, number, date, currency, total."),
    ],
)
async def test_a_person_is_asked_when_something_is_unusual(
    world: World, samples: list[str], values: dict[str, str | float | None], given: dict[str, float], reason: str
):
    run = await _run(world, values, **given)

    approval = (await world.owner.get(f"{API}/approvals/{run['waiting_for']['approval_id']}")).json()
    assert run["status"] == "waiting"
    assert approval["description"] == reason
    assert approval["choices"] == ["approve", "reject"]


@pytest.mark.parametrize(("choice", "title"), [("approve", "Ready to pay"), ("reject", "Not to be paid")])
async def test_the_run_goes_on_as_the_person_decides(world: World, samples: list[str], choice: str, title: str):
    run = await _run(world, GOOD, limit=100)
    decision: Json = {"choice": choice, "fields": {}, "comment": "Looked at it."}

    await world.owner.post(f"{API}/approvals/{run['waiting_for']['approval_id']}/decide", json=decision)
    ended = await world.until(run["id"], "succeeded", "failed")

    titles = [notice.title for (_, key), notice in world.others.notifications.accepted.items() if ":" in key]
    assert ended["output"]["decision"] == choice
    assert titles == [f"{title}: EUR 119.00 to Nordwind GmbH"]


async def test_an_unreadable_document_goes_to_a_person(world: World, samples: list[str]):
    world.others.ai.refusal = InvalidRequest("This file is not a PDF.")

    run = await _run(world, GOOD)

    approval = (await world.owner.get(f"{API}/approvals/{run['waiting_for']['approval_id']}")).json()
    assert approval["title"] == "Pay this invoice?"
    assert approval["description"] == "The document could not be read."
    assert approval["agent_id"] == f"agt_{1:032x}"
