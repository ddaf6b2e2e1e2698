"""For developers: a service starts anew when its source changes."""

import os
import subprocess
import sys
import time
from pathlib import Path

from setup.paths import ROOT

_PATIENCE = 20


def _until(file: Path, lines: int) -> None:
    until = time.monotonic() + _PATIENCE
    while len(file.read_text().splitlines() if file.exists() else []) < lines:
        assert time.monotonic() < until, "it did not start anew"
        time.sleep(0.05)


def test_a_changed_file_starts_the_service_anew(tmp_path: Path) -> None:
    started = tmp_path / "started"
    program = f"import time, pathlib\npathlib.Path({str(started)!r}).open('a').write('once\\n')\ntime.sleep(60)\n"
    (tmp_path / "a_service.py").write_text(program)
    watch = [sys.executable, str(ROOT / "deploy" / "dev" / "watch.py"), "a_service"]
    with subprocess.Popen(watch, env={**os.environ, "PYTHONPATH": str(tmp_path)}) as child:
        try:
            _until(started, 1)
            (tmp_path / "another.py").write_text("")
            _until(started, 2)
        finally:
            child.send_signal(2)
            child.wait(_PATIENCE)
