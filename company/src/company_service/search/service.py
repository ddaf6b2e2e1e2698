"""Writing the words of runs that ended, soon after and a few at a time, and finding runs by them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from company_service.deps import Deps
from company_service.engine.loading import value_of
from company_service.search import repo, rules
from kernel.db import Row, Tx
from kernel.problems import NotFound

_BATCH = 100
"""Runs whose words are written in one commit."""
_SHARE = 10
"""Of the time, writing words takes one part in so many: runs that are under way find the database free the rest."""
_MOST_BEGINNINGS = 40
"""Words that one beginning may stand for."""
_COUNTED = 2_000


async def note(tx: Tx, company_id: str, run_ids: Sequence[str]) -> None:
    """These runs ended: they are to be found by their words, which are written soon."""
    await repo.queue(tx, company_id, run_ids)


async def index(deps: Deps) -> None:
    """Write the words of all runs that wait for it. One process at a time goes to the trouble."""
    async with deps.db.read() as tx:
        if not await repo.queued(tx, 1):
            return
    async with deps.db.exclusive("search") as mine:
        while mine and await _index_some(deps):
            pass


async def _index_some(deps: Deps) -> bool:
    """Write the words of some runs; says if there may be more. Interrupted, it is done again by whoever comes next."""
    clock = asyncio.get_running_loop().time
    began = clock()
    async with deps.db.read() as tx:
        run_ids = [row["run_id"] for row in await repo.queued(tx, _BATCH)]
        rows = await repo.texts_of(tx, run_ids) if run_ids else ()
    words = {row["id"]: (row["company_id"], await _words_of(row, deps)) for row in rows}
    if run_ids:
        async with deps.db.begin() as tx:
            there = sorted(await repo.still_there(tx, run_ids)) if words else []
            known = [(run_id, *words[run_id]) for run_id in there if run_id in words]
            each = sorted((company, word, run_id) for run_id, company, held in known for word in held)
            await repo.write(tx, each, [(company, run_id, " ".join(held)) for run_id, company, held in known])
            await repo.leave_queue(tx, run_ids)
        await asyncio.sleep((_SHARE - 1) * (clock() - began))
    return len(run_ids) == _BATCH


async def _words_of(row: Row, deps: Deps) -> list[str]:
    owner = (row["company_id"], row["id"])
    given, output = [await _value(owner, row[name], row[f"{name}_ref"], deps) for name in ("input", "output")]
    return rules.words_of_run(row, given, output)


async def _value(owner: tuple[str, str], text: str | None, ref: str | None, deps: Deps) -> Any:
    """A value of a run; none when it went with its run in the meantime."""
    try:
        return await value_of(deps.payloads, owner, text, ref)
    except NotFound:
        return None


@dataclass(frozen=True)
class Sought:
    """What is looked for in one company: all `beginnings`; `words` are those that the rarest of these may stand for."""

    company_id: str
    beginnings: tuple[str, ...]
    words: tuple[str, ...]


async def sought(tx: Tx, company_id: str, beginnings: Sequence[str]) -> Sought:
    """Which words to begin with: of all that is looked for, what the fewest runs hold.

    A beginning that very many words share stands for the first `_MOST_BEGINNINGS` of them, unless another is looked for
    with it: then that one finds the runs, and all their words are compared.
    """
    found = [await repo.beginning_with(tx, company_id, each, _MOST_BEGINNINGS) for each in beginnings]
    if not found or not all(found):
        return Sought(company_id, tuple(beginnings), ())
    counts = [await _count(tx, company_id, words) for words in found] if len(found) > 1 else [(False, 0)]
    return Sought(company_id, tuple(beginnings), tuple(found[counts.index(min(counts))]))


async def _count(tx: Tx, company_id: str, words: Sequence[str]) -> tuple[bool, int]:
    return len(words) >= _MOST_BEGINNINGS, await repo.count_up_to(tx, company_id, words, _COUNTED)


async def candidates(tx: Tx, wanted: Sought, between: tuple[str, str], limit: int) -> list[str]:
    """The newest ended runs that may hold all of it, with ids in this range; whether they do: `holding`."""
    return await repo.newest(tx, wanted.company_id, wanted.words, between, limit) if wanted.words else []


async def holding(tx: Tx, wanted: Sought, run_ids: Sequence[str]) -> set[str]:
    """Those of these candidates that hold all of it."""
    if len(wanted.beginnings) < 2:
        return set(run_ids)
    texts = await repo.texts(tx, wanted.company_id, run_ids)
    return {run_id for run_id, text in texts.items() if rules.holds(text.split(), wanted.beginnings)}


async def forget(tx: Tx, company_id: str, run_ids: Sequence[str], limit: int) -> int:
    """Delete words of runs that are deleted; answers of how many runs."""
    return await repo.forget(tx, company_id, run_ids, limit)
