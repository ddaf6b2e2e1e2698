"""Hears of companies that are deleted for good."""

from agents_service.deps import Deps
from kernel.bus import Message


async def forget_index(deps: Deps, message: Message) -> None:
    """Delete what can be searched of a company; its rows are deleted apart from that."""
    await deps.index.forget_company(message.company_id)
