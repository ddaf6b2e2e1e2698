"""Counts attempts, and refuses those beyond the allowance."""

import hashlib
import math
from datetime import timedelta

from auth_service.deps import Deps
from auth_service.throttle import repo, rules
from auth_service.throttle.problems import TooManyAttempts


def key_of(account: str, address: str) -> str:
    """The allowance of an account and an address; neither can be read from it."""
    return hashlib.sha256(f"{account}\n{address}".encode("utf-8", "surrogatepass")).hexdigest()


async def attempt(key: str, deps: Deps) -> None:
    """Use up one attempt. Raises `TooManyAttempts`."""
    now = deps.clock()
    async with deps.db.begin() as tx:
        decided = rules.attempt(await repo.used_until(tx, key, now), now)
        if not isinstance(decided, timedelta):
            await repo.use(tx, key, decided)
            return
    seconds = math.ceil(decided.total_seconds())
    raise TooManyAttempts(f"Try again in {seconds} seconds.", retry_after=seconds)


async def succeeded(key: str, deps: Deps) -> None:
    """Who knows the password has not been guessing."""
    async with deps.db.begin() as tx:
        await repo.forget(tx, key)
