"""A started service has loaded nothing that it may never need: vendors' clients, models, what reads documents."""

import json
import subprocess
import sys
from pathlib import Path

_HEAVY = (
    "openai", "anthropic", "google.genai", "langchain_core", "langchain_text_splitters",
    "numpy", "onnxruntime", "tokenizers", "xllamacpp", "pypdfium2", "redis", "asyncmy",
)  # fmt: skip

_STARTED = """
import asyncio, json, sys
from pathlib import Path
from ai.tests.opened import API, open_ai

async def started():
    async with open_ai(Path(sys.argv[1]), Path(sys.argv[1]) / "no-model") as ai:
        client = await ai.signed_in()
        return [(await client.get(f"{API}/{path}")).status_code for path in ("providers", "aliases", "cache", "usage")]

print(json.dumps([asyncio.run(started()), sorted(sys.modules)]))
"""


def test_a_service_that_is_ready_and_was_asked_what_it_has_has_loaded_no_vendors_client(tmp_path: Path) -> None:
    program = [sys.executable, "-c", _STARTED, str(tmp_path)]
    root = Path(__file__).resolve().parents[2]

    done = subprocess.run(program, cwd=root, capture_output=True, text=True, check=True)

    statuses, modules = json.loads(done.stdout.splitlines()[-1])
    assert statuses == [200] * 4
    assert not set(_HEAVY) & set(modules)
