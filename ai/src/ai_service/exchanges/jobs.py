"""Background work on exchanges."""

from datetime import timedelta

from ai_service.exchanges import service
from kernel.jobs import Job

exchange_retention = Job("exchange_retention", timedelta(hours=1), service.forget_old)
