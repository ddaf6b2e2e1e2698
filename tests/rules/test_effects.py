"""Importing any module of the product has no effect, and an effect is seen."""

from pathlib import Path

import pytest

from tests.rules.effects import effects_of
from tests.rules.tree import PACKAGES, ROOT, Tree


def modules_of(tree: Tree) -> list[str]:
    paths = (source.path.partition("/src/")[2] for source in tree.product())
    dotted = (path.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for path in paths)
    return [name for name in dotted if ".versions." not in name]


def test_no_import_has_an_effect() -> None:
    folders = [ROOT / Path(folder).parent for folder in PACKAGES.values()]

    found = effects_of(modules_of(Tree(ROOT)), folders)

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("import os\nPORT = os.environ['PATH']\n", "reads the environment"),
        ("import os\nPORT = os.getenv('PORT', '1')\n", "reads the environment"),
        ("import os\nDEBUG = 'DEBUG' in os.environ\n", "reads the environment"),
        ("from pathlib import Path\nTEXT = Path(__file__).read_text()\n", "opens a file"),
        ("import socket\nLISTENER = socket.socket()\n", "opens a socket"),
        ("import sqlite3\nDB = sqlite3.connect(':memory:')\n", "opens a database"),
        ("import subprocess\nsubprocess.run(['true'])\n", "starts a program"),
        ("import threading\nthreading.Thread(target=print).start()\n", "starts a thread"),
    ],
)
def test_an_import_with_an_effect_is_seen(tmp_path: Path, text: str, effect: str) -> None:
    (tmp_path / "planted.py").write_text(text)

    found = effects_of(["planted"], [tmp_path])

    assert any(effect in line for line in found)


def test_a_module_that_cannot_be_imported_is_seen(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("import nothing_of_this_name\n")

    assert "nothing_of_this_name" in effects_of(["planted"], [tmp_path])[0]


def test_an_effect_inside_a_function_is_no_effect_of_the_import(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("import os\nimport json\ndef port():\n    return os.environ['PORT']\n")

    assert effects_of(["planted"], [tmp_path]) == []
