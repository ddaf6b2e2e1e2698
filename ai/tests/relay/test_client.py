"""The relay's client keeps the promises of the guard, whatever way an address is written."""

from collections.abc import AsyncIterator

import pytest

from ai.tests.completions.serving import serving
from ai.tests.completions.upstream import Upstream
from ai_service.providers import problems
from ai_service.providers.vocabulary import Access
from ai_service.relay.client import Relay
from ai_service.relay.faults import wait_of
from kernel.db import Database
from kernel.egress import AddressRefused, Network, parse_networks

LOOPBACK = parse_networks("127.0.0.0/8,::1/128")


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    made = Relay()
    yield made
    await made.close()


def access(url: str, networks: tuple[Network, ...] = (), seconds: float = 5.0) -> Access:
    return Access(url, "", seconds, networks)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "[::ffff:127.0.0.1]"])
async def test_a_private_address_is_refused_however_it_is_written(relay: Relay, host: str):
    url = f"http://{host}:9/v1"

    with pytest.raises((AddressRefused, problems.EndpointUnreachable)) as refused:
        await relay.post(url, {}, b"{}", access(url))

    if host not in {"2130706433"}:
        assert isinstance(refused.value, AddressRefused)


async def test_an_opened_network_may_be_called_and_a_connection_to_it_serves_nobody_else(relay: Relay):
    async with serving(Upstream().app()) as port:
        url = f"http://127.0.0.1:{port}/v1/chat/completions"
        body = b'{"model": "m", "messages": []}'

        exchange = await relay.post(url, {"content-type": "application/json"}, body, access(url, LOOPBACK))
        answer = await exchange.body()

        assert (exchange.status, b"good day" in answer) == (200, True)
        with pytest.raises(AddressRefused):
            await relay.post(url, {}, body, access(url))


async def test_nothing_that_listens_is_told_as_such(relay: Relay):
    url = "http://127.0.0.1:9/v1"

    with pytest.raises(problems.EndpointUnreachable, match="Nothing answers"):
        await relay.post(url, {}, b"{}", access(url, LOOPBACK))


async def test_a_slow_answer_is_given_up(relay: Relay):
    async with serving(Upstream(slow=30).app()) as port:
        url = f"http://127.0.0.1:{port}/v1/chat/completions"

        with pytest.raises(problems.EndpointTooSlow):
            await relay.post(url, {}, b"{}", access(url, LOOPBACK, seconds=0.2))


async def test_no_call_is_made_inside_a_transaction(relay: Relay, tmp_path: object):
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    try:
        async with db.begin():
            with pytest.raises(RuntimeError, match="transaction"):
                await relay.post("http://127.0.0.1:9", {}, b"", access("http://127.0.0.1:9"))
    finally:
        await db.close()


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "7"}, "7"),
        ({"retry-after": "0.2"}, "1"),
        ({"retry-after-ms": "2500"}, "3"),
        ({"retry-after": "Mon, 30 Nov 2026 00:01:00 GMT"}, "60"),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_in_every_form(headers: dict[str, str], wait: str | None):
    assert wait_of(headers, now=1_795_996_800.0) == wait
