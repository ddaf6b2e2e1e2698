"""In what those who speak chat completions differ. Plain data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """The names of options, and which exist. OpenAI's own is `OPENAI`; most others speak the older `PLAIN`."""

    most_tokens: str = "max_tokens"
    seed: str | None = "seed"
    stream_usage: bool = True
    effort: bool = True
    parallel_calls: bool = True


OPENAI = Dialect(most_tokens="max_completion_tokens")
PLAIN = Dialect()
MISTRAL = Dialect(seed="random_seed", stream_usage=False, effort=False)
"""Refuses options it does not know; its last chunk says what was used, unasked."""
