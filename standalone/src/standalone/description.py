"""The merged OpenAPI description of all services, and a page to read it."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse

from kernel.service import Manifest, build_api

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "message"],
                "properties": {"pointer": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def openapi(manifests: Iterable[Manifest]) -> dict[str, Any]:
    """One OpenAPI 3.1 document over every service; every error is a `Problem`."""
    merged: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "AI Agent Platform", "version": "1"},
        "paths": {},
        "components": {
            "schemas": {"Problem": _PROBLEM},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"bearer": []}],
    }
    for manifest in sorted(manifests, key=lambda m: m.name):
        api = build_api(manifest)
        part = get_openapi(title=manifest.title, version="1", routes=api.routes)
        merged["paths"] |= part["paths"]
        merged["components"]["schemas"] |= part.get("components", {}).get("schemas", {})
    for operations in merged["paths"].values():
        for operation in operations.values():
            _describe_problems(operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        merged["components"]["schemas"].pop(unused, None)
    return merged


def _describe_problems(operation: dict[str, Any]) -> None:
    operation["responses"].pop("422", None)
    errors = operation["responses"].setdefault("default", {"description": "A problem (RFC 9457)", "content": {}})
    errors["content"]["application/problem+json"] = {"schema": {"$ref": "#/components/schemas/Problem"}}


def describe(app: FastAPI, manifests: tuple[Manifest, ...]) -> None:
    """Add `/api/openapi.json` and `/api/docs`."""
    document: list[dict[str, Any]] = []

    async def as_json() -> JSONResponse:
        if not document:
            document.append(openapi(manifests))
        return JSONResponse(document[0])

    async def as_page() -> HTMLResponse:
        if not document:
            document.append(openapi(manifests))
        return HTMLResponse(_page(document[0]))

    app.add_api_route("/api/openapi.json", as_json, include_in_schema=False)
    app.add_api_route("/api/docs", as_page, include_in_schema=False)


def _page(document: dict[str, Any]) -> str:
    """A plain list of operations: no script and no outside address, so that the strict content policy holds."""
    rows = [
        f"<tr><td>{method.upper()}</td><td><code>{path}</code></td><td>{operation.get('summary', '')}</td></tr>"
        for path, operations in sorted(document["paths"].items())
        for method, operation in operations.items()
    ]
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>API of the AI Agent Platform</title>"
        "<body style='font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem'>"
        "<h1>API of the AI Agent Platform</h1>"
        "<p>Machine-readable: <a href=/api/openapi.json>/api/openapi.json</a> (OpenAPI 3.1).</p>"
        f"<table cellpadding=6>{''.join(rows)}</table></body></html>"
    )
