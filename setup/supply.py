"""What the product is made of: a bill of materials (CycloneDX), its licences, and known weaknesses, offline.

Weaknesses are looked up in advisories that lie on this machine, in the Open Source Vulnerability format (schema 1.7;
osv.dev offers each ecosystem as an archive to download). A lookup without advisories is an error, never a green light.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from setup.node import npm_command
from setup.paths import FRONTEND, ROOT, VENV
from setup.progress import Failed, run, say
from setup.tools import tool

FOLDER = ROOT / "sbom"
_CYCLONEDX = ("cyclonedx-bom==7.5.0",)
_ADVICE = "See the message above."
UNWANTED = ("AGPL", "GPL-2", "GPL-3", "SSPL", "BUSL", "Commons-Clause")
"""Licences that the product must not come under by what it ships."""
_LESSER = "LGPL"
_ECOSYSTEMS = {"pypi": "PyPI", "npm": "npm"}


class Part(NamedTuple):
    """Something that the product is made of."""

    ecosystem: str
    name: str
    version: str
    licences: tuple[str, ...]


def write_bill() -> list[Part]:
    """Write `sbom/python.cdx.json`, `sbom/frontend.cdx.json` and `sbom/licences.md`. Raises `Failed`."""
    FOLDER.mkdir(exist_ok=True)
    programs = tool("cyclonedx", _CYCLONEDX)
    python = FOLDER / "python.cdx.json"
    run(
        [programs / "cyclonedx-py", "environment", "--output-reproducible", "--of", "JSON", "-o", python, VENV],
        log="sbom",
        advice=_ADVICE,
    )
    npm = [*npm_command(), "sbom", "--sbom-format", "cyclonedx", "--omit", "dev"]
    done = subprocess.run([str(word) for word in npm], cwd=FRONTEND, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"npm could not say what the application is made of:\n{done.stderr[-800:]}")
    frontend = FOLDER / "frontend.cdx.json"
    frontend.write_text(done.stdout)
    parts = sorted({*parts_of(json.loads(python.read_text())), *parts_of(json.loads(done.stdout))})
    (FOLDER / "licences.md").write_text(licences(parts))
    say(f"sbom/ lists {len(parts)} parts and their licences.")
    if found := [f"{part.name} {part.version}: {', '.join(part.licences)}" for part in parts if is_unwanted(part)]:
        raise Failed("These parts' licences do not go with the product's:\n  " + "\n  ".join(found))
    return parts


def parts_of(bill: Mapping[str, Any]) -> Iterator[Part]:
    """The parts that a bill lists by package address."""
    for each in bill.get("components", []):
        kind = str(each.get("purl", "")).removeprefix("pkg:").partition("/")[0]
        if kind in _ECOSYSTEMS and "version" in each:
            group = f"{each['group']}/" if each.get("group") else ""
            yield Part(_ECOSYSTEMS[kind], f"{group}{each['name']}", each["version"], _licences_of(each))


def _licences_of(component: Mapping[str, Any]) -> tuple[str, ...]:
    found = [
        each.get("expression") or each["license"].get("id") or each["license"].get("name", "")
        for each in component.get("licenses", [])
    ]
    return tuple(sorted({name.split("\n")[0][:80] for name in found if name})) or ("not stated",)


def is_unwanted(part: Part) -> bool:
    """Whether every licence on offer is one of the unwanted."""
    offered = [choice for each in part.licences for choice in each.replace(" or ", " OR ").split(" OR ")]
    return all(_LESSER not in each and any(bad in each for bad in UNWANTED) for each in offered)


def licences(parts: Iterable[Part]) -> str:
    """A report: each licence with what comes under it."""
    under: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        under[" and ".join(part.licences)].append(f"{part.name} {part.version}")
    lines = [f"| {name} | {', '.join(sorted(members))} |" for name, members in sorted(under.items())]
    return "\n".join(["# Licences", "", "| licence | parts |", "| --- | --- |", *lines]) + "\n"


def weaknesses(parts: Iterable[Part], advisories: Path) -> list[str]:
    """A line for each known weakness of a part. Raises `Failed` where there are no advisories to look in."""
    files = sorted(advisories.rglob("*.json")) if advisories.is_dir() else []
    if not files:
        raise Failed(
            f"There are no advisories in {advisories}. Unpack those of PyPI and npm there (osv.dev offers them as "
            "archives), then: ADVISORIES=folder make weaknesses"
        )
    wanted = {(part.ecosystem, part.name.lower().replace("_", "-")): part for part in parts}
    found: list[str] = []
    for file in files:
        advisory: dict[str, Any] = json.loads(file.read_text())
        concerned: list[dict[str, Any]] = [] if "withdrawn" in advisory else advisory.get("affected", [])
        for affected in concerned:
            package: dict[str, str] = affected.get("package", {})
            key = (package.get("ecosystem", ""), package.get("name", "").lower().replace("_", "-"))
            part = wanted.get(key)
            if part and _affects(affected, part.version):
                found.append(f"{part.name} {part.version}: {advisory['id']} {advisory.get('summary', '')}".strip())
    return sorted(set(found))


def _affects(affected: Mapping[str, Any], version: str) -> bool:
    if version in affected.get("versions", []):
        return True
    ranges = [each for each in affected.get("ranges", []) if each["type"] in {"ECOSYSTEM", "SEMVER"}]
    return any(_within(each["events"], version) for each in ranges)


def _within(events: Iterable[Mapping[str, str]], version: str) -> bool:
    """Whether a version lies between where a weakness came and where it went."""
    inside, mine = False, order(version)
    for event in sorted(events, key=lambda each: order(next(iter(each.values())))):
        if "introduced" in event and mine >= order(event["introduced"]):
            inside = True
        elif ("fixed" in event and mine >= order(event["fixed"])) or (
            "last_affected" in event and mine > order(event["last_affected"])
        ):
            inside = False
    return inside


def order(version: str) -> tuple[tuple[int, ...], int]:
    """What orders versions of both ecosystems: their numbers; what comes before a release is less than the release."""
    release, numbers = version.lstrip("v").split("+")[0], list[int]()
    main = release
    for mark in ("-", "a", "b", "rc", "dev"):
        main = main.split(mark)[0]
    numbers = [int(each) for each in main.rstrip(".").split(".") if each.isdigit()]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    is_before = main != release and "post" not in release
    return tuple(numbers), -1 if is_before else 0


def look_for_weaknesses() -> int:
    """Look the whole product up; answers the exit code."""
    parts = write_bill()
    found = weaknesses(parts, Path(os.environ.get("ADVISORIES") or ROOT / "advisories"))
    for line in found:
        sys.stderr.write(f"{line}\n")
    say(f"{len(found)} known weaknesses in {len(parts)} parts.")
    return 1 if found else 0
