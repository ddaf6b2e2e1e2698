"""Entries of workflows into the tables: each once, in order, whoever brings them and however often.

The run's row carries in `fence` the number of the last journal entry that is written. A carrier brings every entry
that is not known to be there, so there is never a gap; what is there already is passed over, with all that hangs on it
(listeners included), because an entry is on disk whole or not at all.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from company_service.engine.batches import Batch
from company_service.engine.entries import Entry, Outcome
from company_service.engine.journal import GroupCommit
from company_service.engine.runner import Live
from company_service.engine.statements import Values
from company_service.engine.temporal.wire import Wire, entry_from
from kernel.problems import Unavailable

_PAUSES = (0.02, 0.1, 0.5)


class NotProjected(Unavailable):
    """The tables could not be written just now."""

    title = "What happened could not be written down just now"


class ProjectionBatch(Batch):
    """Entries of which those that are on disk already are left out."""

    def admit(self, found: Sequence[Sequence[Any]]) -> None:
        """Let those write that follow what is there."""
        known = {str(row[0]): int(row[1]) for row in found}
        for entry in self._entries:
            outcome = _outcome(entry, known.get(entry.run_id))
            self.outcomes.append((entry, outcome))
            if outcome == "written":
                entry.journal = [row for row in entry.journal if row[1] > known.get(entry.run_id, 0)]
                self.admitted.append(entry)
                known[entry.run_id] = max(entry.fence, known.get(entry.run_id, 0))

    def texts(self) -> Iterator[tuple[str, Values]]:
        """As of every batch, and how far each run is written now."""
        yield from super().texts()
        reached = {entry.run_id: (entry.fence, entry.run_id) for entry in self.admitted if entry.journal}
        if reached:
            yield from self._sql.written_out(self._sql.raise_fence, list(reached.values()))


def _outcome(entry: Entry, known: int | None) -> Outcome:
    if not entry.journal:  # only messages that were taken
        return "attached" if known is None else "written"
    first = int(entry.journal[0][1])
    if known is None:
        return "written" if first == 1 else "failed"
    if entry.fence <= known:
        return "attached"
    return "written" if first <= known + 1 else "failed"


def before(entry: Wire, seq: int) -> Wire:
    """What of an entry came about before this number: what a step that is held back does not keep back."""
    if entry["fence"] < seq:
        return entry
    steps = [row for row in entry.get("steps", ()) if row[-1] < seq]
    return {
        "run_id": entry["run_id"], "company_id": entry["company_id"], "fence": seq - 1, "steps": steps,
        "journal": [row for row in entry.get("journal", ()) if row[1] < seq], "large": entry.get("large", []),
    }  # fmt: skip


class Projector:
    """Writes entries through the journal's writer, so that many runs share a commit."""

    def __init__(self, journal: GroupCommit, live: Live, ended: Callable[[str], None]) -> None:
        self._journal = journal
        self._live = live
        self._ended = ended

    async def write(self, entries: Sequence[Wire]) -> None:
        """Have these on disk. Raises `NotProjected`."""
        for pause in (*_PAUSES, None):
            outcomes = await asyncio.gather(*(self._submitted(each) for each in entries))
            if "failed" not in outcomes:
                return
            if pause is not None:  # somebody else may have begun the same run at the same moment
                await asyncio.sleep(pause)
        raise NotProjected("The database did not take it.")

    def _submitted(self, wire: Wire) -> "asyncio.Future[Outcome]":
        on_disk: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def done(outcome: Outcome) -> None:
            if not on_disk.done():
                on_disk.set_result(outcome)
            if outcome == "written":
                self._live(entry.company_id, entry.run_id, entry.fence)
                if entry.ended:
                    self._ended(entry.run_id)

        entry = entry_from(wire, done)
        self._journal.submit(entry)
        return on_disk
