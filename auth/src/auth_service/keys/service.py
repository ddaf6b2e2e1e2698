"""The key ring: signs with the current key, publishes the public halves, rotates.

Private keys lie sealed in the database. What another process changed is seen within a minute, which is far less than
the time a key is published before it signs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from joserfc import jwt
from joserfc.jwk import ECKey

from auth_service.keys import repo, rules
from kernel.db import Database, Row
from kernel.identity import ALGORITHM
from kernel.secrets import SecretBox
from kernel.telemetry import get_logger

_log = get_logger(__name__)
_LOOKED_AT_EVERY = timedelta(minutes=1)
_CURVE = "P-256"
_COMPANY = "platform"


@dataclass(frozen=True)
class _Loaded:
    signing: ECKey
    published: list[dict[str, Any]]
    at: datetime


class KeyRing:
    """The installation's signing keys."""

    def __init__(self, db: Database, secrets: SecretBox, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._secrets = secrets
        self._clock = clock
        self._loaded: _Loaded | None = None

    async def sign(self, claims: Mapping[str, Any]) -> str:
        """An access token (RFC 9068) with these claims."""
        key = (await self._keys()).signing
        header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": key.kid}
        return jwt.encode(header, dict(claims), key, algorithms=[ALGORITHM])

    async def published(self) -> list[dict[str, Any]]:
        """The public keys: previous, current and next."""
        return (await self._keys()).published

    async def rotate(self, *, at_once: bool = False) -> None:
        """Do what the age of the keys asks for; several processes may do it at once."""
        now = self._clock()
        async with self._db.begin() as tx:
            plan = rules.plan([_key(row) for row in await repo.every(tx)], now, at_once=at_once)
            if plan.promote is not None:
                await repo.promote(tx, plan.promote, now)
            if plan.forget:
                await repo.forget(tx, plan.forget)
            for generation, signs in plan.create:
                await repo.add(tx, self._new_key(generation, now, now if signs else None))
        if plan != rules.Plan():
            _log.info("signing_keys_rotated", created=len(plan.create), promoted=plan.promote, forgotten=plan.forget)
            self._loaded = None

    def _new_key(self, generation: int, now: datetime, active_from: datetime | None) -> dict[str, Any]:
        key = ECKey.generate_key(_CURVE, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        kid = str(key.kid)
        private = orjson.dumps(key.as_dict(private=True)).decode()
        return {
            "generation": generation,
            "kid": kid,
            "private_key": self._secrets.seal(private, company=_COMPANY, row=kid),
            "public_key": key.as_dict(private=False),
            "created_at": now,
            "active_from": active_from,
        }

    async def _keys(self) -> _Loaded:
        now, loaded = self._clock(), self._loaded
        if loaded is None or now - loaded.at >= _LOOKED_AT_EVERY:
            async with self._db.read() as tx:
                loaded = self._read(await repo.every(tx), now)
            self._loaded = loaded
        return loaded

    def _read(self, rows: Sequence[Row], now: datetime) -> _Loaded:
        signing = rules.current([_key(row) for row in rows])
        row = next(row for row in rows if signing is not None and row["generation"] == signing.generation)
        private = self._secrets.open(row["private_key"], company=_COMPANY, row=row["kid"])
        return _Loaded(ECKey.import_key(orjson.loads(private)), [row["public_key"] for row in rows], now)


def _key(row: Row) -> rules.Key:
    return rules.Key(row["generation"], row["created_at"], row["active_from"])
