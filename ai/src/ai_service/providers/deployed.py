"""Providers that the deployment connects for every company, by its environment."""

from dataclasses import dataclass, field

from ai_service.providers.catalogue import kind_named
from ai_service.settings import AiSettings


@dataclass(frozen=True)
class Deployed:
    """One of them; shown to companies, never changed by them. `variable` is what connects it."""

    kind: str
    name: str
    base_url: str
    api_key: str = field(repr=False)
    model: str
    variable: str
    data_stays: bool = False

    @property
    def id(self) -> str:
        """The same in every company."""
        return f"deployment-{self.kind}"


def deployed_by(settings: AiSettings) -> tuple[Deployed, ...]:
    """In the order in which they are asked."""
    with_keys = (
        ("openai", settings.openai_api_key, settings.openai_model, "OPENAI_API_KEY"),
        ("anthropic", settings.anthropic_api_key, settings.anthropic_model, "ANTHROPIC_API_KEY"),
        ("google", settings.gemini_api_key, settings.gemini_model, "GEMINI_API_KEY"),
    )
    found: list[Deployed] = []
    if settings.ai_base_url:
        key = settings.ai_api_key.get_secret_value() if settings.ai_api_key else ""
        url = settings.ai_base_url.rstrip("/")
        name = "Model of this deployment"
        stays = settings.ai_data_stays
        found.append(Deployed("openai-compatible", name, url, key, settings.ai_model, "AI_BASE_URL", stays))
    for name, key, model, variable in with_keys:
        kind = kind_named(name)
        if key and kind:
            found.append(Deployed(name, kind.title, kind.base_url or "", key.get_secret_value(), model, variable))
    return tuple(found)
