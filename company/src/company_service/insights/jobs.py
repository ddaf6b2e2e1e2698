"""What insights do every so often."""

from company_service.deps import Deps
from company_service.insights.service import report


async def send_reports(deps: Deps) -> None:
    """Send the weekly reports that are due."""
    await report.send_due(deps)
