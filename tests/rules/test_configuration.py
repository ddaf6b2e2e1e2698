"""Settings are documented, the gateway's paths are the ones that are served, and each difference is seen."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from kernel.service import Settings, load
from setup.configuration import EXAMPLE, PAGE, page
from standalone.app import StandaloneSettings, running
from tests.rules import configuration
from tests.rules.tree import ROOT, Tree, report

ROUTES = """
location /api/auth/ { proxy_pass http://auth; }
location /api/company/ { proxy_pass http://company; }  # location /api/old/ {
location = /readyz { proxy_pass http://auth; }
location / { try_files $uri /index.html; }
"""


class PlantedSettings(Settings):
    """Two settings, of which one is documented."""

    known: int = 1
    forgotten: int = 1


def every_settings_model() -> Iterator[type[Settings]]:
    for source in Tree(ROOT).product():
        if "(Settings)" in source.text:
            module = import_module(source.path.partition("/src/")[2].removesuffix(".py").replace("/", "."))
            values = [v for v in vars(module).values() if isinstance(v, type) and v.__module__ == module.__name__]
            yield from (v for v in values if issubclass(v, Settings))


def test_every_setting_is_documented() -> None:
    tree = Tree(ROOT)

    found = configuration.undocumented(
        every_settings_model(), tree.read(".env.example"), tree.read("docker-compose.yml")
    )

    assert not found, report(found)


def test_nothing_is_documented_that_nothing_reads() -> None:
    tree = Tree(ROOT)
    readers = [source.text for source in tree.sources if source.path.endswith((".py", ".yml", "Makefile", ".sh"))]

    found = configuration.explained_in_vain(tree.read(".env.example"), readers)

    assert not found, report(found)


def test_the_page_of_settings_is_made_of_what_explains_them() -> None:
    written = PAGE.read_text()

    assert written == page(EXAMPLE.read_text()), "make it anew: python -m setup.configuration"
    assert set(re.findall(r"^\| `([A-Z0-9_]+)` ", written, re.M)) == configuration.offered(EXAMPLE.read_text())


async def test_the_gateway_routes_what_standalone_serves(tmp_path: Path) -> None:
    source = {"DATA_DIR": str(tmp_path)}

    async with running(load(StandaloneSettings, source), source) as gateway:
        mounted = gateway.prefixes
    found = configuration.gateway_differences(Tree(ROOT).read("api/routes.conf"), mounted)

    assert not found, report(found)


def test_an_undocumented_setting_is_seen() -> None:
    found = configuration.undocumented([PlantedSettings], "# What it is for\nKNOWN=1\n", "")

    assert [finding.message for finding in found] == ["`FORGOTTEN` is not in .env.example"]


def test_a_setting_that_compose_sets_is_known() -> None:
    compose = "services:\n  ai:\n    environment:\n      FORGOTTEN: ${KNOWN}\n"

    assert configuration.undocumented([PlantedSettings], "", compose) == []


def test_a_documented_variable_that_nothing_reads_is_seen() -> None:
    found = configuration.explained_in_vain("KNOWN=1\n# GONE=\n", ["class A:\n    known: int = 1\n"])

    assert [finding.message for finding in found] == ["`GONE` is read by nothing"]


def test_a_path_that_only_one_side_knows_is_seen() -> None:
    mounted = ["/api/auth/", "/api/agents/", "/readyz", "/metrics"]

    found = configuration.gateway_differences(ROUTES, mounted)

    assert {finding.message for finding in found} == {
        "`/api/agents/` is served but not routed",
        "`/api/company/` is routed but not served",
    }
