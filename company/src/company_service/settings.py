"""What the company service reads from its environment."""

from typing import Literal

from pydantic import Field, field_validator

from kernel.egress import Network, parse_networks
from kernel.service import Settings

DEFAULT_WORKERS = 32


class CompanySettings(Settings):
    """`engine_workers` is how many steps this process runs at once; 0 leaves the runs to worker processes.

    `engine` says who holds the runs: the database, or a Temporal server at `temporal_address`. `temporal_task_queue` is
    what this installation calls itself there.
    """

    engine_workers: int = Field(default=DEFAULT_WORKERS, ge=0, le=1000)
    engine: Literal["embedded", "temporal"] = "embedded"
    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"
    temporal_task_queue: str = "agent-platform"
    allow_private_addresses: str = ""
    payloads_url: str = Field(default="", pattern=r"^s3://[^/@?#\s]+(/[^?#\s]*)?$")
    """Where large values and uploaded files are kept: `s3://bucket/prefix`. None: in the data folder."""
    s3_endpoint_url: str = ""
    s3_region: str = ""
    most_queued_runs: int = Field(default=1_000_000, ge=1)
    """So many runs may wait for their turn; who starts one more is told to come again."""
    audit_days: int = Field(default=2_555, ge=365, le=36_500)
    """How long entries of the audit log are kept: seven years, and never less than one."""

    @field_validator("allow_private_addresses")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        parse_networks(text)
        return text

    @property
    def open_networks(self) -> tuple[Network, ...]:
        """Networks of the deployment's own that steps may call."""
        return parse_networks(self.allow_private_addresses)
