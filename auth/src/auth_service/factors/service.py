"""What can be done with second factors."""

import base64
from typing import Any

from auth_service.accounts import service as accounts
from auth_service.deps import Deps
from auth_service.factors import repo, rules
from auth_service.factors.problems import AppThere, NoApp, NoFactorYet, WrongCode
from auth_service.factors.schemas import Code, FactorsView, RecoveryCodes, TotpSetup
from auth_service.passkeys import service as passkeys
from auth_service.throttle import service as throttle
from contracts.events import FactorAdded, FactorRemoved
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.problems import FieldError

_SECRET_BYTES = 20
_HINT = "Wait for the next code of your app and type that. If it is refused again, check the clock of your phone."


async def view(*, by: Principal, deps: Deps) -> FactorsView:
    """What the person has."""
    user_id = accounts.user_id_of(by)
    async with deps.db.read() as tx:
        app, left = await repo.get(tx, user_id), await repo.codes_left(tx, user_id)
    return FactorsView(
        totp_since=app["confirmed_at"] if app else None,
        passkeys=[passkeys.view(row) for row in await passkeys.every(user_id, deps)],
        recovery_codes_left=left,
    )


async def methods_of(user_id: str, deps: Deps) -> list[str]:
    """How the person may prove who they are besides the password; nothing: the password is enough."""
    async with deps.db.read() as tx:
        app, left = await repo.get(tx, user_id), await repo.codes_left(tx, user_id)
    has = {
        "totp": app is not None and app["confirmed_at"] is not None,
        "passkey": bool(await passkeys.every(user_id, deps)),
    }
    found = [name for name, there in has.items() if there]
    return [*found, "recovery_code"] if found and left else found


async def has_second_factor(user_id: str, deps: Deps) -> bool:
    """Whether a password alone does not let this person in."""
    return bool(await methods_of(user_id, deps))


async def begin_app(*, by: Principal, deps: Deps) -> TotpSetup:
    """A secret for an authenticator app. It is in use once a code of it was typed."""
    person = await accounts.row_of(accounts.user_id_of(by), deps)
    secret = base64.b32encode(deps.new_bytes(_SECRET_BYTES)).decode()
    row: dict[str, Any] = {
        "user_id": person["id"],
        "secret": deps.secrets.seal(secret, company=person["id"], row="totp"),
        "last_step": 0,
        "created_at": deps.clock(),
        "confirmed_at": None,
    }
    async with deps.db.begin() as tx:
        if not await repo.begin(tx, row):
            raise AppThere("Remove it first, then add the new one.")
    address = rules.address(secret, person["email"])
    return TotpSetup(secret=secret, address=address, picture=rules.picture(address))


async def confirm_app(given: Code, *, by: Principal, deps: Deps) -> RecoveryCodes:
    """Let the app be in use. Who had no recovery codes gets them now."""
    user_id = accounts.user_id_of(by)
    await throttle.attempt(_allowance(user_id), deps)
    async with deps.db.begin() as tx:
        app = await repo.get(tx, user_id)
        if app is None or app["confirmed_at"] is not None:
            raise NoApp("Add an authenticator app first.")
        if not await _take(tx, app, given.code, deps):
            raise WrongCode(errors=[FieldError("/code", _HINT)])
        await repo.confirm(tx, user_id, deps.clock())
        tx.tell(FactorAdded(company_id=by.company_id, user_id=user_id, kind="totp"))
        codes = [] if await repo.codes_left(tx, user_id) else await _new_codes(tx, user_id, deps)
    await throttle.succeeded(_allowance(user_id), deps)
    return RecoveryCodes(codes=codes)


async def remove_app(*, by: Principal, deps: Deps) -> None:
    """Forget the authenticator app."""
    user_id = accounts.user_id_of(by)
    async with deps.db.begin() as tx:
        if not await repo.remove(tx, user_id):
            raise NoApp("It was removed in the meantime.")
        tx.tell(FactorRemoved(company_id=by.company_id, user_id=user_id, kind="totp"))


async def renew_codes(*, by: Principal, deps: Deps) -> RecoveryCodes:
    """New recovery codes; the earlier ones are worth nothing any more."""
    user_id = accounts.user_id_of(by)
    if not await has_second_factor(user_id, deps):
        raise NoFactorYet("Recovery codes are for the day when you do not have it with you.")
    async with deps.db.begin() as tx:
        codes = await _new_codes(tx, user_id, deps)
        tx.tell(FactorAdded(company_id=by.company_id, user_id=user_id, kind="recovery_codes"))
    return RecoveryCodes(codes=codes)


async def _new_codes(tx: Tx, user_id: str, deps: Deps) -> list[str]:
    codes = [rules.recovery_code(deps.new_bytes(16)) for _ in range(rules.RECOVERY_CODES)]
    await repo.replace_codes(tx, user_id, [rules.recovery_hash(user_id, code) or "" for code in codes])
    return codes


async def prove(user_id: str, code: str, address: str, deps: Deps) -> None:
    """Somebody who is said to be this person types a code, of the app or a recovery code. Raises `WrongCode`.

    Guessing is slow whatever address it comes from; only who knows the password comes this far.
    """
    await throttle.attempt(_allowance(user_id), deps)
    async with deps.db.begin() as tx:
        app, code_hash = await repo.get(tx, user_id), rules.recovery_hash(user_id, code)
        right = app is not None and app["confirmed_at"] is not None and await _take(tx, app, code, deps)
        right = right or (code_hash is not None and await repo.use_code(tx, user_id, code_hash))
    if not right:
        await accounts.failed(await accounts.row_of(user_id, deps), address, "code", deps)
        raise WrongCode(errors=[FieldError("/code", _HINT)])
    await throttle.succeeded(_allowance(user_id), deps)


async def _take(tx: Tx, app: Row, code: str, deps: Deps) -> bool:
    secret = deps.secrets.open(app["secret"], company=app["user_id"], row="totp")
    step = rules.matching_step(secret, code, deps.clock())
    return step is not None and await repo.take_step(tx, app["user_id"], step)


def _allowance(user_id: str) -> str:
    return throttle.key_of("code", user_id)


async def forget(tx: Tx, user_id: str) -> None:
    """Remove everything of a person."""
    await repo.remove(tx, user_id)
    await repo.replace_codes(tx, user_id, [])
