"""A disk without room: what is accepted waits and goes on when there is room again, and nothing new is accepted."""

import asyncio
import errno
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from company.tests.engine.conftest import database
from company.tests.engine.worlds import DemoSteps, World, graph_of
from company_service.engine.journal import PAUSES
from company_service.engine.payloads import FilePayloads
from company_service.engine.starting import NotStarted

_MEGABYTES = 6
_LARGE = "x" * 60_000


class Disk:
    """A small file system of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leave no room."""
        with self._filler.open("ab", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                while self._takes(file.fileno(), size):
                    pass

    @staticmethod
    def _takes(file: int, size: int) -> bool:
        try:
            return os.write(file, b"\0" * size) == size
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            return False

    def make_room(self) -> None:
        """Somebody cleaned up."""
        self._filler.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk that can be filled."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_MEGABYTES}m", "tmpfs", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True) if os.geteuid() == 0 else None
    if done is None or done.returncode:
        pytest.skip(f"mounting a small disk needs to be allowed: {done.stderr.strip() if done else 'run as root'}")
    yield Disk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
async def world(disk: Disk) -> AsyncIterator[World]:
    """An engine on that disk."""
    async with database(f"sqlite+aiosqlite:///{disk.folder / 'test.db'}") as db, AsyncExitStack() as stack:
        world = World(db, DemoSteps(), FilePayloads(disk.folder / "payloads"), stack)
        await world.open()
        yield world


async def start_until_refused(world: World) -> NotStarted:
    """Start runs until there is no room for another."""
    for _ in range(2_000):
        try:
            await world.start(graph_of("a"), {"text": _LARGE[:20_000]})
        except NotStarted as refused:
            return refused
    raise AssertionError("the disk takes everything")


@pytest.mark.slow
async def test_an_effect_under_way_when_the_disk_is_full_is_journaled_once_there_is_room(
    world: World, disk: Disk
) -> None:
    run_id = await world.start(graph_of({"id": "pay", "type": "send"}, "after"))
    async with asyncio.timeout(10):
        await world.steps.reached.wait()
    disk.fill()
    refused = await start_until_refused(world)

    world.steps.held.set()
    await asyncio.sleep(sum(PAUSES) + 1)  # longer than an entry is tried that nothing but itself stands in the way of
    disk.make_room()

    assert (await world.result(run_id))["status"] == "succeeded"
    assert world.steps.done.count("pay") == 1
    assert world.hearing.unsure == []
    assert (refused.status, refused.retry_after) == (503, 5)
    assert "disk is full" in str(refused.detail)


async def test_a_run_that_was_refused_for_want_of_room_does_not_exist_and_can_be_started_later(
    world: World, disk: Disk
) -> None:
    disk.fill()
    await start_until_refused(world)
    new = world.new_run(graph_of("late"))
    with pytest.raises(NotStarted):
        await world.engine.start(new)

    disk.make_room()
    again = await world.engine.start(new)

    assert again.new
    assert (await world.result(new.id))["status"] == "succeeded"
    assert world.steps.done.count("late") == 1


async def test_a_large_value_waits_for_room_and_leaves_no_half_of_a_file(world: World, disk: Disk) -> None:
    hold = {"id": "pay", "type": "send"}
    large = {"id": "large", "type": "echo", "with": {"text": "{{ input.text + input.text }}"}}
    run_id = await world.start(graph_of(hold, large), {"text": _LARGE[:20_000]})
    async with asyncio.timeout(10):
        await world.steps.reached.wait()
    disk.fill()
    world.steps.held.set()
    await asyncio.sleep(1)

    disk.make_room()

    run = await world.result(run_id)
    assert run["status"] == "succeeded"
    assert run["output"]["large"]["text"] == _LARGE[:40_000]
    assert world.hearing.unsure == []
    assert not list((disk.folder / "payloads").rglob(".*"))
