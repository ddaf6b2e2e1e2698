"""Where things lie: the checkout, what set-up makes inside it, and what is kept between checkouts."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / ".setup"
STAMPS = STATE / "stamps"
LOGS = STATE / "logs"
VENV = ROOT / ".venv"
BIN = VENV / "bin"
FRONTEND = ROOT / "frontend"
MODEL = Path(os.environ.get("LOCAL_MODEL_DIR") or STATE / "model").absolute()
"""The local embedding model that set-up builds; the AI service reads it from `LOCAL_MODEL_DIR`."""


def _cache() -> Path:
    """The administrator's cache is where servers that run as another user can read it."""
    if given := os.environ.get("XDG_CACHE_HOME"):
        return Path(given) / "agent-platform"
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/cache/agent-platform")
    return Path.home() / ".cache" / "agent-platform"


CACHE = _cache()
"""Large things that do not depend on the checkout: an unpacked MySQL, initialised data folders, container images."""

PACKAGES = ("kernel", "contracts", "ai", "auth", "company", "agents", "notifications", "standalone")
"""The workspace's Python packages, by folder."""
SERVICES = ("ai", "auth", "company", "agents", "notifications")
"""Those with an image of their own."""
