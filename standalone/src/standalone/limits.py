"""How often one caller may ask: the same limits as the gateway's (`api/start.sh`, `api/*.conf`; a test compares them).

The generic cell rate algorithm: so many at once, then one every so often; what is refused uses nothing up.
"""

import math
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_SIGN_INS = re.compile(
    r"/api/auth/v1/(?:login|login/finish|sso/begin|sso/finish|password/forgot|password/reset|confirm)"
)
_MOST_CALLERS = 20_000


@dataclass(frozen=True)
class Allowance:
    """So many a second, and so many more at once."""

    name: str
    per_second: float
    burst: int


@dataclass(frozen=True)
class Rates:
    """What the settings say; 0 means no limit."""

    everything: float = 100
    key: float = 100
    sign_ins: float = 5
    sign_ups: float = 0.5
    hooks: float = 50

    def of(self, path: str, address: str, key: str) -> list[tuple[str, Allowance]]:
        """Who is counted, and against which allowances, the strictest first."""
        found = [(address, Allowance("everything", self.everything, 200))]
        if key:
            found.append((key, Allowance("callers", self.key, 200)))
        if path == "/api/auth/v1/signup":
            found.insert(0, (address, Allowance("sign-ups", self.sign_ups, 10)))
        elif _SIGN_INS.fullmatch(path):
            found.insert(0, (address, Allowance("credentials", self.sign_ins, 20)))
        elif path.startswith(("/hooks/", "/forms/")):
            found.insert(0, (address, Allowance("hooks", self.hooks, 100)))
        return [(who, allowance) for who, allowance in found if allowance.per_second > 0]


class Counting:
    """Counts callers, the latest twenty thousand of them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._used_until: OrderedDict[tuple[str, str], float] = OrderedDict()

    def wait(self, asked: Sequence[tuple[str, Allowance]]) -> int:
        """How many seconds somebody has to wait before one more request; 0, and it is counted, when it may go on."""
        now = self._clock()
        ends: dict[tuple[str, str], float] = {}
        for who, allowance in asked:
            one = 1 / allowance.per_second
            start = max(self._used_until.get((allowance.name, who), now), now)
            missing = start - now - allowance.burst * one
            if missing > 1e-9:
                return max(1, math.ceil(missing))
            ends[allowance.name, who] = start + one
        for counted, end in ends.items():
            self._used_until[counted] = end
            self._used_until.move_to_end(counted)
        while len(self._used_until) > _MOST_CALLERS:
            self._used_until.popitem(last=False)
        return 0


def caller(headers: Mapping[bytes, bytes]) -> str:
    """What tells one key or session from another: a token by its signature, which is its own."""
    given = headers.get(b"authorization", b"") or headers.get(b"x-api-key", b"")
    return given.rpartition(b".")[2][-200:].decode("latin-1")
