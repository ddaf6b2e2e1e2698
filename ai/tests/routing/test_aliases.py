"""Aliases of a company: stored, explained, and followed by what is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ai.tests.completions.serving import serving
from ai.tests.completions.upstream import Failure, Upstream
from ai.tests.opened import API, open_ai
from ai_service.routing import repo
from tests.harness import COMPANY, ServiceUnderTest

HELLO: Any = [{"role": "user", "content": "hello"}]
OTHER_COMPANY = "cmp_" + "2" * 32


@dataclass(frozen=True)
class House:
    """A company with two vendors: `near` keeps its data, `far` does not."""

    ai: ServiceUnderTest
    http: httpx2.AsyncClient
    near: Upstream
    far: Upstream
    ids: dict[str, str]

    async def alias(self, *order: str, name: str = "fast", **rules: Any) -> httpx2.Response:
        targets = [{"provider_id": self.ids[each], "model": f"{each}-model"} for each in order]
        return await self.http.put(f"{API}/aliases/{name}", json={"targets": targets, **rules})

    async def ask(self, model: str = "fast", headers: dict[str, str] | None = None, **more: Any) -> httpx2.Response:
        body = {"model": model, "messages": HELLO, **more}
        return await self.http.post(f"{API}/chat/completions", json=body, headers=headers or {})


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    vendors = {"near": Upstream(says="from near"), "far": Upstream(says="from far")}
    async with open_ai(tmp_path, tmp_path / "no-model", seconds=2.0) as ai, AsyncExitStack() as stack:
        http = await ai.signed_in()
        ids: dict[str, str] = {}
        for name, vendor in vendors.items():
            port = await stack.enter_async_context(serving(vendor.app()))
            body = {
                "kind": "openai-compatible",
                "name": name,
                "base_url": f"http://127.0.0.1:{port}/v1",
                "options": {"model": f"{name}-model"},
                "data_stays": name == "near",
            }
            added = await http.post(f"{API}/providers", json=body)
            assert added.status_code == 201, added.text
            ids[name] = added.json()["id"]
        yield House(ai, http, vendors["near"], vendors["far"], ids)


def said(answer: httpx2.Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.json()["choices"][0]["message"]["content"]


async def test_an_alias_is_stored_listed_and_forgotten(house: House):
    put = await house.alias("near", "far", description="The quick ones")
    listed = (await house.http.get(f"{API}/aliases")).json()["items"]
    deleted = await house.http.delete(f"{API}/aliases/fast")
    again = await house.http.delete(f"{API}/aliases/fast")

    assert put.status_code == 200, put.text
    assert [(each["name"], each["description"], len(each["targets"])) for each in listed] == [
        ("fast", "The quick ones", 2)
    ]
    assert (deleted.status_code, again.status_code) == (204, 404)


async def test_an_alias_of_a_provider_that_is_not_the_companys_is_refused(house: House):
    stranger = await house.ai.signed_in(company=OTHER_COMPANY)
    body = {"targets": [{"provider_id": house.ids["near"], "model": "x"}]}

    refused = await stranger.put(f"{API}/aliases/fast", json=body)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/targets/0/provider_id"


async def test_nobody_is_limited_who_is_not_the_companys(house: House):
    refused = await house.http.put(f"{API}/limits/prv_{'7' * 32}", json={"at_once": 1})

    assert refused.status_code == 404
    assert (await house.http.get(f"{API}/limits")).json()["items"] == []


async def test_a_company_keeps_no_more_aliases_than_a_list_can_show(house: House):
    await house.alias("near")
    listed = (await house.http.get(f"{API}/aliases")).json()["items"][0]
    settings = {name: value for name, value in listed.items() if name not in {"name", "updated_at"}}
    row = {"settings": settings, "updated_by": "", "updated_at": house.ai.deps.clock()}
    async with house.ai.deps.db.begin() as tx:
        for number in range(199):
            await repo.put_alias(tx, COMPANY, f"more-{number}", row)

    again, one_more = await house.alias("near"), await house.alias("near", name="one-more")

    assert (again.status_code, one_more.status_code) == (200, 409)
    assert "at most 200" in one_more.json()["detail"]


async def test_another_company_sees_no_alias_of_ours_and_cannot_ask_by_it(house: House):
    await house.alias("near")
    stranger = await house.ai.signed_in(company=OTHER_COMPANY)

    listed = (await stranger.get(f"{API}/aliases")).json()["items"]
    asked = await stranger.post(f"{API}/chat/completions", json={"model": "fast", "messages": HELLO})

    assert listed == []
    assert asked.status_code == 404


async def test_who_may_only_use_models_cannot_change_aliases(house: House):
    user = await house.ai.signed_in(permissions=["ai.use"])

    refused = await user.put(f"{API}/aliases/fast", json={"targets": [{"provider_id": "x", "model": "y"}]})

    assert refused.status_code == 403


async def test_the_first_target_answers_and_the_next_one_when_it_fails(house: House):
    await house.alias("near", "far")

    well = await house.ask()
    house.near.failures = [Failure(500)]
    fallen = await house.ask()

    assert (said(well), well.headers["x-attempts"]) == ("from near", "1")
    assert (said(fallen), fallen.headers["x-attempts"], fallen.headers["x-model"]) == ("from far", "2", "far-model")


async def test_a_stream_falls_back_as_long_as_it_has_not_begun(house: House):
    await house.alias("near", "far")
    house.near.failures = [Failure(429, headers={"retry-after": "30"})]

    answer = await house.ask(stream=True)

    assert "far" in answer.text
    assert answer.text.endswith("data: [DONE]\n\n")


async def test_a_target_that_is_limited_rests_and_is_not_asked_meanwhile(house: House):
    await house.alias("near", "far")
    house.near.failures = [Failure(429, headers={"retry-after": "30"})]

    answers = [await house.ask() for _ in range(3)]

    assert [said(each) for each in answers] == ["from far"] * 3
    assert len(house.near.asked) == 1


async def test_when_all_rest_the_problem_says_for_how_long(house: House):
    await house.alias("near")
    house.near.failures = [Failure(429, headers={"retry-after": "30"})]
    await house.ask()

    refused = await house.ask()

    assert refused.status_code == 429
    assert 25 <= int(refused.headers["retry-after"]) <= 30
    assert len(house.near.asked) == 1


async def test_a_request_that_the_vendor_calls_wrong_is_not_tried_elsewhere(house: House):
    await house.alias("near", "far")
    house.near.failures = [Failure(400)]

    refused = await house.ask()

    assert refused.status_code == 400
    assert house.far.asked == []


async def test_a_target_that_takes_too_long_is_given_up_for_the_next(house: House):
    await house.alias("near", "far")
    house.near.slow = 30

    assert said(await house.ask()) == "from far"


async def test_a_refusal_goes_to_the_next_where_the_alias_says_so(house: House):
    house.near.finish, house.near.says = "content_filter", "I cannot say that"
    await house.alias("near", "far")
    kept = await house.ask()
    await house.alias("near", "far", fall_back_on=["error", "refusal"])

    answer = await house.ask()

    assert (said(kept), said(answer)) == ("I cannot say that", "from far")
    await house.ai.deps.usage.flush()
    records = (await house.http.get(f"{API}/usage")).json()["items"]
    assert sorted(each["model"] for each in records) == ["far-model", "near-model", "near-model"]


async def test_private_data_stays_in_the_house_even_when_the_house_fails(house: House):
    await house.alias("far", "near")
    house.near.failures = [Failure(500)]

    refused = await house.ask(headers={"x-data-class": "private"})
    answer = await house.ask(headers={"x-data-class": "private"})

    assert refused.status_code == 503
    assert said(answer) == "from near"
    assert house.far.asked == []


async def test_a_private_alias_needs_no_header(house: House):
    await house.alias("far", name="secret", private=True)

    refused = await house.ask("secret")

    assert refused.status_code == 400
    assert "outside the house" in refused.json()["error"]["message"]


async def test_the_second_is_asked_as_well_when_the_first_takes_its_time(house: House):
    house.near.slow = 1.5
    await house.alias("near", "far", hedge_after_ms=50)

    answer = await house.ask()

    assert (said(answer), answer.headers["x-attempts"]) == ("from far", "2")
    await house.ai.deps.usage.flush()
    records = (await house.http.get(f"{API}/usage")).json()["items"]
    lost = next(each for each in records if each["model"] == "near-model")
    assert (lost["input_tokens"] > 0, lost["output_tokens"]) == (True, 0)


async def test_a_hedge_is_not_needed_when_the_first_answers(house: House):
    await house.alias("near", "far", hedge_after_ms=1_000)

    assert said(await house.ask()) == "from near"
    assert house.far.asked == []


async def test_a_provider_is_asked_no_more_at_once_than_the_company_allows(house: House):
    await house.http.put(f"{API}/limits/{house.ids['near']}", json={"at_once": 1})
    house.near.slow = 0.2
    await house.alias("near", "far")

    answers = await asyncio.gather(house.ask(), house.ask(), house.ask())

    assert sorted(said(each) for each in answers) == ["from far", "from far", "from near"]


async def test_a_minutes_limit_is_told_with_when_to_come_again(house: House):
    await house.http.put(f"{API}/limits/{house.ids['near']}", json={"per_minute": 1})
    await house.alias("near")

    first, second = await house.ask(), await house.ask()

    assert (first.status_code, second.status_code) == (200, 429)
    assert int(second.headers["retry-after"]) > 30


async def test_an_alias_explains_who_would_answer_and_why_not_the_others(house: House):
    await house.alias("far", "near")
    query = {"private": "true"}

    told = (await house.http.get(f"{API}/aliases/fast/explain", params=query)).json()

    assert told["would_answer"]["provider"] == "near"
    assert [(each["provider"], each["place"]) for each in told["targets"]] == [("near", 1), ("far", None)]
    assert "outside the house" in told["targets"][1]["why_not"]
    assert house.near.asked == []


async def test_a_model_goes_to_the_provider_that_is_named_before_it(house: House):
    answer = await house.ask("far/anything")

    assert said(answer) == "from far"
    assert house.far.asked[0]["model"] == "anything"


async def test_without_a_model_the_first_provider_answers(house: House):
    answer = await house.http.post(f"{API}/chat/completions", json={"messages": HELLO})

    assert said(answer) == "from near"


async def test_a_model_that_nobody_has_is_not_found_and_the_others_are_named(house: House):
    missing = await house.ask("no-such-model")

    assert missing.status_code == 404
    assert missing.json()["error"]["code"] == "model_not_found"
    assert "house-model" in missing.json()["error"]["message"]


async def test_a_changed_provider_is_felt_by_the_next_request(house: House):
    assert said(await house.ask("default")) == "from near"

    await house.http.delete(f"{API}/providers/{house.ids['near']}")

    assert said(await house.ask("default")) == "from far"
