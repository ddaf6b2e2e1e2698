"""Routes are one call each, and every one asks who may."""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from tests.rules.tree import PACKAGES, SERVICES, Finding, Source, Tree

MARK = "permission"
"""The attribute by which `kernel.identity` marks its checks."""
METHODS = {"get", "post", "put", "patch", "delete"}

PUBLIC: Mapping[str, str] = {
    "POST /api/auth/v1/signup": "who signs up has no token yet",
    "POST /api/auth/v1/login": "who logs in has no token yet",
    "POST /api/auth/v1/login/passkey": "who comes in by a passkey has no token yet",
    "POST /api/auth/v1/login/finish": "the waiting sign-in and its second factor, or the passkey, are the credential",
    "POST /api/auth/v1/password/forgot": "who has forgotten a password has no token",
    "POST /api/auth/v1/password/reset": "the link is the credential",
    "POST /api/auth/v1/email/verify": "the link is the credential",
    "POST /api/auth/v1/refresh": "the refresh cookie is the credential",
    "POST /api/auth/v1/logout": "the refresh cookie is the credential",
    "POST /api/auth/v1/sso/look": "who comes in through a provider has no token yet",
    "POST /api/auth/v1/sso/begin": "who comes in through a provider has no token yet",
    "POST /api/auth/v1/sso/finish": "the provider's answer and the cookie of who began are the credential",
    "POST /api/auth/v1/sso/logout": "the refresh cookie is the credential",
    "GET /api/auth/v1/jwks": "public keys are public",
    "POST /api/auth/v1/service-tokens": "the service's secret is the credential",
    "POST /api/auth/v1/invitations/look": "the invitation's token is the credential",
    "POST /api/auth/v1/invitations/accept": "the invitation's token is the credential",
    "POST /hooks/{token}": "the token is the credential, besides what the trigger asks for",
    "PUT /hooks/{token}": "the token is the credential, besides what the trigger asks for",
    "GET /hooks/{token}": "the token is the credential, besides what the trigger asks for",
    "GET /forms/{token}": "a public form; the token is the credential",
    "POST /forms/{token}": "a public form; the token is the credential",
}
"""Every route without a principal, and why. Everything else is denied by default."""


def _is_route(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return False
    return decorator.func.attr in METHODS and isinstance(decorator.func.value, ast.Name)


def _functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(_is_route, node.decorator_list)):
            yield node


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def long_routes(tree: Tree) -> list[Finding]:
    """A route's body is one call: it authorises by type, and shapes the answer by type."""
    findings: list[Finding] = []
    for service in SERVICES:
        for source in tree.under(PACKAGES[service]):
            for function in _functions(source):
                body = [statement for statement in function.body if not _is_docstring(statement)]
                if len(body) > 1 or not isinstance(body[0], ast.Return | ast.Expr):
                    message = f"route `{function.name}` does more than one call: move it to the slice's service"
                    findings.append(source.finding(function.lineno, message))
    return findings


def _asked(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    if dependant.call is not None:
        yield dependant.call
    for inner in dependant.dependencies:
        yield from _asked(inner)


def permissions(api: FastAPI) -> dict[str, str | None]:
    """Every route of an application and the permission it asks for: `*` is any signed-in principal, None is nothing."""
    found: dict[str, str | None] = {}
    for route in iter_route_contexts(api.routes):
        dependant = getattr(route, "dependant", None)
        asked = list(_asked(dependant)) if isinstance(dependant, Dependant) else []
        named = [getattr(call, MARK) or "*" for call in asked if hasattr(call, MARK)]
        for method in sorted(route.methods or {"ANY"}):
            found[f"{method} {route.path}"] = named[0] if named else None
    return found


def unguarded(asked: Mapping[str, str | None], public: Collection[str]) -> list[Finding]:
    """Routes that ask for no permission (`kernel.identity.allowed` or `internal`) and are not listed as public."""
    return [
        Finding(route, 0, "asks for no permission in its signature")
        for route, permission in asked.items()
        if permission is None and route not in public
    ]


def unknown_permissions(asked: Mapping[str, str | None], known: Collection[str]) -> list[Finding]:
    """Permissions that are not in the catalogue (`contracts.permissions`): a route nobody may use."""
    return [
        Finding(route, 0, f"asks for `{permission}`, which `contracts.permissions` does not list")
        for route, permission in asked.items()
        if permission and permission not in {"*", "internal", *known}
    ]


def wrongly_public(asked: Mapping[str, str | None], public: Collection[str]) -> list[Finding]:
    """Entries of the public list that no route answers, or whose route asks for a permission after all."""
    return [
        Finding(route, 0, "is listed as public, but is not a public route")
        for route in public
        if asked.get(route, "missing") is not None
    ]
