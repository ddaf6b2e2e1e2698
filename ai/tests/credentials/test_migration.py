"""The endpoint of the first version becomes the first provider, with its key, on both databases."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from ai.tests.endpoint import KEY, MODEL, Model, running
from ai.tests.opened import API, open_ai
from ai_service.app import manifest
from kernel.db import Database, Id, LongText, Real, ShortText, UtcTime, migrate
from kernel.secrets import box_from_text, new_key_text

pytestmark = pytest.mark.migrates

COMPANY = "cmp_" + "1" * 32
ENDPOINTS = sa.Table(
    "endpoints",
    sa.MetaData(),
    sa.Column("company_id", Id(), primary_key=True),
    sa.Column("base_url", ShortText(500), nullable=False),
    sa.Column("model", ShortText(200), nullable=False),
    sa.Column("api_key", LongText(), nullable=False),
    sa.Column("last4", ShortText(4), nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("input_price", Real(), nullable=False),
    sa.Column("output_price", Real(), nullable=False),
    sa.Column("updated_by", Id(), nullable=False),
    sa.Column("updated_at", UtcTime(), nullable=False),
)


async def _first_schema(url: str, keys: str, address: str) -> None:
    """The database as the first version left it, with one company's endpoint in it."""
    db = Database(url)
    await migrate(db, manifest.package, to="0001")
    async with db.begin() as tx:
        row = {
            "company_id": COMPANY,
            "base_url": address,
            "model": MODEL,
            "api_key": box_from_text(keys).seal(KEY, company=COMPANY, row="endpoint"),
            "last4": KEY[-4:],
            "enabled": True,
            "input_price": 2.0,
            "output_price": 6.0,
            "updated_by": "usr_" + "3" * 32,
            "updated_at": datetime(2026, 11, 1, tzinfo=UTC),
        }
        await tx.execute(sa.insert(ENDPOINTS).values(**row))
    await db.close()


async def test_the_one_endpoint_becomes_the_first_provider(tmp_path: Path, model_dir: Path, database_url: str):
    keys = new_key_text()
    async with running(Model(says="good day")) as model:
        await _first_schema(database_url, keys, model.url)

        async with open_ai(tmp_path, model_dir, url=database_url, encryption_keys=keys) as ai:
            client = await ai.signed_in()
            shown = (await client.get(f"{API}/providers")).json()["items"][0]
            chat = await client.post(f"{API}/chat", json={"messages": [{"role": "user", "content": "hi"}]})

    assert (shown["kind"], shown["name"], shown["options"]) == ("openai-compatible", MODEL, {"model": MODEL})
    assert (shown["last4"], shown["enabled"], shown["output_price"]) == (KEY[-4:], True, 6.0)
    assert chat.json()["message"]["content"] == "good day"
    assert model.keys == [f"Bearer {KEY}"]
