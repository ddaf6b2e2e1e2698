"""Every template, on the whole platform: tried on its sample to the end, by the built-in provider alone."""

import asyncio
from collections.abc import Generator
from typing import Any

import httpx2
import pytest

from company_service.gallery.catalogue import TEMPLATES
from company_service.gallery.template import Language, Template
from tests.journey.journey import ENDED, Json, Traveller
from tests.journey.shapes import Standalone

pytestmark = pytest.mark.slow
API = "/api/company/v1"

FOUND: dict[str, Json] = {
    "support-triage": {"topic": "Technical problem", "urgency": "urgent", "team": "Engineering", "ticket": "T-4711"},
    "supplier-invoices": {"supplier": "Nordlicht Hosting GmbH", "total": 300.36, "adds_up": True},
    "knowledge-answers": {"answer": "Every employee has 30 days of holiday each year.", "source": "handbook"},
    "lead-routing": {"stage": "hot", "score": 95, "lead": "lead-2093"},
    "contract-review": {"kind": "Services", "missing": ["Liability"], "decision": "accept"},
    "weekly-report": {"notable": ["Orders +22 %", "Tickets -31 %"]},
    "expense-approval": {"kind": "Lodging", "fits": True, "decision": "approve", "entry": "E-3381"},
    "employee-onboarding": {"ready": True},
    "incident-response": {"severity": "critical", "decision": "go back", "checks": 1},
    "churn-watch": {
        "at_risk": [
            {"name": "Auental Energie", "risk": 100, "mood": "unhappy", "use": -55},
            {"name": "Hotel Vieux Port", "risk": 60, "mood": "neutral", "use": -30},
        ]
    },
    "meeting-scheduling": {"from": "10:30", "to": "11:15", "invited": True},
    "data-sync": {
        "written": ["crm-1", "crm-2", "crm-4"],
        "refused": ["3 Papier & Stift: the e-mail address is not one"],
    },
}
"""What the runs over the samples must find, or some of it."""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[str, str]]:
    """The address of a platform, and the token of somebody who has just signed up there."""
    standalone = Standalone(tmp_path_factory.mktemp("templates") / "data")
    with standalone.running():
        yield standalone.url, asyncio.run(_newcomer(standalone))


async def _newcomer(standalone: Standalone) -> str:
    await standalone.ready()
    async with httpx2.AsyncClient(base_url=standalone.url, timeout=60, trust_env=False) as http:
        return str((await Traveller(http).sign_up())["access_token"])


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("template", TEMPLATES, ids=[each.key for each in TEMPLATES])
async def test_a_template_does_its_work_on_its_sample(
    platform: tuple[str, str], template: Template, language: Language
):
    url, token = platform
    async with httpx2.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:
        ana = Traveller(http, token=token)

        body = {"language": language, "run": True}
        used = await ana.ask("POST", f"{API}/templates/{template.key}/use", expect=201, json=body)
        run, asked = await _to_the_end(ana, used["run_id"])

        found = await ana.ask("POST", f"{API}/workflows/{used['workflow_id']}/validate", json={"graph": None})
        workflow = await ana.ask("GET", f"{API}/workflows/{used['workflow_id']}")
    assert run["status"] == "succeeded", run["error"]
    assert {name: run["output"][name] for name in FOUND[template.key]} == FOUND[template.key]
    assert (asked > 0) == template.asks
    assert found["problems"] == []
    assert workflow["name"] == getattr(template.name, language)


async def _to_the_end(ana: Traveller, run_id: str) -> tuple[Json, int]:
    """The run once it has ended, and how often somebody was asked: always the first choice is taken."""
    asked = 0
    async with asyncio.timeout(60):
        while True:
            run: Any = await ana.ask("GET", f"{API}/runs/{run_id}")
            if run["status"] in ENDED:
                return run, asked
            if run["status"] == "waiting" and await _decided(ana, run["waiting_for"]):
                asked += 1
            await asyncio.sleep(0.05)


async def _decided(ana: Traveller, waiting_for: Json | None) -> bool:
    """Take the first choice, if it is an approval that is waited for."""
    approval_id = str((waiting_for or {}).get("approval_id") or "")
    approval: Json = await ana.ask("GET", f"{API}/approvals/{approval_id}") if approval_id else {}
    if approval.get("status") != "waiting":
        return False
    choice: Json = {"choice": approval["choices"][0], "fields": {}, "comment": ""}
    await ana.ask("POST", f"{API}/approvals/{approval_id}/decide", json=choice)
    return True
