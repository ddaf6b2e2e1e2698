"""What signing in costs: log-ins a second as a share of what Argon2id allows, others meanwhile, and a checked token.

Everything runs in this process, on SQLite, without sockets. The limit is measured in the same run: verifications of the
same hash in as many threads as the service uses. The share is therefore what is left of the machine for everything
else a log-in does. "Others" are reads of one's sessions, one after the other, quiet and during a storm of log-ins.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
from argon2 import PasswordHasher

from auth.tests.opened import ANA, API, Auth, bearer, open_auth
from kernel.telemetry import setup_logging

_THREADS = 2
_AT_ONCE = 8


def _argon2_limit(seconds: float) -> float:
    """Verifications a second."""
    hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    stored, ends = hasher.hash(ANA["password"]), time.perf_counter() + seconds

    def verify(_thread: int) -> int:
        done = 0
        while time.perf_counter() < ends:
            hasher.verify(stored, ANA["password"])
            done += 1
        return done

    began = time.perf_counter()
    with ThreadPoolExecutor(_THREADS) as pool:
        done = sum(pool.map(verify, range(_THREADS)))
    return done / (time.perf_counter() - began)


async def _log_in_until(http: httpx2.AsyncClient, ends: float) -> int:
    done = 0
    while time.perf_counter() < ends:
        answer = await http.post(f"{API}/login", json={"email": ANA["email"], "password": ANA["password"]})
        answer.raise_for_status()
        done += 1
    return done


async def _times(ask: Callable[[], Awaitable[httpx2.Response]], ends: float) -> list[float]:
    """Milliseconds of each answer, one after the other."""
    times: list[float] = []
    while time.perf_counter() < ends:
        began = time.perf_counter()
        (await ask()).raise_for_status()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _of(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    at = {"p50_ms": 0.5, "p99_ms": 0.99}
    return {name: round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 2) for name, part in at.items()}


async def _storm(auth: Auth, seconds: float) -> dict[str, Any]:
    browser, answer = await auth.signed_up()
    limit = await asyncio.to_thread(_argon2_limit, seconds)
    by = {**bearer(answer)}

    def mine() -> Awaitable[httpx2.Response]:
        return browser.get(f"{API}/factors", headers=by)

    quiet = await _times(mine, time.perf_counter() + seconds)
    ends = time.perf_counter() + seconds
    storming = [_log_in_until(await auth.browser(f"192.0.2.{n}"), ends) for n in range(_AT_ONCE)]
    storm = asyncio.gather(*storming)
    busy = await _times(mine, ends)
    rate = sum(await storm) / seconds
    return {
        "argon2id_per_second": round(limit, 1),
        "log_ins_per_second": round(rate, 1),
        "share_of_the_limit": round(rate / limit, 2),
        "others_quiet": _of(quiet),
        "others_during_the_storm": _of(busy),
    }


async def _token(auth: Auth, requests: int) -> dict[str, Any]:
    """CPU time of a request whose token was verified before, and of one that needs none; in turns."""
    browser, answer = await auth.signed_up(email="token@example.com")
    by, spent = bearer(answer), {"with_token": 0.0, "public": 0.0}
    for _ in range(requests):
        for name, headers in (("with_token", by), ("public", {})):
            began = time.process_time()
            await browser.get(f"{API}/jwks", headers=headers)
            spent[name] += time.process_time() - began
    each = {f"{name}_ms": round(total * 1000 / requests, 3) for name, total in spent.items()}
    return {**each, "ratio": round(spent["with_token"] / spent["public"], 3)}


async def _measure(seconds: float, requests: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        async with open_auth(Path(folder)) as auth:
            return {"storm": await _storm(auth, seconds), "token": await _token(auth, requests)}


def run(*, quick: bool) -> dict[str, Any]:
    """Ten seconds each (two when quick)."""
    setup_logging("bench", level="WARNING")
    return asyncio.run(_measure(2 if quick else 10, 200 if quick else 2_000))
