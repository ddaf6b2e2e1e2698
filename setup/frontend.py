"""The application in the browser: its locked packages, and its build."""

import platform
from pathlib import Path

from setup.node import npm
from setup.paths import FRONTEND, ROOT
from setup.stages import Stage, fingerprint

_MANIFESTS = [FRONTEND / name for name in ("package.json", "package-lock.json", ".npmrc")]
_PROVIDER = ROOT / "auth" / "tests" / "sso" / "oidc-provider"
_SOURCES = [FRONTEND / name for name in ("src", "public", "scripts", "index.html", "vite.config.ts", "tsconfig.json")]


def frontend_stages() -> list[Stage]:
    """npm's packages, then the build."""
    return [
        Stage(
            name="frontend packages",
            does="install what the application is built with",
            goes_in=lambda: fingerprint(_MANIFESTS, platform.machine()),
            comes_out=(FRONTEND / "node_modules" / ".package-lock.json",),
            work=lambda: _npm("ci", "--no-audit", "--no-fund", "--ignore-scripts"),
            after=("installer",),
        ),
        Stage(
            name="frontend",
            does="build the application",
            goes_in=lambda: fingerprint([*_MANIFESTS, *_SOURCES]),
            comes_out=(FRONTEND / "dist" / "index.html",),
            work=_build,
            after=("frontend packages",),
        ),
    ]


def _build() -> None:
    _npm("exec", "--", "vite", "build")
    _npm("run", "compress")


def provider_stage() -> Stage:
    """An identity provider, for the tests of single sign-on alone."""
    return Stage(
        name="identity provider",
        does="install the one that single sign-on is tested against",
        goes_in=lambda: fingerprint([_PROVIDER / name for name in ("package.json", "package-lock.json", ".npmrc")]),
        comes_out=(_PROVIDER / "node_modules" / ".package-lock.json",),
        work=lambda: _npm("ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=_PROVIDER),
        # npm is asked for one thing at a time.
        after=("frontend packages",),
    )


def _npm(*arguments: str, cwd: Path = FRONTEND) -> None:
    npm(*arguments, cwd=cwd, log="frontend")
