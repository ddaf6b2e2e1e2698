"""What a service believes of an API key, and for how long."""

import asyncio

import pytest

from kernel.identity import KEY_KEPT_SECONDS, KeyVerifier, Principal
from kernel.problems import Unauthenticated, Unavailable


class Auth:
    """Whom keys stand for, and how often that was asked."""

    def __init__(self) -> None:
        self.known = {"ap_good": Principal(kind="user", company_id="cmp_1", user_id="sva_1", key_id="key_1")}
        self.asked: list[tuple[str, str]] = []
        self.now, self.away = 0.0, False

    async def exchange(self, key: str, address: str) -> Principal | None:
        self.asked.append((key, address))
        await asyncio.sleep(0)
        if self.away:
            raise Unavailable("The auth service cannot be reached.")
        return self.known.get(key)

    def verifier(self) -> KeyVerifier:
        return KeyVerifier(self.exchange, clock=lambda: self.now)


async def test_many_who_use_a_key_at_once_make_one_exchange() -> None:
    auth = Auth()
    verifier = auth.verifier()

    found = await asyncio.gather(*(verifier.principal("ap_good", "192.0.2.1") for _ in range(50)))

    assert {each.key_id for each in found} == {"key_1"}
    assert auth.asked == [("ap_good", "192.0.2.1")]


async def test_a_revocation_is_felt_within_five_seconds() -> None:
    auth = Auth()
    verifier = auth.verifier()
    await verifier.principal("ap_good", "")

    auth.known.clear()
    auth.now = KEY_KEPT_SECONDS - 0.1
    assert await verifier.principal("ap_good", "")
    auth.now = 4.9
    with pytest.raises(Unauthenticated):
        await verifier.principal("ap_good", "")


async def test_while_auth_is_away_a_key_is_not_taken_for_a_bad_one_and_asked_for_again_at_once() -> None:
    auth = Auth()
    verifier = auth.verifier()

    auth.away = True
    with pytest.raises(Unavailable):
        await verifier.principal("ap_good", "")
    auth.away = False
    assert (await verifier.principal("ap_good", "")).user_id == "sva_1"


async def test_who_gives_up_does_not_take_the_answer_from_the_others() -> None:
    auth = Auth()
    verifier = auth.verifier()

    first = asyncio.create_task(verifier.principal("ap_good", ""))
    second = asyncio.create_task(verifier.principal("ap_good", ""))
    await asyncio.sleep(0)
    first.cancel()

    assert (await second).key_id == "key_1"
