"""What answers took: recorded for each company, listed in pages, summed."""

from ai.tests.endpoint import MODEL, Model
from ai.tests.opened import API, connect
from tests.harness import ServiceUnderTest


async def test_every_answer_is_recorded_and_summed(ai_on_each: ServiceUnderTest, model: Model):
    client = await ai_on_each.signed_in()
    for text in ("One. Two.", "Three. Four."):
        await client.post(f"{API}/tasks/summarise", json={"text": text})
    await connect(client, model, input_price=1.0)
    model.says_json({"summary": "x"})
    await client.post(f"{API}/tasks/summarise", json={"text": "Five."})

    items = (await client.get(f"{API}/usage")).json()["items"]
    totals = {row["provider"]: row for row in (await client.get(f"{API}/usage/totals")).json()["items"]}

    assert [item["provider"] for item in items] == ["openai-compatible", "local", "local"]
    assert totals["local"]["answers"] == 2
    assert totals["local"]["cost"] == 0
    assert totals["openai-compatible"]["model"] == MODEL
    assert totals["openai-compatible"]["input_tokens"] == 1000


async def test_records_come_in_pages(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    for _ in range(5):
        await client.post(f"{API}/tasks/summarise", json={"text": "One."})

    first = (await client.get(f"{API}/usage", params={"limit": 3})).json()
    rest = (await client.get(f"{API}/usage", params={"limit": 3, "cursor": first["next"]})).json()

    assert len({item["id"] for item in first["items"] + rest["items"]}) == 5
    assert rest["next"] is None


async def test_another_company_sees_none_of_it(ai_on_each: ServiceUnderTest):
    await (await ai_on_each.signed_in()).post(f"{API}/tasks/summarise", json={"text": "One."})
    stranger = await ai_on_each.signed_in(company="cmp_" + "2" * 32)

    items = (await stranger.get(f"{API}/usage")).json()["items"]
    totals = (await stranger.get(f"{API}/usage/totals")).json()["items"]

    assert items == []
    assert totals == []
