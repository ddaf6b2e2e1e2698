"""File lengths, module names and the kernel's limits hold, and a violation of each is seen."""

from pathlib import Path

import pytest

from tests.rules import shape
from tests.rules.tree import ROOT, Tree, plant, report


def test_no_hand_written_file_has_more_than_400_lines() -> None:
    assert not (found := shape.long_files(Tree(ROOT))), report(found)


def test_no_module_is_named_like_a_drawer() -> None:
    assert not (found := shape.drawers(Tree(ROOT))), report(found)


def test_the_kernel_is_flat_and_small_and_has_no_business_noun() -> None:
    assert not (found := shape.kernel(Tree(ROOT))), report(found)


@pytest.mark.parametrize("path", ["a/long.py", "frontend/src/Long.tsx", "frontend/src/long.css", "mysql/long.sql"])
def test_a_file_of_401_lines_is_seen(tmp_path: Path, path: str) -> None:
    tree = plant(tmp_path, {path: "x = 1\n" * 401, "a/short.py": "x = 1\n" * 400})

    assert [finding.path for finding in shape.long_files(tree)] == [path]


@pytest.mark.parametrize("path", ["a/client.gen.ts", "a/src/a/migrations/versions/0001_first.py", "requirements.lock"])
def test_a_generated_file_may_be_long(tmp_path: Path, path: str) -> None:
    tree = plant(tmp_path, {path: "x = 1\n" * 401})

    assert shape.long_files(tree) == []


@pytest.mark.parametrize(
    "path",
    ["a/utils.py", "a/helpers/__init__.py", "frontend/src/shared/Button.tsx", "a/core.py", "frontend/src/common.ts"],
)
def test_a_drawer_is_seen(tmp_path: Path, path: str) -> None:
    tree = plant(tmp_path, {path: "", "a/pricing.py": ""})

    assert [finding.path for finding in shape.drawers(tree)] == [path]


@pytest.mark.parametrize(
    ("path", "text", "complaint"),
    [
        ("kernel/src/kernel/web/routes.py", "", "flat"),
        ("kernel/src/kernel/workflows.py", "", "business noun"),
        ("kernel/src/kernel/db.py", "class RunTable: ...\n", "business noun"),
        ("kernel/src/kernel/db.py", "x = 1\n" * 3401, "3401 lines"),
    ],
)
def test_a_kernel_that_becomes_a_drawer_is_seen(tmp_path: Path, path: str, text: str, complaint: str) -> None:
    tree = plant(tmp_path, {path: text})

    assert any(complaint in finding.message for finding in shape.kernel(tree))


def test_a_seventeenth_kernel_file_is_seen(tmp_path: Path) -> None:
    tree = plant(tmp_path, {f"kernel/src/kernel/capability_{n}.py": "" for n in range(17)})

    assert [finding.message for finding in shape.kernel(tree)] == ["17 files, at most 16"]
