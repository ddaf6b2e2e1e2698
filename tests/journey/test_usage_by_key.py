"""What a run takes is counted under the API key that started it."""

from pathlib import Path

import httpx2

from kernel.inprocess import InProcessTransport
from standalone.app import StandaloneSettings, running
from tests.journey.journey import Traveller

GRAPH = {
    "steps": [{"id": "kind", "type": "ai.classify", "with": {"text": "an invoice", "labels": ["invoice", "letter"]}}],
    "edges": [],
}


async def test_a_run_that_a_key_started_is_counted_under_that_key(tmp_path: Path):
    async with running(StandaloneSettings(data_dir=tmp_path / "data"), {}) as gateway:
        transport = InProcessTransport(gateway)
        async with httpx2.AsyncClient(transport=transport, base_url="http://platform.test", timeout=60) as http:
            ana = Traveller(http)
            await ana.sign_up()
            agent = await ana.ask("POST", "/api/agents/v1/agents", expect=201, json={"name": "Mail"})
            await ana.ask("POST", f"/api/agents/v1/agents/{agent['id']}/status", json={"status": "active"})
            flow = {"name": "Sort", "agent_id": agent["id"], "graph": GRAPH}
            flow = await ana.ask("POST", "/api/company/v1/workflows", expect=201, json=flow)
            await ana.ask("POST", f"/api/company/v1/workflows/{flow['id']}/publish", json={"note": ""})
            key = {"name": "Program", "scopes": ["run.start", "run.read", "workflow.read", "agent.read"]}
            key = await ana.ask("POST", "/api/auth/v1/api-keys", expect=201, json=key)
            program = Traveller(http, token=key["key"])

            await program.ended([await program.start(flow["id"], {})])
            await ana.ended([await ana.start(flow["id"], {})])
            records = (await ana.ask("GET", "/api/ai/v1/usage"))["items"]

    assert sorted(each["key_id"] for each in records) == ["", key["view"]["id"]]
