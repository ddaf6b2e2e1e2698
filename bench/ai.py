"""What a request to a model costs on its way through a gateway: requests a second, waits, CPU, first token of a stream.

Ours on both its ways (relay: the caller's dialect is the upstream's; SDK: it is another), beside the upstream itself, a
FastAPI route that asks nobody, a pass-through written by hand, LiteLLM's proxy and Portkey's gateway. One process each,
started all at once, asked in turns by a load of its own; the upstream is an Nginx that answers at once.

Ours does all of its work meanwhile: token, permission, limits, routing, health, price, usage records on disk.
"""

import json
import statistics
import subprocess
import sys
from contextlib import ExitStack
from typing import Any

from bench.engine import say
from bench.gateways.contestants import CONTESTANTS, OWN, Contestant, Door
from bench.gateways.upstream import upstream
from setup.paths import ROOT
from standalone.benchmarks import machine

_CONNECTIONS = (1, 16, 64)
_GOALS = {
    "relay_per_litellm": 10.0,
    "sdk_per_litellm": 3.0,
    "relay_per_portkey": 3.0,
    "relay_per_noop": 0.3,
    "relay_cpu_ms": 1.0,
    "relay_added_p50_ms": 1.0,
    "relay_first_token_added_ms": 2.0,
}


def _load(door: Door, connections: int, seconds: float, *, stream: bool) -> dict[str, Any]:
    """One turn: what the load saw, and what it cost the gateway."""
    order = {**door.order(stream=stream), "connections": connections, "seconds": seconds}
    before = door.cpu()
    done = subprocess.run(
        [sys.executable, "-m", "bench.gateways.load"],
        cwd=ROOT,
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=True,
    )
    seen = json.loads(done.stdout)
    return {
        **seen,
        "per_second": seen["requests"] / seen["seconds"],
        "cpu_ms": (door.cpu() - before) / seen["requests"] * 1e3,
    }


def _middle(turns: list[dict[str, Any]]) -> dict[str, Any]:
    names = ("per_second", "p50_ms", "p99_ms", "first_p50_ms", "cpu_ms")
    found: dict[str, Any] = {name: round(statistics.median(each[name] for each in turns), 3) for name in names}
    return {**found, "refused": sum(each["refused"] for each in turns)}


def _chosen(only: str, *, quick: bool) -> list[Contestant]:
    names = only.split(",") if only else list(OWN) if quick else [each.name for each in CONTESTANTS]
    return [each for each in CONTESTANTS if each.name in names]


def _flat(requests: int, seconds: float) -> dict[str, Any]:
    """Whether memory stays: so many requests through the relay, half of them streams, its memory after every turn.

    The first fifth fills what is meant to be filled (caches, pools of connections); growth is counted from there.
    """
    relay = next(each for each in CONTESTANTS if each.name == "relay")
    seen: list[tuple[int, int]] = []
    done, refused = 0, 0
    with upstream() as ports, relay.start(ports) as door:
        while done < requests:
            for stream in (False, True):
                turn = _load(door, 16, seconds, stream=stream)
                done, refused = done + turn["requests"], refused + turn["refused"]
            seen.append((done, door.memory()))
            say(f"ai: {done} of {requests} requests, {seen[-1][1]} MiB")
    warm = next(each for each in seen if each[0] >= requests / 5)
    more = done - warm[0]
    return {
        "requests": done,
        "refused": refused,
        "memory_mib": [mib for _, mib in seen],
        "grown_mib": seen[-1][1] - warm[1],
        "grown_bytes_per_request": round((seen[-1][1] - warm[1]) * 2**20 / more) if more else None,
    }


def run(*, quick: bool, only: str = "", memory: str = "") -> dict[str, Any]:
    """Measure those that are named, in turns; with `quick` what needs nothing installed. `memory` is a number of
    requests, during which only ours is watched."""
    if memory:
        return _flat(int(memory), 2.0 if quick else 10.0)
    seconds, rounds = (1.5, 1) if quick else (5.0, 3)
    chosen = _chosen(only, quick=quick)
    turns: dict[str, dict[str, list[dict[str, Any]]]] = {each.name: {} for each in chosen}
    held: dict[str, int] = {}
    with upstream() as ports, ExitStack() as stack:
        doors: dict[str, Door] = {}
        for each in chosen:
            say(f"ai: starting {each.title}")
            doors[each.name] = stack.enter_context(each.start(ports))
            _load(doors[each.name], 4, 0.5, stream=False)
        for number in range(rounds):
            for each in chosen if number % 2 == 0 else reversed(chosen):
                say(f"ai: round {number + 1} of {rounds}, {each.title}")
                for connections in _CONNECTIONS:
                    turn = _load(doors[each.name], connections, seconds, stream=False)
                    turns[each.name].setdefault(str(connections), []).append(turn)
                if each.streams:
                    turn = _load(doors[each.name], 1, seconds, stream=True)
                    turns[each.name].setdefault("stream", []).append(turn)
        held = {name: door.memory() for name, door in doors.items()}
    figures = {
        name: {**{key: _middle(found) for key, found in kinds.items()}, "memory_mib": held[name]}
        for name, kinds in turns.items()
    }
    return {
        "connections": list(_CONNECTIONS),
        "seconds": seconds,
        "rounds": rounds,
        "settings": {"log_level": "WARNING", "processes": "one each", "load": machine()["load"]},
        "figures": figures,
        "ratios": _ratios(figures),
        "goals": _GOALS,
    }


def _ratios(figures: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Ours to each of the others, at 16 connections; what is added to the upstream's own time, at one."""
    found: dict[str, float] = {}
    for ours in ("relay", "sdk"):
        if ours not in figures:
            continue
        mine = figures[ours]
        found[f"{ours}_cpu_ms"] = mine["16"]["cpu_ms"]
        for other in figures.keys() - {ours, "direct"}:
            found[f"{ours}_per_{other}"] = round(mine["16"]["per_second"] / figures[other]["16"]["per_second"], 2)
        if "direct" in figures:
            direct = figures["direct"]
            found[f"{ours}_added_p50_ms"] = round(mine["1"]["p50_ms"] - direct["1"]["p50_ms"], 3)
            added = mine["stream"]["first_p50_ms"] - direct["stream"]["first_p50_ms"]
            found[f"{ours}_first_token_added_ms"] = round(added, 3)
    return found
