"""Serves the built frontend: fingerprinted assets for ever, the page itself always fresh, one strict content policy."""

import mimetypes
from pathlib import Path

from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_NOT_BUILT = """<!doctype html><title>AI Agent Platform</title>
<h1>The application is not built yet</h1>
<p>The API is running. Build the application with <code>make run</code>, or set FRONTEND_DIR to a built one.</p>"""


class Frontend:
    """The single-page application in `folder`; every path that is not a file is a page of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = StaticFiles(directory=folder, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asset = scope["path"].startswith("/assets/")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = b"public, max-age=31536000, immutable" if asset and message["status"] < 400 else b"no-cache"
                message["headers"] = [
                    *message["headers"],
                    (b"cache-control", kept),
                    (b"content-security-policy", _POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
                    (b"cross-origin-opener-policy", b"same-origin"),
                    (b"cross-origin-resource-policy", b"same-origin"),
                ]
            await send(message)

        await (await self._response(scope))(scope, receive, with_headers)

    async def _response(self, scope: Scope) -> Response:
        if scope["method"] not in {"GET", "HEAD"}:
            return Response(status_code=405, headers={"allow": "GET, HEAD"})
        if not (self._folder / "index.html").exists():
            return HTMLResponse(_NOT_BUILT, 503)
        if scope["path"] != "/":
            try:
                if compressed := self._compressed(scope):
                    return compressed
                return await self._files.get_response(self._files.get_path(scope), scope)
            except (HTTPException, ValueError):
                if scope["path"].startswith("/assets/"):
                    return Response(status_code=404)
        return FileResponse(self._folder / "index.html")

    def _compressed(self, scope: Scope) -> Response | None:
        """A fingerprinted asset as the build compressed it, for who takes it so."""
        taken = dict(scope["headers"]).get(b"accept-encoding", b"")
        if not scope["path"].startswith("/assets/"):
            return None
        for coding, suffix in ((b"br", ".br"), (b"gzip", ".gz")):
            name = self._files.get_path(scope) + suffix
            found, state = self._files.lookup_path(name) if coding in taken else ("", None)
            if state is not None:
                kind, _ = mimetypes.guess_type(name.removesuffix(suffix))
                headers = {"content-encoding": coding.decode(), "vary": "accept-encoding"}
                return FileResponse(found, headers=headers, media_type=kind or "application/octet-stream")
        return None
