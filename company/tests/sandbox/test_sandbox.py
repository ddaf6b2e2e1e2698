"""The sandbox: code of users does what it may, and nothing that it may not, inside bubblewrap and without."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from company_service.sandbox.isolation import Isolation, probe
from company_service.sandbox.pool import Limits, Sandbox

NOW = "2026-03-04T05:06:07+00:00"
ALONE = Isolation(None, "this test wants none.")


@pytest.fixture(params=["bubblewrap", "without"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    isolation = probe() if request.param == "bubblewrap" else ALONE
    if request.param == "bubblewrap" and not isolation.bubblewrap:
        pytest.skip(isolation.describe())
    with Sandbox(workers=2, isolation=isolation, limits=Limits(seconds=1.0)) as opened:
        yield opened


async def _run(sandbox: Sandbox, code: str, given: Any = None, seed: str = "a") -> dict[str, Any]:
    return await sandbox.run(code, given, now=NOW, seed=seed)


async def test_the_value_of_the_last_line_or_of_return_is_the_output(sandbox: Sandbox):
    assert (await _run(sandbox, "input['a'] * 2", {"a": 21}))["output"] == 42
    assert (await _run(sandbox, "if input:\n    return {'b': [1, None, 'ü']}\nreturn 2", 1))["output"] == {
        "b": [1, None, "ü"]
    }
    assert (await _run(sandbox, "x = 1"))["output"] is None


async def test_clock_and_chance_are_given_so_the_same_code_gives_the_same(sandbox: Sandbox):
    code = "import datetime, random\nreturn [datetime.datetime.now(), random.random(), random.randint(1, 10**9)]"

    first, second = await _run(sandbox, code), await _run(sandbox, code)
    other = await _run(sandbox, code, seed="b")

    assert first == second
    assert first["output"][0] == "2026-03-04T05:06:07"
    assert other["output"][1] != first["output"][1]


async def test_what_is_printed_is_kept_up_to_a_limit(sandbox: Sandbox):
    little = await _run(sandbox, "print('one')\nprint('two')\n3")
    much = await _run(sandbox, "for i in range(10000):\n    print('x' * 100)\n3")

    assert little == {"output": 3, "printed": "one\ntwo\n"}
    assert much["output"] == 3
    assert len(much["printed"]) < sandbox.limits.printed + 100


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("while True:\n    pass", "time"),
        ("x = []\nwhile True:\n    x.append('y' * 1000)", "memory"),
        ("x = 'y' * 10**10", "memory"),
        ("2 ** 10**9", "memory"),
        ("[0] * 3_000_000", "memory"),
        ("'x' * 5_000_000", "output"),
        ("x = [1]\nfor i in range(100):\n    x = [x]\nx", None),
        ("def f(n):\n    return f(n + 1)\nf(0)", "recursion"),
        ("(" * 100_000, "syntax"),
        ("x = [1]\nx.append(x)\nx", None),
        ("import re\nre.match('(a+)+$', 'a' * 40 + 'b')", None),
    ],
    ids=["loop", "heap", "text", "power", "list", "output", "nested", "recursion", "parens", "cycle", "regex"],
)
async def test_code_that_asks_for_too_much_is_stopped_and_the_next_runs(sandbox: Sandbox, code: str, kind: str | None):
    found = await asyncio.wait_for(_run(sandbox, code), 10)

    assert found.get("error", {}).get("kind") in ({kind} if kind else {None, "raised", "time", "output"}), found
    assert (await _run(sandbox, "1 + 1"))["output"] == 2


@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/passwd').read()",
        "from pathlib import Path\nPath('/etc/passwd').read_text()",
        "from pathlib import Path\nPath('/tmp/planted').write_text('x')",
        "import os\nos.listdir('/')",
        "import os\nos.environ['PATH']",
        "import os\nos.fork()",
        "import os\nos.system('id')",
        "import socket\nsocket.create_connection(('127.0.0.1', 80))",
        "import subprocess",
        "import ctypes",
        "import urllib.request",
        "__import__('os').system('id')",
        "().__class__.__base__.__subclasses__()",
        "(lambda: 0).__globals__",
        "fetch('http://127.0.0.1/')",
    ],
)
async def test_there_is_no_way_out(sandbox: Sandbox, code: str):
    found = await _run(sandbox, code)

    assert found["error"]["kind"] in {"raised", "syntax"}, found


async def test_nothing_of_one_run_is_left_for_the_next(sandbox: Sandbox):
    await _run(sandbox, "import json\nsecret = 'a'\njson.secret = 'b'")

    assert (await _run(sandbox, "secret"))["error"]["message"].startswith("NameError")


async def test_an_error_names_the_line(sandbox: Sandbox):
    raised = await _run(sandbox, "x = 1\ny = 0\n\nreturn x / y")
    misspelt = await _run(sandbox, "x = 1\ny = (")

    assert (raised["error"]["line"], "division by zero" in raised["error"]["message"]) == (4, True)
    assert misspelt["error"]["kind"] == "syntax"


async def test_syntax_is_checked_without_running_anything(sandbox: Sandbox):
    assert "error" not in sandbox.check("while True:\n    pass")
    assert sandbox.check("x = 1\nif x\n    y = 2")["error"]["line"] == 2
    assert sandbox.check("def f():\n    yield 1")["error"]["kind"] == "syntax"


async def test_a_worker_that_dies_is_replaced(sandbox: Sandbox):
    assert (await _run(sandbox, "1"))["output"] == 1
    for worker in list(sandbox._all):  # pyright: ignore[reportPrivateUsage] - a crash cannot be asked for otherwise
        worker.kill()

    assert (await _run(sandbox, "1 + 1"))["output"] == 2


async def test_who_gives_up_waiting_ends_the_code(sandbox: Sandbox):
    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(_run(sandbox, "while True:\n    pass"), 0.3)

    async with asyncio.timeout(15):  # well before a fresh worker would be given up
        await asyncio.gather(give_up(), give_up())
        assert (await _run(sandbox, "1 + 1"))["output"] == 2


async def test_many_at_once_wait_in_line(sandbox: Sandbox):
    found = await asyncio.gather(*(_run(sandbox, f"{number} * 2") for number in range(60)))

    assert [each["output"] for each in found] == [number * 2 for number in range(60)]


async def test_workers_end_with_the_sandbox():
    with Sandbox(workers=1, isolation=ALONE) as sandbox:
        await _run(sandbox, "1")
        worker = next(iter(sandbox._all))  # pyright: ignore[reportPrivateUsage] - to see its process end
        number = worker._process.pid  # pyright: ignore[reportPrivateUsage] - as above
        children = _children(number)
        environment = Path(f"/proc/{number}/environ").read_bytes()

    assert environment == b""
    async with asyncio.timeout(10):  # the system takes its time to clear away what was killed
        while any(_lives(each) for each in [number, *children]):
            await asyncio.sleep(0.01)


def _children(number: int) -> list[int]:
    listed = Path(f"/proc/{number}/task/{number}/children")
    return [int(each) for each in listed.read_text().split()] if listed.exists() else []


def _lives(number: int) -> bool:
    try:
        status = Path(f"/proc/{number}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
