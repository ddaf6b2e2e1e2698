"""No committed file names a registry, a machine's folder or a secret, and each violation is seen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rules import text
from tests.rules.tree import ROOT, Finding, Tree, plant, report

# Put together here, so that this file does not hold what it looks for.
AT = "@"
DOT = "."
SLASH = "/"


@pytest.mark.parametrize("check", [text.registry_hosts, text.machine_paths, text.secrets], ids=lambda c: c.__name__)
def test_the_repository_holds_no(check: Callable[[Tree], list[Finding]]) -> None:
    assert not (found := check(Tree(ROOT))), report(found)


@pytest.mark.parametrize(
    ("check", "planted"),
    [
        (text.registry_hosts, f'source = {{ registry = "https://pypi{DOT}org/simple" }}'),
        (text.registry_hosts, f'"resolved": "https://registry{DOT}npmjs{DOT}org/a/-/a-1.0.0.tgz"'),
        (text.registry_hosts, f"FROM x\nRUN echo deb http://deb{DOT}debian{DOT}org/debian bookworm main"),
        (text.machine_paths, f"DATA = '{SLASH}work{SLASH}main/var'"),
        (text.machine_paths, f"see {SLASH}home{SLASH}ana/project"),
        (text.machine_paths, f"COPY {SLASH}root{SLASH}key /key"),
        (text.secrets, "-----BEGIN EC PRIVATE " + "KEY-----"),
        (text.secrets, "key = AKIA" + "ABCDEFGHIJKLMNOP"),
        (text.secrets, "token: ghp_" + "a1" * 18),
        (text.secrets, "api_key = 'sk-" + "proj-" + "a1B2" * 10 + "'"),
        (text.secrets, "eyJ" + "a" * 24 + ".eyJ" + "b" * 24 + "." + "c" * 40),
        (text.secrets, f"mysql+asyncmy://platform:correct-horse{AT}db/company"),
    ],
)
def test_a_violation_is_seen(tmp_path: Path, check: Callable[[Tree], list[Finding]], planted: str) -> None:
    tree = plant(tmp_path, {"docs/page.md": planted})

    assert [finding.path for finding in check(tree)] == ["docs/page.md"]


def test_a_symbolic_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(tmp_path)

    assert [finding.path for finding in text.machine_paths(plant(tmp_path, {"a.md": "a"}))] == ["node_modules"]


@pytest.mark.parametrize(
    "harmless",
    [
        "mysql+asyncmy://company:${COMPANY_DB_PASSWORD}@db/company",
        "GET /api/company/v1/work/root/home and ./work/x, ~/work/x",
        "sk-test",
        "redis://someone:hunter22@cache/0",
        "numpy==2.4.6 --hash=sha256:" + "0a" * 32,
    ],
)
def test_what_only_resembles_a_violation_passes(tmp_path: Path, harmless: str) -> None:
    tree = plant(tmp_path, {"docs/page.md": harmless})

    assert [*text.registry_hosts(tree), *text.machine_paths(tree), *text.secrets(tree)] == []
