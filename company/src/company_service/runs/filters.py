"""The filter of a list of runs, as an address has it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Depends, Query

from company_service.runs.repo import Filter
from contracts.events import RunStatus

Id = Annotated[str | None, Query(max_length=40)]
Number = Annotated[float | None, Query(ge=0, le=1e9, allow_inf_nan=False)]
Ids = Annotated[
    list[Annotated[str, Query(max_length=40)]] | None,
    Query(alias="id", max_length=200, description="Only these runs."),
]
Text = Annotated[
    str | None,
    Query(max_length=200, description="Words, or their beginnings: of a run's id, workflow, error, input and output."),
]


@dataclass(frozen=True)
class _Asked:
    """The parameters of the address."""

    status: Annotated[list[RunStatus] | None, Query(description="One of these.")] = None
    workflow_id: Id = None
    agent_id: Id = None
    parent_run_id: Id = None
    trigger: Annotated[list[Annotated[str, Query(max_length=40)]] | None, Query(max_length=20)] = None
    test: Annotated[bool | None, Query(description="Only test runs, or none of them.")] = None
    since: Annotated[datetime | None, Query(alias="from", description="Started at this moment or later.")] = None
    before: Annotated[datetime | None, Query(alias="to", description="Started before this moment.")] = None
    least_seconds: Number = None
    most_seconds: Number = None
    least_cost: Number = None
    most_cost: Number = None
    q: Text = None
    ids: Ids = None
    source: Annotated[
        Literal["company", "sample"] | None, Query(description="Only what counts in these figures of the insights.")
    ] = None
    decided: Annotated[
        bool | None, Query(description="Only those in which a person decided something, or did not.")
    ] = None
    reason: Id = None


async def _filter(asked: Annotated[_Asked, Depends()]) -> Filter:
    return Filter(
        statuses=tuple(dict.fromkeys(asked.status or ())),
        workflow_id=asked.workflow_id,
        agent_id=asked.agent_id,
        parent_run_id=asked.parent_run_id,
        triggers=tuple(asked.trigger or ()),
        test=asked.test,
        since=_aware(asked.since),
        before=_aware(asked.before),
        least_seconds=asked.least_seconds,
        most_seconds=asked.most_seconds,
        least_cost=asked.least_cost,
        most_cost=asked.most_cost,
        text=(asked.q or "").strip(),
        ids=tuple(asked.ids or ()),
        source=asked.source,
        decided=asked.decided,
        reason=asked.reason,
    )


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


FilterParam = Annotated[Filter, Depends(_filter)]
