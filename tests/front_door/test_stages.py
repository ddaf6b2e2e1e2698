"""Stages of set-up."""

import threading
from pathlib import Path

import pytest

from setup.progress import Failed
from setup.stages import Stage, build, fingerprint


class Work:
    """A stage that counts how often it worked."""

    def __init__(self, folder: Path, name: str, *after: str) -> None:
        self.times = 0
        self.source = folder / f"{name}.source"
        self.made = folder / f"{name}.made"
        self.source.write_text("one")
        self.stage = Stage(
            name=f"test of {folder.name} {name}",
            does="copy",
            goes_in=lambda: fingerprint([self.source]),
            comes_out=(self.made,),
            work=self._work,
            after=tuple(f"test of {folder.name} {other}" for other in after),
        )

    def _work(self) -> None:
        self.times += 1
        self.made.write_text(self.source.read_text())

    def forget(self) -> None:
        self.stage.stamp.unlink(missing_ok=True)


@pytest.fixture
def work(tmp_path: Path):
    made = Work(tmp_path, "work")
    yield made
    made.forget()


def test_a_stage_works_once_while_nothing_changes(work: Work) -> None:
    first = build([work.stage], "for the test")
    second = build([work.stage], "for the test")

    assert (first, second, work.times) == (True, False, 1)


def test_a_stage_works_again_when_what_goes_in_changed(work: Work) -> None:
    build([work.stage], "for the test")
    work.source.write_text("two")

    build([work.stage], "for the test")

    assert work.made.read_text() == "two"


def test_a_stage_works_again_when_its_result_is_gone(work: Work) -> None:
    build([work.stage], "for the test")
    work.made.unlink()

    build([work.stage], "for the test")

    assert work.times == 2


def test_a_failure_says_which_stage_and_starts_none_after_it(tmp_path: Path) -> None:
    def fail() -> None:
        raise Failed("No network. Check the cable.")

    first = Stage("test of failing", "fail", lambda: "", (), fail)
    second = Work(tmp_path, "second")
    after = Stage("test of after", "follow", lambda: "", (tmp_path / "never",), second.stage.work, (first.name,))

    with pytest.raises(Failed, match=r"test of failing: No network\. Check the cable\."):
        build([first, after], "for the test")

    assert second.times == 0


def test_stages_that_do_not_need_each_other_run_side_by_side(tmp_path: Path) -> None:
    together = threading.Barrier(2, timeout=10)
    names = [f"test of {tmp_path.name} {number}" for number in range(2)]
    stages = [Stage(name, "meet", lambda: "", (), lambda: _meet(together)) for name in names]

    build(stages, "for the test")

    assert not together.broken
    for stage in stages:
        stage.stamp.unlink()


def _meet(barrier: threading.Barrier) -> None:
    barrier.wait()
