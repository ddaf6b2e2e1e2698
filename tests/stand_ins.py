"""Fakes of our own services, served over HTTP, so that the typed clients between services run too."""

from typing import Annotated, Any

from fastapi import Body, FastAPI, Header

from contracts.company import (
    Addressee,
    CompanyClient,
    Invitation,
)
from contracts.notifications import MailAccepted, MailInput, MailPossible, MailsClient
from kernel.web import handle_problems
from tests.built_once import built_once


@built_once
def company_app(companies: CompanyClient) -> FastAPI:
    """The company service's routes for other services."""
    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    prefix = "/api/company/v1/internal"

    async def addressees(
        to: Annotated[list[str], Body(embed=True)], x_company_id: Annotated[str, Header()]
    ) -> list[Addressee]:
        return await companies.addressees(x_company_id, to)

    async def invitation(token: Annotated[str, Body(embed=True)]) -> Invitation:
        return await companies.invitation(token)

    async def keep_out(user_id: str, x_company_id: Annotated[str, Header()]) -> None:
        await companies.keep_out(x_company_id, user_id)

    async def dismiss(user_id: str, x_company_id: Annotated[str, Header()]) -> None:
        await companies.dismiss(x_company_id, user_id)

    routes: list[tuple[str, Any, str]] = [
        ("/companies", companies.create_company, "POST"),
        ("/memberships", companies.memberships, "GET"),
        ("/members/{user_id}/depart", companies.depart, "POST"),
        ("/addressees", addressees, "POST"),
        ("/invitations/look", invitation, "POST"),
        ("/invitations/accept", companies.accept_invitation, "POST"),
        ("/members/admit", companies.admit, "POST"),
        ("/members/{user_id}/keep-out", keep_out, "POST"),
        ("/members/{user_id}", dismiss, "DELETE"),
    ]
    for path, answer, method in routes:
        api.add_api_route(prefix + path, answer, methods=[method])
    handle_problems(api)
    return api


@built_once
def mails_app(mails: MailsClient) -> FastAPI:
    """The notifications service's routes for the auth service."""
    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    prefix = "/api/notifications/v1/internal"

    async def mail(
        body: MailInput, x_company_id: Annotated[str, Header()], idempotency_key: Annotated[str, Header()]
    ) -> MailAccepted:
        return await mails.mail(body, x_company_id, key=idempotency_key)

    async def possible(x_company_id: Annotated[str, Header()]) -> MailPossible:
        return MailPossible(is_possible=await mails.can_mail(x_company_id))

    api.add_api_route(prefix + "/mails", mail, methods=["POST"], status_code=202)
    api.add_api_route(prefix + "/mail-possible", possible)
    handle_problems(api)
    return api
