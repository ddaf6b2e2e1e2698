"""The published keys."""

from typing import Annotated

from fastapi import APIRouter

from auth_service.deps import Deps
from auth_service.keys.schemas import KeySet
from kernel.web import provided

router = APIRouter(prefix="/api/auth/v1", tags=["keys"])


@router.get("/jwks")
async def get_published_keys(deps: Annotated[Deps, provided()]) -> KeySet:
    return KeySet(keys=await deps.signer.published())
