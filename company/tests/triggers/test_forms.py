"""Public forms: drawn from the workflow's input, accessible, safe, taken once."""

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest

from company.tests.triggers.made import ECHO, look, path, runs, trigger
from company.tests.world import API, Json, World, opened_world
from tests.harness import SteppingClock

SCHEMA: Json = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "title": "Your name", "maxLength": 40},
        "amount": {"type": "number", "description": "In euros", "minimum": 1},
        "count": {"type": "integer"},
        "kind": {"type": "string", "enum": ["claim", "<b>other</b>"]},
        "tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
        "notes": {"type": ["string", "null"], "x-ui": {"widget": "textarea", "label": "Notes"}},
        "due": {"type": "string", "format": "date"},
        "agree": {"type": "boolean", "title": "I agree"},
        "lines": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["name", "amount"],
    "additionalProperties": False,
}
FORM: Json = {"kind": "form", "title": "Claims <script>", "description": "Tell us.", "thanks": "We call you."}
BROWSER = {"accept": "text/html,application/xhtml+xml", "sec-fetch-site": "same-origin"}


async def made_form(world: World, schema: Json = SCHEMA, **more: Any) -> Json:
    return await trigger(world, FORM, {**ECHO, "input": schema}, **more)


async def page(world: World, made: Json, language: str = "en") -> str:
    answer = await world.service.http.get(made["url"], headers={**BROWSER, "accept-language": language})
    assert answer.status_code == 200
    return answer.text


def nonce(text: str) -> str:
    found = re.search(r'name="_form" value="([^"]+)"', text)
    assert found
    return html.unescape(found[1])


async def send(world: World, made: Json, values: Any, **headers: str) -> httpx2.Response:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    content = urlencode(values, doseq=True)
    return await world.service.http.post(made["url"], content=content, headers={**BROWSER, **kind, **headers})


async def test_the_page_is_drawn_from_the_input_and_runs_nothing(world: World):
    made = await made_form(world)

    answer = await world.service.http.get(made["url"], headers=BROWSER)

    text, policy = answer.text, answer.headers["content-security-policy"]
    assert "<script" not in text
    assert "Claims &lt;script&gt;" in text
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for name in SCHEMA["properties"]:
        assert f'name="{name}"' in text
    for place in re.findall(r'<label for="([^"]+)"', text):
        assert f'id="{place}"' in text
    assert 'type="date"' in text
    assert "&lt;b&gt;other" in text
    assert '<html lang="en">' in text


@pytest.mark.parametrize(
    ("accepted", "lang", "word"), [("de-DE,de;q=0.9,en;q=0.8", "de", "Senden"), ("fr,en", "en", "Send")]
)
async def test_the_page_speaks_the_visitor_s_language(world: World, accepted: str, lang: str, word: str):
    text = await page(world, await made_form(world), accepted)

    assert f'<html lang="{lang}">' in text
    assert f">{word}</button>" in text


