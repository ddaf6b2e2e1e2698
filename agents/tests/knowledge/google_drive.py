"""A stand-in for Google Drive on loopback: answers as Google's description of the API (v3) says, and nothing else.

Requests come from Google's own client. What the description does not name (a method, a parameter, a field) is an error.
"""

import hashlib
import json
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from googleapiclient import discovery_cache

DOCUMENT = "application/vnd.google-apps.document"
FOLDER = "application/vnd.google-apps.folder"
_DESCRIBED: dict[str, Any] = json.loads(cast("Any", discovery_cache).get_static_doc("drive", "v3"))
_ALWAYS = set(_DESCRIBED["parameters"])


def _methods(described: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [method for each in described.get("resources", {}).values() for method in _methods(each)]
    return [*described.get("methods", {}).values(), *inner]


_METHODS = [
    (each["httpMethod"], re.compile("/drive/v3/" + re.sub(r"\{\w+\}", "([^/]+)", each["path"])), each)
    for each in _methods(_DESCRIBED)
]


@dataclass
class DriveServer:
    """What lies there. `calls` are the methods that were called; `fails` is what the next ones answer."""

    url: str = ""
    files: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    data: dict[str, bytes] = field(default_factory=dict[str, bytes])
    changes: list[str] = field(default_factory=list[str])
    calls: list[str] = field(default_factory=list[str])
    fails: list[int] = field(default_factory=list[int])
    key: str = ""
    page_size: int = 1_000
    oldest: int = 0
    lock: Lock = field(default_factory=Lock)

    def put(self, file_id: str, name: str, text: str, **more: Any) -> None:
        """Make or change a file: `open_to` are addresses, or `anyone`; others are fields of the file."""
        with self.lock:
            open_to = more.pop("open_to", None)
            at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=len(self.changes))
            kept: dict[str, Any] = self.files.get(
                file_id, {"permissions": [], "mimeType": "text/plain", "parents": ["root"]}
            )
            permissions = kept["permissions"] if open_to is None else [_permission(each) for each in open_to]
            file: dict[str, Any] = {
                **kept,
                "id": file_id,
                "name": name,
                "trashed": False,
                "permissions": permissions,
                **more,
            }
            if self.data.get(file_id) != text.encode() or "modifiedTime" not in file:
                file["modifiedTime"] = at.isoformat()
            self.data[file_id] = text.encode()
            if not file["mimeType"].startswith("application/vnd.google-apps"):
                file["md5Checksum"] = hashlib.md5(text.encode()).hexdigest()
                file["size"] = str(len(text.encode()))
            self.files[file_id] = file
            self.changes.append(file_id)

    def remove(self, file_id: str, *, trash: bool = False) -> None:
        """Delete a file, or lay it in the trash."""
        with self.lock:
            if trash:
                self.files[file_id]["trashed"] = True
            else:
                self.files.pop(file_id)
            self.changes.append(file_id)

    # What follows answers requests.

    def answer(self, method: str, url: str, headers: Any, body: bytes) -> tuple[int, Any]:
        at, asked = urlsplit(url), {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        if at.path == "/token":
            fine = b"assertion=" in body or b"refresh_token=right" in body
            answer = {"access_token": "letmein", "expires_in": 3600, "token_type": "Bearer"}
            return (200, answer) if fine else (400, {"error": "invalid_grant", "error_description": "Bad Request"})
        if headers.get("authorization") != "Bearer letmein":
            return _error(401, "authError")
        described = next((each for how, path, each in _METHODS if how == method and path.fullmatch(at.path)), None)
        if described is None or set(asked) - set(described["parameters"]) - _ALWAYS:
            return _error(400, "badRequest")
        with self.lock:
            self.calls.append(described["id"].removeprefix("drive."))
            if self.fails:
                return _error(self.fails.pop(0), "backendError")
            return getattr(self, "_" + self.calls[-1].replace(".", "_"))(asked, at.path.split("/"))

    def _shown(self, file: dict[str, Any]) -> dict[str, Any]:
        """Of what lies in a shared drive, permissions are not part of a listing."""
        return {name: value for name, value in file.items() if name != "permissions" or "driveId" not in file}

    def _paged(self, found: list[Any], asked: dict[str, str], start: int) -> tuple[list[Any], int | None]:
        size = min(int(asked["pageSize"]), self.page_size)
        return found[start : start + size], start + size if start + size < len(found) else None

    def _files_list(self, asked: dict[str, str], _: list[str]) -> tuple[int, Any]:
        parent = re.match(r"'([\w-]+)' in parents and trashed = false$", asked["q"])
        assert parent or asked["q"] == "trashed = false", asked["q"]
        drive = asked.get("driveId")
        assert (asked.get("corpora") == "drive") == bool(drive)
        found = [
            self._shown(each)
            for each in self.files.values()
            if not each["trashed"] and (not parent or parent.group(1) in each["parents"])
            and (not drive or each.get("driveId") == drive)
        ]  # fmt: skip
        some, more = self._paged(found, asked, int(asked.get("pageToken", "0")))
        return 200, {"files": some, "incompleteSearch": False, **({"nextPageToken": str(more)} if more else {})}

    def _files_get(self, asked: dict[str, str], path: list[str]) -> tuple[int, Any]:
        if path[-1] not in self.files:
            return _error(404, "notFound")
        return (200, self.data[path[-1]]) if asked.get("alt") == "media" else (200, self._shown(self.files[path[-1]]))

    def _files_export(self, asked: dict[str, str], path: list[str]) -> tuple[int, Any]:
        assert asked["mimeType"].startswith("application/vnd.openxmlformats-officedocument.")
        return (200, self.data[path[-2]]) if path[-2] in self.files else _error(404, "notFound")

    def _permissions_list(self, _: dict[str, str], path: list[str]) -> tuple[int, Any]:
        file = self.files.get(path[-2])
        return (200, {"permissions": file["permissions"]}) if file else _error(404, "notFound")

    def _changes_getStartPageToken(self, _: dict[str, str], __: list[str]) -> tuple[int, Any]:
        return 200, {"startPageToken": str(len(self.changes))}

    def _changes_list(self, asked: dict[str, str], _: list[str]) -> tuple[int, Any]:
        start = int(asked["pageToken"])
        if start < self.oldest:
            return _error(400, "invalid")
        some, more = self._paged(self.changes, asked, start)
        found: list[dict[str, Any]] = []
        for each in dict.fromkeys(some):
            file = self.files.get(each)
            found.append(
                {"fileId": each, "removed": file is None, **({"file": self._shown(file)} if file is not None else {})}
            )
        token = {"nextPageToken": str(more)} if more else {"newStartPageToken": str(len(self.changes))}
        return 200, {"changes": found, **token}


def _permission(who: str) -> dict[str, str]:
    if who == "anyone":
        return {"type": "anyone"}
    kind = "group" if who.startswith("team") else "user"
    return {"type": kind, "emailAddress": who} if "@" in who else {"type": "domain", "domain": who}


def _error(status: int, reason: str) -> tuple[int, Any]:
    return status, {"error": {"code": status, "message": reason, "errors": [{"reason": reason, "domain": "global"}]}}


@contextmanager
def drive_server() -> Generator[DriveServer]:
    """It serves until the context ends."""
    drive = DriveServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            status, answer = drive.answer(self.command, self.path, self.headers, self.rfile.read(length))
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "text/plain" if isinstance(answer, bytes) else "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - so the base class calls it

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    drive.url = f"http://127.0.0.1:{server.server_port}"
    private = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    drive.key = json.dumps(
        {"type": "service_account", "client_email": "reader@example.iam", "private_key": private.decode(),
         "private_key_id": "1", "token_uri": f"{drive.url}/token"}
    )  # fmt: skip
    try:
        yield drive
    finally:
        server.shutdown()
        server.server_close()
