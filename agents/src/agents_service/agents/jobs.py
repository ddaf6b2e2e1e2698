"""What agents need done by itself."""

from datetime import timedelta

from agents_service.agents.service.watching import renew
from kernel.jobs import Job

renewals = Job("renew_agents", timedelta(minutes=5), renew)
