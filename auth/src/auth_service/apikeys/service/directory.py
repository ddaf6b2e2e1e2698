"""The token a company's directory provisions people with: a key that stands for the directory, and for nobody else."""

from datetime import timedelta

from auth_service.apikeys import repo, rules
from auth_service.apikeys.problems import OnlyPeopleManageKeys
from auth_service.apikeys.schemas import DirectoryToken, DirectoryView, NewKey
from auth_service.apikeys.service.manage import row_of
from auth_service.apikeys.service.revocations import Revocations
from auth_service.browser import PREFIX, Browser
from auth_service.deps import Deps
from auth_service.providers import service as providers
from auth_service.provisioning import repo as provisioned
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import KEY_PREFIX, Principal

PERMISSION = "member.provision"
_NAME = "Directory"
_OVERLAP = timedelta(hours=24)


async def look(browser: Browser, *, by: Principal, deps: Deps) -> DirectoryView:
    """Whether a directory provisions people, since when, and what it told of."""
    async with deps.db.read() as tx:
        row = next(iter(await _alive(tx, by.company_id, deps)), None)
        return DirectoryView(
            address=(deps.public_url or browser.origin).rstrip("/") + f"{PREFIX}/scim/v2",
            prefix=row["prefix"] if row else None,
            made_at=row["created_at"] if row else None,
            expires_at=row["expires_at"] if row else None,
            last_used_at=row["last_used_at"] if row else None,
            people=await provisioned.count_people(tx, by.company_id),
            groups=await provisioned.count_groups(tx, by.company_id),
        )


async def make_token(browser: Browser, *, by: Principal, deps: Deps) -> DirectoryToken:
    """Make a token, shown once. The one before is good for another day, so that nothing stands still meanwhile."""
    _check_person(by)
    await providers.of(by.company_id, deps)
    key, now = KEY_PREFIX + deps.new_token(), deps.clock()
    days = min(rules.DIRECTORY_DAYS, deps.longest_key_days or rules.DIRECTORY_DAYS)
    asked = NewKey(name=_NAME, scopes=[PERMISSION], expires_in_days=days)
    row = row_of(key, _NAME, asked, _holder(by.company_id), by, deps)
    async with deps.db.begin() as tx:
        for old in await _alive(tx, by.company_id, deps):
            end = min(now + _OVERLAP, old["expires_at"] or now + _OVERLAP)
            await repo.expire(tx, by.company_id, old["id"], end)
        await repo.add(tx, row)
    return DirectoryToken(token=key, view=await look(browser, by=by, deps=deps))


async def end_tokens(*, by: Principal, deps: Deps) -> None:
    """Let no directory provision people any longer; members stay what they are."""
    _check_person(by)
    async with deps.db.read() as tx:
        rows = await _alive(tx, by.company_id, deps)
    for row in rows:
        await Revocations(deps.data_dir).add(row["id"], deps.clock())
    async with deps.db.begin() as tx:
        for row in rows:
            await repo.revoke(tx, by.company_id, row["id"], deps.clock(), "revoked")


async def _alive(tx: Tx, company_id: str, deps: Deps) -> list[Row]:
    """The company's tokens that are good, the newest first."""
    return list(await repo.alive(tx, company_id, _holder(company_id), deps.clock()))


def is_directory(user_id: str) -> bool:
    """Whether a key stands for a directory."""
    return user_id.startswith(f"{ids.DIRECTORY}_")


def _holder(company_id: str) -> str:
    return f"{ids.DIRECTORY}_{company_id.partition('_')[2]}"


def _check_person(by: Principal) -> None:
    if by.key_id is not None or by.user_id is None:
        raise OnlyPeopleManageKeys("Sign in, and do this in Settings → Single sign-on.")
