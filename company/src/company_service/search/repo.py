"""Every query on the words of runs, each within one company."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from company_service.engine.tables import runs
from company_service.search.tables import search_queue, search_texts, search_words
from kernel.db import Row, Tx

_AFTER_ALL = "\U0010ffff"


async def _add(tx: Tx, table: sa.Table, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    """Insert rows (each has its `company_id`) unless they are there, as text for the driver: there are thousands."""
    # across companies: the runs of one commit come from many
    is_sqlite = tx.connection.dialect.name == "sqlite"
    verb, place = ("INSERT OR IGNORE", "?") if is_sqlite else ("INSERT IGNORE", "%s")
    text = f"{verb} INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join(place for _ in columns)})"
    if rows:
        await tx.connection.exec_driver_sql(text, list(rows))


async def queue(tx: Tx, company_id: str, run_ids: Sequence[str]) -> None:
    """Have the words of these runs written soon."""
    await tx.insert_absent(search_queue, [{"run_id": run_id, "company_id": company_id} for run_id in run_ids])


async def queued(tx: Tx, limit: int) -> Sequence[Row]:
    """Runs whose words are to be written, those begun first first."""
    # across companies: whoever's they are
    return await tx.all(sa.select(search_queue).order_by(search_queue.c.run_id).limit(limit))


_SHOWN = (
    runs.c.id, runs.c.company_id, runs.c.workflow_name, runs.c.error,
    runs.c.input, runs.c.input_ref, runs.c.output, runs.c.output_ref,
)  # fmt: skip


async def texts_of(tx: Tx, run_ids: Collection[str]) -> Sequence[Row]:
    """What runs say."""
    # across companies: the runs that are due come from many
    return await tx.all(sa.select(*_SHOWN).where(runs.c.id.in_(run_ids)))


async def still_there(tx: Tx, run_ids: Collection[str]) -> set[str]:
    """Those of the runs that were not deleted; nobody can delete them until the transaction ends."""
    # across companies: the runs that are due come from many
    query = sa.select(runs.c.id).where(runs.c.id.in_(run_ids)).with_for_update(read=True)
    return {row["id"] for row in await tx.all(query)}


async def write(tx: Tx, words: Sequence[tuple[str, str, str]], texts: Sequence[tuple[str, str, str]]) -> None:
    """Write the words of runs, (company, word, run), and all words of each, (company, run, words)."""
    # across companies: the runs of one commit come from many
    await _add(tx, search_words, ("company_id", "word", "run_id"), words)
    await _add(tx, search_texts, ("company_id", "run_id", "words"), texts)


async def leave_queue(tx: Tx, run_ids: Collection[str]) -> None:
    """The words of these runs are written."""
    # across companies: the runs that were due came from many
    await tx.execute(sa.delete(search_queue).where(search_queue.c.run_id.in_(run_ids)))


async def beginning_with(tx: Tx, company_id: str, beginning: str, limit: int) -> list[str]:
    """The first words of a company that begin so: each found by one step down the key, however many runs have it."""

    def next_after(bound: sa.ColumnElement[bool]) -> Any:
        mine = (search_words.c.company_id == company_id) & bound & (search_words.c.word < beginning + _AFTER_ALL)
        return sa.select(sa.func.min(search_words.c.word)).where(mine).scalar_subquery()

    steps = sa.select(next_after(search_words.c.word >= beginning).label("word"), sa.literal(1).label("nth"))
    walk = steps.cte("words", recursive=True)
    onward = sa.select(next_after(search_words.c.word > walk.c.word), walk.c.nth + 1)
    walk = walk.union_all(onward.where(walk.c.word.is_not(None), walk.c.nth < limit))
    rows = await tx.all(sa.select(walk.c.word).where(walk.c.word.is_not(None)))
    return [row["word"] for row in rows]


async def count_up_to(tx: Tx, company_id: str, words: Collection[str], limit: int) -> int:
    """How many runs hold one of the words; no more than `limit` are counted."""
    mine = (search_words.c.company_id == company_id) & search_words.c.word.in_(words)
    some = sa.select(search_words.c.run_id).where(mine).limit(limit).subquery()
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(some)) or 0)


async def newest(
    tx: Tx, company_id: str, words: Collection[str], between: tuple[str, str], limit: int
) -> list[str]:  # fmt: skip
    """The newest runs that hold one of the words, with ids from one up to before another."""
    c = search_words.c
    first, last = between
    each = [
        sa.select(c.run_id).where(
            search_words.c.company_id == company_id, c.word == word, c.run_id >= first, c.run_id < last
        )
        for word in words
    ]
    parts = [sa.select(query.order_by(c.run_id.desc()).limit(limit).subquery().c.run_id) for query in each]
    found = sa.union(*parts).subquery()
    rows = await tx.all(sa.select(found.c.run_id).order_by(found.c.run_id.desc()).limit(limit))
    return [row["run_id"] for row in rows]


async def texts(tx: Tx, company_id: str, run_ids: Collection[str]) -> dict[str, str]:
    """The words of each of the runs, one after the other."""
    c = search_texts.c
    mine = (search_texts.c.company_id == company_id) & c.run_id.in_(run_ids)
    return {row["run_id"]: row["words"] for row in await tx.all(sa.select(c.run_id, c.words).where(mine))}


async def forget(tx: Tx, company_id: str, run_ids: Sequence[str], limit: int) -> int:
    """Delete the words of so many runs at most; answers how many runs those were."""
    c = search_texts.c
    mine = (search_texts.c.company_id == company_id) & c.run_id.in_(run_ids)
    found = await tx.all(sa.select(c.run_id, c.words).where(mine).limit(max(1, limit // 20)))
    if not found:
        return 0
    rows = [{"its_run": row["run_id"], "its_word": word} for row in found for word in row["words"].split()]
    one = (search_words.c.company_id == company_id) & (search_words.c.word == sa.bindparam("its_word"))
    if rows:
        await tx.execute(sa.delete(search_words).where(one, search_words.c.run_id == sa.bindparam("its_run")), rows)
    gone = [row["run_id"] for row in found]
    await tx.execute(sa.delete(search_texts).where(search_texts.c.company_id == company_id, c.run_id.in_(gone)))
    return len(found)
