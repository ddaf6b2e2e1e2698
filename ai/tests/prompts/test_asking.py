"""A model asked by a prompt: at the door in both dialects, by clients as they are, and by other services."""

import json
from typing import Any

import pytest

from ai.tests.endpoint import Model
from ai.tests.opened import API, connect
from tests.harness import ServiceUnderTest

PROMPTS = f"{API}/prompts"
CONTENT: dict[str, Any] = {
    "system": "You answer for {{ company }}.",
    "messages": [{"role": "user", "content": "{{ question }}"}],
    "variables": [{"name": "company", "default": "Acme"}, {"name": "question"}],
    "model": "another",
    "settings": {"temperature": 0.5, "max_tokens": 50},
}
ASKED = {"name": "reply", "variables": {"question": "Why? {{ company }}"}}
FILLED = [
    {"role": "system", "content": "You answer for Acme."},
    {"role": "user", "content": "Why? {{ company }}"},
]


@pytest.fixture
async def client(ai: ServiceUnderTest, model: Model):
    """A person of a company that has a model and a prompt."""
    signed_in = await ai.signed_in()
    await connect(signed_in, model, input_price=1.0, output_price=1.0)
    made = await signed_in.post(PROMPTS, json={"name": "reply", "content": CONTENT, "labels": ["live"]})
    assert made.status_code == 201, made.text
    return signed_in


async def test_a_prompt_goes_before_what_is_said_and_is_recorded(client: Any, model: Model):
    answer = await client.post(
        f"{API}/chat/completions",
        json={"model": "default", "prompt": ASKED, "messages": [{"role": "user", "content": "Be quick."}]},
        headers={"x-workflow-id": "wfl_1", "x-step": "answer"},
    )
    await client.post(f"{API}/chat/completions", json={"messages": [{"role": "user", "content": "Alone"}]})

    assert answer.status_code == 200, answer.text
    assert answer.headers["x-prompt"] == "reply@1"
    assert model.asked[0]["messages"] == [*FILLED, {"role": "user", "content": "Be quick."}]
    assert (model.asked[0]["model"], model.asked[0]["temperature"], model.asked[0]["max_tokens"]) == (
        "another",
        0.5,
        50,
    )
    assert "prompt" not in model.asked[0]
    (used,) = (await client.get(f"{PROMPTS}/reply/usage")).json()["items"]
    assert (used["version"], used["calls"], used["input_tokens"], used["cost"]) == (1, 1, 1000, 0.0015)
    (use,) = (await client.get(f"{PROMPTS}/reply/uses")).json()["items"]
    assert (use["kind"], use["workflow_id"], use["step"], use["last_version"]) == ("workflow", "wfl_1", "answer", 1)
    listed = (await client.get(f"{API}/usage")).json()["items"]
    assert [(each["prompt"], each["prompt_version"]) for each in listed] == [("", 0), ("reply", 1)]
    grouped = (await client.get(f"{API}/usage/summary", params={"by": "prompt"})).json()["items"]
    assert sorted(each["group"]["prompt"] for each in grouped) == ["", "reply"]


async def test_what_the_request_says_holds_against_the_prompt(client: Any, model: Model):
    await client.post(
        f"{API}/chat/completions",
        json={"model": "test-model-1", "prompt": ASKED, "temperature": 0, "max_tokens": 7},
    )

    assert (model.asked[0]["model"], model.asked[0]["temperature"]) == ("test-model-1", 0)
    assert model.asked[0]["max_tokens"] == 7
    assert "max_completion_tokens" not in model.asked[0]


async def test_a_client_as_it_is_names_a_prompt_in_headers(client: Any, model: Model):
    headers = {"x-prompt": "reply@1", "x-prompt-variables": json.dumps({"question": "Größe?"})}
    answer = await client.post(f"{API}/chat/completions", json={"model": "default", "messages": []}, headers=headers)
    broken = await client.post(
        f"{API}/chat/completions", json={"messages": []}, headers={**headers, "x-prompt-variables": "question"}
    )

    assert answer.status_code == 200, answer.text
    assert model.asked[0]["messages"][1]["content"] == "Größe?"
    assert broken.status_code == 400
    assert "JSON object" in broken.text


async def test_the_other_dialect_takes_prompts_too(client: Any, model: Model):
    answer = await client.post(
        f"{API}/messages",
        json={"model": "default", "prompt": ASKED, "max_tokens": 9, "system": "Be kind.", "messages": []},
    )

    assert answer.status_code == 200, answer.text
    asked = model.asked[0]["messages"]
    assert [each["role"] for each in asked][-1] == "user"
    assert "You answer for Acme." in asked[0]["content"]
    assert "Be kind." in json.dumps(asked)


