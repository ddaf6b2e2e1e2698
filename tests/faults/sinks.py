"""The other systems: a real mail server and a real HTTP server in a process of their own, counting what reaches them.

Prints its two ports as a line of JSON; ends when its standard input does. `POST /effect` counts the call under its
`Idempotency-Key`, `GET /all` tells how often each key was called and each `Message-ID` was delivered, and
`GET /seen/KEY` the same of one. What a killed process had sent is counted before a question is answered.
"""

import asyncio
import json
import os
import sys
from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope


class Sinks:
    """Counts what reached the outside world."""

    def __init__(self) -> None:
        self.http: Counter[str] = Counter()
        self.mail: Counter[str] = Counter()

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:
        """A mail was taken."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.mail[str(message_from_bytes(content)["Message-ID"]).strip("<>").partition("@")[0]] += 1
        return "250 OK"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, any number of requests."""
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                answer = json.dumps(await self._answer(head, reader)).encode()
                about = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(answer)}\r\n\r\n"
                writer.write(about.encode() + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: str, reader: asyncio.StreamReader) -> Any:
        method, path, _ = head.split(" ", 2)
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        await reader.readexactly(int(headers.get("content-length", "0")))
        if method == "POST":
            self.http[headers["idempotency-key"]] += 1
            await asyncio.sleep(0.01)
            return {"taken": True}
        await asyncio.sleep(0.05)  # whatever was sent before this question has been read by then
        if path == "/all":
            return {"http": self.http, "mail": self.mail}
        key = path.removeprefix("/seen/").lower()
        return {"seen": self.http[key] + self.mail[key.replace(":", ".")]}


async def serve() -> None:
    """Serve until standard input ends."""
    sinks, loop = Sinks(), asyncio.get_running_loop()
    http = await asyncio.start_server(sinks.talk, "127.0.0.1", 0)
    mail = await loop.create_server(lambda: SMTP(sinks, hostname="mail.test"), "127.0.0.1", 0)
    ports = {"http": http.sockets[0].getsockname()[1], "mail": mail.sockets[0].getsockname()[1]}
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(os.read, 0, 1)
    os._exit(0)  # connections of the dead may still be open


if __name__ == "__main__":
    asyncio.run(serve())
