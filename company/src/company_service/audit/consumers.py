"""Hears what services noted."""

from collections.abc import Sequence

from company_service.audit.service import writing
from company_service.audit.service.reading import ledger_of
from company_service.deps import Deps
from kernel.bus import Message


async def note(deps: Deps, message: Message) -> None:
    """Add one entry."""
    await writing.add([message], ledger_of(deps), deps.clock())


async def note_together(deps: Deps, messages: Sequence[Message]) -> None:
    """Add many entries in one transaction."""
    await writing.add(messages, ledger_of(deps), deps.clock())