async def test_what_is_filled_in_starts_a_run_with_its_types(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        made = await made_form(world)
        values = {
            "_form": nonce(await page(world, made)), "name": " Ana ", "amount": "12.5", "count": "3", "kind": "claim",
            "tags": ["a", "b"], "notes": "", "due": "2027-02-28", "agree": "yes", "lines": "one\r\n\r\ntwo",
        }  # fmt: skip
        answer = await send(world, made, values)
        (run,) = await runs(world, made["workflow_id"])
        shown = await look(world, made)

    assert answer.status_code == 200
    assert "We call you." in answer.text
    assert run["id"] in answer.text
    assert (run["trigger"], run["trigger_id"], shown["last_run_id"]) == ("form", made["id"], run["id"])
    assert run["input"] == {
        "name": "Ana", "amount": 12.5, "count": 3, "kind": "claim", "tags": ["a", "b"], "due": "2027-02-28",
        "agree": True, "lines": ["one", "two"], "notes": None,
    }  # fmt: skip


async def test_the_same_page_sent_twice_is_one_run(world: World):
    made = await made_form(world)
    values = {"_form": nonce(await page(world, made)), "name": "Ana", "amount": "1"}

    answers = [await send(world, made, values) for _ in range(3)]
    fresh = await send(world, made, {**values, "_form": nonce(await page(world, made))})

    assert len({answer.text for answer in answers}) == 1
    assert fresh.text != answers[0].text
    assert len(await runs(world, made["workflow_id"])) == 2


async def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(world: World):
    made = await made_form(world)
    values = {
        "_form": nonce(await page(world, made)),
        "name": "",
        "amount": "abc",
        "notes": "<keep> me",
        "kind": "hack",
    }

    answer = await send(world, made, values, **{"accept-language": "de"})
    low = await send(world, made, {**values, "name": "Ana", "amount": "0", "kind": ""})
    again = await send(world, made, {"_form": nonce(answer.text), "name": "Ana", "amount": "1"})

    assert (answer.status_code, low.status_code, again.status_code) == (422, 422, 200)
    assert "Bitte füllen Sie dies aus." in answer.text
    assert "Hier wird eine Zahl gebraucht." in answer.text
    assert "Bitte wählen Sie etwas aus." in answer.text
    assert answer.text.count('aria-invalid="true"') == 3
    assert 'role="alert"' in answer.text
    assert "&lt;keep&gt; me" in answer.text
    assert low.text.count('aria-invalid="true"') == 1
    assert len(await runs(world, made["workflow_id"])) == 1


async def test_a_page_that_was_not_given_out_here_is_refused(tmp_path: Path):
    clock = SteppingClock()
    async with opened_world(tmp_path, clock=clock) as world:
        made, other = await made_form(world), await made_form(world)
        old = nonce(await page(world, made))
        values = {"name": "Ana", "amount": "1"}
        refused = [
            await send(world, made, values),
            await send(world, made, {**values, "_form": "made up"}),
            await send(world, made, {**values, "_form": nonce(await page(world, other))}),
            await send(world, made, {**values, "_form": old}, **{"sec-fetch-site": "cross-site"}),
        ]
        clock.go_on(timedelta(days=1, minutes=1))
        refused.append(await send(world, made, {**values, "_form": old}))
        started = await runs(world, made["workflow_id"])

    assert [answer.status_code for answer in refused] == [403] * 5
    assert all("no longer valid" in answer.text for answer in refused)
    assert started == []


async def test_programs_get_problems_and_people_get_pages(world: World):
    made = await made_form(world)
    text = await page(world, made)

    program = await send(world, made, {"_form": nonce(text), "name": "Ana"}, accept="*/*")
    unknown = [
        await world.service.http.get("/forms/nothing", headers={"accept": kind}) for kind in ("*/*", "text/html")
    ]

    assert (program.status_code, program.json()["errors"][0]["pointer"]) == (422, "/amount")
    assert [answer.status_code for answer in unknown] == [404, 404]
    assert unknown[0].headers["content-type"] == "application/problem+json"
    assert unknown[1].headers["content-type"].startswith("text/html")


async def test_a_form_is_sent_only_so_often_from_one_place(world: World):
    made = await made_form(world)
    values = {"_form": nonce(await page(world, made)), "name": "Ana", "amount": "1"}

    answers = [await send(world, made, values) for _ in range(25)]

    limited = [answer for answer in answers if answer.status_code == 429]
    assert limited
    assert int(limited[0].headers["retry-after"]) >= 1
    assert answers[0].status_code == 200


async def test_a_form_switched_off_is_gone_and_a_webhook_is_no_form(world: World):
    made, hook = await made_form(world), await trigger(world, {"kind": "webhook"})
    await world.owner.post(path(made, "/disable"))

    gone = await world.service.http.get(made["url"])
    crossed = await world.service.http.get(hook["url"].replace("/hooks/", "/forms/"))

    assert (gone.status_code, crossed.status_code) == (404, 404)


async def test_a_workflow_without_fields_has_a_button(world: World):
    made = await trigger(world, {"kind": "form"}, ECHO)

    text = await page(world, made)
    answer = await send(world, made, {"_form": nonce(text)})

    assert answer.status_code == 200
    assert (await world.owner.get(f"{API}/runs")).json()["items"][0]["input"] == {}
