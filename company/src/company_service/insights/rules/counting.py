"""What a run that ended adds to the counts."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from company_service.engine.identity import began_at
from company_service.engine.plan import id_of
from company_service.insights.rules.durations import bin_of
from company_service.insights.rules.periods import DAY, quarter

COMPANY, SAMPLE = "company", "sample"
"""Whose figures a run is part of: the company's own, or those of its sample."""
PAST = "past"


class Scope(NamedTuple):
    """One row of a rollup, apart from whose it is."""

    source: str
    grain: str
    workflow_id: str
    agent_id: str
    minute: int


@dataclass
class Sums:
    """What runs came to; adds up."""

    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    examined: int = 0
    decided: int = 0
    approvals: int = 0
    cost: float = 0.0
    seconds: float = 0.0
    times: Counter[str] = field(default_factory=Counter[str])
    waits: Counter[str] = field(default_factory=Counter[str])

    def add(self, other: Mapping[str, Any]) -> None:
        """Add another's (a row's) numbers to these."""
        for name in NUMBERS:
            setattr(self, name, getattr(self, name) + other[name])
        _add(self.times, other["times"])
        _add(self.waits, other["waits"])

    def add_course(self, other: Mapping[str, Any]) -> None:
        """Add what is shown over time (`COURSE`) of a row that may have nothing else."""
        self.succeeded += other["succeeded"]
        self.failed += other["failed"]
        self.cancelled += other["cancelled"]
        self.cost += other["cost"]
        _add(self.times, other["times"])

    @property
    def runs(self) -> int:
        return self.succeeded + self.failed + self.cancelled


def _add(counts: Counter[str], more: Mapping[str, int]) -> None:
    """As `update` does, which takes several times as long for the few bins there mostly are."""
    for name, count in more.items():
        counts[name] += count


COURSE = ("succeeded", "failed", "cancelled", "cost", "times")
NUMBERS = ("succeeded", "failed", "cancelled", "examined", "decided", "approvals", "cost", "seconds")


@dataclass
class Counted:
    """All that some runs of one company add: `facts` and `reasons` are rows, the rest by scope."""

    facts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    reasons: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    sums: dict[Scope, Sums] = field(default_factory=dict[Scope, Sums])
    models: dict[tuple[Scope, str, str], list[float]] = field(default_factory=dict[tuple[Scope, str, str], list[float]])
    """Answers and their cost by scope, provider and model."""
    failures: dict[tuple[Scope, str], int] = field(default_factory=dict[tuple[Scope, str], int])


def count(
    runs: Iterable[Mapping[str, Any]],
    answers: Mapping[str, Sequence[Mapping[str, Any]]],
    approvals: Mapping[str, Sequence[Mapping[str, Any]]],
    sample: tuple[str, frozenset[str]],
) -> Counted:
    """Count runs of one company. `answers` (steps with a model's answer) and `approvals` are by run.

    `sample` are the workflow and the files of the sample: runs of the one on one of the others are the sample's.
    """
    counted = Counted()
    for run in runs:
        reason = _reason(run)
        asked = approvals.get(run["id"], ())
        decided = [each for each in asked if each["status"] == "decided" and each["decided_at"]]
        source = SAMPLE if _is_sample(run, *sample) else COMPANY
        fact = {"run_id": run["id"], "company_id": run["company_id"], "source": source, "decided": bool(decided)}
        counted.facts.append({**fact, "reason": reason["reason"] if reason else None})
        sums = _sums(run, len(asked), [(each["decided_at"] - each["created_at"]).total_seconds() for each in decided])
        everywhere, own = _scopes(run, source)
        for scope in (everywhere, *own):
            counted.sums.setdefault(scope, Sums()).add(vars(sums))
        for scope in own:
            _add_answers(counted, scope, answers.get(run["id"], ()))
            if reason:
                key = (scope, reason["reason"])
                counted.failures[key] = counted.failures.get(key, 0) + 1
        if reason:
            counted.reasons[reason["reason"]] = reason
    return counted


def _is_sample(run: Mapping[str, Any], workflow_id: str, files: frozenset[str]) -> bool:
    return run["workflow_id"] == workflow_id and any(each in (run["input"] or "") for each in files)


def _scopes(run: Mapping[str, Any], source: str) -> tuple[Scope, tuple[Scope, Scope]]:
    """Runs count at the time they began, as their id says it: so a list of ids is the list of what was counted."""
    minute = quarter(began_at(run["id"]))
    whose = (run["workflow_id"], run["agent_id"] or "")
    own = Scope(source, "quarter", *whose, minute), Scope(source, "day", *whose, minute // DAY * DAY)
    return Scope(source, "quarter", "", "", minute), own


def _sums(run: Mapping[str, Any], approvals: int, waits: Sequence[float]) -> Sums:
    seconds = (run["ended_at"] - (run["started_at"] or run["ended_at"])).total_seconds()
    sums = Sums(examined=1, decided=int(bool(waits)), approvals=approvals, cost=run["cost"], seconds=seconds)
    sums.waits.update(map(bin_of, waits))
    setattr(sums, run["status"], 1)
    if run["status"] == "succeeded":
        sums.times[bin_of(seconds)] = 1
    return sums


def _add_answers(counted: Counted, scope: Scope, steps: Sequence[Mapping[str, Any]]) -> None:
    for step in steps:
        by = step["answered_by"]
        key = (scope, str(by.get("provider") or "")[:80], str(by.get("model") or "")[:120])
        total = counted.models.setdefault(key, [0, 0.0])
        total[0] += 1
        total[1] += step["cost"]


def _reason(run: Mapping[str, Any]) -> dict[str, Any] | None:
    """Why a run failed: the kind of problem, and at which step of its workflow."""
    if run["status"] != "failed":
        return None
    error: Mapping[str, Any] = run["error"] or {}
    step = id_of(str(error.get("step") or ""))
    found = {
        "workflow_id": run["workflow_id"],
        "type": str(error.get("type") or "")[:200],
        "title": str(error.get("title") or "")[:200],
        "step": step[:200],
    }
    digest = hashlib.sha256("\n".join(found.values()).encode("utf-8", "surrogatepass")).hexdigest()
    name = str(error.get("step_name") or step)[:200]
    return {"company_id": run["company_id"], "reason": digest[:32], **found, "step_name": name}
