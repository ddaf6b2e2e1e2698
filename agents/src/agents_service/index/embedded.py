"""The index without a server: folders below the data folder, opened when they are first needed.

Each process has folders of its own (the first free slot, held by a lock), so that several may run on one volume.
"""

import asyncio
import fcntl
import hashlib
import os
import shutil
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from agents_service.index.protocol import Feed, Found, Space, Wanted

if TYPE_CHECKING:
    from agents_service.index.shelf import Shelf

_MOST_OPEN = 64
_MOST_SLOTS = 256


class EmbeddedIndex:
    """`Index` in files. What imports tantivy and numpy is loaded with the first base that is opened."""

    def __init__(self, folder: Path) -> None:
        self._root = folder
        self._slot: Path | None = None
        self._lock_file = -1
        self._shelves: OrderedDict[Space, Shelf] = OrderedDict()
        self._turns: dict[Space, asyncio.Lock] = {}

    async def follow(self, space: Space, position: int, feed: Feed) -> None:
        ready = self._shelves.get(space)
        if ready and ready.position >= position:
            return
        async with self._turn(space):
            shelf = await self._shelf(space)
            while shelf.position < position:
                changes = await feed(shelf.position)
                if changes:
                    await asyncio.to_thread(shelf.apply, changes)
                else:
                    # What is missing was overtaken by later changes of the same documents.
                    shelf.position = position
                if shelf.is_worn:
                    shelf = await self._made_again(space)

    async def search(self, space: Space, wanted: Wanted) -> Found:
        async with self._turn(space):
            shelf = await self._shelf(space)
        return await asyncio.to_thread(shelf.search, wanted)

    async def _made_again(self, space: Space) -> "Shelf":
        await asyncio.to_thread(self._shelves.pop(space).close)
        await asyncio.to_thread(shutil.rmtree, self._folder(space), ignore_errors=True)
        return await self._shelf(space)

    async def forget(self, space: Space) -> None:
        async with self._turn(space):
            shelf = self._shelves.pop(space, None)
            if shelf:
                await asyncio.to_thread(shelf.close)
            await asyncio.to_thread(shutil.rmtree, self._folder(space), ignore_errors=True)

    async def forget_company(self, company_id: str) -> None:
        for space in [each for each in self._shelves if each.company_id == company_id]:
            await self.forget(space)
        for folder in self._root.glob(f"*/{company_id}"):
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def close(self) -> None:
        for shelf in self._shelves.values():
            await asyncio.to_thread(shelf.close)
        self._shelves.clear()
        if self._lock_file >= 0:
            os.close(self._lock_file)
            self._lock_file = -1

    def _turn(self, space: Space) -> asyncio.Lock:
        return self._turns.setdefault(space, asyncio.Lock())

    async def _shelf(self, space: Space) -> "Shelf":
        shelf = self._shelves.get(space)
        if shelf is None:
            shelf = await asyncio.to_thread(self._opened, space)
            self._shelves[space] = shelf
            await self._close_unused()
        self._shelves.move_to_end(space)
        return shelf

    def _opened(self, space: Space) -> "Shelf":
        from agents_service.index.shelf import opened

        return opened(self._folder(space))

    async def _close_unused(self) -> None:
        """Close those used longest ago; one that is being searched in keeps what it needs."""
        for space in list(self._shelves)[: max(0, len(self._shelves) - _MOST_OPEN)]:
            if not self._turn(space).locked():
                await asyncio.to_thread(self._shelves.pop(space).close)

    def _folder(self, space: Space) -> Path:
        model = hashlib.sha256(space.model.encode()).hexdigest()[:16]
        return self._own_slot() / space.company_id / space.base_id / model

    def _own_slot(self) -> Path:
        """The first folder that no other process holds."""
        if self._slot is None:
            for number in range(_MOST_SLOTS):
                folder = self._root / str(number)
                folder.mkdir(parents=True, exist_ok=True)
                lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    os.close(lock)
                    continue
                self._slot, self._lock_file = folder, lock
                return folder
            raise OSError(f"All {_MOST_SLOTS} index folders in {self._root} are in use.")
        return self._slot
