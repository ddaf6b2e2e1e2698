"""Key rotation: every verifier knows a key before it signs, and until its last token has ended."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from joserfc import jws

from auth.tests.opened import API, Auth, open_auth
from auth_service.app import metadata
from auth_service.keys import rules
from auth_service.keys.jobs import rotate_keys
from auth_service.keys.rules import Key, Plan
from kernel.secrets import CannotOpen
from kernel.service import utc_now

LONGEST_LIFE_OF_A_TOKEN = timedelta(minutes=15)
VERIFIERS_LOOK_EVERY = timedelta(minutes=10)


def after(keys: list[Key], plan: Plan, now: Key) -> list[Key]:
    """The keys once a plan was carried out."""
    at = now.created_at
    kept = [k for k in keys if k.generation not in plan.forget]
    kept = [Key(k.generation, k.created_at, at) if k.generation == plan.promote else k for k in kept]
    return kept + [Key(n, at, at if at_once else None) for n, at_once in plan.create]


@pytest.mark.parametrize("pause", [timedelta(hours=1), timedelta(days=3), timedelta(days=45)])
def test_over_years_each_key_is_known_before_it_signs_and_after(pause: timedelta) -> None:
    keys: list[Key] = []
    signing: list[tuple[datetime, int]] = []
    published: list[tuple[datetime, set[int]]] = []
    now = utc_now()

    for _ in range(timedelta(days=400) // pause):
        keys = after(keys, rules.plan(keys, now), Key(0, now, None))
        current = rules.current(keys)
        signing.append((now, current.generation if current else 0))
        published.append((now, {key.generation for key in keys}))
        now += pause

    firsts = {generation: next(at for at, known in published if generation in known) for _, generation in signing}
    for (_, before), (at, generation) in pairwise(signing):
        changed = generation != before
        assert not changed or at - firsts[generation] >= VERIFIERS_LOOK_EVERY
        assert not changed or before in dict(published)[at]
    assert max(len(known) for _, known in published) <= 3
    assert all(known >= {generation} for (_, generation), (_, known) in zip(signing, published, strict=True))


def test_a_plan_that_was_carried_out_asks_for_nothing_more() -> None:
    now = utc_now()
    keys = after([], rules.plan([], now), Key(0, now, None))

    assert rules.plan(keys, now) == Plan()


async def test_a_token_signed_before_a_rotation_is_good_after_it(auth_on_each: Auth) -> None:
    ring = auth_on_each.service.deps.signer
    before = (await auth_on_each.service.http.get(f"{API}/jwks")).json()["keys"]
    auth_on_each.clock.go_on(rules.SIGNS_FOR)

    await rotate_keys(auth_on_each.service.deps)

    now = (await auth_on_each.service.http.get(f"{API}/jwks")).json()["keys"]
    assert [key["kid"] for key in now][:2] == [key["kid"] for key in before]
    assert len(now) == 3
    assert kid_of(await ring.sign({})) == before[1]["kid"]


async def test_the_previous_key_goes_once_its_tokens_have_ended(auth: Auth) -> None:
    auth.clock.go_on(rules.SIGNS_FOR)
    await rotate_keys(auth.service.deps)
    auth.clock.go_on(rules.KEPT_AFTER)
    await rotate_keys(auth.service.deps)

    keys = await auth.service.deps.signer.published()

    assert len(keys) == 2
    assert rules.KEPT_AFTER > LONGEST_LIFE_OF_A_TOKEN


async def test_processes_that_rotate_at_once_agree(auth_on_each: Auth) -> None:
    auth_on_each.clock.go_on(rules.SIGNS_FOR)

    await asyncio.gather(*(rotate_keys(auth_on_each.service.deps) for _ in range(5)))

    assert len(await auth_on_each.service.deps.signer.published()) == 3


async def test_only_public_halves_are_published_and_private_ones_lie_sealed(auth: Auth) -> None:
    published = (await auth.service.http.get(f"{API}/jwks")).json()["keys"]

    async with auth.service.host.db.read() as tx:
        rows = await tx.all(metadata.tables["signing_keys"].select())

    assert all("d" not in key and key["alg"] == "ES256" and key["use"] == "sig" for key in published)
    assert all(row["private_key"].startswith("v1.") for row in rows)


async def test_keys_survive_a_restart(tmp_path: Path) -> None:
    same = "k1:" + "A" * 43 + "="
    async with open_auth(tmp_path, encryption_keys=same) as auth:
        before = await auth.service.deps.signer.published()

    async with open_auth(tmp_path, encryption_keys=same) as auth:
        after_restart = await auth.service.deps.signer.published()

    assert after_restart == before


async def test_with_another_encryption_key_the_service_does_not_start(tmp_path: Path) -> None:
    async with open_auth(tmp_path):
        pass

    with pytest.raises(CannotOpen):
        async with open_auth(tmp_path):
            pass


def kid_of(token: str) -> str:
    return str(jws.extract_compact(token.encode()).headers()["kid"])
