"""What can be done with templates. A notice keeps the words it was made with, whatever is saved later."""

from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page
from notifications_service.deps import Deps
from notifications_service.templates import repo, rules
from notifications_service.templates.problems import TemplateChanged, TemplateNotFound
from notifications_service.templates.schemas import TemplateInput, TemplateView, Texts


async def every(*, by: Principal, deps: Deps) -> Page[TemplateView]:
    """The built-in templates and the company's own, each as it is now."""
    async with deps.db.read() as tx:
        own = {row["name"]: _view(row) for row in await repo.every_newest(tx, by.company_id)}
    found = {**{name: _built_in(name) for name in rules.BUILT_IN}, **own}
    return Page(items=[found[name] for name in sorted(found)], next=None)


async def get(name: str, *, by: Principal, deps: Deps) -> TemplateView:
    """One template as it is now."""
    async with deps.db.read() as tx:
        return await _newest(tx, by.company_id, name)


async def versions(name: str, *, by: Principal, deps: Deps) -> Page[TemplateView]:
    """Every version of a template, newest first."""
    async with deps.db.read() as tx:
        rows = await repo.versions(tx, by.company_id, name)
    built_in = [_built_in(name)] if name in rules.BUILT_IN else []
    if not rows and not built_in:
        raise TemplateNotFound("Look it up in the list of templates.")
    return Page(items=[*map(_view, rows), *built_in], next=None)


async def save(name: str, version: int, given: TemplateInput, *, by: Principal, deps: Deps) -> TemplateView:
    """Save a new version made from `version` (0: from the built-in, or a name of the company's own)."""
    rules.check(name, given.texts)
    row = {
        "company_id": by.company_id,
        "name": name,
        "version": version + 1,
        "texts": {language: words.model_dump() for language, words in given.texts.items()},
        "saved_by": by.user_id or "",
        "saved_at": deps.clock(),
    }
    async with deps.db.begin() as tx:
        newest = await repo.newest(tx, by.company_id, name)
        present = newest["version"] if newest else 0
        if present != version or not await repo.add(tx, row):
            raise TemplateChanged(f"It is at version {present} now. Load it and make your change again.")
    return _view(row)


async def texts(tx: Tx, company_id: str, name: str) -> tuple[Texts, int]:
    """The words a notice is made of, and their version. Raises `TemplateNotFound`."""
    found = await _newest(tx, company_id, name)
    return found.texts, found.version


async def _newest(tx: Tx, company_id: str, name: str) -> TemplateView:
    row = await repo.newest(tx, company_id, name)
    if row is not None:
        return _view(row)
    if name not in rules.BUILT_IN:
        raise TemplateNotFound("Look it up in the list of templates.")
    return _built_in(name)


def _built_in(name: str) -> TemplateView:
    texts = rules.BUILT_IN[name]
    return TemplateView(name=name, version=0, built_in=True, texts=texts, saved_by=None, saved_at=None)


def _view(row: Row) -> TemplateView:
    return TemplateView(
        name=row["name"],
        version=row["version"],
        built_in=False,
        texts=row["texts"],
        saved_by=row["saved_by"],
        saved_at=row["saved_at"],
    )
