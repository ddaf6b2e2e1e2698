"""The lock files: made by `make lock`, checked by `make test`. They pin every package by hash and name no registry."""

import re
from pathlib import Path

from setup.paths import ROOT, SERVICES
from setup.progress import Failed, say
from setup.python import DEV_LOCK, INSTALLER_LOCK, LOCAL_LLM, RUNTIME_LOCK, uv
from setup.stages import fingerprint

_MADE_FROM = "# made by `make lock` from "
_HASHED = re.compile(r"^[A-Za-z0-9][^\n]*\\\n(?:\s+--hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+", re.M)
_PINS = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.M)
_NPM_LOCKS = [ROOT / folder / "package-lock.json" for folder in ("frontend", "auth/tests/sso/oidc-provider")]
_ADVICE = "The packages could not be resolved; the message above says which two requirements disagree."


def _python_locks() -> dict[Path, list[str]]:
    """Each lock with what it is exported from."""
    light = ["--all-extras", "--no-extra", LOCAL_LLM, "--no-dev"]
    runtime = [*light, "--group", "build"]
    services = {
        ROOT / service / "requirements.lock": [
            "--package", f"{service}-service", *(light if service == "ai" else ["--all-extras", "--no-dev"]),
        ]
        for service in SERVICES
    }  # fmt: skip
    return {
        RUNTIME_LOCK: ["--all-packages", *runtime],
        DEV_LOCK: ["--all-packages", "--all-extras", "--all-groups"],
        **services,
    }


def _made_from() -> str:
    projects = sorted(ROOT.glob("*/pyproject.toml"))
    wanted = [re.sub(r"(?ms)^\[tool\.(?!uv).*?(?=^\[(?!tool\.)|\Z)", "", p.read_text()) for p in projects]
    root = (ROOT / "pyproject.toml").read_text()
    groups = re.findall(r"(?ms)^\[(?:dependency-groups|tool\.uv)\]\n.*?(?=^\[)", root)
    return fingerprint([], *wanted, *groups)[:16]


def make_locks() -> None:
    """Resolve and write every lock. Without a local `uv.lock` (never committed) everything moves to its newest."""
    uv("lock", log="lock", advice=_ADVICE)
    for path, what in _python_locks().items():
        text = uv(
            "export", "--frozen", "--no-emit-workspace", "--no-annotate", "--no-header", "--quiet", *what,
            "--format", "requirements.txt", log="lock", advice=_ADVICE,
        )  # fmt: skip
        path.write_text(f"{_MADE_FROM}{_made_from()}\n{text}")
        say(f"  {path.relative_to(ROOT)}: {len(_PINS.findall(text))} packages")
    for line in lock_findings():
        raise Failed(line)


def lock_findings() -> list[str]:
    """What is wrong with the lock files, a line each."""
    findings: list[str] = []
    for path in [*_python_locks(), INSTALLER_LOCK]:
        if path.is_file():
            findings += python_findings(path.relative_to(ROOT).as_posix(), path.read_text())
        else:
            findings.append(f"{path.relative_to(ROOT)} is missing. Run `make lock`.")
    findings += [
        f"{lock.relative_to(ROOT)} names a registry: keep `omit-lockfile-registry-resolved` in .npmrc."
        for lock in _NPM_LOCKS
        if '"resolved"' in lock.read_text()
    ]
    if not findings:
        findings += _disagreements()
    return findings


def python_findings(name: str, text: str) -> list[str]:
    """What is wrong with the text of one lock of Python packages."""
    findings = [
        f"{name}:{number}: names an address" for number, line in enumerate(text.splitlines(), 1) if "://" in line
    ]
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#")) + "\n"
    if _HASHED.sub("", body).strip():
        findings.append(f"{name}: something in it has no hash: {_HASHED.sub('', body).strip()[:80]!r}")
    if text.startswith(_MADE_FROM) and not text.startswith(_MADE_FROM + _made_from()):
        findings.append(f"{name} is older than a pyproject.toml. Run `make lock`.")
    return findings


def _disagreements() -> list[str]:
    """Packages that two locks pin differently."""
    every = set(_PINS.findall(DEV_LOCK.read_text()))
    return [
        f"{path.relative_to(ROOT)} pins {name}=={version}, {DEV_LOCK.name} does not"
        for path in _python_locks()
        for name, version in _PINS.findall(path.read_text())
        if (name, version) not in every
    ]
