"""The shape of the code base: file lengths, module names, the kernel's limits."""

import ast
import re
from pathlib import PurePosixPath

from tests.rules.tree import PACKAGES, Finding, Source, Tree

MAX_LINES = 400
HAND_WRITTEN = {
    ".py", ".ts", ".tsx", ".js", ".mjs", ".css", ".html", ".sh", ".sql", ".conf", ".yml", ".yaml", ".toml",
}  # fmt: skip
DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "shared", "misc", "base"}

KERNEL_MAX_FILES = 16
KERNEL_MAX_LINES = 3400
BUSINESS_NOUNS = {
    "account", "agent", "approval", "company", "completion", "document", "integration", "invoice", "knowledge",
    "member", "notice", "notification", "prompt", "provider", "run", "step", "template", "trigger", "user", "workflow",
}  # fmt: skip
"""What the kernel's file, class and function names may not speak of. `Principal.company_id` is a field, not a name."""
VERBS_TOO = {"document", "notice", "prompt", "run", "step", "trigger"}
"""Allowed in a function's name, where they say what is done."""


def is_generated(path: str) -> bool:
    """Whether a file is written by a tool: it says so in its name, or it is a lock or a migration."""
    name = PurePosixPath(path).name
    return ".gen." in name or "/migrations/versions/" in path or name.endswith((".lock", "-lock.json"))


def long_files(tree: Tree) -> list[Finding]:
    """No hand-written file has more than 400 lines."""
    return [
        source.finding(MAX_LINES + 1, f"{len(source.lines)} lines, at most {MAX_LINES}: is there a natural seam?")
        for source in tree.sources
        if PurePosixPath(source.path).suffix in HAND_WRITTEN
        and not is_generated(source.path)
        and len(source.lines) > MAX_LINES
    ]


def drawers(tree: Tree) -> list[Finding]:
    """No module or folder of code is named like a drawer."""
    findings: list[Finding] = []
    for source in tree.sources:
        path = PurePosixPath(source.path)
        if path.suffix not in {".py", ".ts", ".tsx", ".js", ".css"}:
            continue
        named = {part.split(".")[0].lower() for part in path.parts}
        if drawer := sorted(named & DRAWERS):
            findings.append(source.finding(1, f"`{drawer[0]}` says nothing about what is inside: name the capability"))
    return findings


def _named(source: Source) -> list[tuple[int, str, set[str]]]:
    named = [(1, source.name, BUSINESS_NOUNS)]
    for node in ast.walk(source.module):
        if isinstance(node, ast.ClassDef):
            named.append((node.lineno, node.name, BUSINESS_NOUNS))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            named.append((node.lineno, node.name, BUSINESS_NOUNS - VERBS_TOO))
    return named


def _words(name: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return {form for word in spaced.split("_") for form in (word, word.removesuffix("s"))}


def kernel(tree: Tree) -> list[Finding]:
    """The kernel is flat, small, and has no business noun in a name."""
    folder = PACKAGES["kernel"]
    files = list(tree.under(folder))
    lines = sum(len(source.lines) for source in files)
    counted = [source for source in files if source.name != "__init__"]
    findings: list[Finding] = []
    if len(counted) > KERNEL_MAX_FILES:
        findings.append(Finding(folder, 1, f"{len(counted)} files, at most {KERNEL_MAX_FILES}"))
    if lines > KERNEL_MAX_LINES:
        findings.append(Finding(folder, 1, f"{lines} lines, at most {KERNEL_MAX_LINES}"))
    for source in files:
        if "/" in source.path.removeprefix(f"{folder}/"):
            findings.append(source.finding(1, "the kernel is flat: no folders"))
        for line, name, nouns in _named(source):
            if noun := sorted(_words(name) & nouns):
                findings.append(source.finding(line, f"`{name}`: `{noun[0]}` is a business noun, the kernel owns none"))
    return findings
