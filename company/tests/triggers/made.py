"""Triggers that tests make, and calls to them."""

from typing import Any

import httpx2

from company.tests.workflows.graphs import GREET
from company.tests.world import API, Json, World

ECHO: Json = {
    "input": {},
    "steps": [{"id": "keep", "type": "set", "with": {"values": {"got": "{{ input }}"}}}],
    "edges": [],
    "output": "{{ steps.keep.output.got }}",
}


async def trigger(world: World, settings: Json, graph: Json = GREET, **more: Any) -> Json:
    """A trigger of a new workflow."""
    workflow_id = more.pop("workflow_id", None) or await world.publish(graph)
    body = {"name": "A trigger", "settings": settings, **more}
    answer = await world.owner.post(f"{API}/workflows/{workflow_id}/triggers", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def look(world: World, made: Json) -> Json:
    """The trigger as it is now."""
    answer = await world.owner.get(path(made))
    assert answer.status_code == 200, answer.text
    return answer.json()


def path(made: Json, verb: str = "") -> str:
    """Where a trigger is managed."""
    return f"{API}/workflows/{made['workflow_id']}/triggers/{made['id']}{verb}"


async def call(world: World, made: Json, body: Any = None, **more: Any) -> httpx2.Response:
    """A delivery to a webhook."""
    return await world.service.http.request(more.pop("method", "POST"), made["url"], json=body, **more)


async def runs(world: World, workflow_id: str) -> list[Json]:
    """The runs of a workflow, newest first."""
    answer = await world.owner.get(f"{API}/runs", params={"workflow_id": workflow_id, "limit": 200})
    return list(answer.json()["items"])
