"""Reading runs: one, a page of them, the steps of one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from company_service.deps import Deps
from company_service.engine.loading import value_of as value_in
from company_service.engine.plan import id_of
from company_service.grants import service as grants
from company_service.runs import repo, rules
from company_service.runs.problems import RunNotFound
from company_service.runs.schemas import JournalEntryView, RoundView, RunGraphView, RunView, StepRunView
from company_service.runs.service.finding import find_page
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, encode_cursor


async def list_page(wanted: repo.Filter, paging: Paging, *, brief: bool, by: Principal, deps: Deps) -> Page[RunView]:
    """A page of the company's runs, newest first; `brief`: without what went in and came out.

    It may hold fewer than were asked for, even none, and yet have a `next`: so far was looked.
    """
    async with deps.db.read() as tx:
        seen = replace(wanted, hidden=tuple(await grants.hidden(tx, by)))
        rows, more = await find_page(tx, by.company_id, seen, paging)
    given = [(None, None) if brief else (_small(row, "input"), _small(row, "output")) for row in rows]
    items = [shape(row, *values, deps=deps) for row, values in zip(rows, given, strict=True)]
    return Page(items=items, next=encode_cursor(more) if more else None)


async def get(run_id: str, *, by: Principal, deps: Deps) -> RunView:
    """One run, with its input and output however large."""
    async with deps.db.read() as tx:
        row = await find(tx, by.company_id, run_id)
    return shape(row, await _column(row, "input", deps), await _column(row, "output", deps), deps)


async def find(tx: Tx, company_id: str, run_id: str) -> Row:
    """The row of a run. Raises `RunNotFound`."""
    row = await repo.get(tx, company_id, run_id)
    if row is None:
        raise RunNotFound("Look it up in the list of runs.")
    return row


async def steps(
    run_id: str, only: repo.StepFilter, paging: Paging, *, brief: bool, by: Principal, deps: Deps
) -> Page[StepRunView]:
    """The steps that a run has touched, in the order in which it came to them.

    `only.inside` shows those of one loop, by its key, or of one round of it (`each[2]`); an empty text those of none.
    `brief`: values that are kept apart from the journal, because they are large, are left out.
    """
    async with deps.db.read() as tx:
        await find(tx, by.company_id, run_id)
        rows = await repo.steps(tx, by.company_id, run_id, only, _after(paging.after), paging.limit + 1)
        shown = rows[: paging.limit]
        numbers = {number for row in shown for number in (row["input_seq"], row["output_seq"]) if number is not None}
        values = await repo.values(tx, by.company_id, run_id, numbers)
        loops = {row["step"]: given["facts"]["loop"] for row in shown if (given := _entered(row, values))}
        ends = await repo.round_ends(tx, by.company_id, run_id, loops) if loops else ()
    progress = rules.progress(loops, ends)
    items = [await _step(row, values, progress.get(row["step"]), deps, brief=brief) for row in shown]
    more = encode_cursor(f"{shown[-1]['place']}:{shown[-1]['step']}") if len(rows) > len(shown) else None
    return Page(items=items, next=more)


def _after(cursor: str | None) -> tuple[int, str]:
    place, _, step = (cursor or "").partition(":")
    return (int(place[:9]) if place.isascii() and place.isdigit() else -1, step)


def _entered(row: Row, values: Mapping[int, Row]) -> Row | None:
    """The entry by which a loop was entered; none for other steps."""
    given = values.get(row["input_seq"])
    return given if given and "loop" in given["facts"] else None


async def rounds(run_id: str, loop: str, paging: Paging, *, by: Principal, deps: Deps) -> Page[RoundView]:
    """The rounds that a loop of a run has begun, by number. `loop` is the loop's key."""
    after = paging.after if paging.after and paging.after.isascii() and paging.after.isdigit() else "-1"
    async with deps.db.read() as tx:
        run = await find(tx, by.company_id, run_id)
        rows = await repo.rounds(tx, by.company_id, run_id, loop, int(after[:6]), paging.limit + 1)
        ends = await repo.round_ends(tx, by.company_id, run_id, [loop])
    shown = rows[: paging.limit]
    items = [RoundView.model_validate(each) for each in rules.rounds(shown, ends, run["ended_at"])]
    return Page(items=items, next=encode_cursor(str(shown[-1]["index"])) if len(rows) > len(shown) else None)


async def _step(
    row: Row, values: Mapping[int, Row], loop: Mapping[str, int] | None, deps: Deps, *, brief: bool
) -> StepRunView:
    owner = (row["company_id"], row["run_id"])
    answer = values.get(row["output_seq"]) if row["status"] == "succeeded" else None
    entries = {"input": values.get(row["input_seq"]), "output": answer}
    left_out = [name for name, entry in entries.items() if brief and entry and entry["value_ref"]]
    sent = {name: None if name in left_out else entry for name, entry in entries.items()}
    shown: dict[str, Any] = {
        **row,
        **{name: await value_of(entry, owner, deps) if entry else None for name, entry in sent.items()},
        "step_id": id_of(row["step"]),
        "loop": loop,
        "left_out": left_out,
    }
    return StepRunView.model_validate(shown)


async def journal(run_id: str, paging: Paging, *, by: Principal, deps: Deps) -> Page[JournalEntryView]:
    """What happened in a run, entry by entry from its beginning, without values."""
    after = int(paging.after[:9]) if paging.after and paging.after.isascii() and paging.after.isdigit() else -1
    async with deps.db.read() as tx:
        await find(tx, by.company_id, run_id)
        rows = await repo.moments(tx, by.company_id, run_id, after, paging.limit + 1)
    shown = rows[: paging.limit]
    items = [JournalEntryView.model_validate(rules.moment(row)) for row in shown]
    return Page(items=items, next=encode_cursor(str(shown[-1]["seq"])) if len(rows) > len(shown) else None)


async def graph(run_id: str, *, by: Principal, deps: Deps) -> RunGraphView:
    """The graph that a run follows."""
    async with deps.db.read() as tx:
        row = await find(tx, by.company_id, run_id)
        return RunGraphView(graph=await repo.graph(tx, by.company_id, row["graph_hash"]))


async def value_of(entry: Row, owner: tuple[str, str], deps: Deps) -> Any:
    """The value of a journal entry, wherever it is kept. `owner`: the company and the run it is of."""
    return await value_in(deps.payloads, owner, entry["value"], entry["value_ref"])


async def _column(row: Row, name: str, deps: Deps) -> Any:
    return await value_in(deps.payloads, (row["company_id"], row["id"]), row[name], row[f"{name}_ref"])


def _small(row: Row, name: str) -> Any:
    return orjson.loads(row[name]) if row[name] else None


def shape(row: Row, given: Any, output: Any, deps: Deps) -> RunView:
    """A run as it is shown."""
    waiting, held = rules.waiting_for(row["waiting_for"]), rules.held_back(row, deps.engine.standing)
    return RunView.model_validate({**row, "input": given, "output": output, "waiting_for": waiting, "held_back": held})
