"""What the agents service reads from its environment."""

from pathlib import Path

from pydantic import Field, field_validator

from kernel.egress import Network, parse_networks
from kernel.service import Settings


class AgentsSettings(Settings):
    """`knowledge_folder` is the folder below which sources of the kind “folder” may lie; none: there are none such.

    `knowledge_model` is the embedding model of new knowledge bases; `knowledge_workers` is how many documents this
    process takes in at once (0: none, others do). `google_address` is where Google Drive answers (a company may have a
    private way to Google).
    """

    knowledge_folder: Path | None = None
    knowledge_model: str = "all-MiniLM-L6-v2"
    knowledge_workers: int = Field(default=2, ge=0, le=64)
    allow_private_addresses: str = ""
    google_address: str = "https://www.googleapis.com"

    @field_validator("allow_private_addresses")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        parse_networks(text)
        return text

    @property
    def open_networks(self) -> tuple[Network, ...]:
        """Networks of the deployment's own that sources may be in."""
        return parse_networks(self.allow_private_addresses)
