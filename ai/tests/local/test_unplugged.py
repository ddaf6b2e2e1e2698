"""With no network at all, every task is done on this machine, or says plainly what it would need."""

import ipaddress
import sys
from collections.abc import Iterator
from typing import Any, cast

import psutil
import pytest

from ai.tests.local.varied_latin import french_with_blocks_side_by_side
from ai.tests.opened import API
from tests.harness import ServiceUnderTest

_blocking = False
_refused: list[Any] = []


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Sees every connection and look-up of this process, also those that no Python code makes itself."""
    if not _blocking or event not in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        return
    address: Any = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
    if event != "socket.getaddrinfo" and not isinstance(address, tuple):
        return  # a socket in the file system
    host: Any = cast("tuple[Any, ...]", address)[0] if isinstance(address, tuple) else address
    try:
        if ipaddress.ip_address(str(host)).is_loopback:
            return
    except ValueError:
        pass
    _refused.append(address)
    raise OSError(f"unplugged: {address}")


sys.addaudithook(_guard)


@pytest.fixture
def unplugged() -> Iterator[list[Any]]:
    global _blocking  # noqa: PLW0603 - an audit hook cannot be taken back, only told to be quiet
    _refused.clear()
    _blocking = True
    yield _refused
    _blocking = False


def _children() -> list[psutil.Process]:
    return [
        each for each in psutil.Process().children(recursive=True) if "generative_worker" in " ".join(each.cmdline())
    ]


async def test_every_task_is_done_without_a_network(ai: ServiceUnderTest, unplugged: list[Any]):
    client = await ai.signed_in()
    text = "The fire began in a battery charger. Nobody was hurt. The warehouse in Rotterdam burned down on 3 May 2026."
    asked: dict[str, dict[str, Any]] = {
        "summarise": {"text": text, "max_sentences": 1},
        "extract": {
            "document": french_with_blocks_side_by_side().document.model_dump(),
            "schema": {"type": "object", "properties": {"total": {"type": "number"}}, "required": ["total"]},
        },
        "classify": {"text": text, "labels": ["accident", "invoice"], "abstain": True},
        "answer": {"text": text, "question": "How did the fire begin?"},
        "rewrite": {"text": "Send the report.", "tone": "polite"},
    }

    said: dict[str, Any] = {}
    for task, body in asked.items():
        answer = await client.post(f"{API}/tasks/{task}", json=body)
        assert answer.status_code == 200, answer.text
        said[task] = answer.json()
    refused = await client.post(f"{API}/tasks/translate", json={"text": text, "language": "de"})

    assert said["summarise"]["summary"] in text
    assert said["extract"]["values"] == {"total": 1500.0}
    assert said["classify"]["label"] == "accident"
    assert said["answer"]["answer"] == "The fire began in a battery charger."
    assert said["rewrite"]["text"]
    assert refused.json()["title"] == "This needs a language model"
    assert {each["answered_by"]["provider"] for each in said.values()} == {"local"}
    assert unplugged == []
    [worker] = _children()
    assert worker.net_connections("inet") == []


async def test_the_test_would_see_a_call(unplugged: list[Any]):
    import socket

    with pytest.raises(OSError, match="unplugged"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))

    assert unplugged == [("192.0.2.1", 80)]
