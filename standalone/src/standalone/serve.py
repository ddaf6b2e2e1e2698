"""`agent-platform serve`: the whole platform in one process, until Ctrl-C or SIGTERM."""

import errno
import fcntl
import os
import socket
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from kernel.db import WrongSchema
from kernel.egress import parse_networks
from kernel.service import settle_memory
from kernel.telemetry import setup_logging, setup_tracing
from standalone.app import StandaloneSettings, running
from standalone.front import Front
from standalone.limits import Rates

_WELCOME = """
  AI Agent Platform is ready:  {url}

  What to do first: open that address, sign up, and choose “Try it with the sample company”.
  Data is kept in {data}. Stop with Ctrl-C.
"""


class CannotStart(Exception):
    """Something outside the program keeps it from starting; the message says what to do."""


def claim_data(folder: Path) -> int:
    """Hold the data folder for this process alone."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotStart(f"Another process is using the data folder {folder}. Stop it, or set DATA_DIR.") from None
    except OSError as error:
        raise CannotStart(f"The data folder {folder} cannot be used: {error.strerror}. Set DATA_DIR.") from None
    return descriptor


def _listen(address: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"Port {port} is in use. Stop what uses it, or choose another: PORT=8081 make run"
            ) from None
        raise CannotStart(f"Cannot listen on {address}:{port}: {error.strerror}.") from None
    listener.listen(1024)
    return listener


def front(gateway: ASGIApp, settings: StandaloneSettings) -> Front:
    """What the settings want to stand before everything."""
    rates = Rates(
        everything=settings.requests_per_second,
        key=settings.requests_per_second_per_key,
        sign_ins=settings.sign_ins_per_second,
        sign_ups=settings.sign_ups_per_minute / 60,
        hooks=settings.hooks_per_second,
    )
    return Front(
        gateway,
        rates,
        limits_this_machine=settings.limit_this_machine,
        most_requests=settings.most_requests,
        body_seconds=settings.client_seconds,
        metrics_from=parse_networks(settings.metrics_from),
    )


class _Application:
    """Opens the platform with the server's lifespan, then hands it every request."""

    def __init__(self, settings: StandaloneSettings, source: Mapping[str, str]) -> None:
        self._settings = settings
        self._source = source
        self._gateway: ASGIApp | None = None

    @asynccontextmanager
    async def _life(self) -> AsyncGenerator[None]:
        async with running(self._settings, self._source) as gateway:
            self._gateway = front(gateway, self._settings)
            url = f"http://{self._settings.bind}:{self._settings.port}"
            sys.stdout.write(_WELCOME.format(url=url, data=self._settings.data_dir.resolve()))
            sys.stdout.flush()
            settle_memory()
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            try:
                async with self._life():
                    await send({"type": "lifespan.startup.complete"})
                    await receive()
            except WrongSchema as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            await send({"type": "lifespan.shutdown.complete"})
        elif self._gateway is not None:
            await self._gateway(scope, receive, send)


def serve(settings: StandaloneSettings, source: Mapping[str, str]) -> int:
    """Serve until told to stop; answers the exit code."""
    setup_logging("standalone", level=settings.log_level)
    if settings.otel_exporter_otlp_endpoint:
        setup_tracing("standalone", settings.otel_exporter_otlp_endpoint)
    try:
        claim_data(settings.data_dir)
        listener = _listen(settings.bind, settings.port)
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return 1
    config = uvicorn.Config(
        _Application(settings, source),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=3,
        timeout_keep_alive=20,
    )
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    return 0 if server.started else 1
