"""What can be done with saved filters."""

from company_service.deps import Deps
from company_service.saved import repo
from company_service.saved.problems import FilterNotFound, NotYourFilter, TooManyFilters
from company_service.saved.schemas import SavedFilterBody, SavedFilterView
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page

_MOST = 50
_SHOWN = 500


async def list_all(*, by: Principal, deps: Deps) -> Page[SavedFilterView]:
    """The caller's filters and those that others share, by name."""
    async with deps.db.read() as tx:
        rows = await repo.seen_by(tx, by.company_id, by.user_id or "", _SHOWN)
    return Page(items=[_view(row, by) for row in rows], next=None)


async def save(body: SavedFilterBody, *, by: Principal, deps: Deps) -> SavedFilterView:
    """Keep a filter. Raises `TooManyFilters`."""
    row = {
        "id": deps.new_id(ids.FILTER), "company_id": by.company_id, "user_id": by.user_id or "",
        "created_at": deps.clock(), **body.model_dump(),
    }  # fmt: skip
    async with deps.db.begin() as tx:
        if await repo.count(tx, by.company_id, by.user_id or "") >= _MOST:
            raise TooManyFilters(f"You have {_MOST}. Delete one that you no longer use.")
        await repo.insert(tx, row)
    return _view(row, by)


async def change(filter_id: str, body: SavedFilterBody, *, by: Principal, deps: Deps) -> SavedFilterView:
    """Change a filter of one's own."""
    async with deps.db.begin() as tx:
        row = await _own(tx, filter_id, by)
        await repo.update(tx, by.company_id, filter_id, body.model_dump())
    return _view({**row, **body.model_dump()}, by)


async def delete(filter_id: str, *, by: Principal, deps: Deps) -> None:
    """Drop a filter of one's own."""
    async with deps.db.begin() as tx:
        await _own(tx, filter_id, by)
        await repo.delete(tx, by.company_id, filter_id)


async def _own(tx: Tx, filter_id: str, by: Principal) -> Row:
    row = await repo.get(tx, by.company_id, filter_id)
    is_own = row is not None and row["user_id"] == (by.user_id or "")
    if row is None or not (is_own or row["shared"]):
        raise FilterNotFound("Look it up in the list of runs.")
    if not is_own:
        raise NotYourFilter("Save it under another name to have your own.")
    return row


def _view(row: Row, by: Principal) -> SavedFilterView:
    return SavedFilterView.model_validate({**row, "mine": row["user_id"] == (by.user_id or "")})
