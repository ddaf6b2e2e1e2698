"""Connecting a provider, and claiming domains.

Whoever connects a provider decides who is let in as whom, so that only owners may (or whom they gave `sso.manage`).
"""

from datetime import datetime

from auth_service.browser import Browser
from auth_service.deps import Deps
from auth_service.providers import repo, rules
from auth_service.providers.problems import ConfirmDomainFirst, DomainNotFound, DomainTaken, NoProvider
from auth_service.providers.schemas import DomainInput, DomainView, ProviderInput, RoleOfGroup, SsoView
from kernel.db import Database, Row, Tx
from kernel.identity import Principal
from kernel.problems import Conflict

_ROW = "sso"


async def get(browser: Browser, *, by: Principal, deps: Deps) -> SsoView:
    """What the company has set up."""
    async with deps.db.read() as tx:
        return await _view(tx, by.company_id, browser, deps)


async def save(given: ProviderInput, browser: Browser, *, by: Principal, deps: Deps) -> SsoView:
    """Connect a provider, or change it. Another issuer or client needs its own secret."""
    async with deps.db.read() as tx:
        there = await repo.get(tx, by.company_id)
    is_same = there is not None and (there["issuer"], there["client_id"]) == (given.issuer, given.client_id)
    asked = rules.checked(given, deps.networks, needs_secret=not is_same)
    values = asked.model_dump(exclude={"client_secret"})
    if asked.client_secret:
        values["sealed_client_secret"] = deps.secrets.seal(asked.client_secret, company=by.company_id, row=_ROW)
    elif there is not None:
        values["sealed_client_secret"] = there["sealed_client_secret"]
    async with deps.db.begin() as tx:
        if asked.is_required and not any(row["confirmed_at"] for row in await repo.domains(tx, by.company_id)):
            raise ConfirmDomainFirst("Until then nobody could come in that way, and there would be no other.")
        changed = {"changed_by": by.user_id or "", "changed_at": deps.clock()}
        await repo.save(tx, by.company_id, {**values, **changed})
        return await _view(tx, by.company_id, browser, deps)


async def disconnect(*, by: Principal, deps: Deps) -> None:
    """Use no provider any longer; everybody comes in by password again."""
    async with deps.db.begin() as tx:
        await repo.delete(tx, by.company_id)


async def add_domain(given: DomainInput, browser: Browser, *, by: Principal, deps: Deps) -> SsoView:
    """Claim a domain. It counts once whoever runs the installation has confirmed it."""
    domain = rules.checked_domain(given.domain)
    async with deps.db.begin() as tx:
        owner = await repo.company_of(tx, domain)
        if owner not in {None, by.company_id}:
            raise DomainTaken("If it is yours, ask whoever runs this installation.")
        if len(await repo.domains(tx, by.company_id)) >= rules.MOST_DOMAINS:
            raise Conflict(f"You have named {rules.MOST_DOMAINS} domains. Remove one that is not used.")
        await repo.add_domain(tx, by.company_id, domain, deps.clock())
        return await _view(tx, by.company_id, browser, deps)


async def remove_domain(domain: str, browser: Browser, *, by: Principal, deps: Deps) -> SsoView:
    """Claim a domain no longer; its people come in by password."""
    async with deps.db.begin() as tx:
        if not await repo.delete_domain(tx, by.company_id, domain):
            raise DomainNotFound("Load the page again.")
        return await _view(tx, by.company_id, browser, deps)


async def is_required(company_id: str, deps: Deps) -> bool:
    """Whether the company lets nobody but its owners in by any other way."""
    async with deps.db.read() as tx:
        row = await repo.get(tx, company_id)
    return row is not None and bool(row["is_required"])


async def of(company_id: str, deps: Deps) -> Row:
    """A company's provider. Raises `NoProvider`."""
    async with deps.db.read() as tx:
        row = await repo.get(tx, company_id)
    if row is None:
        raise NoProvider("Enter your provider first, under Settings, Single sign-on.")
    return row


async def for_address(email: str, deps: Deps) -> Row | None:
    """The provider that people with this (normalised) address are sent to."""
    async with deps.db.read() as tx:
        company_id = await repo.company_of(tx, rules.domain_of(email))
        return await repo.get(tx, company_id) if company_id else None


async def has_domain(company_id: str, email: str, deps: Deps) -> bool:
    """Whether the address is in a domain that is proven to be the company's."""
    async with deps.db.read() as tx:
        return await repo.company_of(tx, rules.domain_of(email)) == company_id


def secret_of(row: Row, deps: Deps) -> str:
    """The client's secret, opened."""
    return deps.secrets.open(row["sealed_client_secret"], company=row["company_id"], row=_ROW)


def redirect_uri(browser: Browser, deps: Deps) -> str:
    """Where a provider sends people back to."""
    return (deps.public_url or browser.origin).rstrip("/") + rules.REDIRECT_PATH


def signed_out_uri(browser: Browser, deps: Deps) -> str:
    """Where a provider sends people back to who have signed out there."""
    return (deps.public_url or browser.origin).rstrip("/") + rules.SIGNED_OUT_PATH


async def confirm_domain(db: Database, text: str, company_id: str | None, now: datetime) -> str:
    """Confirm a claim, for who has the keys to the installation; answers the company's id. Raises `LookupError`."""
    domain = rules.checked_domain(text)
    async with db.begin() as tx:
        claims = [row for row in await repo.named(tx, domain) if company_id in {None, row["company_id"]}]
        if not claims:
            raise LookupError(f"No company has named {domain}. It is added under Settings, Single sign-on.")
        if len(claims) > 1:
            several = ", ".join(row["company_id"] for row in claims)
            raise LookupError(f"Several companies have named {domain}: {several}. Say which, behind the domain.")
        (claim,) = claims
        owner = await repo.company_of(tx, domain)
        if owner not in {None, claim["company_id"]}:
            raise LookupError(f"{domain} belongs to {owner} already. Let them remove it first.")
        await repo.confirm(tx, claim["company_id"], domain, now)
    return str(claim["company_id"])


async def _view(tx: Tx, company_id: str, browser: Browser, deps: Deps) -> SsoView:
    row, domains = await repo.get(tx, company_id), await repo.domains(tx, company_id)
    return SsoView(
        is_set_up=row is not None,
        issuer=row["issuer"] if row else "",
        client_id=row["client_id"] if row else "",
        groups_claim=row["groups_claim"] if row else "groups",
        roles=[RoleOfGroup.model_validate(each) for each in row["roles"]] if row else [],
        default_role=row["default_role"] if row else "viewer",
        is_required=bool(row["is_required"]) if row else False,
        signs_out=bool(row["signs_out"]) if row else False,
        domains=[
            DomainView(
                domain=each["domain"],
                confirmed_at=each["confirmed_at"],
                command=f"agent-platform confirm-domain {each['domain']} {company_id}",
            )
            for each in domains
        ],
        redirect_uri=redirect_uri(browser, deps),
        signed_out_uri=signed_out_uri(browser, deps),
    )
