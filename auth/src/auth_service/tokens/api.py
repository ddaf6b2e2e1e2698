"""Tokens for services."""

from typing import Annotated

from fastapi import APIRouter

from auth_service.deps import Deps
from auth_service.tokens import service
from auth_service.tokens.schemas import ServiceToken, ServiceTokenRequest
from kernel.web import provided

router = APIRouter(prefix="/api/auth/v1", tags=["tokens"])


@router.post("/service-tokens", include_in_schema=False)
async def create_service_token(body: ServiceTokenRequest, deps: Annotated[Deps, provided()]) -> ServiceToken:
    return await service.for_service(body, deps=deps)
