"""Hashes and checks passwords with Argon2id in a few threads, so that signing in cannot starve everything else.

Parameters are OWASP's first choice: 19 MiB, two passes, one lane (about 45 ms of one core each).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import TracebackType
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from auth_service.passwords import rules
from auth_service.passwords.problems import TooManySignIns

_THREADS = 2
_MOST_WAITING = 64
T = TypeVar("T")


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys() -> str:
    """What is checked when there is no such account: as dear to check as any other."""
    return _hasher().hash("nobody has this password")


class PasswordPool:
    """A bounded pool of hashing threads; refuses work beyond `most_waiting` rather than let everybody wait."""

    def __init__(self, *, threads: int = _THREADS, most_waiting: int = _MOST_WAITING) -> None:
        self._hasher = _hasher()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="passwords")
        self._most = threads + most_waiting
        self._busy = 0
        self._nobodys = _nobodys()

    def __enter__(self) -> "PasswordPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def hash(self, password: str) -> str:
        """The hash to store. Raises `TooManySignIns`."""
        return await self._run(lambda: self._hasher.hash(rules.prepared(password)))

    async def matches(self, password: str, stored: str | None) -> bool:
        """Whether the password is the one stored (where none is, it takes as long). Raises `TooManySignIns`."""
        stored_or_nobodys = stored or self._nobodys
        right = await self._run(lambda: self._verify(rules.prepared(password), stored_or_nobodys))
        return right and bool(stored)

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's, and should be made anew."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, password: str, stored: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._busy >= self._most:
            raise TooManySignIns("Try again in a few seconds.", retry_after=3)
        self._busy += 1
        # Counted until the thread is done, not until the caller has gone: who hangs up frees no thread.
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        future.add_done_callback(self._one_less)
        return await asyncio.shield(future)

    def _one_less(self, _done: object) -> None:
        self._busy -= 1
