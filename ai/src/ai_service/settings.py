"""What the AI service reads from its environment."""

from pathlib import Path

from pydantic import field_validator

from kernel.egress import parse_networks
from kernel.service import Settings


class AiSettings(Settings):
    """`local_model_dir` holds the built sentence-embedding model; it is built at first use where it is missing.

    `ai_usage_days` is how long records of usage are kept. With `redis_url` cached answers lie in Redis, else in a file.
    """

    local_model_dir: Path | None = None
    allow_private_addresses: str = ""
    ai_endpoint_seconds: float = 120.0
    ai_usage_days: int = 400
    redis_url: str | None = None

    @field_validator("allow_private_addresses")
    @classmethod
    def networks(cls, text: str) -> str:
        """Refuse what is not a list of networks."""
        parse_networks(text)
        return text
