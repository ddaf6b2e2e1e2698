"""How many fields of how many invoices the built-in local provider reads right: the sample's, and those of a folder.

`INVOICES_DIR` names a folder of real invoices with their answers (see `ai_service.providers.local.accuracy`).
"""

import asyncio
import os
from pathlib import Path
from typing import Any

from ai_service.providers.local.accuracy import measure

ROOT = Path(__file__).resolve().parents[1]
_SAMPLE = ROOT / "company" / "src" / "company_service" / "samples" / "invoices"
_REAL = ROOT.parent / "shared" / "data" / "invoices"


def run(*, quick: bool) -> dict[str, Any]:
    """Read every invoice of both sets (only the sample when quick)."""
    model = Path(os.environ.get("LOCAL_MODEL_DIR", ROOT / ".setup" / "model"))
    real = Path(os.environ.get("INVOICES_DIR", _REAL))
    sets = {"sample": _SAMPLE} | ({"real": real} if real.is_dir() and not quick else {})
    return {name: asyncio.run(measure([folder], model)) for name, folder in sets.items()}
