"""Single flight: one call for all who ask at once; nobody is hurt by another's end."""

import asyncio

from ai_service.flights import Flights


class Upstream:
    """Counts its calls; `fails` lets the first so many fail."""

    def __init__(self, fails: int = 0) -> None:
        self.calls = 0
        self.cancelled = 0
        self.fails = fails
        self.go = asyncio.Event()

    async def ask(self) -> str:
        self.calls += 1
        mine = self.calls
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if mine <= self.fails:
            raise ValueError(f"call {mine}")
        return f"answer {mine}"


async def settled(seconds: float = 0.01) -> None:
    """Let every task come to where it waits."""
    await asyncio.sleep(seconds)


async def test_a_hundred_equal_calls_become_one():
    flights, upstream = Flights(), Upstream()
    asking = [asyncio.create_task(flights.together("k", upstream.ask)) for _ in range(100)]
    await settled()
    upstream.go.set()

    answers = await asyncio.gather(*asking)

    assert upstream.calls == 1
    assert {answer for answer, _ in answers} == {"answer 1"}
    assert sum(1 for _, joined in answers if not joined) == 1


async def test_other_keys_are_other_calls():
    flights, upstream = Flights(), Upstream()
    upstream.go.set()

    await asyncio.gather(*(flights.together(f"k{n}", upstream.ask) for n in range(5)))

    assert upstream.calls == 5


async def test_the_first_may_leave_without_harm_to_the_others():
    flights, upstream = Flights(), Upstream()
    asking = [asyncio.create_task(flights.together("k", upstream.ask)) for _ in range(3)]
    await settled()
    asking[0].cancel()
    await settled()
    upstream.go.set()

    answers = await asyncio.gather(*asking, return_exceptions=True)

    assert isinstance(answers[0], asyncio.CancelledError)
    assert answers[1:] == [("answer 1", True)] * 2
    assert upstream.calls == 1


async def test_when_all_have_left_the_call_is_given_up():
    flights, upstream = Flights(), Upstream()
    asking = [asyncio.create_task(flights.together("k", upstream.ask)) for _ in range(3)]
    await settled()
    for each in asking:
        each.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    await settled()

    upstream.go.set()
    answer, joined = await flights.together("k", upstream.ask)

    assert upstream.cancelled == 1
    assert (answer, joined) == ("answer 2", False)


async def test_a_failure_is_the_firsts_alone_and_the_others_get_one_more_call():
    flights, upstream = Flights(), Upstream(fails=1)
    asking = [asyncio.create_task(flights.together("k", upstream.ask)) for _ in range(50)]
    await settled()
    upstream.go.set()

    answers = await asyncio.gather(*asking, return_exceptions=True)

    assert isinstance(answers[0], ValueError)
    assert [answer[0] for answer in answers[1:] if not isinstance(answer, BaseException)] == ["answer 2"] * 49
    assert upstream.calls == 2


async def test_a_vendor_that_keeps_failing_is_asked_twice_and_not_fifty_times():
    flights, upstream = Flights(), Upstream(fails=99)
    asking = [asyncio.create_task(flights.together("k", upstream.ask)) for _ in range(50)]
    await settled()
    upstream.go.set()

    answers = await asyncio.gather(*asking, return_exceptions=True)

    assert all(isinstance(answer, ValueError) for answer in answers)
    assert upstream.calls == 2
