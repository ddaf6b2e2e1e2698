"""The rounds of a loop: how far it has come, and each with what became of it."""

from company.tests.runs.live_events import heard
from company.tests.world import API, Json, World

LOOP: Json = {
    "input": {"type": "object", "properties": {"numbers": {"type": "array"}}},
    "steps": [
        {"id": "each", "type": "for_each", "with": {"items": "{{ input.numbers }}", "mode": "continue"}},
        {"id": "work", "type": "set", "in": "each", "with": {"values": {"share": "{{ 10 / item }}"}}},
    ],
    "edges": [],
    "output": {"count": "{{ steps.each.output.count }}"},
}
INPUT: Json = {"numbers": [1, 2, 0, 5]}


async def test_a_loop_tells_how_many_of_its_rounds_are_over_and_how_many_failed(world: World):
    run = await world.run(await world.publish(LOOP), INPUT)

    outermost = (await world.owner.get(f"{API}/runs/{run['id']}/steps", params={"inside": ""})).json()["items"]

    assert [each["step"] for each in outermost] == ["each"]
    assert outermost[0]["loop"] == {"count": 4, "done": 4, "failed": 1}


async def test_who_follows_hears_of_each_round(world: World):
    run = await world.run(await world.publish(LOOP), INPUT)

    told = await heard(world.owner, run["id"])

    steps = [each.data["step"] for each in told if "step" in each.data]
    progress = [each["loop"]["done"] for each in steps if each["step"] == "each" and "loop" in each]
    assert progress[-1] == 4
    assert progress == sorted(progress)


async def test_rounds_are_listed_page_by_page_with_what_became_of_them(world: World):
    run = await world.run(await world.publish(LOOP), INPUT)
    where = f"{API}/runs/{run['id']}/rounds"

    first = (await world.owner.get(where, params={"loop": "each", "limit": 3})).json()
    rest = (await world.owner.get(where, params={"loop": "each", "limit": 3, "cursor": first["next"]})).json()

    assert [(each["index"], each["status"]) for each in first["items"] + rest["items"]] == [
        (0, "succeeded"),
        (1, "succeeded"),
        (2, "failed"),
        (3, "succeeded"),
    ]
    assert rest["next"] is None
    assert first["items"][2]["error"]["detail"]


async def test_a_loop_that_is_none_has_no_rounds(world: World):
    run = await world.run(await world.publish(LOOP), INPUT)

    answer = await world.owner.get(f"{API}/runs/{run['id']}/rounds", params={"loop": "nothing"})

    assert answer.json() == {"items": [], "next": None}
