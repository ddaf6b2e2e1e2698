"""What hand-written Python may not do, and that each violation is seen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rules import code
from tests.rules.tree import ROOT, Finding, Tree, plant, report

SERVICE = "company/src/company_service/runs/service.py"
RULES = "company/src/company_service/runs/rules.py"
CHECKS = [
    code.text_as_code,
    code.catch_alls,
    code.patches,
    code.clock_and_chance,
    code.impure_rules,
    code.unexplained_exemptions,
]
SILENCE = "# no" + "qa"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_repository_keeps(check: Callable[[Tree], list[Finding]]) -> None:
    assert not (found := check(Tree(ROOT))), report(found)


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (code.text_as_code, "bench/a.py", "eval('1')\n"),
        (code.text_as_code, "bench/a.py", "exec('x = 1')\n"),
        (code.text_as_code, "bench/a.py", "import pickle\n"),
        (code.text_as_code, "bench/a.py", "def f():\n    from marshal import loads\n"),
        (code.text_as_code, "kernel/src/kernel/a.py", "compile('x = 1', 'x', 'exec')\n"),
        (code.text_as_code, "kernel/src/kernel/a.py", "import builtins as b\nb.exec('x = 1')\n"),
        (code.text_as_code, "setup/a.py", "import shelve\n"),
        (code.text_as_code, SERVICE, "from pydantic_monty import Monty\n"),
        (code.catch_alls, SERVICE, "try:\n    f()\nexcept Exception:\n    pass\n"),
        (code.catch_alls, SERVICE, "try:\n    f()\nexcept (KeyError, BaseException) as error:\n    print(error)\n"),
        (code.catch_alls, SERVICE, "try:\n    f()\nexcept:\n    pass\n"),
        (
            code.patches,
            "ai/tests/test_a.py",
            "def test(monkeypatch):\n    monkeypatch.setattr('ai_service.app.x', 1)\n",
        ),
        (
            code.patches,
            "ai/tests/test_a.py",
            "from ai_service import app\ndef test(monkeypatch):\n    monkeypatch.setattr(app, 'x', 1)\n",
        ),
        (code.patches, "ai/tests/test_a.py", "from unittest import mock\nmock.patch('kernel.db.Database')\n"),
        (code.clock_and_chance, SERVICE, "from datetime import datetime\ndef f():\n    return datetime.now()\n"),
        (code.clock_and_chance, SERVICE, "import uuid\ndef f():\n    return uuid.uuid4()\n"),
        (code.clock_and_chance, RULES, "from random import choice\ndef f():\n    return choice('ab')\n"),
        (code.clock_and_chance, "ai/src/ai_service/usage/service/spend.py", "import time as t\nNOW = t.time()\n"),
        (code.impure_rules, RULES, "async def f(): ...\n"),
        (code.impure_rules, "company/src/company_service/engine/machine.py", "from kernel.db import Tx\n"),
        (code.clock_and_chance, "company/src/company_service/engine/plan.py", "import time\nNOW = time.time()\n"),
        (code.impure_rules, RULES, "import sqlalchemy as sa\n"),
        (code.impure_rules, RULES, "from kernel.ids import new_id\n"),
        (code.unexplained_exemptions, SERVICE, f"x = 1  {SILENCE}\n"),
        (code.unexplained_exemptions, SERVICE, f"x = 1  {SILENCE}: E501\n"),
        (code.unexplained_exemptions, SERVICE, "x = 1  # pyright: " + "ignore[reportAny]\n"),
        (code.unexplained_exemptions, SERVICE, "x = 1  # type: " + "ignore[x] - a reason that does not help\n"),
    ],
)
def test_a_violation_is_seen(tmp_path: Path, check: Callable[[Tree], list[Finding]], path: str, text: str) -> None:
    tree = plant(tmp_path, {path: text})

    assert [finding.path for finding in check(tree)] == [path]


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (code.text_as_code, "bench/a.py", "import re\nre.compile('a')\nNOTE = 'eval(1)'\n"),
        (code.catch_alls, "kernel/src/kernel/web.py", "try:\n    f()\nexcept Exception:\n    pass\n"),
        (code.catch_alls, SERVICE, "try:\n    f()\nexcept BaseException:\n    clean_up()\n    raise\n"),
        (code.patches, "ai/tests/test_a.py", "def test(monkeypatch):\n    monkeypatch.setenv('PORT', '1')\n"),
        (code.clock_and_chance, SERVICE, "def f(clock):\n    return clock.now()\n"),
        (code.clock_and_chance, "kernel/src/kernel/ids.py", "import uuid\nx = uuid.uuid4()\n"),
        (code.impure_rules, RULES, "import re\ndef f(): ...\n"),
        (code.unexplained_exemptions, SERVICE, f"x = 1  {SILENCE}: E501 - the address cannot be folded\n"),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, check: Callable[[Tree], list[Finding]], path: str, text: str) -> None:
    tree = plant(tmp_path, {path: text})

    assert check(tree) == []
