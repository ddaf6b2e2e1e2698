"""Workers killed at each of the moments that the table `POINTS` names, twice in a row where it is come to again."""

import signal

import pytest

from tests.faults.lives import Lives
from tests.faults.points import FIRST_LOST, POINTS

KILLED = -signal.SIGKILL
_BY_AN_ORDERLY_STOP = "given back"


def test_the_table_names_at_least_forty_points() -> None:
    assert len(set(POINTS.values())) >= 40


@pytest.mark.parametrize("name", POINTS)
async def test_nothing_is_lost_or_repeated_when_a_worker_is_killed_at(name: str, lives: Lives) -> None:
    point, visit = POINTS[name]
    leaves = {"leave_after": 0.1} if _BY_AN_ORDERLY_STOP in point else {}
    if point.startswith(FIRST_LOST):
        assert await lives.live(point="http, before it is called") == KILLED

    first = await lives.live(point=point, visit=visit, **leaves)
    second = await lives.live(point=point, **leaves)
    last = await lives.live()

    assert (first, last) == (KILLED, 0)
    assert second in {KILLED, 0}
    assert any(line.get("killed_at") == point for line in lives.ledger())
    await lives.check()
