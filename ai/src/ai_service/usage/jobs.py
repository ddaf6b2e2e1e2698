"""Background work on usage."""

from datetime import timedelta

from ai_service.usage import service
from kernel.jobs import Job

retention = Job("usage_retention", timedelta(hours=6), service.forget_old)
