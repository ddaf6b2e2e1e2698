"""Another system that keeps failing is left alone for a while, then tried once: over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from company.tests.steps.other_system import OtherSystem, answer, other_system
from company.tests.workflows.graphs import Json, one
from company.tests.world import API, World, opened_world
from company_service.circuits.breakers import Breakers
from company_service.circuits.problems import CircuitOpen
from company_service.circuits.rules import Policy
from tests.harness import COMPANY, ShiftedClock, SteppingClock

MANY = Policy().failures
DOWN = answer(b"no", 503)


@pytest.fixture
async def world(tmp_path: Path, clock: ShiftedClock) -> AsyncIterator[World]:
    async with opened_world(tmp_path, clock=clock) as opened:
        yield opened


@pytest.fixture
async def system() -> AsyncIterator[OtherSystem]:
    async with other_system() as found:
        yield found


async def _published(world: World, url: str, more: Json | None = None, **settings: Any) -> str:
    graph = one("http.request", {"url": url, **settings})
    graph["steps"][0].update(more or {})
    return await world.publish(graph)


def _shown(world: World) -> str:
    return world.service.host.metrics.text()[0].decode()


async def test_after_so_many_failures_in_a_row_the_other_system_is_left_alone(world: World, system: OtherSystem):
    system.answers = [DOWN]
    workflow = await _published(world, system.url)
    for _ in range(MANY):
        await world.run(workflow)

    run = await world.run(workflow)

    assert run["error"]["type"] == "/problems/circuit-open"
    assert run["error"]["status"] == 503
    assert "127.0.0.1 has failed 10 times in a row; the next try is possible at " in run["error"]["detail"]
    assert len(system.asked) == MANY
    assert f'circuit_open{{company_id="{COMPANY}",target="127.0.0.1:{system.port}"}} 1.0' in _shown(world)
    assert "circuits_opened_total 1.0" in _shown(world)
    assert "circuit_refusals_total 1.0" in _shown(world)


async def test_a_step_that_is_tried_again_waits_for_the_next_possible_try(
    world: World, system: OtherSystem, clock: ShiftedClock
):
    system.answers = [*[DOWN] * MANY, answer(b'{"well": true}')]
    failing = await _published(world, system.url)
    for _ in range(MANY):
        await world.run(failing)
    patient = await _published(world, system.url, {"retry": {"max": 1, "backoff": "1s"}})

    started = await world.run(patient, wait=0)
    waiting = await world.until(started["id"], "waiting")
    asked = len(system.asked)
    clock.ahead += timedelta(seconds=31)
    ended = await world.until(started["id"], "succeeded", "failed")

    assert waiting["waiting_for"]["kind"] == "retry"
    assert asked == MANY
    assert ended["output"]["body"] == {"well": True}
    assert "circuit_open{" not in _shown(world)


async def test_while_one_try_is_under_way_no_other_is_let_through(
    world: World, system: OtherSystem, clock: ShiftedClock
):
    system.answers = [DOWN]
    workflow = await _published(world, system.url)
    for _ in range(MANY):
        await world.run(workflow)

    clock.ahead += timedelta(seconds=31)
    runs = await asyncio.gather(*(world.run(workflow) for _ in range(5)))

    types = sorted(run["error"]["type"] for run in runs)
    assert types == ["/problems/circuit-open"] * 4 + ["/problems/unavailable"]
    assert len(system.asked) == MANY + 1


async def test_a_system_that_answers_that_something_is_wrong_with_the_request_is_well(
    world: World, system: OtherSystem
):
    system.answers = [answer(b"no", 404)]
    workflow = await _published(world, system.url)

    errors = [(await world.run(workflow))["error"]["type"] for _ in range(MANY + 2)]

    assert set(errors) == {"/problems/request-refused"}
    assert len(system.asked) == MANY + 2


async def test_a_system_that_cannot_be_reached_is_left_alone_too(world: World, system: OtherSystem):
    async with other_system() as gone:
        url = gone.url
    workflow = await _published(world, url)

    errors = [(await world.run(workflow))["error"]["type"] for _ in range(MANY + 1)]

    assert errors == ["/problems/unavailable"] * MANY + ["/problems/circuit-open"]


async def test_a_step_whose_own_time_is_over_counts_as_a_failure(world: World):
    async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await held.wait()
        writer.close()

    held = asyncio.Event()
    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        workflow = await _published(world, url, {"timeout": "0.2s"})
        await asyncio.gather(*(world.run(workflow) for _ in range(MANY)))
        run = await world.run(workflow)
        held.set()

    assert run["error"]["type"] == "/problems/circuit-open"


async def test_a_run_that_is_cancelled_says_nothing_about_the_other_system(world: World):
    asked = 0

    async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await held.wait()
        writer.close()

    held = asyncio.Event()
    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server:
        workflow = await _published(world, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        for number in range(MANY + 1):
            run = await world.run(workflow, wait=0)
            async with asyncio.timeout(20):
                while asked <= number:
                    await asyncio.sleep(0.01)
            await world.owner.post(f"{API}/runs/{run['id']}/cancel")
        held.set()

    assert asked == MANY + 1


def test_circuits_of_other_companies_and_systems_stay_closed():
    breakers = Breakers(SteppingClock(), Policy(failures=1))
    with breakers.trying(("com_a", "one:443"), "one") as tried:
        tried.failed()

    for key in (("com_b", "one:443"), ("com_a", "two:443"), ("com_a", "one:8443")):
        with breakers.trying(key, "it"):
            pass
    with pytest.raises(CircuitOpen) as refused, breakers.trying(("com_a", "one:443"), "one"):
        pass

    assert refused.value.retry_after == 30


def test_what_goes_wrong_on_our_side_lets_the_next_one_decide():
    clock = SteppingClock()
    breakers = Breakers(clock, Policy(failures=1))
    with breakers.trying(("com_a", "one"), "one") as tried:
        tried.failed()
    clock.go_on(timedelta(seconds=30))

    with pytest.raises(ZeroDivisionError), breakers.trying(("com_a", "one"), "one"):
        raise ZeroDivisionError
    with breakers.trying(("com_a", "one"), "one") as tried:
        tried.answered(well=True)
    with breakers.trying(("com_a", "one"), "one"):
        pass
