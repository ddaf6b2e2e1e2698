"""The routes of deliveries."""

from typing import Annotated

from fastapi import APIRouter, Query

from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import provided
from notifications_service.deliveries import service
from notifications_service.deliveries.schemas import DeliveryStatus, DeliveryView, MailView
from notifications_service.deps import Deps

router = APIRouter(prefix="/api/notifications/v1", tags=["deliveries"])


@router.get("/deliveries")
async def list_deliveries(
    by: Annotated[Principal, allowed("notification.manage")],
    deps: Annotated[Deps, provided()],
    paging: PagingParam,
    status: DeliveryStatus | None = None,
    notice_id: Annotated[str | None, Query(max_length=40)] = None,
) -> Page[DeliveryView]:
    return await service.list_page(status, notice_id, paging, by=by, deps=deps)


@router.get("/deliveries/{delivery_id}")
async def get_delivery(
    delivery_id: str, by: Annotated[Principal, allowed("notification.manage")], deps: Annotated[Deps, provided()]
) -> MailView:
    return await service.get(delivery_id, by=by, deps=deps)
