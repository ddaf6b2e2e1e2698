"""Exchanges are recorded once and played back from then on, by the API."""

from typing import Any

import httpx2

from ai.tests.endpoint import MODEL, Model
from ai.tests.opened import API, connect
from tests.harness import ServiceUnderTest

HELLO = {"messages": [{"role": "user", "content": "hello"}]}


async def _recorder(client: httpx2.AsyncClient, inner: str) -> dict[str, Any]:
    """A provider that records `inner`, before all others."""
    options = {"mode": "record", "provider": inner, "model": MODEL}
    added = (await client.post(f"{API}/providers", json={"kind": "replay", "options": options})).json()
    changed = await client.put(
        f"{API}/providers/{added['id']}", json={"name": added["name"], "options": options, "first": True}
    )
    assert changed.status_code == 200, changed.text
    return changed.json()


async def _play(client: httpx2.AsyncClient, recorder: dict[str, Any]) -> None:
    body = {"name": recorder["name"], "options": {**recorder["options"], "mode": "replay"}}
    changed = await client.put(f"{API}/providers/{recorder['id']}", json=body)
    assert changed.status_code == 200, changed.text


async def test_what_was_recorded_is_played_back_without_asking_anybody(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    inner = (await connect(client, model)).json()["id"]
    recorder = await _recorder(client, inner)
    model.says = "good day"

    recorded = (await client.post(f"{API}/chat", json=HELLO)).json()
    await _play(client, recorder)
    model.says = "something else"
    played = (await client.post(f"{API}/chat", json={**HELLO, "on_behalf_of": {"step": "s"}})).json()

    assert recorded["message"] == played["message"]
    assert played["message"]["content"] == "good day"
    assert played["usage"]["input_tokens"] == 1000
    assert len(model.asked) == 1


async def test_what_was_never_recorded_is_said_plainly(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    inner = (await connect(client, model)).json()["id"]
    recorder = await _recorder(client, inner)
    await _play(client, recorder)

    answer = await client.post(f"{API}/chat", json=HELLO)

    assert answer.status_code == 409
    assert answer.json()["title"] == "This request was never recorded"
    assert "“hello”" in answer.json()["detail"]
    assert model.asked == []


async def test_the_models_of_the_recorded_one_are_known_without_it(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    inner = (await connect(client, model)).json()["id"]
    recorder = await _recorder(client, inner)
    await _play(client, recorder)

    items = (await client.get(f"{API}/models")).json()["items"]

    assert [item["name"] for item in items if item["provider"] == "replay"] == ["another", MODEL]


async def test_a_provider_that_is_recorded_is_not_deleted(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    inner = (await connect(client, model)).json()["id"]
    recorder = await _recorder(client, inner)

    refused = await client.delete(f"{API}/providers/{inner}")
    gone = await client.delete(f"{API}/providers/{recorder['id']}")
    then = await client.delete(f"{API}/providers/{inner}")

    assert (refused.status_code, gone.status_code, then.status_code) == (409, 204, 204)
