"""Durations kept as counts in bins that grow by a fixed factor, so that percentiles can be told without the durations.

A bin's value is off by at most `ERROR` of any duration in it, so every percentile is, too: a percentile is the
duration at a rank, and counting through the bins finds the bin that it is in. Histograms add up, over time and over
workflows, and adding loses nothing. (C. Masson, J. E. Rim, H. K. Lee: DDSketch, VLDB 2019.)
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

ERROR = 0.02
"""How far a percentile may be from the duration it stands for, as a share of it."""
SHORTEST = 0.001
"""Seconds. What is shorter counts as this long."""
_GROWTH = (1 + ERROR) / (1 - ERROR)
_LOG = math.log(_GROWTH)

Histogram = Mapping[str, int]
"""How many durations are in each bin, by the bin's number as JSON has it."""


def bin_of(seconds: float) -> str:
    """The bin of a duration: number n holds those above SHORTEST * growth^(n-1), up to SHORTEST * growth^n."""
    return str(math.ceil(math.log(seconds / SHORTEST) / _LOG)) if seconds > SHORTEST else "0"


def seconds_of(number: int) -> float:
    """What a bin's durations are taken to be: off by the same share of its shortest and its longest."""
    return SHORTEST * 2 * _GROWTH**number / (_GROWTH + 1) if number else SHORTEST


def histogram(seconds: Iterable[float]) -> Counter[str]:
    """Durations as counts."""
    return Counter(map(bin_of, seconds))


def percentile(counts: Histogram, share: float) -> float | None:
    """The duration (seconds) that this share of all are not longer than, by nearest rank; none without any."""
    rank = max(1, math.ceil(share * sum(counts.values())))
    for number, count in sorted((int(name), count) for name, count in counts.items()):
        rank -= count
        if rank <= 0:
            return seconds_of(number)
    return None


def between(counts: Histogram, limits: Iterable[float]) -> list[int]:
    """How many durations are up to each limit and above the one before; the last number are those above all."""
    left = sorted((int(name), count) for name, count in counts.items())
    found: list[int] = []
    for limit in limits:
        found.append(sum(count for number, count in left if seconds_of(number) <= limit))
        left = [each for each in left if seconds_of(each[0]) > limit]
    return [*found, sum(count for _, count in left)]
