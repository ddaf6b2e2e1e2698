"""A company's prompts: versions, labels, partials, values, and what they were used for."""

import asyncio
from typing import Any

import httpx2
import pytest

from ai.tests.opened import API
from tests.harness import PERMISSIONS, ServiceUnderTest

PROMPTS = f"{API}/prompts"
STRANGER = "cmp_" + "2" * 32
CONTENT: dict[str, Any] = {
    "system": "You answer for {{ company }}.",
    "messages": [{"role": "user", "content": "Answer this:\n{{ question }}"}],
    "examples": [{"user": "Hi", "assistant": "Good day."}],
    "variables": [{"name": "company", "default": "Acme"}, {"name": "question"}],
}


async def create(client: httpx2.AsyncClient, name: str = "reply", **changes: Any) -> dict[str, Any]:
    made = await client.post(PROMPTS, json={"name": name, "content": CONTENT, **changes})
    assert made.status_code == 201, made.text
    return made.json()


async def version(client: httpx2.AsyncClient, name: str = "reply", **changes: Any) -> httpx2.Response:
    labels = changes.pop("labels", ["draft"])
    return await client.post(
        f"{PROMPTS}/{name}/versions", json={"content": {**CONTENT, **changes}, "labels": labels, "note": "n"}
    )


async def rendered(client: httpx2.AsyncClient, name: str = "reply", **body: Any) -> httpx2.Response:
    return await client.post(f"{PROMPTS}/{name}/render", json=body)


