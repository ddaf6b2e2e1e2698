"""What can be asked about members."""

from collections.abc import Sequence

from company_service.deps import Deps
from company_service.members import repo, rules
from company_service.members.schemas import MemberView
from contracts.company import Addressee
from kernel.identity import Principal
from kernel.paging import Page, Paging, page


async def list_page(paging: Paging, *, by: Principal, deps: Deps) -> Page[MemberView]:
    """A page of the company's members."""
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, paging)
    return page(rows, paging, key=lambda row: row["user_id"], view=lambda row: MemberView.model_validate(dict(row)))


async def addressees(to: Sequence[str], *, by: Principal, deps: Deps) -> list[Addressee]:
    """The members meant by user ids and by `role:<name>`; unknown ones are left out."""
    users, named = rules.split_addresses(to)
    async with deps.db.read() as tx:
        rows = await repo.meant(tx, by.company_id, users, named)
    return [Addressee(user_id=row["user_id"], name=row["name"], email=row["email"]) for row in rows]
