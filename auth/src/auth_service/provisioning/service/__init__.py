"""Answering a directory. What speaks SCIM is imported with the first question: it takes half a second."""

from fastapi import Request, Response

from auth_service.deps import Deps
from kernel.identity import Principal


async def answer(path: str, request: Request, *, by: Principal, deps: Deps) -> Response:
    """Answer a directory's request for a path under the root of SCIM."""
    from auth_service.provisioning.service import answering

    return await answering.answer(path, request, by=by, deps=deps)
