"""A page of runs under any filter, in a time that does not depend on how many runs there are.

Runs are taken from the index that leaves the fewest (the words looked for, a status, a workflow …), newest first, some
at a time, and those that the rest of the filter does not show are left out. After `_ROUNDS` the page is what was found,
and its cursor says how far was looked.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import orjson

from company_service.engine.identity import id_at
from company_service.runs import repo
from company_service.search import rules as words
from company_service.search import service as search
from kernel.db import Row, Tx
from kernel.paging import Paging

_ROUNDS = 20
_AT_ONCE = 500
_COUNTED = 2_000
_UNENDED = 200
"""Runs that have not ended, the newest, whose words nobody has written: they are looked through one by one."""

Between = tuple[str, str]
Take = Callable[[Tx, str, Between, int], Awaitable[list[str]]]
"""The ids of runs of a company within bounds, newest first, so many at most."""


async def find_page(tx: Tx, company_id: str, wanted: repo.Filter, paging: Paging) -> tuple[list[Row], str | None]:
    """The runs of a page, and after which run the next one begins, if there is one."""
    take, keep = await _source(tx, company_id, wanted)
    first, last = _bounds(wanted, paging.after)
    found: list[Row] = []
    size = paging.limit + 1
    for _ in range(_ROUNDS):
        run_ids = await take(tx, company_id, (first, last), size)
        kept = await keep(tx, company_id, run_ids)
        found += await repo.matching(tx, company_id, kept, wanted) if kept else ()
        if len(found) > paging.limit:
            return found[: paging.limit], found[paging.limit - 1]["id"]
        if len(run_ids) < size:
            return found, None
        last, size = run_ids[-1], max(_AT_ONCE, size)
    return found, last


def _bounds(wanted: repo.Filter, after: str | None) -> Between:
    last = after or repo.AFTER_ALL
    if wanted.before:
        last = min(last, id_at(wanted.before))
    return (id_at(wanted.since) if wanted.since else ""), last


Keep = Callable[[Tx, str, list[str]], Awaitable[list[str]]]
"""Those of some runs that hold all words looked for."""


async def _keep_all(_tx: Tx, _company_id: str, run_ids: list[str]) -> list[str]:
    return run_ids


async def _source(tx: Tx, company_id: str, wanted: repo.Filter) -> tuple[Take, Keep]:
    if wanted.ids:
        return partial(_named, wanted.ids), _keep_all
    if wanted.text:
        return await _by_words(tx, company_id, wanted)
    return _by_index(await _narrowest(tx, company_id, wanted)), _keep_all


async def _named(run_ids: Sequence[str], _tx: Tx, _company_id: str, between: Between, limit: int) -> list[str]:
    return _newest(run_ids, between, limit)


def _newest(run_ids: Sequence[str], between: Between, limit: int) -> list[str]:
    return sorted({each for each in run_ids if between[0] <= each < between[1]}, reverse=True)[:limit]


Index = tuple[str, Sequence[str]]


def _by_index(index: Index) -> Take:
    async def take(tx: Tx, company_id: str, between: Between, limit: int) -> list[str]:
        return await repo.newest(tx, company_id, index, between, limit)

    return take


async def _narrowest(tx: Tx, company_id: str, wanted: repo.Filter) -> Index:
    """The index that leaves the fewest runs, as far as they were counted."""
    named = (("parent", wanted.parent_run_id), ("workflow", wanted.workflow_id), ("agent", wanted.agent_id))
    known: list[Index] = [(name, (value,)) for name, value in named if value]
    known += [("status", wanted.statuses)] if wanted.statuses else []
    if len(known) < 2:
        return known[0] if known else ("company", ())
    counts = [await repo.count_up_to(tx, company_id, index, _COUNTED) for index in known]
    return known[counts.index(min(counts))]


async def _by_words(tx: Tx, company_id: str, wanted: repo.Filter) -> tuple[Take, Keep]:
    run_id, beginnings = words.terms(wanted.text)
    going = await _going(tx, company_id, beginnings)
    sought = await search.sought(tx, company_id, beginnings)

    async def take(tx: Tx, company_id: str, between: Between, limit: int) -> list[str]:
        within = (max(between[0], run_id or ""), min(between[1], f"{run_id}~" if run_id else repo.AFTER_ALL))
        if not beginnings:
            return await repo.newest(tx, company_id, ("company", ()), within, limit) if run_id else []
        ended = await search.candidates(tx, sought, within, limit)
        return _newest([*ended, *_newest(going, within, limit)], within, limit)

    async def keep(tx: Tx, _company_id: str, run_ids: list[str]) -> list[str]:
        if not beginnings:
            return run_ids
        ended = [each for each in run_ids if each not in going]
        held = await search.holding(tx, sought, ended)
        return [each for each in run_ids if each in going or each in held]

    return take, keep


async def _going(tx: Tx, company_id: str, beginnings: Sequence[str]) -> list[str]:
    """Runs that have not ended and hold these words, as far as their own rows say."""
    rows = await repo.unended(tx, company_id, _UNENDED) if beginnings else ()
    return [row["id"] for row in rows if words.holds(words.words_of_run(row, *_inline(row)), beginnings)]


def _inline(row: Row) -> tuple[object, object]:
    given, output = (orjson.loads(row[name]) if row[name] else None for name in ("input", "output"))
    return given, output
