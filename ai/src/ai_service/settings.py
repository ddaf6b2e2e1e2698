"""What the AI service reads from its environment."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator

from kernel.egress import parse_networks
from kernel.service import Settings


class AiSettings(Settings):
    """`local_model_dir` holds the built sentence-embedding model; it is built at first use where it is missing.

    The keys connect providers for every company of the deployment. `ai_local_servers` names the model servers that are
    looked for on this machine, each with its port; empty as `none` looks for nothing.
    `ai_usage_days` is how long records of usage are kept. With `redis_url` cached answers lie in Redis, else in a file.
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
    openai_api_key: SecretStr | None = None
    openai_model: str = ""
    anthropic_api_key: SecretStr | None = None
    anthropic_model: str = ""
    gemini_api_key: SecretStr | None = None
    gemini_model: str = ""
    ai_base_url: str = ""
    ai_api_key: SecretStr | None = None
    ai_model: str = ""
    ai_data_stays: bool = False
    ai_local_servers: str = "ollama=11434,llama-cpp=8080,lm-studio=1234"
    port: int = 8080
    ai_usage_days: int = 400
    redis_url: str | None = None

    @field_validator("allow_private_addresses")
    @classmethod
    def networks(cls, text: str) -> str:
        """Refuse what is not a list of networks."""
        parse_networks(text)
        return text

    @field_validator("ai_local_servers")
    @classmethod
    def servers(cls, text: str) -> str:
        """Refuse what is not a list of names and ports."""
        parse_servers(text)
        return text


def parse_servers(text: str) -> dict[str, int]:
    """Read `name=port,…`; `none` is none. Raises `ValueError`."""
    if text.strip() == "none":
        return {}
    pairs = [part.strip().partition("=") for part in text.split(",") if part.strip()]
    return {name: int(port) for name, _, port in pairs}
