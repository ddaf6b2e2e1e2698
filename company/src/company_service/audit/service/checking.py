"""Checks logs against their chains, seals and checkpoints."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from company_service.audit import repo, rules
from company_service.audit.schemas import Checkpoint, Finding
from company_service.audit.service.writing import Ledger

_ROWS = 5_000
_Points = Mapping[str, Sequence[Checkpoint]]


async def check(ledger: Ledger, company_id: str | None = None) -> tuple[dict[str, int], list[Finding]]:
    """Check one company's log or all: how many entries are right in each, and the first thing wrong with each."""
    points, wrong = await _checkpoints(ledger)
    async with ledger.db.read() as tx:
        companies = await repo.companies(tx)
    wanted = [company_id] if company_id else sorted(companies | points.keys())
    counts: dict[str, int] = {}
    findings = [_spoilt(ledger.checkpoints, line) for line in wrong[:1]]
    for each in wanted:
        counts[each], finding = await _check(ledger, each, points.get(each, ()))
        findings += [finding] if finding else []
    return counts, findings


async def _check(ledger: Ledger, company_id: str, points: Sequence[Checkpoint]) -> tuple[int, Finding | None]:
    async with ledger.db.read() as tx:
        chain = await repo.chain(tx, company_id)
        check = rules.Check(company_id, chain, points, ledger.is_signed)
        last: int | None = None
        while rows := await repo.after(tx, company_id, last, _ROWS):
            # In a thread: a long log must not hold up those who are served meanwhile.
            if not await asyncio.to_thread(check.follow, rows):
                break
            last = rows[-1]["seq"]
    finding = check.end()
    return (finding.seq - 1 if finding else check.seq), finding


async def check_and_keep(ledger: Ledger, company_id: str, now: datetime) -> Finding | None:
    """Check a company's log, and keep for its people what was found."""
    counts, findings = await check(ledger, company_id)
    finding = next(iter(findings), None)
    found = finding.model_dump() if finding else None
    async with ledger.db.begin() as tx:
        await repo.save_chain(
            tx, company_id, {"verified_seq": counts[company_id], "verified_at": now, "finding": found}
        )
    return finding


async def _checkpoints(ledger: Ledger) -> tuple[_Points, list[int]]:
    text = await asyncio.to_thread(_read, ledger.checkpoints)
    return rules.read_checkpoints(text, ledger.is_signed)


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def _spoilt(file: Path, line: int) -> Finding:
    words = f"Line {line} of {file.name} was changed: what it said of a log's end is not known."
    return Finding(company_id="", seq=line, what="checkpoints", words=words)
