"""What can be done with passkeys."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from auth_service.accounts import service as accounts
from auth_service.accounts.rules import normalised_name
from auth_service.deps import Deps
from auth_service.passkeys import repo, rules
from auth_service.passkeys.problems import PasskeyNotAccepted, PasskeyNotFound, PasskeyThere
from auth_service.passkeys.schemas import NewPasskey, PasskeyOptions, PasskeyView, Site
from contracts import ids
from contracts.events import FactorAdded, FactorRemoved
from kernel.db import Row
from kernel.identity import Principal
from kernel.problems import FieldError, InvalidRequest

_ASKED_FOR = timedelta(minutes=5)
_MOST = 20


async def every(user_id: str, deps: Deps) -> Sequence[Row]:
    """A person's passkeys."""
    async with deps.db.read() as tx:
        return await repo.of(tx, user_id)


async def ask_for_new(site: Site, *, by: Principal, deps: Deps) -> PasskeyOptions:
    """The question for a new passkey."""
    user_id = accounts.user_id_of(by)
    person, have = await accounts.row_of(user_id, deps), await every(user_id, deps)
    challenge = await _challenge(user_id, deps)
    known = [each["credential_id"] for each in have]
    return PasskeyOptions(options=rules.registration(person, known, site.origin, challenge))


async def ask(user_id: str | None, site: Site, deps: Deps) -> PasskeyOptions:
    """The question for a passkey of this person, or of whoever it will turn out to be."""
    have: Sequence[Row] = await every(user_id, deps) if user_id else ()
    challenge = await _challenge(user_id, deps)
    return PasskeyOptions(
        options=rules.authentication([each["credential_id"] for each in have], site.origin, challenge)
    )


async def _challenge(user_id: str | None, deps: Deps) -> bytes:
    challenge = deps.new_token().encode()
    row = {"user_id": user_id, "expires_at": deps.clock() + _ASKED_FOR}
    async with deps.db.begin() as tx:
        await repo.ask(tx, {"challenge_hash": rules.digest(challenge), **row})
    return challenge


async def add(given: NewPasskey, site: Site, *, by: Principal, deps: Deps) -> PasskeyView:
    """Add what the device made."""
    user_id, name = accounts.user_id_of(by), _name(given.name)
    challenge = rules.challenge_in(given.credential)
    kept = rules.registered(given.credential, challenge, site.origin)
    row: dict[str, Any] = {
        "id": deps.new_id(ids.PASSKEY),
        "user_id": user_id,
        "name": name,
        "created_at": deps.clock(),
        "last_used_at": None,
        **kept,
    }
    async with deps.db.begin() as tx:
        asked = await repo.answered(tx, rules.digest(challenge), deps.clock())
        if asked is None or asked["user_id"] != user_id:
            raise PasskeyNotAccepted("It took too long. Start again.")
        if len(await repo.of(tx, user_id)) >= _MOST or not await repo.add(tx, row):
            raise PasskeyThere(f"It is in use already, or you have {_MOST} of them.")
        tx.tell(FactorAdded(company_id=by.company_id, user_id=user_id, kind="passkey"))
    return view(row)


def _name(text: str) -> str:
    try:
        return normalised_name(text)
    except ValueError as error:
        raise InvalidRequest("Please correct what is marked.", errors=[FieldError("/name", str(error))]) from None


async def remove(passkey_id: str, *, by: Principal, deps: Deps) -> None:
    """Remove a passkey."""
    user_id = accounts.user_id_of(by)
    async with deps.db.begin() as tx:
        if not await repo.remove(tx, user_id, passkey_id):
            raise PasskeyNotFound("Look it up in the list of your passkeys.")
        tx.tell(FactorRemoved(company_id=by.company_id, user_id=user_id, kind="passkey"))


async def prove(credential: Mapping[str, Any], user_id: str | None, site: Site, deps: Deps) -> str:
    """Who answered; that must be `user_id` where one is named. A question is answered once, rightly or wrongly."""
    challenge, now = rules.challenge_in(credential), deps.clock()
    credential_hash = rules.credential_hash(credential)
    async with deps.db.begin() as tx:
        asked = await repo.answered(tx, rules.digest(challenge), now)
        kept = await repo.by_credential(tx, credential_hash)
    if asked is None or kept is None or asked["user_id"] != user_id or kept["user_id"] != (user_id or kept["user_id"]):
        raise PasskeyNotAccepted("Try again, or sign in another way.")
    count = rules.proven(credential, challenge, site.origin, kept)
    async with deps.db.begin() as tx:
        await repo.used(tx, kept["id"], count, now)
    return str(kept["user_id"])


def view(row: Mapping[str, Any]) -> PasskeyView:
    """A passkey as its owner sees it."""
    return PasskeyView(**{name: row[name] for name in ("id", "name", "created_at", "last_used_at")})
