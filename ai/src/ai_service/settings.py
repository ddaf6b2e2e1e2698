"""What the AI service reads from its environment."""

from pathlib import Path

from pydantic import Field, field_validator

from kernel.egress import parse_networks
from kernel.service import Settings


class AiSettings(Settings):
    """`local_model_dir` holds the built sentence-embedding model; it is built at first use where it is missing.

    `local_gguf` is a language model that replaces the packaged small one; `local_gguf_context` is in tokens,
    `local_gguf_memory` (beside the file's own size) in MiB.
    """

    local_model_dir: Path | None = None
    local_gguf: Path | None = None
    local_gguf_context: int = Field(default=4096, ge=256, le=1_000_000)
    local_gguf_memory: int = Field(default=2048, ge=64, le=1_000_000)
    local_gguf_seconds: float = Field(default=120.0, gt=0, le=3_600)
    allow_private_addresses: str = ""
    ai_endpoint_seconds: float = 120.0

    @field_validator("allow_private_addresses")
    @classmethod
    def networks(cls, text: str) -> str:
        """Refuse what is not a list of networks."""
        parse_networks(text)
        return text
