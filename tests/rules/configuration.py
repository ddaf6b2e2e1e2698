"""Every setting can be found by who installs the product, and the gateway serves the paths that are served."""

import re
from collections.abc import Collection, Iterable

from kernel.service import Settings
from tests.rules.tree import Finding


def offered(env_example: str) -> set[str]:
    """The variables that `.env.example` explains, set or commented out."""
    return set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", env_example, re.MULTILINE))


def set_by_compose(compose: str) -> set[str]:
    """The variables that `docker-compose.yml` sets for a service, or asks of its environment."""
    keys = re.findall(r"^\s+(?:-\s+)?([A-Z][A-Z0-9_]+)\s*[:=]", compose, re.MULTILINE)
    return {*keys, *re.findall(r"\$\{([A-Z][A-Z0-9_]+)", compose)}


def undocumented(models: Iterable[type[Settings]], env_example: str, compose: str) -> list[Finding]:
    """Settings that are neither explained in `.env.example` nor set by `docker-compose.yml`."""
    known = offered(env_example) | set_by_compose(compose)
    return [
        Finding(model.__module__, 0, f"`{name.upper()}` is not in .env.example")
        for model in models
        for name in model.model_fields
        if name.upper() not in known
    ]


def explained_in_vain(env_example: str, texts: Collection[str]) -> list[Finding]:
    """Variables of `.env.example` that nothing in the product reads."""
    return [
        Finding(".env.example", 0, f"`{name}` is read by nothing")
        for name in sorted(offered(env_example))
        if not any(re.search(rf"\b({name}|{name.lower()})\b", text) for text in texts)
    ]


def gateway_paths(routes_conf: str) -> set[str]:
    """The paths that the gateway passes on, from `api/routes.conf`; exact ones without a slash at the end."""
    code = re.sub(r"#.*", "", routes_conf)
    return set(re.findall(r"location\s+(?:=|\^~)?\s*(/(?:api|hooks|forms)/[\w./-]*|/healthz|/readyz)\s*\{", code))


def gateway_differences(routes_conf: str, mounted: Iterable[str]) -> list[Finding]:
    """Paths that only one of the gateway and standalone knows. `/metrics` is not public, `/` is the frontend's."""
    served = {path for path in mounted if path != "/metrics"}
    passed_on = gateway_paths(routes_conf)
    only_served = [Finding("api/routes.conf", 0, f"`{path}` is served but not routed") for path in served - passed_on]
    only_routed = [Finding("api/routes.conf", 0, f"`{path}` is routed but not served") for path in passed_on - served]
    return only_served + only_routed
