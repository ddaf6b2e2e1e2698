"""What no committed file may hold, whatever its kind: registry hosts, paths of one machine, secrets."""

import re
from collections.abc import Mapping

from tests.rules.tree import Finding, Source, Tree

_DOT = r"[.]"

REGISTRY_HOSTS = re.compile(
    rf"pypi{_DOT}org|pythonhosted{_DOT}org|npmjs{_DOT}(org|com)|yarnpkg{_DOT}com|deb{_DOT}debian{_DOT}org"
    rf"|security{_DOT}debian{_DOT}org|crates{_DOT}io|proxy{_DOT}golang{_DOT}org|mirror[\w-]*{_DOT}\w+"
)

MACHINE_PATHS = re.compile(r"(?<![\w.$}/~-])/(work|root|home/[a-z][\w-]*|Users/[A-Za-z][\w-]*|private/tmp)/[\w.]")

SECRETS: Mapping[str, re.Pattern[str]] = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE " + "KEY-----"),
    "an AWS access key": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(r"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,})\b"),
    "a Slack token": re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{20,}"),
    "a model vendor's key": re.compile(r"\bsk-(ant-|proj-)?[A-Za-z0-9_-]{32,}"),
    "a Google key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),
    "a signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}"),
    "a password in an address": re.compile(
        r"\b(mysql|redis|postgres|amqp|https?)[+\w]*://[^\s:/@{}$<>…]+:[^\s:/@{}$<>…]{8,}@"
    ),
}

MADE_UP = re.compile(r"hunter2|made up")
"""Marks a line whose secret opens nothing: the password everybody knows, or words that say so."""


def _is_text(source: Source) -> bool:
    return b"\0" not in source.data[:8192]


def _matches(
    tree: Tree, pattern: re.Pattern[str], message: str, unless: re.Pattern[str] | None = None
) -> list[Finding]:
    findings: list[Finding] = []
    for source in tree.sources:
        if not _is_text(source) or not pattern.search(source.text):
            continue
        for number, line in enumerate(source.lines, 1):
            match = pattern.search(line)
            if match and not (unless and unless.search(line)):
                findings.append(source.finding(number, f"`{match[0][:24]}`: {message}"))
    return findings


def registry_hosts(tree: Tree) -> list[Finding]:
    """No file names the host of a package registry: locks hold names, versions and hashes."""
    return _matches(tree, REGISTRY_HOSTS, "a package registry's host; whoever installs chooses the registry")


def machine_paths(tree: Tree) -> list[Finding]:
    """No file names a folder of one person's machine. A Dockerfile speaks of its image's own folders."""
    found = _matches(tree, MACHINE_PATHS, "a path of one machine; derive it from the file's own place")
    linked = [Finding(path, 1, "a symbolic link; it leads somewhere else on another machine") for path in tree.links]
    return [*linked, *(finding for finding in found if not finding.path.endswith("Dockerfile"))]


def secrets(tree: Tree) -> list[Finding]:
    """No file holds what looks like a secret."""
    return [
        finding
        for kind, pattern in SECRETS.items()
        for finding in _matches(tree, pattern, f"looks like {kind}", unless=MADE_UP)
    ]
