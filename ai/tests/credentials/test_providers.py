"""A company's providers: who may set them, what is kept secret, what is said when they do not work."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from ai.tests.endpoint import KEY, MODEL, Model, running
from ai.tests.opened import API, connect, open_ai
from ai_service.credentials import repo
from tests.harness import ServiceUnderTest

COMPANY = "cmp_" + "1" * 32
OTHER_COMPANY = "cmp_" + "2" * 32


async def _items(client: httpx2.AsyncClient, path: str = "providers") -> list[Any]:
    answer = await client.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def _body(model: Model, **changes: Any) -> dict[str, Any]:
    """What a change of the connected provider says when nothing is changed."""
    return {"name": "Another endpoint", "base_url": model.url, "options": {"model": MODEL}, **changes}


async def test_without_a_provider_the_built_in_one_answers(ai: ServiceUnderTest):
    client = await ai.signed_in()

    shown = await _items(client)
    models = await _items(client, "models")

    assert [(each["id"], each["answers_tasks"], each["data_stays"]) for each in shown] == [("built-in", True, True)]
    assert [(model["provider"], model["abilities"]) for model in models] == [
        ("local", ["embeddings"]),
        ("local", ["chat", "json", "schema", "tools"]),
    ]


async def test_the_key_goes_in_and_never_comes_out(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()

    added = await connect(client, Model(port=1))
    shown = await client.get(f"{API}/providers")
    one = await client.get(f"{API}/providers/{added.json()['id']}")

    assert KEY not in added.text + shown.text + one.text
    assert one.json()["last4"] == KEY[-4:]
    async with ai_on_each.host.db.read() as tx:
        rows = await repo.every(tx, COMPANY)
    assert KEY not in rows[0]["api_key"]


async def test_a_wrong_key_is_kept_and_shown_as_wrong(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    model.status = 401

    added = (await connect(client, model)).json()

    assert added["tested_ok"] is False
    assert "refuses the API key" in added["tested_note"]
    assert added["tested_at"]


async def test_a_list_that_anybody_may_read_does_not_prove_a_key(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()

    unproved = (await connect(client, model, preset="openrouter", options={})).json()
    proved = (await connect(client, model, preset="openrouter")).json()

    assert "Name a usual model" in unproved["tested_note"]
    assert proved["tested_note"] == f"{MODEL} answers."
    assert len(model.asked) == 1


async def test_several_providers_are_asked_in_their_order(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    first, second = [(await connect(client, model, name=name)).json() for name in ("One", "Two")]

    before = await _items(client)
    await client.put(f"{API}/providers/{second['id']}", json=_body(model, name="Two", first=True))
    after = await _items(client)

    assert [(each["id"], each["answers_tasks"]) for each in before][:2] == [(first["id"], True), (second["id"], False)]
    assert [(each["id"], each["answers_tasks"]) for each in after][:2] == [(second["id"], True), (first["id"], False)]


async def test_a_key_is_not_sent_to_another_address_than_it_was_entered_for(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    provider = (await connect(client, Model(port=1))).json()["id"]

    tried = await client.post(f"{API}/providers/{provider}/test", json={"base_url": model.url})
    changed = await client.put(f"{API}/providers/{provider}", json=_body(model))
    await client.post(f"{API}/providers/{provider}/test", json={})

    assert (tried.status_code, changed.status_code) == (200, 200)
    assert changed.json()["last4"] is None
    assert len(model.keys) == 2
    assert KEY not in "".join(model.keys)


async def test_a_key_is_replaced_while_the_address_stays(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    provider = (await connect(client, model)).json()["id"]

    rotated = await client.put(f"{API}/providers/{provider}", json=_body(model, api_key="sk-the-next-key-7777"))
    await client.post(f"{API}/chat", json={"messages": [{"role": "user", "content": "hi"}]})
    kept = await client.put(f"{API}/providers/{provider}", json=_body(model, name="Renamed"))

    assert rotated.json()["last4"] == kept.json()["last4"] == "7777"
    assert model.keys[-1] == "Bearer sk-the-next-key-7777"


async def test_another_company_sees_nothing_of_it(ai: ServiceUnderTest, model: Model):
    provider = (await connect(await ai.signed_in(), model)).json()["id"]
    stranger = await ai.signed_in(company=OTHER_COMPANY)

    answers = [
        await stranger.get(f"{API}/providers/{provider}"),
        await stranger.put(f"{API}/providers/{provider}", json=_body(model)),
        await stranger.delete(f"{API}/providers/{provider}"),
        await stranger.post(f"{API}/providers/{provider}/test", json={}),
    ]
    chat = await stranger.post(f"{API}/chat/completions", json={"messages": [{"role": "user", "content": "hi"}]})

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert [each["id"] for each in await _items(stranger)] == ["built-in"]
    assert (chat.status_code, chat.json()["error"]["code"]) == (404, "model_not_found")
    assert model.asked == []


async def test_only_who_manages_ai_may_change_it(ai: ServiceUnderTest, model: Model):
    provider = (await connect(await ai.signed_in(), model)).json()["id"]
    operator = await ai.signed_in(permissions=["ai.use"])
    body = {"kind": "openai-compatible", "base_url": model.url}

    answers = [
        await operator.post(f"{API}/providers", json=body),
        await operator.post(f"{API}/providers/test", json=body),
        await operator.put(f"{API}/providers/{provider}", json=_body(model)),
        await operator.post(f"{API}/providers/{provider}/test", json={}),
        await operator.delete(f"{API}/providers/{provider}"),
        await operator.get(f"{API}/providers/found"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 6
    assert len(await _items(operator)) == 2


async def test_a_provider_is_tried_before_it_is_added(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    body = {"kind": "openai-compatible", "base_url": model.url, "options": {"model": MODEL}, "api_key": KEY}

    works = (await client.post(f"{API}/providers/test", json=body)).json()
    model.status = 401
    refused = (await client.post(f"{API}/providers/test", json=body)).json()

    assert (works["ok"], works["models"]) == (True, ["another", MODEL])
    assert refused["ok"] is False
    assert "API key" in refused["message"]
    assert [each["id"] for each in await _items(client)] == ["built-in"]


async def test_the_models_of_all_are_listed_and_who_does_not_say_is_named(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    await connect(client, model, name="Ours", input_price=2.0, output_price=6.0)
    await connect(client, Model(port=9), name="Gone")
    await connect(client, model, name="Off", enabled=False)

    listed = (await client.get(f"{API}/models")).json()

    assert [(item["provider_name"], item["name"]) for item in listed["items"]] == [
        ("Ours", "another"),
        ("Ours", MODEL),
        ("Built-in", "all-MiniLM-L6-v2"),
        ("Built-in", "SmolLM2-135M-Instruct (Q4_1)"),
    ]
    assert listed["items"][0]["output_price"] == 6.0
    assert [failed["provider_name"] for failed in listed["failed"]] == ["Gone"]
    assert "Nothing answers" in listed["failed"][0]["message"]


async def test_when_it_is_forgotten_the_built_in_provider_answers_again(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    provider = (await connect(client, model)).json()["id"]

    gone = await client.delete(f"{API}/providers/{provider}")
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
@pytest.mark.parametrize("kind", ["openai-compatible", "openai", "anthropic", "google"])
async def test_our_own_network_cannot_be_reached_through_it(guarded: ServiceUnderTest, address: str, kind: str):
    client = await guarded.signed_in()
    async with running(Model()) as model:
        body = {"kind": kind, "base_url": address.format(port=model.port), "options": {"model": MODEL}, "api_key": KEY}

        said = (await client.post(f"{API}/providers/test", json=body)).json()

    assert said["ok"] is False
    assert "may not be called" in said["message"]
    assert model.asked == []


@pytest.fixture
async def guarded(tmp_path: Path, model_dir: Path) -> Any:
    """The AI service, allowed to call no private address."""
    async with open_ai(tmp_path, model_dir, networks="") as ai:
        yield ai


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.com", "https://", "https://user@example.com", "http://["]
)
async def test_an_address_that_is_none_is_refused(ai: ServiceUnderTest, address: str):
    client = await ai.signed_in()
    body = {"kind": "openai-compatible", "base_url": address}

    answers = [await client.post(f"{API}/{path}", json=body) for path in ("providers", "providers/test")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[1].json()["errors"][0]["pointer"] == "/base_url"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"kind": "local"}, "/kind"),
        ({"kind": "nobody"}, "/kind"),
        ({"kind": "openai-compatible", "preset": "nobody"}, "/preset"),
        ({"kind": "openai-compatible", "preset": "azure"}, "/base_url"),
        ({"kind": "openai-compatible"}, "/base_url"),
        ({"kind": "scripted"}, "/options/script"),
        ({"kind": "scripted", "options": {"script": "turns: []"}, "base_url": "https://example.com"}, "/base_url"),
        ({"kind": "openai", "options": {"api": "both"}}, "/options/api"),
        ({"kind": "openai", "options": {"colour": "red"}}, "/options/colour"),
        ({"kind": "openai", "api_key": "with\nnewline"}, "/api_key"),
        ({"kind": "replay", "options": {"mode": "record"}}, "/options/provider"),
        ({"kind": "replay", "options": {"mode": "record", "provider": "prv_nobody"}}, "/options/provider"),
    ],
)
async def test_what_is_wrong_with_it_is_said_where_it_is(ai: ServiceUnderTest, changes: dict[str, Any], pointer: str):
    answer = await (await ai.signed_in()).post(f"{API}/providers", json=changes)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_the_kinds_say_all_that_a_form_needs(ai: ServiceUnderTest):
    kinds = {kind["name"]: kind for kind in await _items(await ai.signed_in(), "providers/kinds")}

    assert list(kinds) == ["openai", "anthropic", "google", "openai-compatible", "scripted", "replay"]
    assert kinds["openai"]["options"][1]["choices"] == ["chat", "responses"]
    presets = {preset["name"]: preset for preset in kinds["openai-compatible"]["presets"]}
    assert {"ollama", "vllm", "lm-studio", "llama-cpp", "azure", "openrouter", "mistral", "groq"} <= set(presets)
    assert presets["ollama"]["on_machine"] is True
    assert presets["mistral"]["needs_key"] is True


async def test_the_deployment_connects_providers_that_companies_see_and_cannot_change(tmp_path: Path, model_dir: Path):
    async with running(Model(says="good day")) as model:
        settings = {
            "AI_BASE_URL": model.url,
            "AI_API_KEY": KEY,
            "AI_MODEL": MODEL,
            "ANTHROPIC_API_KEY": "sk-ant-1234567890",
        }
        async with open_ai(tmp_path, model_dir, networks="", settings=settings) as ai:
            client = await ai.signed_in()
            shown = await client.get(f"{API}/providers")
            changed = await client.put(f"{API}/providers/deployment-anthropic", json={"name": "Mine"})
            chat = await client.post(f"{API}/chat", json={"messages": [{"role": "user", "content": "hi"}]})

    items = shown.json()["items"]
    assert [(each["id"], each["source"], each["variable"], each["answers_tasks"]) for each in items] == [
        ("deployment-openai-compatible", "deployment", "AI_BASE_URL", True),
        ("deployment-anthropic", "deployment", "ANTHROPIC_API_KEY", False),
        ("built-in", "built-in", None, False),
    ]
    assert KEY not in shown.text
    assert "sk-ant" not in shown.text
    assert changed.status_code == 404
    assert chat.json()["message"]["content"] == "good day"


async def test_a_model_server_on_this_machine_is_offered_and_never_used_unasked(tmp_path: Path, model_dir: Path):
    async with running(Model()) as model:
        settings = {"AI_LOCAL_SERVERS": f"ollama={model.port},lm-studio=9"}
        async with open_ai(tmp_path, model_dir, networks="", settings=settings) as ai:
            client = await ai.signed_in()
            offered = await _items(client, "providers/found")
            unused = [each["id"] for each in await _items(client)]
            body = {"kind": "openai-compatible", "preset": "ollama", "base_url": offered[0]["base_url"]}
            added = (await client.post(f"{API}/providers", json=body)).json()
            offered_again = await _items(client, "providers/found")

    assert [(each["preset"], each["models"]) for each in offered] == [("ollama", ["another", MODEL])]
    assert unused == ["built-in"]
    assert added["tested_ok"] is True, added["tested_note"]
    assert offered_again == []


async def test_it_is_there_after_a_restart_and_its_key_still_opens(tmp_path: Path, model_dir: Path):
    from kernel.secrets import new_key_text

    keys = new_key_text()
    async with running(Model()) as model:
        async with open_ai(tmp_path, model_dir, encryption_keys=keys) as ai:
            provider = (await connect(await ai.signed_in(), model)).json()["id"]

        async with open_ai(tmp_path, model_dir, encryption_keys=keys) as ai:
            client = await ai.signed_in()
            tried = (await client.post(f"{API}/providers/{provider}/test", json={})).json()

    assert tried["ok"] is True
    assert model.keys == [f"Bearer {KEY}"]


async def test_a_change_reaches_the_next_request_and_not_the_one_that_runs(ai: ServiceUnderTest, model: Model):
    client = await ai.signed_in()
    provider = (await connect(client, model)).json()["id"]
    hello = {"messages": [{"role": "user", "content": "hi"}]}

    await client.post(f"{API}/chat", json=hello)
    await client.put(f"{API}/providers/{provider}", json=_body(model, enabled=False))
    off = await client.post(f"{API}/chat", json=hello)
    await client.put(f"{API}/providers/{provider}", json=_body(model, options={"model": "another"}))
    on = await client.post(f"{API}/chat", json=hello)

    assert off.status_code == 409
    assert on.status_code == 200
    assert [asked["model"] for asked in model.asked] == [MODEL, "another"]
