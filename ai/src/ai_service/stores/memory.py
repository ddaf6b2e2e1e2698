"""A store in this process, and one that keeps a memory in front of a slower place."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

from ai_service.stores.protocol import MOST_NEAR, Entry, Near, Size, Store

MIB = 1024 * 1024


class MemoryStore:
    """At most `most_bytes` of all companies together."""

    def __init__(self, most_bytes: int = 64 * MIB, *, now: Callable[[], float] = time.time) -> None:
        self._most = most_bytes
        self._now = now
        self._kept: OrderedDict[tuple[str, str], Entry] = OrderedDict()
        self._bytes = 0
        self._near: OrderedDict[tuple[str, str], OrderedDict[str, Near]] = OrderedDict()

    async def get(self, company_id: str, key: str) -> Entry | None:
        entry = self._kept.get((company_id, key))
        if entry is None:
            return None
        if entry.expires_at <= self._now():
            self._drop((company_id, key))
            return None
        self._kept.move_to_end((company_id, key))
        return entry

    async def put(self, company_id: str, key: str, entry: Entry) -> None:
        self._drop((company_id, key))
        if entry.size > self._most:
            return
        self._kept[company_id, key] = entry
        self._bytes += entry.size
        while self._bytes > self._most:
            self._drop(next(iter(self._kept)))

    def _drop(self, place: tuple[str, str]) -> None:
        entry = self._kept.pop(place, None)
        self._bytes -= entry.size if entry else 0

    async def near(self, company_id: str, scope: str) -> Sequence[Near]:
        now = self._now()
        questions = self._near.get((company_id, scope), OrderedDict[str, Near]())
        return [each for each in questions.values() if each.expires_at > now]

    async def put_near(self, company_id: str, scope: str, near: Near) -> None:
        questions = self._near.setdefault((company_id, scope), OrderedDict())
        self._near.move_to_end((company_id, scope))
        questions[near.key] = near
        questions.move_to_end(near.key)
        while len(questions) > MOST_NEAR:
            questions.popitem(last=False)
        while len(self._near) > 4 * MOST_NEAR:
            self._near.popitem(last=False)

    async def size(self, company_id: str) -> Size:
        sizes = [entry.size for (company, _), entry in self._kept.items() if company == company_id]
        return Size(len(sizes), sum(sizes))

    async def clear(self, company_id: str) -> None:
        for place in [place for place in self._kept if place[0] == company_id]:
            self._drop(place)
        for place in [place for place in self._near if place[0] == company_id]:
            del self._near[place]

    async def close(self) -> None:
        return


class LayeredStore:
    """A memory in front of another store: what was used just now need not be fetched."""

    def __init__(self, front: MemoryStore, behind: Store) -> None:
        self._front = front
        self._behind = behind

    async def get(self, company_id: str, key: str) -> Entry | None:
        entry = await self._front.get(company_id, key)
        if entry is None and (entry := await self._behind.get(company_id, key)):
            await self._front.put(company_id, key, entry)
        return entry

    async def put(self, company_id: str, key: str, entry: Entry) -> None:
        await self._front.put(company_id, key, entry)
        await self._behind.put(company_id, key, entry)

    async def near(self, company_id: str, scope: str) -> Sequence[Near]:
        if known := await self._front.near(company_id, scope):
            return known
        known = await self._behind.near(company_id, scope)
        for each in known:
            await self._front.put_near(company_id, scope, each)
        return known

    async def put_near(self, company_id: str, scope: str, near: Near) -> None:
        await self.near(company_id, scope)
        await self._front.put_near(company_id, scope, near)
        await self._behind.put_near(company_id, scope, near)

    async def size(self, company_id: str) -> Size:
        return await self._behind.size(company_id)

    async def clear(self, company_id: str) -> None:
        await self._front.clear(company_id)
        await self._behind.clear(company_id)

    async def close(self) -> None:
        await self._front.close()
        await self._behind.close()