async def test_a_stream_says_at_its_end_what_it_cost_to_who_asks_for_it(client: Any, model: Model):
    body = {"prompt": ASKED, "stream": True, "stream_options": {"include_usage": True}}
    told = await client.post(f"{API}/chat/completions", json=body, headers={"x-stream-cost": "true"})
    untold = await client.post(f"{API}/chat/completions", json=body)

    comments = [line for line in told.text.splitlines() if line.startswith(":")]
    assert json.loads(comments[-1][1:]) == {
        "cost": 0.0015, "input_tokens": 1000, "output_tokens": 500, "cached_tokens": 0, "saved": 0.0,
    }  # fmt: skip
    assert told.text.count("data: [DONE]") == 1
    assert not [line for line in untold.text.splitlines() if line.startswith(":")]
    assert told.headers["x-prompt"] == "reply@1"


async def test_another_service_asks_by_a_prompt_alone(client: Any, model: Model):
    answer = await client.post(
        f"{API}/chat", json={"prompt": ASKED, "on_behalf_of": {"agent_id": "agt_1"}, "temperature": 1}
    )
    nothing = await client.post(f"{API}/chat", json={"messages": []})

    assert answer.status_code == 200, answer.text
    assert [(each["role"], each["content"]) for each in model.asked[0]["messages"]] == [
        (each["role"], each["content"]) for each in FILLED
    ]
    assert (model.asked[0]["model"], model.asked[0]["temperature"]) == ("another", 1)
    assert nothing.status_code == 422
    (use,) = (await client.get(f"{PROMPTS}/reply/uses")).json()["items"]
    assert (use["kind"], use["agent_id"]) == ("agent", "agt_1")


@pytest.mark.parametrize(
    ("prompt", "status", "words"),
    [
        ({"name": "nowhere"}, 404, "No prompt is named"),
        ({"name": "reply", "label": "old"}, 404, "Its labels: live"),
        ({"name": "reply", "version": 4}, 404, "its last one is 1"),
        ({"name": "reply"}, 400, "“question” is missing"),
        ({"name": "reply", "variables": {"question": 5}}, 400, "must be a text"),
        ({"name": "reply", "version": 1, "label": "live"}, 400, "not both"),
        ("reply", 400, "must be an object"),
    ],
)
async def test_a_prompt_that_cannot_be_used_is_refused_before_a_model_is_asked(
    client: Any, model: Model, prompt: Any, status: int, words: str
):
    answer = await client.post(f"{API}/chat/completions", json={"prompt": prompt, "messages": []})

    assert answer.status_code == status, answer.text
    assert words in answer.json()["error"]["message"]
    assert model.asked == []


async def test_a_prompt_that_was_used_lately_is_archived_instead_of_deleted(client: Any, model: Model):
    await client.post(f"{API}/chat/completions", json={"prompt": ASKED}, headers={"x-agent-id": "agt_1"})

    refused = await client.delete(f"{PROMPTS}/reply")
    await client.put(f"{PROMPTS}/reply", json={"archived": True})
    again = await client.post(f"{API}/chat/completions", json={"prompt": ASKED})

    assert refused.status_code == 409
    assert "used once in the last 30 days" in refused.json()["detail"]
    assert refused.json()["uses"][0]["agent_id"] == "agt_1"
    assert again.status_code == 200


async def test_a_task_is_asked_with_the_prompt_before_its_own_words_and_records_it(client: Any, model: Model):
    model.says_json({"summary": "Short."})
    whom = {"workflow_id": "wfl_1", "step": "read"}
    body = {"text": "A long text.", "prompt": {**ASKED, "version": 1}, "on_behalf_of": whom}

    said = await client.post(f"{API}/tasks/summarise", json=body)

    assert said.status_code == 200, said.text
    assert model.asked[0]["messages"][:2] == FILLED
    assert "A long text." in model.asked[0]["messages"][-1]["content"]
    assert model.asked[0]["response_format"]["type"] == "json_schema"
    (use,) = (await client.get(f"{PROMPTS}/reply/uses")).json()["items"]
    assert (use["workflow_id"], use["step"], use["last_version"]) == ("wfl_1", "read", 1)


async def test_the_built_in_tools_say_that_they_take_no_prompt(ai: ServiceUnderTest):
    client = await ai.signed_in()

    said = await client.post(f"{API}/tasks/summarise", json={"text": "A text.", "prompt": {"name": "reply"}})

    assert (said.status_code, said.json()["title"]) == (422, "A prompt needs a language model")
    assert said.json()["errors"][0]["pointer"] == "/prompt"
