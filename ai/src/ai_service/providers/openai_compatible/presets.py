"""Who is known to speak OpenAI's chat completions, and what to know about each. Data only.

Addresses are those the vendors document; `note` is for the person who connects it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ai_service.providers.openai_compatible.dialect import MISTRAL, OPENAI, PLAIN, Dialect

UNSTORED: Mapping[str, Any] = {"store": False}
"""How OpenAI, and who serves its models, is asked to keep nothing."""


@dataclass(frozen=True)
class Preset:
    """One of those who speak it. `on_machine`: it usually runs on the company's own machines."""

    name: str
    title: str
    base_url: str
    needs_key: bool
    note: str
    dialect: Dialect = PLAIN
    on_machine: bool = False
    open_list: bool = False
    """Anybody may list its models: that it lists them does not say that a key is good."""
    no_training: Mapping[str, Any] = field(default_factory=dict[str, Any], hash=False)
    """What of a request's body asks it neither to keep nor to train on what it is sent."""


OTHER = Preset(
    "other",
    "Another endpoint",
    "",
    needs_key=False,
    note="Any server that answers at …/v1/chat/completions as OpenAI does.",
)

PRESETS: tuple[Preset, ...] = (
    Preset(
        "ollama",
        "Ollama",
        "http://127.0.0.1:11434/v1",
        needs_key=False,
        note="Runs open models on your own machine. Long texts are cut at the model's context size without a word: "
        "raise OLLAMA_CONTEXT_LENGTH for documents.",
        on_machine=True,
    ),
    Preset(
        "vllm",
        "vLLM",
        "http://127.0.0.1:8000/v1",
        needs_key=False,
        note="Serves open models on your own GPUs. For tools start it with --enable-auto-tool-choice and a parser.",
        on_machine=True,
    ),
    Preset(
        "lm-studio",
        "LM Studio",
        "http://127.0.0.1:1234/v1",
        needs_key=False,
        note="Runs open models on a desktop. Switch its server on in LM Studio first.",
        on_machine=True,
    ),
    Preset(
        "llama-cpp",
        "llama.cpp server",
        "http://127.0.0.1:8080/v1",
        needs_key=False,
        note="Serves one GGUF file. For tools start it with --jinja.",
        on_machine=True,
    ),
    Preset(
        "azure",
        "Azure OpenAI",
        "https://YOUR-RESOURCE.openai.azure.com/openai/v1",
        needs_key=True,
        note="Put your resource's name into the address. The model is the name of your deployment.",
        dialect=OPENAI,
        no_training=UNSTORED,
    ),
    Preset(
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        needs_key=True,
        note="Passes requests on to many vendors; prices come with the list of models.",
        open_list=True,
        no_training={"provider": {"data_collection": "deny", "zdr": True}},
    ),
    Preset(
        "mistral",
        "Mistral",
        "https://api.mistral.ai/v1",
        needs_key=True,
        note="European vendor. Knows no reasoning effort.",
        dialect=MISTRAL,
    ),
    Preset(
        "groq",
        "Groq",
        "https://api.groq.com/openai/v1",
        needs_key=True,
        note="Very fast open models; tight limits on requests a minute in the free plan.",
        dialect=OPENAI,
    ),
    Preset(
        "deepseek",
        "DeepSeek",
        "https://api.deepseek.com/v1",
        needs_key=True,
        note="Holds answers to JSON, but to no schema: tasks tell it the schema in words.",
    ),
    Preset(
        "together",
        "Together AI",
        "https://api.together.ai/v1",
        needs_key=True,
        note="Open models, served for you. Not every model can use tools.",
    ),
    Preset("xai", "xAI", "https://api.x.ai/v1", needs_key=True, note="Grok models. No embeddings."),
    OTHER,
)


def preset_named(name: str | None) -> Preset:
    """The preset of this name; what is not known is taken for another endpoint."""
    return next((preset for preset in PRESETS if preset.name == name), OTHER)


def no_training_of(kind: str, preset: str | None) -> Mapping[str, Any]:
    """What of a body asks this provider neither to keep nor to train on it; nothing where it cannot be asked.

    Sources: OpenAI's API reference (`store`), OpenRouter's provider routing (`data_collection`, `zdr`). Anthropic and
    Google take no such field: there it is a matter of contract.
    """
    if kind == "openai":
        return UNSTORED
    return preset_named(preset).no_training if kind == "openai-compatible" else {}
