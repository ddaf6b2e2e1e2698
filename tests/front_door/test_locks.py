"""The lock files, and what is seen when one is wrong."""

import pytest

from setup.locks import lock_findings, python_findings

_HASH = "    --hash=sha256:" + "a" * 64


def test_the_committed_locks_are_in_order() -> None:
    assert lock_findings() == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (f"--index-url https://registry.example\na==1 \\\n{_HASH}\n", "planted.lock:1: names an address"),
        (f"a @ https://registry.example/a.whl \\\n{_HASH}\n", "planted.lock:1: names an address"),
        (f"a==1 \\\n{_HASH}\nb==2\n", "planted.lock: something in it has no hash: 'b==2'"),
        (
            "# made by `make lock` from 0123456789abcdef\n",
            "planted.lock is older than a pyproject.toml. Run `make lock`.",
        ),
    ],
)
def test_a_planted_mistake_is_seen(text: str, finding: str) -> None:
    assert finding in python_findings("planted.lock", text)


def test_a_good_lock_is_fine() -> None:
    assert (
        python_findings("planted.lock", f"a==1 ; python_version < '4' \\\n{_HASH} \\\n{_HASH}\nb==2 \\\n{_HASH}\n")
        == []
    )
