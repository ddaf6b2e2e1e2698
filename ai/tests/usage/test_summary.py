"""Totals by any dimension, export, forecast, retention; and that no record is lost on the way."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from ai.tests.opened import API
from ai_service.app import manifest
from ai_service.usage import service
from ai_service.usage.service import Details
from contracts.ai import AnsweredBy, OnBehalfOf, Usage
from kernel.identity import Principal
from tests.harness import COMPANY, USER, ServiceUnderTest, SteppingClock, open_service

BY = Principal(kind="user", company_id=COMPANY, user_id=USER)


async def answer(
    ai: ServiceUnderTest, model: str = "m", cost: float = 0.25, by: Principal = BY, **details: Any
) -> None:
    """Record one."""
    who = AnsweredBy(provider="openai", model=model, method="chat", note="")
    took = Usage(input_tokens=100, output_tokens=10, cost=cost, seconds=0.5)
    await service.record("chat", who, took, by=by, deps=ai.deps, details=Details(**details))


async def test_totals_are_told_by_any_dimension_and_day(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    await answer(ai_on_each, on_behalf_of=OnBehalfOf(agent_id="agt_1"), cached_tokens=40)
    await answer(ai_on_each, model="n", cost=0.5, on_behalf_of=OnBehalfOf(agent_id="agt_1"))
    await answer(ai_on_each, cost=0, cache="exact", saved=0.25)
    await answer(ai_on_each, model="new", cost=0, price_known=False)

    by_agent = (await client.get(f"{API}/usage/summary", params={"by": "agent"})).json()
    by_both = (await client.get(f"{API}/usage/summary", params={"by": ["day", "model"]})).json()

    assert [(item["group"], item["cost"]) for item in by_agent["items"]] == [
        ({"agent": "agt_1"}, 0.75),
        ({"agent": ""}, 0),
    ]
    total = by_agent["total"]
    assert (total["answers"], total["cost"], total["saved"]) == (4, 0.75, 0.25)
    assert (total["unpriced"], total["cache_hits"], total["cached_tokens"]) == (1, 1, 40)
    assert [item["group"]["model"] for item in by_both["items"]] == ["n", "m", "new"]
    assert {item["group"]["day"] for item in by_both["items"]} == {by_both["last_day"]}


async def test_days_outside_the_span_do_not_count(ai: ServiceUnderTest):
    client = await ai.signed_in()
    await answer(ai)

    long_ago = {"from": "2020-01-01", "to": "2020-12-31"}
    summary = (await client.get(f"{API}/usage/summary", params={"by": "model", **long_ago})).json()

    assert summary["items"] == []
    assert summary["total"]["answers"] == 0


async def test_another_company_sees_none_of_it(ai_on_each: ServiceUnderTest):
    stranger = await ai_on_each.signed_in(company="cmp_" + "2" * 32)
    await answer(ai_on_each, on_behalf_of=OnBehalfOf(workflow_id="wfl_1", run_id="run_1"))

    summary = (await stranger.get(f"{API}/usage/summary", params={"by": "model"})).json()
    exported = (await stranger.get(f"{API}/usage/export")).text
    forecast = (await stranger.post(f"{API}/usage/forecast", json={"workflow_id": "wfl_1"})).json()

    assert summary["total"]["answers"] == 0
    assert len(exported.splitlines()) == 1
    assert forecast["basis"] == "none"


async def test_the_export_holds_every_record_and_no_formulas(ai: ServiceUnderTest):
    client = await ai.signed_in()
    await answer(ai, model="=1+1")
    await answer(ai)

    exported = await client.get(f"{API}/usage/export")

    rows = list(csv.DictReader(io.StringIO(exported.text)))
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    assert {row["model"] for row in rows} == {"'=1+1", "m"}
    assert rows[0]["input_tokens"] == "100"


async def test_a_forecast_is_the_mean_of_past_runs(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    for run, cost in (("run_1", 0.1), ("run_1", 0.1), ("run_2", 0.4)):
        await answer(ai_on_each, cost=cost, on_behalf_of=OnBehalfOf(workflow_id="wfl_1", run_id=run))

    forecast = (await client.post(f"{API}/usage/forecast", json={"workflow_id": "wfl_1"})).json()

    assert (forecast["basis"], forecast["runs"], forecast["price_known"]) == ("runs", 2, True)
    assert (round(forecast["likely"], 9), forecast["low"], forecast["high"]) == (0.3, 0.2, 0.4)


async def test_without_past_runs_the_forecast_is_the_models_price(ai: ServiceUnderTest):
    client = await ai.signed_in()
    asked = {
        "workflow_id": "wfl_1",
        "provider_kind": "openai",
        "model": "gpt-4o-mini",
        "input_characters": 4_000_000,
        "calls": 2,
    }

    known = (await client.post(f"{API}/usage/forecast", json=asked)).json()
    unknown = (await client.post(f"{API}/usage/forecast", json={**asked, "model": "made-up"})).json()

    assert (known["basis"], round(known["likely"], 6)) == ("estimate", 0.3)
    assert (unknown["basis"], unknown["likely"], unknown["price_known"]) == ("none", None, False)


async def test_an_orderly_stop_loses_nothing(tmp_path: Path, database_url: str):
    async with open_service(manifest, tmp_path, url=database_url) as ai:
        for _ in range(700):
            await answer(ai)

    async with open_service(manifest, tmp_path, url=database_url) as again:
        summary = await service.summary([], None, None, by=BY, deps=again.deps)

    assert summary.total.answers == 700


async def test_old_records_are_forgotten(tmp_path: Path, database_url: str):
    clock = SteppingClock()
    async with open_service(manifest, tmp_path, url=database_url, clock=clock) as ai:
        await answer(ai)
        clock.go_on(timedelta(days=401))
        await answer(ai)
        await ai.deps.usage.flush()

        await service.forget_old(ai.deps)

        summary = await service.summary([], clock().date() - timedelta(days=800), None, by=BY, deps=ai.deps)
        assert summary.total.answers == 1
