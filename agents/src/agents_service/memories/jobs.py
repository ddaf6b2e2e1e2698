"""What memories need done by themselves."""

from datetime import timedelta

from agents_service.memories.service import forget_expired
from kernel.jobs import Job

forgetting = Job("forget_memories", timedelta(hours=1), forget_expired)
