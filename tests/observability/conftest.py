"""A platform that is watched: its traces go to a collector, and one run of it has ended."""

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from tests.journey.journey import Traveller
from tests.journey.shapes import Standalone
from tests.observability.sink import Sink, collecting

GRAPH: dict[str, Any] = {
    "input": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
    "steps": [
        {
            "id": "kind",
            "type": "ai.classify",
            "name": "What is it?",
            "with": {"text": "{{ input.text }}", "labels": ["invoice", "complaint"]},
        },
        {"id": "pause", "type": "wait", "name": "Wait", "with": {"for": "10ms"}},
    ],
    "edges": [{"from": "kind", "to": "pause"}],
}
HUSH = "nobody may read this in a trace"


@dataclass(frozen=True)
class Watched:
    """What there is to look at."""

    url: str
    run: dict[str, Any]
    request_id: str
    sink: Sink
    log: str

    def metrics(self, accept: str = "text/plain") -> str:
        """What Prometheus reads."""
        return httpx2.get(f"{self.url}/metrics", headers={"accept": accept}, trust_env=False).text


async def _one_run(platform: Standalone, request_id: str) -> dict[str, Any]:
    await platform.ready()
    async with httpx2.AsyncClient(base_url=platform.url, trust_env=False, timeout=30) as http:
        ana = Traveller(http)
        await ana.sign_up()
        agent = await ana.ask("POST", "/api/agents/v1/agents", expect=201, json={"name": "Sorter", "goal": "Sort"})
        body = {"name": "Sort", "agent_id": agent["id"], "graph": GRAPH}
        workflow = await ana.ask("POST", "/api/company/v1/workflows", expect=201, json=body)
        path = f"/api/company/v1/workflows/{workflow['id']}"
        await ana.ask("POST", f"{path}/publish", json={"note": ""}, headers={"if-match": '"1"'})
        started = await ana.ask(
            "POST",
            f"{path}/runs?token={secrets.token_hex(4)}",
            expect=202,
            json={"input": {"text": f"Invoice 4711 over 20 EUR. {HUSH}"}},
            headers={"x-request-id": request_id},
        )
        (run,) = await ana.ended([started["id"]])
    return run


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """One platform for all tests of a worker."""
    request_id = f"watched-{secrets.token_hex(8)}"
    with collecting() as sink:
        told = {"OTEL_EXPORTER_OTLP_ENDPOINT": sink.url, "OTEL_BSP_SCHEDULE_DELAY": "200", "LOG_LEVEL": "INFO"}
        platform = Standalone(tmp_path_factory.mktemp("watched") / "data", told)
        with platform.running():
            run = asyncio.run(_one_run(platform, request_id))
            sink.until(lambda spans: any(each.name == "run" for each in spans))
            yield Watched(platform.url, run, request_id, sink, platform.log.read_text())
