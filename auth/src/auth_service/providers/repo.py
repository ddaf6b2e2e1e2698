"""Every query on providers and domains."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from auth_service.providers.tables import sso_domains, sso_providers
from kernel.db import Row, Tx


async def get(tx: Tx, company_id: str) -> Row | None:
    """A company's provider, if it connected one."""
    return await tx.one_or_none(sa.select(sso_providers).where(sso_providers.c.company_id == company_id))


async def save(tx: Tx, company_id: str, values: Mapping[str, Any]) -> None:
    """Connect a provider, or change what is known of it."""
    if not await tx.insert_if_absent(sso_providers, {"company_id": company_id, **values}):
        mine = sso_providers.c.company_id == company_id
        await tx.execute(sa.update(sso_providers).where(mine).values(**values))


async def delete(tx: Tx, company_id: str) -> None:
    """Disconnect a company's provider."""
    await tx.execute(sa.delete(sso_providers).where(sso_providers.c.company_id == company_id))


async def domains(tx: Tx, company_id: str) -> Sequence[Row]:
    """The domains a company named, by name."""
    query = sa.select(sso_domains).where(sso_domains.c.company_id == company_id)
    return await tx.all(query.order_by(sso_domains.c.domain))


async def add_domain(tx: Tx, company_id: str, domain: str, now: datetime) -> bool:
    """Name a domain; False when the company did before."""
    row = {"company_id": company_id, "domain": domain, "confirmed_domain": None, "added_at": now, "confirmed_at": None}
    return await tx.insert_if_absent(sso_domains, row)


async def delete_domain(tx: Tx, company_id: str, domain: str) -> bool:
    """Forget a domain of the company; False when it has none of that name."""
    mine = (sso_domains.c.company_id == company_id) & (sso_domains.c.domain == domain)
    return (await tx.execute(sa.delete(sso_domains).where(mine))).rowcount == 1


# across companies: a domain leads to its company
async def company_of(tx: Tx, domain: str) -> str | None:
    """The company whose domain this is, proven."""
    row = await tx.one_or_none(sa.select(sso_domains).where(sso_domains.c.confirmed_domain == domain))
    return str(row["company_id"]) if row else None


# across companies: whoever runs the installation says which company a domain belongs to
async def named(tx: Tx, domain: str) -> Sequence[Row]:
    """Every company's claim to a domain."""
    return await tx.all(sa.select(sso_domains).where(sso_domains.c.domain == domain))


async def confirm(tx: Tx, company_id: str, domain: str, now: datetime) -> None:
    """Let a domain be proven to be the company's."""
    mine = (sso_domains.c.company_id == company_id) & (sso_domains.c.domain == domain)
    await tx.execute(sa.update(sso_domains).where(mine).values(confirmed_domain=domain, confirmed_at=now))


async def forget(tx: Tx, company_id: str) -> None:
    """Forget all of a company that is gone."""
    await delete(tx, company_id)
    await tx.execute(sa.delete(sso_domains).where(sso_domains.c.company_id == company_id))
