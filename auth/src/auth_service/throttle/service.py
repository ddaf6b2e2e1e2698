"""Counts attempts, and refuses those beyond an allowance."""

import hashlib
import math
from collections.abc import Sequence
from datetime import timedelta

from auth_service.deps import Deps
from auth_service.throttle import repo, rules
from auth_service.throttle.problems import TooManyAttempts
from auth_service.throttle.rules import Allowance


def key_of(*parts: str) -> str:
    """The key of an allowance; what it is made of cannot be read from it."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


async def attempt(key: str, deps: Deps, allowance: Allowance = rules.OF_A_PAIR) -> None:
    """Use up one attempt. Raises `TooManyAttempts`."""
    await _attempt_all([(key, allowance)], deps)


async def sign_in(account: str, address: str, deps: Deps) -> None:
    """Use up one attempt at an account from an address. Raises `TooManyAttempts`."""
    asked = [(key_of(account, address), rules.OF_A_PAIR), (key_of("address", address), rules.OF_AN_ADDRESS)]
    async with deps.db.read() as tx:
        is_known = await repo.is_there(tx, _known(account, address), deps.clock())
    if not is_known:
        asked.append((key_of("account", account), rules.OF_AN_ACCOUNT))
    await _attempt_all(asked, deps)


async def signed_in(account: str, address: str, deps: Deps) -> None:
    """Who knows the password has not been guessing, and is known at this address from now on."""
    now = deps.clock()
    async with deps.db.begin() as tx:
        await repo.forget(tx, key_of(account, address))
        await repo.used_until(tx, _known(account, address), now)
        await repo.use(tx, _known(account, address), now + rules.KNOWN_FOR)


async def succeeded(key: str, deps: Deps) -> None:
    """Give the whole allowance back."""
    async with deps.db.begin() as tx:
        await repo.forget(tx, key)


def _known(account: str, address: str) -> str:
    """Not an allowance: its row says until when the account is known to be used from there."""
    return key_of("known", account, address)


async def _attempt_all(asked: Sequence[tuple[str, Allowance]], deps: Deps) -> None:
    """One of each, or, when one is refused, none at all."""
    now = deps.clock()
    async with deps.db.begin() as tx:
        # In one order, so that two attempts never wait for each other.
        for key, allowance in sorted(asked, key=lambda each: each[0]):
            decided = rules.attempt(await repo.used_until(tx, key, now), now, allowance)
            if isinstance(decided, timedelta):
                seconds = math.ceil(decided.total_seconds())
                raise TooManyAttempts(f"Try again in {seconds} seconds.", retry_after=seconds)
            await repo.use(tx, key, decided)
