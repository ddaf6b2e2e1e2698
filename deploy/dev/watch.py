"""Runs a service, and starts it anew whenever one of its source files changes: `python watch.py MODULE [ARGUMENT…]`.

For developers alone (compose.dev.yml). Looks at times of change, because a folder shared with a container tells no
events on every system.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_EVERY = 0.7
_PATIENCE = 20


def newest(folders: Sequence[Path]) -> float:
    """When a Python file below these folders last changed; how many there are counts, too."""
    times = [file.stat().st_mtime for folder in folders for file in folder.rglob("*.py")]
    return max(times, default=0.0) + len(times)


def watch(command: Sequence[str], folders: Sequence[Path]) -> int:
    """Run until told to stop."""
    while True:
        seen, child = newest(folders), subprocess.Popen(command)
        try:
            while newest(folders) == seen:
                time.sleep(_EVERY)
            print(f"watch: {command[-1]} starts anew", flush=True)
        except KeyboardInterrupt:
            return 0
        finally:
            child.terminate()
            try:
                child.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


if __name__ == "__main__":
    sources = [Path(each) for each in os.environ["PYTHONPATH"].split(os.pathsep)]
    sys.exit(watch([sys.executable, "-m", *sys.argv[1:]], sources))