def errors(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {each["pointer"]: each["message"] for each in answer.json()["errors"]}


async def test_versions_stay_as_they_are_and_a_label_goes_from_one_to_another_and_back(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    await create(client, labels=["draft", "live"])
    second = (await version(client, system="Be brief, {{ company }}.")).json()

    before = (await rendered(client, variables={"question": "Why?"})).json()
    moved = await client.put(f"{PROMPTS}/reply/labels/live", json={"version": 2, "expected": 1})
    after = (await rendered(client, variables={"question": "Why?"})).json()
    stale = await client.put(f"{PROMPTS}/reply/labels/live", json={"version": 1, "expected": 1})
    back = await client.put(f"{PROMPTS}/reply/labels/live", json={"version": 1, "expected": 2})

    assert (second["version"], second["labels"]) == (2, ["draft"])
    assert [each["content"] for each in before["messages"]] == [
        "You answer for Acme.", "Hi", "Good day.", "Answer this:\nWhy?",
    ]  # fmt: skip
    assert [each["role"] for each in before["messages"]] == ["system", "user", "assistant", "user"]
    assert (before["version"], after["version"], after["messages"][0]["content"]) == (1, 2, "Be brief, Acme.")
    assert {each["label"]: (each["version"], each["previous"]) for each in moved.json()["labels"]} == {
        "draft": (2, 1), "live": (2, 1),
    }  # fmt: skip
    assert stale.status_code == 409
    assert "on version 2 now" in stale.json()["detail"]
    assert back.status_code == 200
    kept = (await client.get(f"{PROMPTS}/reply/versions/1")).json()
    assert (kept["content"]["system"], kept["labels"]) == (CONTENT["system"], ["live"])


async def test_versions_kept_at_once_get_numbers_of_their_own(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    await create(client)

    made = await asyncio.gather(*(version(client) for _ in range(6)))

    assert sorted(each.json()["version"] for each in made) == [2, 3, 4, 5, 6, 7]
    first = (await client.get(f"{PROMPTS}/reply/versions", params={"limit": 4})).json()
    rest = (await client.get(f"{PROMPTS}/reply/versions", params={"limit": 4, "cursor": first["next"]})).json()
    assert [each["version"] for each in first["items"] + rest["items"]] == [7, 6, 5, 4, 3, 2, 1]


async def test_two_versions_are_compared_part_by_part(ai: ServiceUnderTest):
    client = await ai.signed_in()
    await create(client)
    changed = [{"role": "user", "content": "Answer this:\n{{ question }}\nBriefly."}]
    await version(client, messages=changed, model="fast", settings={"temperature": 0.2})

    found = (await client.get(f"{PROMPTS}/reply/diff", params={"from": 1, "to": 2})).json()["parts"]

    lines = {part["part"]: [(line["change"], line["text"]) for line in part["lines"]] for part in found}
    assert list(lines) == ["Message 1 (user)", "Settings", "Model"] or set(lines) == {
        "Message 1 (user)", "Settings", "Model",
    }  # fmt: skip
    assert lines["Message 1 (user)"][-1] == ("added", "Briefly.")
    assert lines["Message 1 (user)"][0] == ("same", "Answer this:")
    assert lines["Model"] == [("added", "fast")]


@pytest.mark.parametrize(
    ("change", "pointer", "words"),
    [
        ({"system": "a\n{% if x %}"}, "/system", "needs `{% endif %}`"),
        ({"system": "a\n{{ other }}"}, "/system", "Line 2: the variable “other” is not declared. There are: company"),
        ({"messages": [{"content": "{{ x | evil }}"}]}, "/messages/0/content", "no filter “evil”"),
        ({"system": '\n{% partial "nowhere" %}'}, "/system", "The partial “nowhere@live”: No prompt is named"),
        ({"variables": [{"name": "question", "type": "number", "default": "x"}, {"name": "company"}]},
         "/variables/0/default", "must be a number"),
    ],
)  # fmt: skip
async def test_a_mistake_is_told_with_its_place(ai: ServiceUnderTest, change: dict[str, Any], pointer: str, words: str):
    client = await ai.signed_in()

    answer = await client.post(PROMPTS, json={"name": "wrong", "content": {**CONTENT, **change}})

    assert words in errors(answer)[pointer]
    assert (await client.get(f"{PROMPTS}/wrong")).status_code == 404


async def test_values_are_checked_against_their_types(ai: ServiceUnderTest):
    client = await ai.signed_in()
    typed = [
        {"name": "count", "type": "number"}, {"name": "urgent", "type": "boolean", "required": False},
        {"name": "tone", "type": "choice", "options": ["kind", "strict"]}, {"name": "lines", "type": "list"},
        {"name": "who", "type": "object", "description": "The customer."},
    ]  # fmt: skip
    await create(client, content={"system": "{{ count }}", "variables": typed}, labels=["live"])

    wrong = errors(
        await rendered(client, variables={"count": True, "tone": "odd", "lines": "a", "urgent": "yes", "more": 1})
    )

    assert wrong == {
        "/variables/count": "“count” must be a number.",
        "/variables/urgent": "“urgent” must be yes or no (true or false).",
        "/variables/tone": "“tone” must be one of: kind, strict.",
        "/variables/lines": "“lines” must be a list.",
        "/variables/who": "“who” is missing. The customer.",
        "/variables/more": "This prompt has no variable “more”. There are: count, lines, tone, urgent, who.",
    }


async def test_a_partial_brings_its_variables_along_and_follows_its_label(ai: ServiceUnderTest):
    client = await ai.signed_in()
    await create(client, "tone", content={"system": "Be {{ mood }}.", "variables": [{"name": "mood"}]}, labels=["live"])
    content: dict[str, Any] = {"system": 'Hello. {% partial "tone" %}', "messages": [], "variables": []}
    await create(client, "greeting", content=content, labels=["live"])

    shown = (await client.get(f"{PROMPTS}/greeting/versions/1")).json()
    missing = errors(await rendered(client, "greeting"))
    first = (await rendered(client, "greeting", variables={"mood": "kind"})).json()["messages"][0]["content"]
    await version(client, "tone", system="Be very {{ mood }}.", messages=[], examples=[], variables=[{"name": "mood"}])
    draft = (await rendered(client, "greeting", variables={"mood": "kind"})).json()["messages"][0]["content"]
    await client.put(f"{PROMPTS}/tone/labels/live", json={"version": 2})
    live = (await rendered(client, "greeting", variables={"mood": "kind"})).json()["messages"][0]["content"]

    assert (shown["partials"], [each["name"] for each in shown["inherited"]]) == (["tone"], ["mood"])
    assert "/variables/mood" in missing
    assert (first, draft, live) == ("Hello. Be kind.", "Hello. Be kind.", "Hello. Be very kind.")
    kept = await client.delete(f"{PROMPTS}/tone/labels/live")
    assert kept.status_code == 409
    assert "greeting" in kept.json()["detail"]
    assert (await client.delete(f"{PROMPTS}/tone")).status_code == 409


async def test_a_prompt_that_would_contain_itself_is_refused_with_the_path(ai: ServiceUnderTest):
    client = await ai.signed_in()
    for name in ("a", "b", "c"):
        await create(client, name, content={"system": name}, labels=["live"])
    plain: dict[str, Any] = {"messages": [], "examples": [], "variables": []}
    await version(client, "b", system='{% partial "c" %}', labels=["live"], **plain)
    await version(client, "a", system='{% partial "b" %}', labels=["live"], **plain)

    at_once = await version(client, "c", system='{% partial "a" %}', labels=["live"], **plain)
    itself = await version(client, "a", system='{% partial "a@draft" %}', **plain)

    assert (at_once.status_code, itself.status_code) == (422, 422)
    assert "c → a → b → c" in at_once.json()["detail"]
    assert "a → a" in itself.json()["detail"]


async def test_a_label_that_would_close_a_circle_stays_where_it_is(ai: ServiceUnderTest):
    client = await ai.signed_in()
    plain: dict[str, Any] = {"messages": [], "examples": [], "variables": []}
    for name in ("a", "b"):
        await create(client, name, content={"system": name}, labels=["live"])
    await version(client, "a", system='{% partial "b" %}', **plain)
    await version(client, "b", system='{% partial "a" %}', **plain)
    await client.put(f"{PROMPTS}/a/labels/live", json={"version": 2})

    closed = await client.put(f"{PROMPTS}/b/labels/live", json={"version": 2})

    assert closed.status_code == 422
    assert "b → a → b" in closed.json()["detail"]
    assert (await rendered(client, "a")).json()["messages"][0]["content"] == "b"


async def test_another_company_and_who_may_only_use_them_cannot_change_prompts(ai: ServiceUnderTest):
    client, stranger = await ai.signed_in(), await ai.signed_in(company=STRANGER)
    await create(client, labels=["live"])
    user = await ai.signed_in(permissions=PERMISSIONS - {"prompt.write"})

    seen = [
        (await stranger.get(f"{PROMPTS}/reply")).status_code,
        (await stranger.get(f"{PROMPTS}/reply/versions/1")).status_code,
        (await rendered(stranger, variables={"question": "?"})).status_code,
        (await stranger.put(f"{PROMPTS}/reply/labels/live", json={"version": 1})).status_code,
        (await stranger.post(f"{PROMPTS}/reply/versions/1/scores", json={"score": 1})).status_code,
        (await stranger.delete(f"{PROMPTS}/reply")).status_code,
    ]

    assert seen == [404] * 6
    assert (await stranger.get(PROMPTS)).json()["items"] == []
    assert (await version(user)).status_code == 403
    assert (await rendered(user, variables={"question": "?"})).status_code == 200
    assert (await create(stranger))["latest"] == 1


async def test_prompts_are_found_archived_and_deleted(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    for name, about in (("reply", "Answers customers"), ("tone_1", "How we speak"), ("tone-2", "")):
        await create(client, name, description=about)

    async def names(**params: Any) -> list[str]:
        return [each["name"] for each in (await client.get(PROMPTS, params=params)).json()["items"]]

    assert await names() == ["reply", "tone-2", "tone_1"]
    assert (await names(q="CUSTOMERS"), await names(q="tone_"), await names(q="%")) == (["reply"], ["tone_1"], [])
    await client.put(f"{PROMPTS}/reply", json={"description": "old", "archived": True})
    assert (await names(), await names(archived="true")) == (["tone-2", "tone_1"], ["reply"])
    refused = await version(client)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/prompt-archived")
    assert (await client.post(PROMPTS, json={"name": "reply", "content": CONTENT})).status_code == 409
    assert (await client.delete(f"{PROMPTS}/reply")).status_code == 204
    assert (await client.get(f"{PROMPTS}/reply")).status_code == 404
    assert (await create(client))["labels"][0]["version"] == 1


async def test_content_that_is_not_kept_is_shown_as_it_would_be(ai: ServiceUnderTest):
    client = await ai.signed_in()

    shown = await client.post(
        f"{PROMPTS}/render", json={"content": CONTENT, "variables": {"question": "{{ company }}"}}
    )
    mistaken = await client.post(f"{PROMPTS}/render", json={"content": {"system": "{{ x }}"}})
    itself = await client.post(f"{PROMPTS}/render", json={"content": {"system": '{% partial "b" %}'}, "name": "b"})

    assert shown.json()["messages"][-1]["content"] == "Answer this:\n{{ company }}"
    assert (shown.json()["version"], shown.json()["tokens"] > 0) == (0, True)
    assert "“x” is not declared" in errors(mistaken)["/system"]
    assert "b → b" in itself.json()["detail"]
    assert (await client.get(PROMPTS)).json()["items"] == []


async def test_judgements_are_listed_and_averaged_by_version(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    await create(client)
    await version(client)
    for number, value in ((1, 1.0), (1, 0.0), (2, 1.0)):
        body = {"score": value, "comment": "Too long" if not value else ""}
        assert (await client.post(f"{PROMPTS}/reply/versions/{number}/scores", json=body)).status_code == 201

    usage = (await client.get(f"{PROMPTS}/reply/usage")).json()["items"]
    listed = (await client.get(f"{PROMPTS}/reply/scores", params={"version": 1})).json()["items"]
    nothing = await client.post(f"{PROMPTS}/reply/versions/9/scores", json={"score": 1})
    above = await client.post(f"{PROMPTS}/reply/versions/1/scores", json={"score": 2})

    assert [(each["version"], each["score"], each["scores"], each["calls"]) for each in usage] == [
        (2, 1, 1, 0), (1, 0.5, 2, 0),
    ]  # fmt: skip
    assert [each["comment"] for each in listed] == ["Too long", ""]
    assert (nothing.status_code, above.status_code) == (404, 422)
