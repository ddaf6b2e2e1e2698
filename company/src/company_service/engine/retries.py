"""When a failed step is tried again. Pure: the jitter comes from the names of run and step, so it stays the same."""

import zlib
from datetime import datetime, timedelta

from company_service.engine.graph import LONGEST_PAUSE, Retry, seconds

WORTH_TRYING_AGAIN = frozenset({408, 429, 500, 502, 503, 504})


def next_try(
    retry: Retry | None, attempt: int, at: datetime, *, status: int, kind: str, retry_after: int | None, key: str
) -> datetime | None:
    """The moment of the next try, or None when that was the last. `kind` is the problem's type (`/problems/…`);
    `key` spreads the tries of many runs over time.
    """
    if retry is None or attempt > retry.max or not _is_worth_it(retry, status, kind):
        return None
    longest = min(LONGEST_PAUSE, seconds(retry.max_backoff))
    pause = min(longest, seconds(retry.backoff) * retry.factor ** min(attempt - 1, 64))
    chance = zlib.crc32(f"{key}:{attempt}".encode()) / 2**32  # 0 … 1
    pause *= 1 + retry.jitter * (2 * chance - 1)
    return at + timedelta(seconds=max(pause, float(retry_after or 0)))


def _is_worth_it(retry: Retry, status: int, kind: str) -> bool:
    if retry.on is None:
        return status in WORTH_TRYING_AGAIN
    names = {str(status), f"{status // 100}xx", kind, kind.removeprefix("/problems/")}
    return not names.isdisjoint(retry.on)
