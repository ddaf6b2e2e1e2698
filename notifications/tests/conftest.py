"""Fixtures of the notifications service."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from notifications.tests.opened import MailSink, Notifications, mail_server, open_notifications


@pytest.fixture
async def notifications(tmp_path: Path) -> AsyncIterator[Notifications]:
    async with open_notifications(tmp_path) as opened:
        yield opened


@pytest.fixture
async def notifications_on_each(tmp_path: Path, database_url: str) -> AsyncIterator[Notifications]:
    """Once on SQLite and once on MySQL."""
    async with open_notifications(tmp_path, url=database_url) as opened:
        yield opened


@pytest.fixture
def sink() -> MailSink:
    return MailSink()


@pytest.fixture
async def smtp(sink: MailSink) -> AsyncIterator[int]:
    """The port of a mail server."""
    async with mail_server(sink) as port:
        yield port
