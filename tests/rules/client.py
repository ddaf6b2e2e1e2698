"""The description of the interface is one, and the browser's client is what it generates."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from setup.node import node_environment, node_folder
from tests.rules.tree import ROOT, Finding


def clashing_schemas(parts: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """Schemas of one name that two services mean differently: in the merged description one would hide the other.

    `parts` maps services to their OpenAPI documents.
    """
    seen: dict[str, tuple[str, Any]] = {}
    findings: list[Finding] = []
    for service, document in parts.items():
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            first, meant = seen.setdefault(name, (service, schema))
            if meant != schema:
                findings.append(Finding(service, 0, f"schema `{name}` means something else in {first}: rename one"))
    return findings


def repeated_operations(documents: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """Operations of one id: a generated client would have one of them only."""
    seen: dict[str, str] = {}
    findings: list[Finding] = []
    for service, document in documents.items():
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                here = f"{method.upper()} {path}"
                if (other := seen.setdefault(operation["operationId"], here)) != here:
                    findings.append(Finding(service, 0, f"{here} has the operation id of {other}"))
    return findings


def is_generated_from(document: Mapping[str, Any], folder: Path) -> tuple[bool, str]:
    """Whether the committed TypeScript types are what `document` generates, and what the generator said."""
    description = folder / "openapi.json"
    description.write_text(json.dumps(document, sort_keys=True), encoding="utf-8")
    done = subprocess.run(
        [node_folder() / "node", "scripts/gen-api.mjs", description, "--check"],
        cwd=ROOT / "frontend",
        env={**os.environ, **node_environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 0, done.stdout + done.stderr
