"""A source tree to check: the repository, or a small one written by a test."""

import ast
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]

PACKAGES: Mapping[str, str] = {
    "kernel": "kernel/src/kernel",
    "contracts": "contracts/src/contracts",
    "ai_service": "ai/src/ai_service",
    "auth_service": "auth/src/auth_service",
    "company_service": "company/src/company_service",
    "agents_service": "agents/src/agents_service",
    "notifications_service": "notifications/src/notifications_service",
    "standalone": "standalone/src/standalone",
}
"""Every Python package of the product and where it lies."""

SERVICES = tuple(name for name in PACKAGES if name.endswith("_service"))


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule: where, and what to do about it."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class Source:
    """One file of a tree, named by its path from the root."""

    def __init__(self, root: Path, path: str) -> None:
        self.path = path
        self._file = root / path

    @property
    def name(self) -> str:
        """The file's name without its last suffix."""
        return PurePosixPath(self.path).stem

    @cached_property
    def data(self) -> bytes:
        """The file's bytes."""
        return self._file.read_bytes()

    @cached_property
    def text(self) -> str:
        """The file as text; bytes that are not UTF-8 are replaced."""
        return self.data.decode("utf-8", errors="replace")

    @cached_property
    def lines(self) -> list[str]:
        """The file's lines."""
        return self.text.splitlines()

    @cached_property
    def module(self) -> ast.Module:
        """The file parsed as Python."""
        return ast.parse(self.text, filename=self.path)

    def finding(self, line: int, message: str) -> Finding:
        """A finding in this file."""
        return Finding(self.path, line, message)


class Tree:
    """The files that belong to a project: what git tracks or would add, or, outside git, all there is."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def sources(self) -> list[Source]:
        """Every file."""
        return [Source(self.root, path) for path in sorted(self._paths()) if (self.root / path).is_file()]

    @cached_property
    def links(self) -> list[str]:
        """The path of every symbolic link."""
        return [path for path in sorted(self._paths()) if (self.root / path).is_symlink()]

    def _paths(self) -> set[str]:
        if not (self.root / ".git").exists():
            return {
                str(path.relative_to(self.root).as_posix())
                for path in self.root.rglob("*")
                if not path.is_dir() or path.is_symlink()
            }
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(command, cwd=self.root, capture_output=True, check=True, text=True)
        return {path for path in done.stdout.split("\0") if path}

    def under(self, folder: str, suffix: str = ".py") -> Iterator[Source]:
        """Files below `folder` whose name ends with `suffix`."""
        return (s for s in self.sources if s.path.startswith(f"{folder}/") and s.path.endswith(suffix))

    def python(self) -> Iterator[Source]:
        """Every Python file."""
        return (source for source in self.sources if source.path.endswith(".py"))

    def product(self) -> Iterator[Source]:
        """Every Python file of the packages, tests and tools left out."""
        return (source for folder in PACKAGES.values() for source in self.under(folder))

    def has(self, path: str) -> bool:
        """Whether the tree has this file."""
        return (self.root / path).is_file()

    def read(self, path: str) -> str:
        """The text of one file."""
        return (self.root / path).read_text(encoding="utf-8")


def plant(root: Path, files: Mapping[str, str]) -> Tree:
    """Write a small tree for a test."""
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return Tree(root)


def report(findings: list[Finding]) -> str:
    """The findings as an assertion message."""
    return "\n" + "\n".join(str(finding) for finding in sorted(findings))
