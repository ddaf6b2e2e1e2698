"""Whatever somebody does to the log directly in the database is found, and where it begins is named.

`FAULTS=all` tries 1,000 tamperings on each database instead of 100.
"""

import os
import random
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from company.tests.audit.test_log import noted
from company_service.app import manifest
from company_service.audit import repo
from company_service.audit.rules import GENESIS, hash_of, words_of
from company_service.audit.schemas import Finding
from company_service.audit.service import writing
from company_service.audit.service.checking import check
from company_service.audit.service.writing import Ledger, checkpoints_in
from company_service.audit.tables import chains, entries
from kernel.db import Database, Row, Tx
from kernel.secrets import box_from_text, new_key_text
from kernel.service import utc_now
from tests.harness import COMPANY
from tests.prepared import prepare

MANY = 40
TRIES = 1_000 if os.environ.get("FAULTS") == "all" else 100
FIELDS = [
    "action",
    "actor_id",
    "actor_name",
    "at",
    "address",
    "resource",
    "resource_name",
    "changes",
    "words",
    "hash",
    "seal",
]


@pytest.fixture
async def ledger(tmp_path: Path, database_url: str) -> AsyncIterator[Ledger]:
    db = Database(database_url)
    await prepare(db, manifest)
    ledger = Ledger(db, box_from_text(new_key_text()), checkpoints_in(tmp_path))
    for _ in range(MANY // 4):
        await writing.add([noted(resource_name=f"Thing {n}") for n in range(4)], ledger, utc_now())
    yield ledger
    await db.close()


async def found(ledger: Ledger) -> Finding | None:
    counts, findings = await check(ledger, COMPANY)
    assert findings or counts == {COMPANY: MANY}
    return findings[0] if findings else None


async def rows_of(tx: Tx) -> list[Row]:
    return list(await repo.after(tx, COMPANY, None, 10_000))


async def changed(tx: Tx, chance: random.Random, rows: list[Row]) -> int:
    seq, field = chance.randint(1, MANY), chance.choice(FIELDS)
    value = chance.choice(["", "x", "usr_2", rows[seq % MANY][field] + "!"])
    value = value if value != rows[seq - 1][field] else "another"
    await tx.execute(sa.update(entries).where(entries.c.seq == seq).values({field: value}))
    return seq


async def removed(tx: Tx, chance: random.Random, rows: list[Row]) -> int:
    seq = chance.randint(1, MANY)
    await tx.execute(sa.delete(entries).where(entries.c.seq == seq))
    return seq


async def cut_off(tx: Tx, chance: random.Random, rows: list[Row]) -> int:
    seq = chance.randint(1, MANY)
    await tx.execute(sa.delete(entries).where(entries.c.seq >= seq))
    last = rows[seq - 2]["hash"] if seq > 1 else GENESIS
    await tx.execute(sa.update(chains).values(seq=seq - 1, hash=last))
    return seq


async def exchanged(tx: Tx, chance: random.Random, rows: list[Row]) -> int:
    first, second = sorted(chance.sample(range(1, MANY + 1), 2))
    for seq, to in ((first, -1), (second, first), (-1, second)):
        await tx.execute(sa.update(entries).where(entries.c.seq == seq).values(seq=to))
    return first


async def added(tx: Tx, chance: random.Random, rows: list[Row]) -> int:
    copied = rows[chance.randrange(MANY)]
    row = {**copied, "id": f"evt_{chance.getrandbits(128):032x}", "seq": MANY + 1}
    row["hash"] = hash_of(row, rows[-1]["hash"])
    await tx.execute(sa.insert(entries).values(**row))
    await tx.execute(sa.update(chains).values(seq=MANY + 1, hash=row["hash"]))
    return MANY + 1


async def rewritten(tx: Tx, chance: random.Random, rows: list[Row]) -> int:
    """Everything from an entry on, with right hashes: only the key is wanting."""
    seq, last = chance.randint(1, MANY), ""
    for row in rows[seq - 1 :]:
        new = {**row, "actor_id": "usr_somebody_else"}
        last = new["hash"] = hash_of(new, last or (rows[seq - 2]["hash"] if seq > 1 else GENESIS))
        new["words"] = words_of(new)
        await tx.execute(sa.update(entries).where(entries.c.seq == row["seq"]).values(**new))
    await tx.execute(sa.update(chains).values(hash=last))
    return seq


async def beheaded(tx: Tx, chance: random.Random, rows: list[Row]) -> int:
    seq = chance.randint(1, MANY - 1)
    await tx.execute(sa.delete(entries).where(entries.c.seq <= seq))
    before = rows[seq - 1]
    await tx.execute(sa.update(chains).values(first_seq=seq + 1, first_hash=before["hash"], first_seal=before["seal"]))
    return 1


WAYS: list[Callable[..., Any]] = [changed, removed, cut_off, exchanged, added, rewritten, beheaded]


async def test_every_tampering_is_found_and_the_first_bad_entry_is_named(ledger: Ledger) -> None:
    assert await found(ledger) is None
    async with ledger.db.read() as tx:
        rows = await rows_of(tx)
        chain = dict(await repo.chain(tx, COMPANY) or {})

    for attempt in range(TRIES):
        chance = random.Random(attempt)
        way = WAYS[attempt % len(WAYS)]
        async with ledger.db.begin() as tx:
            first = await way(tx, chance, rows)
        finding = await found(ledger)
        assert finding is not None, (attempt, way)
        assert finding.seq == first, (attempt, way, finding)
        async with ledger.db.begin() as tx:
            await tx.execute(sa.delete(entries).where(entries.c.company_id == COMPANY))
            await repo.add(tx, rows)
            await repo.save_chain(tx, COMPANY, {k: v for k, v in chain.items() if k != "company_id"})

    assert await found(ledger) is None


async def test_a_log_that_is_gone_and_a_changed_file_of_checkpoints_are_found(ledger: Ledger) -> None:
    async with ledger.db.begin() as tx:
        await tx.execute(sa.delete(entries))
        await tx.execute(sa.delete(chains))

    gone = await found(ledger)
    ledger.checkpoints.write_text(ledger.checkpoints.read_text().replace('"seq":4,', '"seq":3,', 1))
    spoilt = (await check(ledger))[1][0]

    assert gone is not None
    assert (gone.seq, gone.what) == (1, "missing")
    assert (spoilt.seq, spoilt.what) == (1, "checkpoints")


async def test_a_line_that_broke_off_is_let_pass_and_a_restored_backup_is_right_once_that_is_signed(
    ledger: Ledger,
) -> None:
    async with ledger.db.begin() as tx:
        rows = await rows_of(tx)
        await tx.execute(sa.delete(entries).where(entries.c.seq > 20))
        await repo.save_chain(tx, COMPANY, {"seq": 20, "hash": rows[19]["hash"]})

    before = (await check(ledger))[1]
    await writing.restored(ledger, utc_now())
    with ledger.checkpoints.open("a") as file:
        file.write('{"kind":"end","comp')

    assert before[0].seq == 21
    assert await check(ledger) == ({COMPANY: 20}, [])


async def test_old_entries_are_forgotten_and_what_is_left_is_still_right(ledger: Ledger) -> None:
    async with ledger.db.read() as tx:
        at = (await rows_of(tx))[10]["at"]
    await writing.forget(ledger, utc_now().fromisoformat(at.replace("Z", "+00:00")))
    await writing.add([noted()], ledger, utc_now())

    counts, findings = await check(ledger)
    await writing.forget(ledger, utc_now() + timedelta(days=1))
    async with ledger.db.read() as tx:
        left = await rows_of(tx)

    assert findings == []
    assert counts == {COMPANY: MANY + 1}
    assert [row["seq"] for row in left] == [MANY + 1]
    assert (await check(ledger))[1] == []
