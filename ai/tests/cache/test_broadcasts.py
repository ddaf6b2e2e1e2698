"""One stream for all who ask at once: each hears every part; nobody's end is another's."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from ai.tests.cache.test_flights import settled
from ai_service.broadcasts import Broadcasts, Listening


class Station:
    """Streams five parts, each when it is let; counts how often it began and was closed early."""

    def __init__(self, breaks_at: int = 99, fails: int = 0) -> None:
        self.begun = 0
        self.closed_early = 0
        self.said = 0
        self.breaks_at = breaks_at
        self.fails = fails
        self.go = asyncio.Event()

    async def begin(self) -> tuple[str, AsyncGenerator[bytes]]:
        self.begun += 1
        mine = self.begun
        await asyncio.sleep(0)
        if mine <= self.fails:
            raise ValueError(f"call {mine}")
        return f"stream {mine}", self._parts()

    async def _parts(self) -> AsyncGenerator[bytes]:
        try:
            for number in range(5):
                if number == self.breaks_at:
                    raise ConnectionError("broke off")
                if number == 2:
                    await self.go.wait()
                self.said += 1
                yield b"%d" % number
        except (asyncio.CancelledError, GeneratorExit):
            self.closed_early += 1
            raise


ALL = [b"0", b"1", b"2", b"3", b"4"]


async def heard(air: Broadcasts, station: Station) -> list[bytes]:
    _, stream, _ = await air.join("k", station.begin)
    return [part async for part in stream]


async def test_a_hundred_who_ask_the_same_hear_one_stream_whole():
    air, station = Broadcasts(), Station()
    listening = [asyncio.create_task(heard(air, station)) for _ in range(100)]
    await settled()
    station.go.set()

    answers = await asyncio.gather(*listening)

    assert station.begun == 1
    assert answers == [ALL] * 100


async def test_who_comes_in_the_middle_hears_it_from_the_beginning_and_who_comes_after_it_hears_another():
    air, station = Broadcasts(), Station()
    first = asyncio.create_task(heard(air, station))
    await settled()
    late = asyncio.create_task(heard(air, station))
    station.go.set()

    assert await asyncio.gather(first, late) == [ALL, ALL]
    assert station.begun == 1
    assert await heard(air, station) == ALL
    assert station.begun == 2


async def test_who_leaves_does_not_stop_the_others_be_it_the_one_who_began_it():
    air, station = Broadcasts(), Station()
    _, mine, joined = await air.join("k", station.begin)
    others = [asyncio.create_task(heard(air, station)) for _ in range(3)]
    await settled()
    others[0].cancel()
    leaving = asyncio.create_task(mine.aclose())
    await settled()
    station.go.set()

    answers = await asyncio.gather(*others, return_exceptions=True)

    assert not joined
    assert isinstance(answers[0], asyncio.CancelledError)
    assert answers[1:] == [ALL, ALL]
    await leaving  # the one who began it waits for its end: it is who pays
    assert station.closed_early == 0


@pytest.mark.parametrize("read", [False, True])
async def test_when_the_last_has_left_the_stream_is_closed_and_said_no_more(read: bool):
    air, station = Broadcasts(), Station()
    streams: list[Listening] = [(await air.join("k", station.begin))[1] for _ in range(3)]
    reading = [asyncio.create_task(anext(stream)) for stream in streams for _ in range(read)]
    await asyncio.gather(*reading)

    await asyncio.gather(*(stream.aclose() for stream in streams))

    assert station.closed_early == int(read)
    assert station.said == int(read)
    assert await anext((await air.join("k", station.begin))[1]) == b"0"
    assert station.begun == 2


async def test_when_all_leave_before_it_began_it_is_given_up():
    air, station = Broadcasts(), Station()
    asking = [asyncio.create_task(air.join("k", station.begin)) for _ in range(3)]
    await asyncio.sleep(0)
    for each in asking:
        each.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    station.go.set()

    assert await heard(air, station) == ALL
    assert station.begun == 2


async def test_a_stream_is_read_no_faster_than_the_fastest_who_listens():
    air, station = Broadcasts(), Station()
    station.go.set()
    (_, fast, _), (_, slow, _) = await air.join("k", station.begin), await air.join("k", station.begin)

    assert [await anext(fast), await anext(fast)] == [b"0", b"1"]
    assert station.said == 2
    assert [part async for part in slow] == ALL


async def test_a_stream_that_breaks_off_does_so_for_each_after_what_it_said():
    air, station = Broadcasts(), Station(breaks_at=2)
    streams = [(await air.join("k", station.begin))[1] for _ in range(3)]
    for stream in streams:
        assert [await anext(stream), await anext(stream)] == [b"0", b"1"]
        with pytest.raises(ConnectionError):
            await anext(stream)


async def test_a_failure_to_begin_is_the_firsts_alone_and_the_others_get_one_more_call():
    air, station = Broadcasts(), Station(fails=1)
    station.go.set()
    listening = [asyncio.create_task(heard(air, station)) for _ in range(20)]

    answers = await asyncio.gather(*listening, return_exceptions=True)

    assert isinstance(answers[0], ValueError)
    assert answers[1:] == [ALL] * 19
    assert station.begun == 2
