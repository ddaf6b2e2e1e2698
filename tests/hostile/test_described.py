"""Requests made by chance from the API's description: no server error, and no answer that is not described.

A few for each route, always the same ones; HOSTILE=all sends many, and HOSTILE=<number> begins with another seed.
"""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from random import Random

import httpx2
import pytest

from kernel.inprocess import InProcessTransport
from standalone.app import StandaloneSettings, running
from tests.hostile.attacks import Route, routes
from tests.hostile.schemas import Description
from tests.hostile.test_hostile import settle
from tests.journey.journey import Traveller

_HOSTILE = os.environ.get("HOSTILE", "")
_EACH = 60 if _HOSTILE == "all" else 1
_SEED = int(_HOSTILE) if _HOSTILE.isdigit() else 7
_ENDS = ("/logout", "/leave", "/transfer", "/deletion", "/profile", "/sessions", "/password", "/policy", "/pause")
"""Routes that would end what the others need: they come last, and are asked once."""


def _ordered(found: list[Route]) -> list[Route]:
    gentle = [each for each in found if each.method != "DELETE" and not each.path.endswith(_ENDS)]
    return [*gentle, *(each for each in found if each not in gentle)]


@pytest.mark.slow
async def test_whatever_the_description_allows_is_answered_as_it_says(tmp_path: Path):
    wrong: list[str] = []
    sent = 0
    async with running(StandaloneSettings(data_dir=tmp_path / "data"), {}) as gateway:
        transport = InProcessTransport(gateway)
        async with httpx2.AsyncClient(transport=transport, base_url="http://platform.test", timeout=60) as http:
            me = Traveller(http, "Mine")
            own = await settle(me)
            document = (await http.get("/api/openapi.json")).json()
            description = Description(document)
            for route in _ordered(routes(document)):
                for number in range(1 if route.path.endswith(_ENDS) else _EACH):
                    chance = Random(f"{_SEED} {route.method} {route.path} {number}")
                    wrong += await _tried(http, route, description, chance, own, me.token)
                    sent += 1

    assert sent >= 150
    assert not wrong, "\n".join(wrong)


async def _tried(
    http: httpx2.AsyncClient, route: Route, said: Description, chance: Random, own: Mapping[str, str], token: str
) -> list[str]:
    path, query = route.at(own, "x"), said.query(route.method, route.path, chance)
    body = said.body(route.method, route.path, chance)
    headers = {"authorization": f"Bearer {token}", "if-match": '"1"'}
    request = http.build_request(route.method, path, params=query, json=body, headers=headers)
    answer = await asyncio.wait_for(http.send(request, stream=True), 60)
    media = answer.headers.get("content-type", "")
    if not media.startswith("text/event-stream"):
        await answer.aread()
    await answer.aclose()
    found = f"{answer.status_code} {answer.text[:200]}" if answer.status_code >= 500 else ""
    found = found or said.wrong(route.method, route.path, answer.status_code, media, answer.json)
    return [f"{route.method} {route.path} {query} {str(body)[:200]}: {answer.status_code}: {found}"] if found else []
