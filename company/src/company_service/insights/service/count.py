"""Counting runs that ended: each once, in the transaction that takes it out of the queue."""

from collections import defaultdict
from collections.abc import Sequence

from company_service.insights import repo
from company_service.insights.rules.counting import count
from kernel.db import Row, Tx


async def count_runs(tx: Tx, company_id: str, run_ids: Sequence[str]) -> None:
    """Count those of a company's runs that are not counted yet, and take them out of the queue of ended ones."""
    await repo.claim(tx, company_id, run_ids)
    known = await repo.counted(tx, company_id, run_ids)
    new = [each for each in run_ids if each not in known]
    runs = await repo.runs_of(tx, company_id, new) if new else ()
    if not runs:
        return
    answers = _by_run(await repo.answers(tx, company_id, new))
    approvals = _by_run(await repo.approvals_of(tx, company_id, new))
    found = count(runs, answers, approvals, await repo.sample(tx, company_id))
    await repo.insert_facts(tx, found.facts)
    await repo.add_reasons(tx, [found.reasons[name] for name in sorted(found.reasons)])
    await repo.add_sums(tx, company_id, found.sums)
    await repo.add_models(tx, company_id, found.models)
    await repo.add_failures(tx, company_id, found.failures)


def _by_run(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["run_id"]].append(row)
    return found


async def leave(tx: Tx, company_id: str, run_ids: Sequence[str]) -> None:
    """These runs are about to be deleted: what they came to is counted, and stays."""
    await count_runs(tx, company_id, run_ids)
    await repo.delete_facts(tx, company_id, run_ids)
