"""Passwords are hashed as OWASP advises, a bounded number at a time."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from auth_service.passwords import rules
from auth_service.passwords.problems import TooManySignIns
from auth_service.passwords.service import PasswordPool


@pytest.fixture
async def pool() -> AsyncIterator[PasswordPool]:
    with PasswordPool(threads=1, most_waiting=2) as opened:
        yield opened


async def test_a_hash_says_how_it_was_made_and_fits_its_password_alone(pool: PasswordPool) -> None:
    stored = await pool.hash("corn battery staple")

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await pool.matches("corn battery staple", stored)
    assert not await pool.matches("corn battery stapler", stored)
    assert stored != await pool.hash("corn battery staple")


@pytest.mark.parametrize("stored", [None, "", "plain text", "$argon2id$v=19$m=19456,t=2,p=1$"])
async def test_without_a_hash_no_password_fits(pool: PasswordPool, stored: str | None) -> None:
    assert not await pool.matches("nobody has this password", stored)


async def test_beyond_the_queue_people_are_asked_to_come_back(pool: PasswordPool) -> None:
    answers = await asyncio.gather(*(pool.hash(f"password {n}") for n in range(8)), return_exceptions=True)

    refused = [answer for answer in answers if isinstance(answer, TooManySignIns)]
    assert len(refused) == 5
    assert all(problem.status == 503 and problem.retry_after for problem in refused)
    assert await pool.hash("and then there is room again")


async def test_who_hangs_up_frees_no_thread(pool: PasswordPool) -> None:
    waiting = [asyncio.create_task(pool.hash(f"password {n}")) for n in range(3)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    with pytest.raises(TooManySignIns):
        await pool.hash("one more")


@pytest.mark.parametrize(
    "password", ["ein ganzer satz mit leerzeichen", "пароль-длинный-и-ещё", "vier Wörter sind leicht zu merken " * 3]
)
def test_any_password_that_is_long_enough_is_fine(password: str) -> None:
    assert rules.complaint(password, ["ana@example.com", "Ana"]) is None


@pytest.mark.parametrize(
    "password",
    ["fourteen chars", "iloveyouiloveyou", "PassW0rdPassW0rd", "111111111111111", "Anastasia Nicole", "y" * 129],
)
def test_short_long_and_obvious_passwords_are_refused(password: str) -> None:
    assert rules.complaint(password, ["ana@example.com", "anastasia nicole"])
