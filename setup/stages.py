"""Stages of set-up: each knows what it depends on, is skipped while none of that changed, and runs beside others.

A stage's stamp is the fingerprint of what went in, written when the work is done; it holds while the results exist.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from setup.paths import ROOT, STAMPS
from setup.progress import Clock, Failed, say, strong


@dataclass(frozen=True)
class Stage:
    """One thing that set-up makes. `goes_in` may be asked only when the stages in `after` are done."""

    name: str
    does: str
    goes_in: Callable[[], str]
    comes_out: tuple[Path, ...]
    work: Callable[[], None]
    after: tuple[str, ...] = ()

    @property
    def stamp(self) -> Path:
        """Where the fingerprint is kept."""
        return STAMPS / self.name

    def is_current(self) -> bool:
        """Whether the results exist and nothing that goes in has changed since."""
        if not all(path.exists() for path in self.comes_out):
            return False
        return self.stamp.is_file() and self.stamp.read_text() == self.goes_in()

    def carry_out(self) -> bool:
        """Do the work unless its results are current; whether there was any."""
        if self.is_current():
            return False
        clock = Clock()
        say(f"  {self.name}: {self.does} …")
        self.stamp.unlink(missing_ok=True)
        self.work()
        STAMPS.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.goes_in())
        say(f"  {self.name}: done in {clock}")
        return True


def fingerprint(paths: Iterable[Path], *also: str) -> str:
    """A digest of the files' names and contents (folders: all below), and of further words."""
    digest = hashlib.sha256()
    for path in sorted(_files(paths)):
        digest.update(f"\0{os.path.relpath(path, ROOT)}\0".encode())
        digest.update(path.read_bytes())
    for word in also:
        digest.update(f"\0{word}".encode())
    return digest.hexdigest()


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            for folder, _, names in os.walk(path):
                if "__pycache__" not in folder:
                    yield from (Path(folder) / name for name in names)
        elif path.is_file():
            yield path


def build(stages: Sequence[Stage], why: str) -> bool:
    """Carry out all stages, each when those it comes after are done; whether there was any work.

    Raises `Failed` with the first failure, after the stages already running have ended; no further one is started.
    """
    if _all_current(stages):
        return False
    say(strong(f"Setting up {why} (the first time takes a minute or two)"))
    clock = Clock()
    waiting = {stage.name: stage for stage in stages}
    done: set[str] = set()
    failures: list[Failed] = []
    running: dict[Future[bool], Stage] = {}
    with ThreadPoolExecutor(max_workers=len(stages)) as pool:
        while waiting or running:
            if not failures:
                for stage in [s for s in waiting.values() if done.issuperset(s.after)]:
                    running[pool.submit(stage.carry_out)] = waiting.pop(stage.name)
            if not running:
                break
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                stage = running.pop(future)
                try:
                    future.result()
                    done.add(stage.name)
                except Failed as failure:
                    failures.append(Failed(f"{stage.name}: {failure}"))
    if failures:
        raise failures[0]
    say(f"  set up in {clock}")
    return True


def _all_current(stages: Sequence[Stage]) -> bool:
    return all(stage.is_current() for stage in stages)
