"""The linters that keep rules of their own, run on the repository or on a copy with a violation planted in it."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.rules.tree import PACKAGES, ROOT

BIN = Path(sys.executable).parent


def configuration() -> dict[str, Any]:
    """The `[tool]` part of the root `pyproject.toml`."""
    tools: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    return tools


def _run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> tuple[bool, str]:
    given = {**os.environ, "NO_COLOR": "1", **(environment or {})}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=given)
    return done.returncode == 0, done.stdout + done.stderr


def contract_ids() -> list[str]:
    """The import contracts of the repository."""
    return [str(contract["id"]) for contract in configuration()["importlinter"]["contracts"]]


def keeps_contracts(root: Path = ROOT, *only: str) -> tuple[bool, str]:
    """Whether the packages below `root` keep the import contracts (all, or those named), and what the linter said."""
    path = os.pathsep.join(str((root / folder).parent) for folder in PACKAGES.values())
    command: list[str | Path] = [BIN / "lint-imports", "--no-cache", "--config", ROOT / "pyproject.toml"]
    return _run([*command, *(f"--contract={name}" for name in only)], root, {"PYTHONPATH": path})


def copy_of_the_packages(target: Path) -> Path:
    """A copy of every package's Python files, to plant violations in."""
    for folder in PACKAGES.values():
        wanted = shutil.ignore_patterns("__pycache__", "versions", "*.onnx", "*.pdf", "*.json", "*.woff2")
        shutil.copytree(ROOT / folder, target / folder, ignore=wanted, dirs_exist_ok=True)
    return target


def ruff_complains(file: Path) -> set[str]:
    """The codes of what ruff, configured as for the repository, finds in a file."""
    command = [BIN / "ruff", "check", "--no-cache", "--output-format=json", "--config", ROOT / "pyproject.toml", file]
    _, said = _run(command, file.parent)
    return {str(finding["code"]) for finding in json.loads(said)}


def type_checker_complains(folder: Path) -> set[str]:
    """The rules that the type checker, configured as for the repository, finds broken in the files of a folder."""
    settings = {**configuration()["basedpyright"], "include": ["."], "exclude": [], "venvPath": str(ROOT)}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    _, said = _run([BIN / "basedpyright", "--outputjson", "--project", folder], folder)
    return {str(finding.get("rule")) for finding in json.loads(said)["generalDiagnostics"]}


def ruff_on_the_repository() -> tuple[bool, str]:
    """Whether ruff has nothing to say, about rules or about formatting."""
    checked, said = _run([BIN / "ruff", "check", "--output-format=concise", "."], ROOT)
    formatted, said_of_format = _run([BIN / "ruff", "format", "--check", "."], ROOT)
    return checked and formatted, said + said_of_format
