"""Templates: built in, changed by companies in versions, and never more than a look-up."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.tests.opened import API, Notifications
from notifications_service.templates import rules
from notifications_service.templates.schemas import Words

OWN = {"texts": {"en": {"title": "Hey {{ title }}", "body": "{{ invoice.lines.1.amount }} {{ nothing.here }}!"}}}


async def save(n: Notifications, name: str, version: int, body: dict[str, Any] = OWN) -> Any:
    return await n.ana.put(f"{API}/templates/{name}", json=body, headers={"if-match": f'"{version}"'})


async def test_what_is_built_in_speaks_english_and_german(notifications: Notifications) -> None:
    found = (await notifications.ana.get(f"{API}/templates")).json()["items"]

    assert [template["name"] for template in found] == [
        "agent-paused-budget", "agent-paused-failures", "approval-reminder", "approval-requested", "invitation",
        "notice", "run-finished", "weekly-report",
    ]  # fmt: skip
    assert all(template["built_in"] and template["version"] == 0 for template in found)
    assert all(set(template["texts"]) == {"en", "de"} for template in found)


async def test_a_company_changes_a_template_for_itself_in_versions(notifications_on_each: Notifications) -> None:
    n = notifications_on_each
    first = await save(n, "notice", 0)
    second = await save(n, "notice", 1, {"texts": {"en": {"title": "Now {{ title }}", "body": ""}}})

    stale = await save(n, "notice", 1)
    versions = (await n.ana.get(f"{API}/templates/notice/versions")).json()["items"]
    elsewhere = await (await n.service.signed_in(company="cmp_" + "9" * 32)).get(f"{API}/templates/notice")

    assert (first.json()["version"], second.json()["version"]) == (1, 2)
    assert second.headers["etag"] == '"2"'
    assert stale.status_code == 412
    assert [template["version"] for template in versions] == [2, 1, 0]
    assert elsewhere.json()["built_in"]


async def test_a_notice_keeps_the_words_it_was_made_with(notifications: Notifications) -> None:
    n = notifications
    await save(n, "notice", 0)
    data = {"invoice": {"lines": [{"amount": 1}, {"amount": 12.5}]}}
    await n.send(data=data)

    await save(n, "notice", 1, {"texts": {"en": {"title": "Changed", "body": ""}}})
    await n.send()

    titles = [(i["title"], i["body"]) for i in (await n.ana.get(f"{API}/notices")).json()["items"]]
    assert titles == [("Changed", ""), ("Hey Invoice paid", "12.5 !")]


@pytest.mark.parametrize(
    ("texts", "pointer"),
    [
        ({}, "/texts"),
        ({"en": {"title": "", "body": ""}}, "/texts/en/title"),
        ({"en": {"title": "x", "body": "{{ 1 + 1 }}"}}, "/texts/en/body"),
        ({"en": {"title": "{{ title", "body": ""}}, "/texts/en/title"),
        ({"en": {"title": "{{ title | safe }}", "body": ""}}, "/texts/en/title"),
        ({"en": {"title": "{{ a.__class__() }}", "body": ""}}, "/texts/en/title"),
        ({"en": {"title": "x", "body": "y" * 20_001}}, "/texts/en/body"),
        ({"en": {"title": "x", "body": "", "html": "<b>"}}, "/texts/en/html"),
        ({"english": {"title": "x", "body": ""}}, "/texts/english"),
        ([], "/texts"),
    ],
)
async def test_words_that_would_not_be_read_as_meant_are_a_problem(
    notifications: Notifications, texts: Any, pointer: str
) -> None:
    answer = await save(notifications, "notice", 0, {"texts": texts})

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("name", ["Notice", "a b", "x" * 81, "-x", "..%2F..%2Fetc"])
async def test_a_name_is_plain(notifications: Notifications, name: str) -> None:
    assert (await save(notifications, name, 0)).status_code in {404, 422}


async def test_a_change_says_what_it_was_made_from(notifications: Notifications) -> None:
    answer = await notifications.ana.put(f"{API}/templates/notice", json=OWN)

    assert answer.status_code == 428


async def test_who_may_not_manage_sees_no_templates(notifications: Notifications) -> None:
    assert (await notifications.ben.get(f"{API}/templates")).status_code == 403
    assert (await notifications.ana.get(f"{API}/templates/none")).status_code == 404


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=8), st.text(max_size=30)), st.text(max_size=60))
def test_what_a_value_holds_is_never_read_again(data: dict[str, str], value: str) -> None:
    hostile = value + "{{ secret }}"

    filled = rules.fill("[{{ given }}]", {**data, "given": hostile, "secret": "s3cret"})

    assert filled == f"[{hostile}]"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("a.b", "x"),
        ("a.n", "7"),
        ("a.t", "✓"),
        ("a.f", "✗"),
        ("a", ""),
        ("l.0", "first"),
        ("l.9", ""),
        ("none", ""),
        ("z", ""),
    ],
)
def test_a_path_shows_what_is_there_and_nothing_else(path: str, shown: str) -> None:
    data = {"a": {"b": "x", "n": 7, "t": True, "f": False}, "l": ["first"], "none": None}

    assert rules.fill(f"{{{{ {path} }}}}", data) == shown


def test_a_title_is_one_line_whatever_is_put_in() -> None:
    made = rules.rendered({"en": Words(title="{{ t }}", body="")}, {"t": "One\r\nBcc: eve@example.com\x0btwo"})

    assert "\n" not in made["en"]["title"]
    assert "\r" not in made["en"]["title"]


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        (None, []),
        ("", []),
        ("de", ["de"]),
        ("de-AT, en;q=0.8", ["de", "en"]),
        ("en;q=0.1, de;q=0.9", ["de", "en"]),
        ("en;q=0, de", ["de"]),
        ("*;q=x,,;;", ["*"]),
    ],
)
def test_the_most_wanted_language_comes_first(header: str | None, languages: list[str]) -> None:
    assert rules.accepted(header) == languages
