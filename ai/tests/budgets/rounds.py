"""Rounds of random calls under a small budget, with a vendor that writes down what it charges; as a program, too.

`python -m ai.tests.budgets.rounds DATABASE_URL FIRST LAST` plays rounds and prints a line when a call is charged
and when a round is over. It is meant to be killed: whoever reads the lines knows the vendor's bill to the last call.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from ai_service.app import manifest
from ai_service.budgets import service
from ai_service.budgets.problems import BudgetUsedUp
from ai_service.budgets.schemas import BudgetBody
from ai_service.budgets.service import Call, Estimate, Hold
from ai_service.budgets.tables import holds, spending
from ai_service.prices.rules import NANOS, Target
from ai_service.providers.vocabulary import Tokens
from contracts.ai import OnBehalfOf
from kernel.identity import Principal
from kernel.problems import Unavailable
from tests.harness import ShiftedClock, open_service

TARGET = Target("openai-compatible", "m", input_price=1.0, output_price=1.0)
"""1,000 nano-dollars a token."""
_A_TOKEN = 1_000


class Vendor(Protocol):
    """Charges: once it has been asked, the money is gone, whatever becomes of who asked."""

    def charge(self, company: str, nanos: int) -> None:
        """Write it on the bill."""
        ...


class Killed(BaseException):
    """Stands for the end of a process: nothing after it runs, no reservation is seen to."""


def company_of(number: int) -> str:
    """Each round has a company, and so a budget, of its own."""
    return f"cmp_{number:032x}"


def limit_of(number: int, seed: int) -> int:
    """The round's hard limit in nano-dollars: room for 3 to 20 of its 100 calls."""
    return random.Random(f"{seed} {number}").randint(3, 20) * 1_000 * _A_TOKEN


def _caller(number: int) -> Principal:
    return Principal(kind="user", company_id=company_of(number), user_id="usr_1")


async def prepare(deps: Any, numbers: range, seed: int) -> None:
    """Give each round its budget."""
    for number in numbers:
        body = BudgetBody(name="Round", hard_limit=limit_of(number, seed) / NANOS, period="total")
        await service.create(body, by=_caller(number), deps=deps)


@dataclass(frozen=True)
class Round:
    """One round: its number, the chance it is played with, the service, the vendor."""

    number: int
    chance: random.Random
    deps: Any
    vendor: Vendor

    async def play(self, *, callers: int = 100, deadly: bool = False) -> None:
        """All callers at once; with `deadly` some of them end as if their process had been killed."""
        by = _caller(self.number)
        await asyncio.gather(*(self._call(by, deadly=deadly) for _ in range(callers)))

    async def _call(self, by: Principal, *, deadly: bool) -> None:
        taken, given = self.chance.randint(1, 500), self.chance.randint(1, 500)
        wanted = Estimate(taken, given, (TARGET,))
        await asyncio.sleep(self.chance.random() * 0.01)
        with suppress(BudgetUsedUp, Unavailable, Killed, asyncio.CancelledError):
            hold = await service.reserve(wanted, by=by, on_behalf_of=OnBehalfOf(), deps=self.deps)
            await self._ask(hold, taken, given, deadly=deadly)

    async def _ask(self, hold: Hold, taken: int, given: int, *, deadly: bool) -> None:
        fate = self.chance.random()
        if deadly and fate < 0.1:
            if fate < 0.05:
                self.vendor.charge(hold.company_id, (taken + given) * _A_TOKEN)
            raise Killed
        async with hold:
            await asyncio.sleep(self.chance.random() * 0.005)
            if fate < 0.2:
                raise Unavailable("The vendor is away: nothing was charged.")
            spent = Tokens(taken=self.chance.randint(1, taken), given=self.chance.randint(0, given))
            self.vendor.charge(hold.company_id, (spent.taken + spent.given) * _A_TOKEN)
            if fate < 0.25:
                raise asyncio.CancelledError
            await hold.settle(Call(TARGET, spent))


async def verdicts(deps: Any, numbers: range, bills: dict[str, int], seed: int) -> dict[str, int]:
    """What must be so after the sweep: nothing reserved, no bill over its budget, no bill over what was counted."""
    async with deps.db.read() as tx:
        # across companies: each round is a company
        rows = {row["company_id"]: row for row in await tx.all(sa.select(spending))}
        # across companies: the same
        held = await tx.scalar(sa.select(sa.func.count()).where(holds.c.state == "held"))
    counted = {company: row["spent"] + row["uncertain"] for company, row in rows.items()}
    limits = {company_of(number): limit_of(number, seed) for number in numbers}
    return {
        "rounds": len(limits),
        "rounds_that_reached_their_limit": sum(1 for c, most in limits.items() if counted.get(c, 0) > most * 0.5),
        "rounds_with_a_bill_over_the_budget": sum(1 for c, bill in bills.items() if bill > limits[c]),
        "rounds_counted_over_the_budget": sum(1 for c, sum_ in counted.items() if sum_ > limits[c]),
        "rounds_billed_more_than_counted": sum(1 for c, bill in bills.items() if bill > counted.get(c, 0)),
        "reservations_left": int(held or 0) + sum(1 for row in rows.values() if row["reserved"] != 0),
    }


def start_rounds(url: str, first: int, last: int) -> "subprocess.Popen[str]":
    """A process that plays these rounds."""
    command = [sys.executable, "-m", "ai.tests.budgets.rounds", url, str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def read_bill(process: "subprocess.Popen[str]", vendor: Vendor, *, life: int) -> int:
    """Read what a process says, kill it after `life` lines, write down its calls; says how many rounds were over."""
    assert process.stdout
    over = 0
    for place, line in enumerate(process.stdout, 1):
        match line.split():
            case ["charged", company, nanos]:
                vendor.charge(company, int(nanos))
            case ["over", _]:
                over += 1
            case _:
                pass
        if place == life:
            process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return over


class _Pipe:
    """A vendor whose bill is whoever reads this process's output."""

    def charge(self, company: str, nanos: int) -> None:
        os.write(1, f"charged {company} {nanos}\n".encode())


async def _main(url: str, first: int, last: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_service(manifest, Path(folder), url=url) as ai:
            for number in range(first, last):
                chance = random.Random()
                await Round(number, chance, ai.deps, _Pipe()).play()
                os.write(1, f"over {number}\n".encode())


async def sweep_everything(url: str, folder: Path, numbers: range, bills: dict[str, int], seed: int) -> dict[str, int]:
    """Let a lease's time pass, sweep, and judge."""
    clock = ShiftedClock(timedelta(minutes=5))
    async with open_service(manifest, folder, url=url, clock=clock) as ai:
        await service.sweep(ai.deps)
        return await verdicts(ai.deps, numbers, bills, seed)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
