"""Uncertain effects: listed for those who may decide, resolved once, told to the heads of the company."""

import asyncio

import pytest

from company.tests.world import API, Json, World
from contracts.notifications import NoticeInput

# Nobody listens at this address for longer than the step waits, so what it did cannot be known.
GRAPH: Json = {
    "steps": [
        {
            "id": "book",
            "type": "http.request",
            "name": "Book it",
            "timeout": "100ms",
            "with": {"method": "POST", "url": "{{ input.url }}"},
        },
        {"id": "then", "type": "set", "with": {"values": {"booked": "{{ steps.book.output }}"}}},
    ],
    "edges": [{"from": "book", "to": "then"}],
}


async def _silent_server() -> tuple[asyncio.Server, str]:
    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)  # until the caller has given up
        writer.close()

    server = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/book"


async def _uncertain(world: World) -> tuple[str, Json]:
    """A run that does not know whether its request was heard, and the row of it."""
    server, url = await _silent_server()
    async with server:
        run = await world.run(await world.publish(GRAPH), {"url": url}, wait=0)
        waiting = await world.until(run["id"], "waiting")
    assert waiting["waiting_for"]["kind"] == "uncertain"
    listed = (await world.owner.get(f"{API}/uncertain-effects", params={"status": "open"})).json()
    return run["id"], next(each for each in listed["items"] if each["run_id"] == run["id"])


async def test_what_is_uncertain_is_listed_and_told_to_the_heads(world: World):
    run_id, effect = await _uncertain(world)

    assert (effect["step"], effect["name"], effect["kind"], effect["status"]) == (
        "book",
        "Book it",
        "uncertain",
        "open",
    )
    assert "not certain whether it happened" in effect["problem"]["detail"]
    async with asyncio.timeout(20):
        while not any((each.data or {}).get("run_id") == run_id for each in _notices(world)):
            await asyncio.sleep(0.05)
    notice = next(each for each in _notices(world) if (each.data or {}).get("run_id") == run_id)
    assert (notice.to, notice.title) == (["role:admin", "role:owner"], "Did it happen? Book it")


def _notices(world: World) -> list[NoticeInput]:
    return list(world.others.notifications.accepted.values())


async def test_the_run_goes_on_with_what_the_person_says(world: World):
    run_id, effect = await _uncertain(world)
    operator = await world.member("operator")

    said = {"answer": "happened", "output": {"number": "B-1"}, "comment": "Seen in the portal."}
    resolved = await operator.post(f"{API}/uncertain-effects/{effect['id']}/resolve", json=said)
    again = await operator.post(f"{API}/uncertain-effects/{effect['id']}/resolve", json={"answer": "fail"})

    run = await world.until(run_id, "succeeded", "failed")
    assert resolved.status_code == 200, resolved.text
    assert (resolved.json()["answer"], resolved.json()["comment"]) == ("happened", "Seen in the portal.")
    assert resolved.json()["resolved_by"]
    assert resolved.json()["resolved_at"]
    assert run["output"] == {"then": {"booked": {"number": "B-1"}}}
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-resolved")


async def test_a_cancelled_run_withdraws_its_question(world: World):
    run_id, effect = await _uncertain(world)

    await world.owner.post(f"{API}/runs/{run_id}/cancel")
    await world.until(run_id, "cancelled")

    shown = (await world.owner.get(f"{API}/uncertain-effects/{effect['id']}")).json()
    late = await world.owner.post(f"{API}/uncertain-effects/{effect['id']}/resolve", json={"answer": "retry"})
    assert (shown["status"], late.status_code) == ("withdrawn", 409)


async def test_others_neither_see_nor_resolve_it(world: World):
    _, effect = await _uncertain(world)
    neighbour, viewer = await world.neighbour(), await world.member("viewer")
    path = f"{API}/uncertain-effects/{effect['id']}"

    assert (await neighbour.get(path)).status_code == 404
    assert (await neighbour.post(f"{path}/resolve", json={"answer": "fail"})).status_code == 404
    assert (await neighbour.get(f"{API}/uncertain-effects")).json()["items"] == []
    assert (await viewer.post(f"{path}/resolve", json={"answer": "fail"})).status_code == 403


@pytest.mark.parametrize("body", [{}, {"answer": "maybe"}, {"answer": "fail", "extra": 1}, {"answer": 7}])
async def test_an_answer_that_makes_no_sense_is_refused(world: World, body: Json):
    answer = await world.owner.post(f"{API}/uncertain-effects/eff_{'0' * 32}/resolve", json=body)

    assert answer.status_code == 422
