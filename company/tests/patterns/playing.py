"""Plays the examples through the service's interface, as people and other systems would, all at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar

import httpx2

from company.tests.patterns.examples import Cancel, Case, Decide, Doing, Example, Expected, Pause, See, Send, Workflow
from company.tests.world import AGENT, API, Json, World

ENDED = ("succeeded", "failed", "cancelled")
PATIENCE = 40
LOOK_AGAIN = 0.25
"""Seconds to wait for what must come, and between two looks; nothing passes for its being quick."""
Seen = TypeVar("Seen")


class Player:
    """One world in which every example is published and every case of it is run."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._people: dict[str, httpx2.AsyncClient] = {}

    async def play(self, example: Example) -> list[str]:
        """What is wrong with each case; empty where it went as it says."""
        ids = {each.name: await self._world.publish(each.graph, each.name) for each in example.workflows}
        for each in example.workflows:
            if each.starts_after:
                await self._start_after(ids[each.name], ids[each.starts_after])
        first = example.workflow.name
        return await asyncio.gather(*(self._case(case, ids, case.workflow or first) for case in example.cases))

    async def problems(self, workflow: Workflow) -> list[Any]:
        """All that the builder would say about a graph, warnings as well."""
        body = {"name": workflow.name, "agent_id": AGENT, "graph": workflow.graph}
        created = await self._world.owner.post(f"{API}/workflows", json=body)
        if created.status_code != 201:
            return [created.json()]
        checked = await self._world.owner.post(f"{API}/workflows/{created.json()['id']}/validate", json={})
        return list(checked.json()["problems"])

    async def _start_after(self, workflow_id: str, first_id: str) -> None:
        body = {"name": "Goes on here", "settings": {"kind": "workflow_end", "workflow_id": first_id}}
        made = await self._world.owner.post(f"{API}/workflows/{workflow_id}/triggers", json=body)
        assert made.status_code == 201, made.text

    async def _case(self, case: Case, ids: Mapping[str, str], workflow: str) -> str:
        run = await self._world.run(ids[workflow], case.input, wait=0)
        try:
            for number, doing in enumerate(case.do, 1):
                await self._do(run["id"], doing, f"action {number}")
            wrong = await self._compare(run["id"], case.expect, ids)
        except AssertionError as error:
            wrong = str(error)
        return wrong and f"{wrong}\nThe run: {await self._shown(run['id'])}"

    async def _do(self, run_id: str, doing: Doing, which: str) -> None:
        match doing:
            case Decide():
                await self._decide(run_id, doing, which)
            case Send():
                body = {"name": doing.send, "key": doing.key, "data": doing.data}
                sent = await self._world.owner.post(f"{API}/events", json=body)
                assert sent.status_code == 202, f"{which}: {sent.text}"
            case See():
                await self._see(run_id, doing, which)
            case Cancel():
                assert (await self._world.owner.post(f"{API}/runs/{run_id}/cancel")).status_code == 200, which
            case Pause():
                await asyncio.sleep(doing.pause_seconds)

    async def _decide(self, run_id: str, doing: Decide, which: str) -> None:
        person = await self._person(doing.by)
        params = {"run_id": run_id, "status": "waiting", "limit": 200}

        async def asked() -> list[str]:
            waiting = (await person.get(f"{API}/approvals", params=params)).json()["items"]
            return [each["id"] for each in waiting if each["title"] == doing.decide]

        found = await _once(asked, bool)
        assert found, f"{which}: nobody was asked {doing.decide!r}"
        decided = await person.post(f"{API}/approvals/{found[0]}/decide", json={"choice": doing.choose})
        assert decided.status_code == 200, f"{which}: {decided.text}"

    async def _person(self, name: str) -> httpx2.AsyncClient:
        if name not in self._people:
            self._people[name] = await self._world.member("operator", f"usr_{name.lower():0>32}")
        return self._people[name]

    async def _see(self, run_id: str, doing: See, which: str) -> None:
        async def statuses() -> Mapping[str, str]:
            steps = await self._steps(run_id)
            return {key: _status(steps, key) for key in doing.see}

        seen = await _once(statuses, lambda each: each == doing.see)
        assert seen == doing.see, f"{which}: {doing.see} was to be seen, and it was {seen}"

    async def _steps(self, run_id: str) -> dict[str, Json]:
        path, params = f"{API}/runs/{run_id}/steps", {"limit": "200"}
        return {each["step"]: each for each in (await self._world.owner.get(path, params=params)).json()["items"]}

    async def _compare(self, run_id: str, expected: Expected, ids: Mapping[str, str]) -> str:
        run = await _once(lambda: self._run(run_id), lambda each: each["status"] in ENDED)
        steps = await self._steps(run_id)
        seen = {key: _status(steps, key) for key in expected.steps}
        detail = str(run["error"]["detail"]) if run["error"] else ""
        found = [
            "" if run["status"] == expected.status else f"It is {run['status']}.",
            "" if run["output"] == expected.output else f"Its output is {run['output']}.",
            "" if seen == expected.steps else f"Its steps are {seen}.",
            "" if (expected.error or "") in detail and bool(expected.error) == bool(detail) else f"It said {detail!r}.",
            _overlap(steps, expected.one_by_one),
            await self._followed(run_id, expected, ids),
        ]
        return " ".join(each for each in found if each)

    async def _run(self, run_id: str) -> Json:
        return (await self._world.owner.get(f"{API}/runs/{run_id}")).json()

    async def _followed(self, run_id: str, expected: Expected, ids: Mapping[str, str]) -> str:
        then = expected.followed_by
        if then is None:
            return ""
        params = {"workflow_id": ids[then.workflow], "limit": 200}

        async def ended() -> list[tuple[str, Any]]:
            runs = (await self._world.owner.get(f"{API}/runs", params=params)).json()["items"]
            mine = [each for each in runs if each["status"] in ENDED and each["input"]["run_id"] == run_id]
            return [(each["status"], each["output"]) for each in mine]

        seen = await _once(ended, bool)
        return "" if seen == [(then.status, then.output)] else f"{then.workflow} came to {seen}."

    async def _shown(self, run_id: str) -> str:
        run = await self._run(run_id)
        steps = {key: (each["status"], each["output"]) for key, each in (await self._steps(run_id)).items()}
        return f"{run['status']} {run['output']} {run['error']} {steps}"


async def _once(look: Callable[[], Awaitable[Seen]], ready: Callable[[Seen], bool]) -> Seen:
    """What is seen once it is as it should be; after too long, what is seen instead."""
    left = PATIENCE / LOOK_AGAIN
    while not ready(seen := await look()) and left > 0:
        left -= 1
        await asyncio.sleep(LOOK_AGAIN)
    return seen


def _status(steps: Mapping[str, Json], key: str) -> str:
    return steps[key]["status"] if key in steps else "not started"


def _overlap(steps: Mapping[str, Json], keys: list[str]) -> str:
    """Whether one of these steps began before the one before it was over."""
    for first, second in pairwise(keys):
        ended, began = _moment(steps, first, "ended_at"), _moment(steps, second, "started_at")
        if ended is None or began is None or began < ended:
            return f"{second} did not begin after {first} was over."
    return ""


def _moment(steps: Mapping[str, Json], key: str, which: str) -> datetime | None:
    given = steps[key][which] if key in steps else None
    return datetime.fromisoformat(given) if given else None
