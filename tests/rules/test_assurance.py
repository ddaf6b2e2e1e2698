"""The page about the assurance of identity tells the truth, and an untruth is seen."""

from pathlib import Path

import pytest

from tests.rules.assurance import PAGE, named_tests
from tests.rules.tree import ROOT, Tree, plant, report


def test_every_test_that_the_page_names_exists() -> None:
    assert not (found := named_tests(Tree(ROOT))), report(found)


@pytest.mark.parametrize(
    "line",
    ["| 1.1 | asks | `tests/test_a.py::test_gone` |", "| 1.1 | asks | `tests/gone.py::test_it` |", "| 1.1 | asks |  |"],
)
def test_an_item_without_its_test_is_seen(tmp_path: Path, line: str) -> None:
    tree = plant(tmp_path, {PAGE: f"{line}\n", "tests/test_a.py": "def test_it(): ...\n"})

    assert len(named_tests(tree)) == 1


def test_an_item_with_its_test_passes(tmp_path: Path) -> None:
    page = "| 1.1 | asks | `tests/test_a.py::test_it` |\n| 1.2 | asks | there is none |\n"
    tree = plant(tmp_path, {PAGE: page, "tests/test_a.py": "def test_it(): ...\n"})

    assert named_tests(tree) == []
