"""Guardrails and exchanges in the database, on each of those that the platform knows."""

from dataclasses import replace
from datetime import timedelta

from ai.tests.endpoint import Model
from ai.tests.opened import API, connect
from ai_service.exchanges.service import forget_old
from tests.harness import ServiceUnderTest


async def test_guardrails_and_exchanges_are_kept_and_forgotten(ai_on_each: ServiceUnderTest, model: Model):
    client = await ai_on_each.signed_in()
    await connect(client, model)
    assert (await client.get(f"{API}/guardrails")).json()["updated_at"] is None
    for days in (7, 8):
        await client.put(f"{API}/guardrails", json={"email": "mask", "exchange_days": days, "roles": {"admin": ["*"]}})

    kept = (await client.get(f"{API}/guardrails")).json()
    for text in ("ä 😀 ana@example.com", "second"):
        await client.post(f"{API}/chat", json={"messages": [{"role": "user", "content": text}]})
    page = (await client.get(f"{API}/exchanges", params={"limit": 1})).json()
    older = (await client.get(f"{API}/exchanges", params={"limit": 1, "cursor": page["next"]})).json()["items"][0]
    shown = (await client.get(f"{API}/exchanges/{older['id']}")).json()
    deps = ai_on_each.deps
    later = deps.clock() + timedelta(days=9)
    await forget_old(replace(deps, clock=lambda: later))

    assert (kept["exchange_days"], kept["roles"]) == (8, {"admin": ["*"]})
    assert shown["prompt"] == [{"role": "user", "text": "ä 😀 [EMAIL_1]"}]
    assert shown["findings"] == [{"kind": "email", "mode": "mask", "count": 1}]
    assert (await client.get(f"{API}/exchanges")).json()["items"] == []


async def test_a_long_prompt_is_kept_shortened(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    await connect(client, model)

    await client.post(f"{API}/chat", json={"messages": [{"role": "user", "content": "x" * 200_000}]})
    await ai.deps.exchanges.flush()

    (line,) = (await client.get(f"{API}/exchanges")).json()["items"]
    shown = (await client.get(f"{API}/exchanges/{line['id']}")).json()
    assert shown["shortened"]
    assert len(shown["prompt"][0]["text"]) < 9_000
