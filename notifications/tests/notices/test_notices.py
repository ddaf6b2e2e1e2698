"""Notices reach whom they are for, once, and nobody else."""

import asyncio
from typing import Any

import pytest

from kernel.db import idempotency_table
from notifications.tests.opened import API, BEN, NOTICE, Notifications
from tests.harness import COMPANY, USER


async def notices_of(client: Any, query: str = "") -> list[dict[str, Any]]:
    return (await client.get(f"{API}/notices{query}")).json()["items"]


async def test_a_notice_reaches_its_people_and_nobody_else(notifications_on_each: Notifications) -> None:
    n = notifications_on_each

    accepted = await n.send()

    (seen,) = await notices_of(n.ana)
    assert accepted.status_code == 202
    assert accepted.json() == {"id": seen["id"], "recipients": 1}
    assert {key: seen[key] for key in ("title", "body", "link", "kind", "read_at")} == {
        "title": "Invoice paid",
        "body": "It was 12 EUR.",
        "link": "/runs/run_1",
        "kind": "info",
        "read_at": None,
    }
    assert await notices_of(n.ben) == []


async def test_a_role_means_everybody_who_has_it_once_each(notifications: Notifications) -> None:
    n = notifications

    accepted = await n.send(to=["role:owner", "role:viewer", USER, "usr_unknown"])

    assert accepted.json()["recipients"] == 2
    assert len(await notices_of(n.ana)) == len(await notices_of(n.ben)) == 1


async def test_the_same_key_is_the_same_notice(notifications_on_each: Notifications) -> None:
    n = notifications_on_each

    answers = [await n.send(key="apr_1") for _ in range(3)]

    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(await notices_of(n.ana)) == 1


async def test_the_same_key_is_the_same_notice_even_when_the_edge_has_forgotten_it(
    notifications_on_each: Notifications,
) -> None:
    n = notifications_on_each
    first = await n.send(key="apr_1", channels=["in_app", "email"])
    async with n.service.host.db.begin() as tx:
        await tx.execute(idempotency_table.delete())

    second = await n.send(key="apr_1", channels=["in_app", "email"])

    assert second.json() == first.json()
    assert len(await notices_of(n.ana)) == 1
    assert len(await n.deliveries()) == 1


async def test_requests_at_once_with_one_key_are_one_notice(notifications_on_each: Notifications) -> None:
    n = notifications_on_each

    answers = await asyncio.gather(*(n.send(key="apr_1") for _ in range(6)))

    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len(await notices_of(n.ana)) == 1


async def test_one_key_of_two_senders_is_two_notices(notifications: Notifications) -> None:
    n = notifications
    await n.send(key="one")

    await n.ana.post(f"{API}/notices", json=NOTICE, headers={"idempotency-key": "one"})

    assert len(await notices_of(n.ana)) == 2


async def test_another_company_sees_nothing(notifications: Notifications) -> None:
    n = notifications
    notice = (await n.send(channels=["in_app", "email"])).json()["id"]
    elsewhere = await n.service.signed_in(USER, "cmp_" + "9" * 32)

    read = await elsewhere.post(f"{API}/notices/{notice}/read")

    assert await notices_of(elsewhere) == []
    assert read.status_code == 404
    assert (await elsewhere.get(f"{API}/deliveries")).json()["items"] == []


async def test_a_notice_is_read_once_and_by_its_reader_alone(notifications_on_each: Notifications) -> None:
    n = notifications_on_each
    notice = (await n.send(to=[USER, BEN])).json()["id"]

    first = (await n.ana.post(f"{API}/notices/{notice}/read")).json()
    again = (await n.ana.post(f"{API}/notices/{notice}/read")).json()

    assert first["read_at"] is not None
    assert again["read_at"] == first["read_at"]
    assert await notices_of(n.ana, "?unread=true") == []
    assert [unread["id"] for unread in await notices_of(n.ben, "?unread=true")] == [notice]


async def test_notices_come_in_pages_newest_first(notifications: Notifications) -> None:
    n = notifications
    for number in range(5):
        await n.send(title=f"Number {number}")

    titles: list[str] = []
    query = "?limit=2"
    while query:
        page = (await n.ana.get(f"{API}/notices{query}")).json()
        titles += [notice["title"] for notice in page["items"]]
        query = f"?limit=2&cursor={page['next']}" if page["next"] else ""

    assert titles == [f"Number {number}" for number in (4, 3, 2, 1, 0)]


async def test_a_built_in_template_speaks_the_readers_language(notifications: Notifications) -> None:
    n = notifications
    data = {"title": "Pay 12 EUR?", "description": "Invoice 7", "workflow": "Payables"}
    await n.send(template="approval-requested", title="", body="", data=data)

    german = (await n.ana.get(f"{API}/notices", headers={"accept-language": "fr, de-CH;q=0.9, en;q=0.5"})).json()
    english = (await n.ana.get(f"{API}/notices")).json()

    assert german["items"][0]["title"] == "Ihre Entscheidung wird gebraucht: Pay 12 EUR?"
    assert english["items"][0]["title"] == "Your decision is needed: Pay 12 EUR?"
    assert english["items"][0]["body"] == "Invoice 7\n\nThe workflow Payables waits for your decision."


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"to": []},
        {"to": None},
        {"to": "role:owner"},
        {"to": [""]},
        {"to": [7]},
        {"to": ["x" * 81]},
        {"title": ["x"]},
        {"body": "x" * 20_001},
        {"link": "javascript:alert(1)"},
        {"link": "//evil.example"},
        {"link": "/\\evil.example"},
        {"link": "runs/1"},
        {"channels": []},
        {"channels": ["carrier pigeon"]},
        {"channels": "in_app"},
        {"data": []},
        {"template": 5},
        {"company_id": COMPANY},
    ],
)
async def test_a_notice_that_cannot_be_is_a_problem(notifications: Notifications, changes: dict[str, Any]) -> None:
    answer = await notifications.send(**changes)

    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert await notices_of(notifications.ana) == []


async def test_an_unknown_template_is_a_problem(notifications: Notifications) -> None:
    assert (await notifications.send(template="no-such-thing")).status_code == 404


async def test_who_may_not_send_notices_is_refused(notifications: Notifications) -> None:
    assert (await notifications.ben.post(f"{API}/notices", json=NOTICE)).status_code == 403
    assert (await notifications.service.http.post(f"{API}/notices", json=NOTICE)).status_code == 401


async def test_services_have_no_notices_of_their_own(notifications: Notifications) -> None:
    assert (await notifications.company.get(f"{API}/notices")).status_code == 403


async def test_nothing_is_written_when_the_company_service_is_away(notifications: Notifications) -> None:
    n = notifications
    n.companies.away = True
    refused = await n.send(key="apr_1")
    n.companies.away = False

    accepted = await n.send(key="apr_1")

    assert refused.status_code == 503
    assert accepted.status_code == 202
    assert len(await notices_of(n.ana)) == 1
