"""Several providers a company, of any kind; the one endpoint of before becomes the first of them."""

import hashlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, Real, ShortText, UtcTime

revision = "0002"
down_revision = "0001"

_SEALED_FOR_BEFORE = "endpoint"


def upgrade() -> None:
    """Create the tables, and move what there is."""
    providers = op.create_table(
        "providers",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", ShortText(40), nullable=False),
        sa.Column("preset", ShortText(40), nullable=False),
        sa.Column("name", ShortText(200), nullable=False),
        sa.Column("base_url", ShortText(500), nullable=False),
        sa.Column("api_key", LongText(), nullable=False),
        sa.Column("sealed_for", ShortText(80), nullable=False),
        sa.Column("last4", ShortText(4), nullable=False),
        sa.Column("options", Json(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("data_stays", sa.Boolean(), nullable=False),
        sa.Column("input_price", Real(), nullable=True),
        sa.Column("output_price", Real(), nullable=True),
        sa.Column("tested_at", UtcTime(), nullable=True),
        sa.Column("tested_ok", sa.Boolean(), nullable=True),
        sa.Column("tested_note", ShortText(600), nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_providers_company", "providers", ["company_id", "position"])
    op.create_table(
        "recordings",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("provider_id", Id(), primary_key=True),
        sa.Column("request_hash", ShortText(64), primary_key=True),
        sa.Column("answered", LongText(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
    )
    endpoints = sa.table(
        "endpoints",
        *(sa.column(name, ShortText(500)) for name in ("company_id", "base_url", "model", "last4", "updated_by")),
        sa.column("api_key", LongText()),
        sa.column("enabled", sa.Boolean()),
        sa.column("input_price", Real()),
        sa.column("output_price", Real()),
        sa.column("updated_at", UtcTime()),
    )
    moved = [_provider(row) for row in op.get_bind().execute(sa.select(endpoints)).mappings()]
    if moved:
        op.bulk_insert(providers, moved)
    op.drop_table("endpoints")


def _provider(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The key stays sealed as it was, for the row it was sealed for: a migration has no keys to open it with."""
    digest = hashlib.sha256(str(row["company_id"]).encode()).hexdigest()[:32]
    return {
        "id": f"prv_{digest}",
        "company_id": row["company_id"],
        "position": 1,
        "kind": "openai-compatible",
        "preset": "other",
        "name": row["model"],
        "base_url": row["base_url"],
        "api_key": row["api_key"],
        "sealed_for": _SEALED_FOR_BEFORE,
        "last4": row["last4"],
        "options": {"model": row["model"]},
        "enabled": row["enabled"],
        "data_stays": False,
        "input_price": row["input_price"],
        "output_price": row["output_price"],
        "tested_at": None,
        "tested_ok": None,
        "tested_note": "",
        "updated_by": row["updated_by"],
        "created_at": row["updated_at"],
        "updated_at": row["updated_at"],
    }
