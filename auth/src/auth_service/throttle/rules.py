"""The generic cell rate algorithm: `burst` attempts at once, then one every `every`.

A refused attempt uses nothing up. Three allowances hold side by side. That of an account is for addresses from which
its person has not signed in lately, so that nobody can use it up to keep the person out where they usually are.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Allowance:
    """So many attempts at once, and then one every so often."""

    burst: int
    every: timedelta


OF_A_PAIR = Allowance(10, timedelta(seconds=15))
"""One account from one address."""
OF_AN_ADDRESS = Allowance(200, timedelta(seconds=1))
"""Any accounts from one address, behind which a whole office may be."""
OF_AN_ACCOUNT = Allowance(50, timedelta(seconds=30))
"""One account from addresses that are new to it."""
KNOWN_FOR = timedelta(days=90)


def attempt(used_until: datetime, now: datetime, allowance: Allowance = OF_A_PAIR) -> datetime | timedelta:
    """When the allowance is whole again after one more attempt, or how long to wait before one."""
    start = max(used_until, now)
    wait = start - now - (allowance.burst - 1) * allowance.every
    return wait if wait > timedelta(0) else start + allowance.every
