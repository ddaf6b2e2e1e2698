"""Identity providers and domains."""

import sqlalchemy as sa

from kernel.db import Id, Json, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """One provider a company. `roles` maps groups to roles, the first that fits; `is_required`: no other way in.

    `confirmed_domain` repeats the domain once it is proven to be the company's: then nobody else can have it.
    """
    providers = sa.Table(
        "sso_providers",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("issuer", ShortText(300), nullable=False),
        sa.Column("client_id", ShortText(300), nullable=False),
        sa.Column("sealed_client_secret", LongText(), nullable=False),
        sa.Column("groups_claim", ShortText(100), nullable=False),
        sa.Column("roles", Json(), nullable=False),
        sa.Column("default_role", ShortText(60), nullable=False),
        sa.Column("is_required", sa.Boolean, nullable=False),
        sa.Column("signs_out", sa.Boolean, nullable=True),
        sa.Column("changed_by", Id(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
    )
    domains = sa.Table(
        "sso_domains",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("domain", ShortText(253), primary_key=True),
        sa.Column("confirmed_domain", ShortText(253), nullable=True, unique=True),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
        sa.Index("ix_sso_domains_domain", "domain"),
    )
    return providers, domains


sso_providers, sso_domains = define(sa.MetaData())
