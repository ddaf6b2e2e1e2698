"""Who runs the runs: the port between the engine that slices know and the driver beneath it."""

from collections.abc import Callable
from typing import Protocol

from company_service.engine.controls import Standing
from company_service.engine.journal import GroupCommit
from company_service.engine.loading import Loader
from company_service.engine.starting import NewRun, Started

Live = Callable[[str, str, int], None]
"""Called after a commit with company, run and the number of its last journal entry. Must not fail and not block."""


class Runner(Protocol):
    """Starts runs and brings them to their end. Messages to them are rows of `run_inbox`, which it looks at."""

    journal: GroupCommit
    loader: Loader

    @property
    def standing(self) -> Standing:
        """What is paused and limited, as last looked at."""
        ...

    @property
    def in_memory(self) -> int:
        """How many runs this process holds in memory; those that only wait are rows."""
        ...

    async def open(self) -> None:
        """Begin to work."""
        ...

    async def close(self) -> None:
        """Finish what is under way, as long as that may take, and give the rest back."""
        ...

    async def start(self, new: NewRun) -> Started:
        """Start a run. Raises `InvalidGraph`, `InvalidInput`, `NotStarted`."""
        ...

    async def controls_changed(self) -> None:
        """Something was paused, resumed or limited."""
        ...

    def nudge(self) -> None:
        """It is worth looking now."""
        ...
