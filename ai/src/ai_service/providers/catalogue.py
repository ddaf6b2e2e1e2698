"""Every kind of provider there is: what it needs, what can be chosen, and how it is opened. A list one can read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ai_service.providers.openai_compatible.dialect import OPENAI
from ai_service.providers.openai_compatible.presets import PRESETS, UNSTORED, Preset, preset_named
from ai_service.providers.protocol import ChatProvider
from ai_service.providers.replay.exchange import Recordings
from ai_service.providers.vocabulary import Access


class OpenedProvider(ChatProvider, Protocol):
    """A provider that holds connections."""

    async def close(self) -> None:
        """Let go of them."""
        ...


@dataclass(frozen=True)
class Opening:
    """What a provider is opened with. `inner` is the provider that a recording one asks."""

    access: Access
    preset: str | None
    local: Callable[[], OpenedProvider]
    recordings: Recordings
    inner: ChatProvider | None = None

    def option(self, name: str) -> str:
        """What was chosen, or nothing."""
        return dict(self.access.options).get(name, "")


Form = Literal["line", "text", "choice", "provider"]


@dataclass(frozen=True)
class Option:
    """Something to choose when a provider is connected. `form` is how it is asked for; the first choice is usual."""

    name: str
    title: str
    help: str
    form: Form = "line"
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of provider. `base_url` is where it is usually reached, None where there is no address to give."""

    name: str
    title: str
    note: str
    open: Callable[[Opening], OpenedProvider]
    needs_key: bool
    base_url: str | None
    options: tuple[Option, ...] = ()
    presets: tuple[Preset, ...] = field(default=())
    addable: bool = True
    stays: bool = False
    """Whether what is sent to it never leaves the company's machines, whatever its settings."""


_MODEL = Option("model", "Usual model", "Answers tasks and agents that ask for no other. Test first to see the names.")


def _openai(opening: Opening) -> OpenedProvider:
    from ai_service.providers.openai.provider import OpenAiProvider, OpenAiResponsesProvider

    by_responses = opening.option("api") == "responses"
    return (OpenAiResponsesProvider if by_responses else OpenAiProvider)(opening.access, OPENAI, UNSTORED)


def _compatible(opening: Opening) -> OpenedProvider:
    from ai_service.providers.openai.provider import OpenAiProvider

    preset = preset_named(opening.preset)
    return OpenAiProvider(opening.access, preset.dialect, preset.no_training)


def _anthropic(opening: Opening) -> OpenedProvider:
    from ai_service.providers.anthropic.provider import AnthropicProvider

    return AnthropicProvider(opening.access)


def _google(opening: Opening) -> OpenedProvider:
    from ai_service.providers.google.provider import GoogleProvider

    return GoogleProvider(opening.access)


def _scripted(opening: Opening) -> OpenedProvider:
    from ai_service.providers.scripted.provider import ScriptedProvider

    return ScriptedProvider(opening.option("script"))


def _replay(opening: Opening) -> OpenedProvider:
    from ai_service.providers.replay.provider import ReplayProvider

    return ReplayProvider(opening.recordings, opening.inner if opening.option("mode") == "record" else None)


def _local(opening: Opening) -> OpenedProvider:
    return opening.local()


LOCAL = Kind(
    "local",
    "Built-in",
    "The packaged model: embeddings and tasks, no conversation. Nothing leaves this machine.",
    _local,
    needs_key=False,
    base_url=None,
    addable=False,
    stays=True,
)

KINDS: tuple[Kind, ...] = (
    Kind(
        "openai",
        "OpenAI",
        "GPT models.",
        _openai,
        needs_key=True,
        base_url="https://api.openai.com/v1",
        options=(
            _MODEL,
            Option(
                "api",
                "Interface",
                "Chat completions know every option; responses is OpenAI's newer one. Nothing is stored there.",
                form="choice",
                choices=("chat", "responses"),
            ),
        ),
    ),
    Kind(
        "anthropic",
        "Anthropic",
        "Claude models. No embeddings.",
        _anthropic,
        needs_key=True,
        base_url="https://api.anthropic.com",
        options=(_MODEL,),
    ),
    Kind(
        "google",
        "Google Gemini",
        "Gemini models, with a key of Google AI Studio.",
        _google,
        needs_key=True,
        base_url="https://generativelanguage.googleapis.com",
        options=(_MODEL,),
    ),
    Kind(
        "openai-compatible",
        "OpenAI-compatible",
        "Whatever speaks OpenAI's chat completions: on your own machines or at a vendor.",
        _compatible,
        needs_key=False,
        base_url="",
        options=(_MODEL,),
        presets=PRESETS,
    ),
    Kind(
        "scripted",
        "Scripted",
        "Answers as a script says. For trying workflows without spending anything.",
        _scripted,
        needs_key=False,
        base_url=None,
        options=(
            _MODEL,
            Option("script", "Script", "YAML: turns, the first that matches answers.", form="text", required=True),
        ),
        stays=True,
    ),
    Kind(
        "replay",
        "Recorded",
        "Records what another provider answers, then plays it back without asking it.",
        _replay,
        needs_key=False,
        base_url=None,
        options=(
            _MODEL,
            Option(
                "mode",
                "Mode",
                "Record asks the other provider and keeps its answers; replay answers from them alone.",
                form="choice",
                choices=("replay", "record"),
            ),
            Option("provider", "Records", "The provider whose answers are recorded.", form="provider"),
        ),
    ),
    LOCAL,
)


def kind_named(name: str) -> Kind | None:
    """The kind of this name."""
    return next((kind for kind in KINDS if kind.name == name), None)
