"""`agent-platform bench`: runs a benchmark of the `bench/` folder and says on which machine it was measured."""

import importlib.util
import inspect
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast


def _folder() -> Path:
    return Path(os.environ.get("BENCH_DIR", "bench"))


def _load(path: Path) -> Callable[..., dict[str, Any]]:
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return cast("Callable[..., dict[str, Any]]", module.run)


def machine() -> dict[str, Any]:
    """What is measured on, and how busy it is."""
    load = os.getloadavg()
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": [round(value, 2) for value in load],
    }


def run(name: str, *, quick: bool, as_json: bool, **options: str) -> int:
    """Run the named benchmark (`list`: name them all); answers the exit code."""
    # Benchmarks use what the tests of the repository use to start the platform.
    sys.path.insert(0, str(_folder().resolve().parent))
    known = {path.stem: path for path in sorted(_folder().glob("*.py")) if not path.stem.startswith("_")}
    if name == "list":
        sys.stdout.write("\n".join(known) + "\n")
        return 0
    if name not in known:
        sys.stderr.write(f"There is no benchmark {name!r} in {_folder()}. There are: {', '.join(known) or 'none'}.\n")
        return 2
    measure = _load(known[name])
    given = {option: value for option, value in options.items() if value}
    if unknown := given.keys() - inspect.signature(measure).parameters.keys():
        sys.stderr.write(f"The benchmark {name!r} has no --{' and no --'.join(unknown)}.\n")
        return 2
    result = {"benchmark": name, "quick": quick, "machine": machine(), **measure(quick=quick, **given)}
    sys.stdout.write(json.dumps(result, indent=None if as_json else 2) + "\n")
    return 0
