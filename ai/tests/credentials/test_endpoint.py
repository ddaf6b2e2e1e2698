"""A company's own model endpoint: who may set it, what is kept secret, what is said when it does not work."""

from pathlib import Path

import pytest

from ai.tests.endpoint import KEY, MODEL, Model, running
from ai.tests.opened import API, connect, open_ai
from ai_service.providers.local.generative import PACKAGED
from tests.harness import ServiceUnderTest

OTHER_COMPANY = "cmp_" + "2" * 32


async def test_without_an_endpoint_the_built_in_provider_answers(ai: ServiceUnderTest):
    client = await ai.signed_in()

    view = (await client.get(f"{API}/providers")).json()
    models = (await client.get(f"{API}/models")).json()

    assert view["enabled"] is False
    assert "no language model" in view["answers_now"]
    assert {model["provider"] for model in models["items"]} == {"local"}
    assert "very small language model" in models["items"][1]["note"]


async def test_the_key_goes_in_and_never_comes_out(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    model = Model(port=1)

    put = await connect(client, model)
    got = await client.get(f"{API}/providers")

    assert KEY not in put.text + got.text
    assert got.json()["last4"] == KEY[-4:]
    async with ai_on_each.host.db.read() as tx:
        from ai_service.credentials.repo import get

        row = await get(tx, "cmp_" + "1" * 32)
    assert row is not None
    assert KEY not in row["api_key"]


async def test_a_key_is_not_sent_to_another_address_than_it_was_entered_for(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    await connect(client, Model(port=1))

    await client.put(f"{API}/providers", json={"base_url": model.url, "model": MODEL, "enabled": True})
    await client.post(f"{API}/providers/test", json={})

    assert model.keys
    assert KEY not in "".join(model.keys)


async def test_another_company_sees_nothing_of_it(ai: ServiceUnderTest, model: Model):
    await connect(await ai.signed_in(), model)
    stranger = await ai.signed_in(company=OTHER_COMPANY)

    view = (await stranger.get(f"{API}/providers")).json()
    chat = await stranger.post(f"{API}/chat/completions", json={"messages": [{"role": "user", "content": "hi"}]})

    assert view["base_url"] is None
    assert (chat.status_code, chat.json()["title"]) == (409, "No language model is connected")
    assert model.asked == []


async def test_only_who_manages_ai_may_change_it(ai: ServiceUnderTest, model: Model):
    operator = await ai.signed_in(permissions=["ai.use"])
    body = {"base_url": model.url, "model": MODEL}

    codes = [
        (await operator.put(f"{API}/providers", json=body)).status_code,
        (await operator.post(f"{API}/providers/test", json=body)).status_code,
        (await operator.delete(f"{API}/providers")).status_code,
    ]

    assert codes == [403, 403, 403]


async def test_an_endpoint_is_tried_before_it_is_saved(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    body = {"base_url": model.url, "model": MODEL, "api_key": KEY}

    works = (await client.post(f"{API}/providers/test", json=body)).json()
    model.status = 401
    refused = (await client.post(f"{API}/providers/test", json=body)).json()

    assert works["ok"] is True
    assert refused["ok"] is False
    assert "API key" in refused["message"]
    assert (await client.get(f"{API}/providers")).json()["base_url"] is None


async def test_its_models_are_listed(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    await connect(client, model)

    items = (await client.get(f"{API}/models")).json()["items"]

    assert [item["name"] for item in items] == ["built-in", PACKAGED, "another", MODEL]


async def test_when_it_is_forgotten_the_built_in_provider_answers_again(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    await connect(client, model)

    gone = await client.delete(f"{API}/providers")
    said = (await client.post(f"{API}/tasks/summarise", json={"text": "One. Two."})).json()

    assert gone.status_code == 204
    assert said["answered_by"]["provider"] == "local"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/v1",
        "http://localhost:{port}/v1",
        "http://2130706433:{port}/v1",
        "http://0x7f.1:{port}/v1",
        "http://[::ffff:127.0.0.1]:{port}/v1",
        "http://0.0.0.0:{port}/v1",
        "http://169.254.169.254/latest",
        "http://10.0.0.8/v1",
        "http://[fd00::1]/v1",
    ],
)
async def test_our_own_network_cannot_be_reached_through_it(
    tmp_path: Path, model_dir: Path, model: Model, address: str
):
    async with open_ai(tmp_path, model_dir, networks="") as ai:
        client = await ai.signed_in()
        body = {"base_url": address.format(port=model.port), "model": MODEL, "api_key": KEY}

        said = (await client.post(f"{API}/providers/test", json=body)).json()

    assert said["ok"] is False
    assert "may not be called" in said["message"]
    assert model.asked == []


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.com", "https://", "https://user@example.com", "http://["]
)
async def test_an_address_that_is_none_is_refused(ai: ServiceUnderTest, address: str):
    client = await ai.signed_in()

    answers = [
        await client.put(f"{API}/providers", json={"base_url": address, "model": MODEL}),
        await client.post(f"{API}/providers/test", json={"base_url": address, "model": MODEL}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[1].json()["errors"][0]["pointer"] == "/base_url"


async def test_it_is_there_after_a_restart_and_its_key_still_opens(tmp_path: Path, model_dir: Path):
    from ai_service.app import manifest
    from kernel.secrets import new_key_text
    from tests.harness import open_service

    keys = new_key_text()
    settings = {"LOCAL_MODEL_DIR": str(model_dir), "ALLOW_PRIVATE_ADDRESSES": "127.0.0.0/8"}
    async with running(Model()) as model:
        async with open_service(manifest, tmp_path, settings=settings, encryption_keys=keys) as ai:
            await connect(await ai.signed_in(), model)

        async with open_service(manifest, tmp_path, settings=settings, encryption_keys=keys) as ai:
            tried = (await (await ai.signed_in()).post(f"{API}/providers/test", json={})).json()

    assert tried["ok"] is True
    assert model.keys == [f"Bearer {KEY}"]
