"""Single sign-on: providers, domains, sign-ins on their way, whom providers vouched for."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, ShortText, UtcTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "sso_providers",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("issuer", ShortText(300), nullable=False),
        sa.Column("client_id", ShortText(300), nullable=False),
        sa.Column("sealed_client_secret", LongText(), nullable=False),
        sa.Column("groups_claim", ShortText(100), nullable=False),
        sa.Column("roles", Json(), nullable=False),
        sa.Column("default_role", ShortText(60), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("changed_by", Id(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
    )
    op.create_table(
        "sso_domains",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("domain", ShortText(253), primary_key=True),
        sa.Column("confirmed_domain", ShortText(253), nullable=True, unique=True),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
        sa.Index("ix_sso_domains_domain", "domain"),
    )
    op.create_table(
        "sso_attempts",
        sa.Column("state_hash", ShortText(64), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("browser_hash", ShortText(64), nullable=False),
        sa.Column("issuer", ShortText(300), nullable=False),
        sa.Column("client_id", ShortText(300), nullable=False),
        sa.Column("nonce", ShortText(64), nullable=False),
        sa.Column("sealed_verifier", LongText(), nullable=False),
        sa.Column("redirect_uri", ShortText(400), nullable=False),
        sa.Column("return_to", ShortText(500), nullable=False),
        sa.Column("trial_by", Id(), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_sso_attempts_company_id", "sso_attempts", ["company_id"])
    op.create_index("ix_sso_attempts_expires_at", "sso_attempts", ["expires_at"])
    op.create_table(
        "sso_identities",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("subject_hash", ShortText(64), primary_key=True),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("linked_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_sso_identities_user_id", "sso_identities", ["user_id"])
